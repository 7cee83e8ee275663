package web

import (
	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/web/account"
	"github.com/onenorwich/guildhall/web/booth"
	"github.com/onenorwich/guildhall/web/keys"
	"github.com/onenorwich/guildhall/web/officer"
	"github.com/onenorwich/guildhall/web/practice"
	"github.com/onenorwich/guildhall/web/public"
	"github.com/onenorwich/guildhall/web/registrar"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/trustee"
	"github.com/onenorwich/guildhall/web/witness"
)

// visitors are the packages of pages, one line each.
var visitors = []func(*echo.Echo, *site.Site){
	account.Routes,
	practice.Routes,
	booth.Routes,
	keys.Routes,
	public.Routes,
	officer.Routes,
	trustee.Routes,
	registrar.Routes,
	witness.Routes,
}
