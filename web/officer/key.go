package officer

import (
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/keys"
	"github.com/onenorwich/guildhall/web/site"
	"github.com/onenorwich/guildhall/web/ui"
)

type keyModel struct {
	Locked  string
	Lead    string
	Facts   ui.Summary
	Warning ui.Warning
	Panel   template.HTML
	Links   []ui.Link
}

var keyPage = ui.Define[keyModel](files, "key.html")

// key is the page on which the returning officer's browser makes the key. The
// secret half never comes here.
func (p *pages) key(c echo.Context, st *stage) error {
	if st.strict() {
		return site.Redirect(c, st.path("trustees"))
	}
	m := keyModel{}
	page := ui.Page{Title: "Make your key", Back: st.path("")}
	if st.el.Key != nil {
		m.Facts = keysMade(&st.el)
		m.Links = []ui.Link{{Text: "Prove that you still have the key", Href: st.path("key/check")}}
		m.Lead = "You have made a key. Make another only if you have lost its file: the new key then takes its place."
	}
	switch err := st.officer(st.making()); {
	case err != nil:
		m.Locked = ui.Sentence(err.Error())
	case st.noPoll():
		m.Locked = "No post goes to a poll, so no key is needed."
	default:
		page.Scripts = keys.Scripts
		m.Panel = keys.Make(st.el.ID(), st.path("")+"?done=key")
		m.Warning = ui.Warning{Title: "Keep the file that you get", Text: "It is made in this browser and never sent. Together with this service’s own key it opens every vote, so nobody who runs the service may have it; without it there is no count.",
			List: []string{"Save it in two places that only you can open, such as an encrypted disk and a stick in a safe.", "If it is lost, there is no count: a new poll must be held.", "Do not send it to anybody, and do not lose it before the result is declared."}}
	}
	return render(p, c, keyPage, http.StatusOK, page, m)
}

// keysMade are the public keys, as the log has them.
func keysMade(el *election.Election) ui.Summary {
	list := ui.Summary{{Key: "Your public key (SHA-256)", Part: ui.Digest(el.Key.Key.String())}}
	if el.Keys != nil {
		list = append(list, ui.Row{Key: "This service’s public key (SHA-256)", Part: ui.Digest(el.Keys.Service.String())})
	}
	return list
}

// keyCheck proves that the key was kept.
func (p *pages) keyCheck(c echo.Context, st *stage) error {
	if st.strict() {
		return site.Redirect(c, st.path("trustees"))
	}
	m := keyModel{}
	page := ui.Page{Title: "Prove that you have the key", Back: st.path("")}
	if st.el.Key == nil {
		m.Locked = "The key has not been made yet."
	} else {
		page.Scripts = keys.Scripts
		m.Panel = keys.Check(st.el.ID(), st.path(""))
	}
	return render(p, c, keyCheckPage, http.StatusOK, page, m)
}

var (
	keyCheckPage = ui.Define[keyModel](files, "key_check.html")
	decryptPage  = ui.Define[keyModel](files, "decrypt.html")
)

// decrypt is the page on which the browser verifies and decrypts.
func (p *pages) decrypt(c echo.Context, st *stage) error {
	if st.strict() {
		return site.Redirect(c, st.path("trustees"))
	}
	m := keyModel{}
	page := ui.Page{Title: "Verify and decrypt", Back: st.path("")}
	err := st.sharable()
	switch {
	case st.counted() && !st.noPoll():
		m.Locked = "The totals have been decrypted. A second decryption is never made."
		m.Links = []ui.Link{{Text: "See the provisional result", Href: st.path("result")}}
	case st.noPoll():
		m.Locked = "No post went to a poll, so there is nothing to decrypt."
	case err != nil:
		m.Locked = ui.Sentence(err.Error())
	default:
		page.Scripts = keys.Scripts
		m.Panel = keys.Decrypt(st.el.ID(), st.path("result")+"?done=counted")
		m.Facts = ui.Summary{{Key: "Practices that voted", Value: ui.Count(len(st.el.Poll.Voted), "practice", "practices") + " with " + ui.Count(int(st.el.Poll.Votes), "vote", "votes")},
			{Key: "Ballots in the box", Value: ui.Number(st.el.Poll.CastCount()) + ", of which " + ui.Number(st.el.Poll.Turnout()) + " count"}}
	}
	return render(p, c, decryptPage, http.StatusOK, page, m)
}
