package booth

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/site"
)

// spentJSON is what the booth says of a vote that was opened: the practice that
// the voter meant to vote for, and the trackers. The opening itself never comes
// here, nor does the ballot.
type spentJSON struct {
	Practice election.ID `json:"practice"`
	Trackers ballotTexts `json:"trackers"`
}

// spent records that a vote was opened to check the booth, so that it is never
// cast. Only who could have cast it may say so.
func (b *booth) spent(c echo.Context) error {
	err := b.spend(c)
	if err == nil {
		return c.JSON(http.StatusOK, struct {
			OK bool `json:"ok"`
		}{true})
	}
	status, refusal := refused(err)
	if refusal == nil {
		return err
	}
	return c.JSON(status, refusal)
}

func (b *booth) spend(c echo.Context) error {
	body, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return err
	}
	asked, digests, err := readSpent(body)
	if err != nil {
		return err
	}
	el, err := b.site.Desk.Election(election.ID(c.Param("election")))
	if err != nil {
		return err
	}
	practice, signedIn := represents(site.Of(c), el.ID(), asked)
	if !signedIn {
		return election.Refuse("sign-in", "You are not signed in for this practice in this browser.")
	}
	return b.site.Desk.Spend(c.Request().Context(), el.ID(), practice, digests)
}

// readSpent reads what the booth sends, and nothing else. A tracker has one
// spelling: the unpadded Base64 of 32 bytes.
func readSpent(body []byte) (practice election.ID, digests []election.Digest, err error) {
	damaged := election.Refuse("damaged", "The trackers arrived damaged. Nothing was recorded.")
	var s spentJSON
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil || d.More() || len(s.Trackers) == 0 {
		return "", nil, damaged
	}
	for _, text := range s.Trackers {
		raw, err := base64.RawStdEncoding.Strict().DecodeString(text)
		if err != nil || len(raw) != len(election.Digest{}) || base64.RawStdEncoding.EncodeToString(raw) != text {
			return "", nil, damaged
		}
		digests = append(digests, election.Digest(raw))
	}
	return s.Practice, digests, nil
}
