package demo

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// keyName is the name of the returning officer's key file.
func (d *Demo) keyName() string { return "guildhall-key-" + string(d.kept.Election) + ".json" }

// key hands out the invented returning officer's key file, which in a real
// election only the officer has.
func (d *Demo) key(c echo.Context) error {
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+d.keyName()+`"`)
	return c.Blob(http.StatusOK, "application/json", []byte(d.kept.Key))
}
