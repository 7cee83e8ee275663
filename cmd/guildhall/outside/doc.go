// Package outside holds the tests that know the product only as the world does:
// the program guildhall as a process, its data folder, HTTP, SMTP, files and the
// command line. It imports nothing of this module, so the tests stay as they are
// when the house inside is rebuilt.
//
//	w := Rehearse(t, Plan{Until: "opened", ClosesIn: time.Hour}) // a data folder, and what its people know
//	box := NewMailbox(t)                                         // a real SMTP server with STARTTLS
//	s := w.Serve(t, box)                                         // guildhall serve; nil for no mail server
//	b := s.Browser()                                             // cookies, no redirect followed by itself
//	b.Post(w.Practices[0].Link).To("/booth/")
//	b.JSON("/cast/"+w.Election, w.Practices[0].Votes[0]).Want(200)
//	letter := box.Wait(t, time.Minute, To(w.Practices[0].Voting.Email), Subject("recorded"))
//
// A finding's test says in its name what an outsider must not get.
package outside
