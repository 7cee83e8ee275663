package site

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/ui"
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

// Refused turns a refusal into what the form above it says; what is none is given
// back, for the site to tell.
func Refused(err error) (ui.Problems, error) {
	var refusal *election.Error
	if errors.As(err, &refusal) {
		return ui.Refused(ui.Sentence(refusal.Sentence)), nil
	}
	return nil, err
}

// Uploaded is the file that a form holds under a name. Where none was chosen,
// the refusal asks for it: "Choose …".
func Uploaded(c echo.Context, name, choose string) ([]byte, error) {
	header, err := c.FormFile(name)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, err
	case err != nil || header.Size == 0:
		return nil, election.Refuse("no-file", "%s", choose)
	}
	f, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
