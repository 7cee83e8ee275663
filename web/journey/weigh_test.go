package journey_test

import "github.com/onenorwich/guildhall/web/ui/uitest"

// weigh follows a row of the returning officer's list to what the result gives
// away, and goes on; with a reason where it is more than the limit.
func weigh(tab *uitest.Tab, row string) {
	tab.Follow(row)
	tab.See("Your decision")
	tab.See("Side by side")
	if tab.Sees("Why you go on all the same") {
		tab.Fill("Why you go on all the same", "The members adopted these votes, and know what they can show.")
		tab.Follow("Go on all the same")
	} else {
		tab.Follow("I have looked at this. Go on")
	}
	tab.See("Your decision has been recorded.")
}
