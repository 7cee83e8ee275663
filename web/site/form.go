package site

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"
)

// ordinaryBody is how many bytes a form may have.
const ordinaryBody = 64 << 10

const bodyKey = "site.body"

// rawBody is a request's body before any limit.
type rawBody struct{ io.ReadCloser }

// limitBody bounds every body; BodyLimit raises the bound of a route.
func limitBody(c echo.Context) {
	req := c.Request()
	if req.Body == nil || req.Body == http.NoBody {
		return
	}
	c.Set(bodyKey, &rawBody{req.Body})
	req.Body = http.MaxBytesReader(c.Response(), req.Body, ordinaryBody)
}

// Form reads a posted form, multipart or not.
func Form(c echo.Context) (url.Values, error) {
	form, err := c.FormParams()
	if err == nil {
		return form, nil
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, err
	}
	return nil, Refuse(http.StatusBadRequest, "form", "The form arrived damaged. Go back and send it again.")
}
