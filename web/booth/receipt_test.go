package booth_test

import (
	"testing"

	"github.com/onenorwich/guildhall/governance/record"
)

// TestReceiptIsFetchedAgain: where the receipt did not come, the page says so,
// the vote stands, and the button asks once more.
func TestReceiptIsFetchedAgain(t *testing.T) {
	s := newScene(t)
	tab := s.open()
	tab.Before(`const asked = fetch; let lost = 2;
		window.fetch = (address, how) => String(address).includes("/receipt/") && lost-- > 0 ? Promise.reject(new TypeError("lost")) : asked(address, how)`)
	tab.Follow("Start")
	s.choose(tab)
	tab.Click("Cast this vote")
	tab.See("Your vote has been cast")
	tab.Click("Save your receipt")
	tab.See("There is a problem", "The receipt could not be fetched. Your vote is recorded all the same.", "Your vote has been cast")
	tab.Axe()
	picture(tab, "no-receipt")
	_, receipt := tab.Download(func() { tab.Click("Save your receipt") })
	if _, err := record.ParseReceipt(receipt); err != nil {
		t.Errorf("the receipt, %v:\n%s", err, receipt)
	}
}

// TestReceiptOfAnotherVote: a service that hands out another voter's receipt is
// found out before anything is saved.
func TestReceiptOfAnotherVote(t *testing.T) {
	s := newScene(t)
	for practice, code := range s.rehearsal.Codes {
		if practice == s.practice {
			continue
		}
		if got := s.cast(s.client(s.newLink(practice)), string(practice), s.ballots(code)); !got.OK {
			t.Fatalf("the other vote: %+v", got)
		}
		break
	}
	tab := s.open()
	tab.Before(`const asked = fetch;
		window.fetch = (address, how) => asked(String(address).replace(/(\/receipt\/)(\d+)$/, (_, path, n) => path + (n - 1)), how)`)
	tab.Follow("Start")
	s.choose(tab)
	tab.Click("Cast this vote")
	tab.See("Your vote has been cast")
	tab.Click("Save your receipt")
	tab.See("The service gave the receipt of another vote than yours.", "ring the returning officer: ")
	if tab.Sees("The receipt has been saved") {
		t.Error("it was saved")
	}
}
