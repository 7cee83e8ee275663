package demo

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election/belenios"
	"github.com/onenorwich/guildhall/web/keys/holder"
)

// keyName is the name of the returning officer's key file.
func (d *Demo) keyName() string { return holder.Name(string(d.kept.Election)) }

// keyFile is the invented returning officer's key, as the officer's browser
// would have saved it.
func (d *Demo) keyFile() ([]byte, error) {
	file := holder.File{Kind: holder.FileKind, Version: 1, Election: string(d.kept.Election), Group: belenios.Ed25519,
		PublicKey: d.kept.Public, Secret: json.RawMessage(d.kept.Key)}
	return file.Encode()
}

// key hands the key file out. In a real election only the officer has it.
func (d *Demo) key(c echo.Context) error {
	raw, err := d.keyFile()
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+d.keyName()+`"`)
	return c.Blob(http.StatusOK, "application/json", raw)
}
