package mail_test

import (
	"testing"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/mail/mailtest"
)

// TestANumberGoesAgainAfterACrash: somebody waits for it at a screen, so a number
// or a link to sign in goes again by itself, a few times, where anything else
// waits for a person's decision.
func TestANumberGoesAgainAfterACrash(t *testing.T) {
	for _, kind := range []mail.Kind{mail.Number, mail.SignIn} {
		s, o := mailtest.New(t), newOffice(t)
		o.queue(kind, "wren@practice.test")
		sending := func(tries int) {
			must(t, o.log.Write(o.ctx, func(tx store.Side) error {
				_, err := tx.Exec(`UPDATE mail SET state = 'sending', tries = $1`, tries)
				return err
			}))
			must(t, o.out.Recover(o.ctx))
			must(t, o.out.Pass(o.ctx, s.Options()))
		}
		sending(1)
		if n := len(s.Letters()); n != 1 {
			t.Errorf("%s: sent %d times after a crash", kind, n)
		}
		o.queue(kind, "wren@practice.test")
		sending(3)
		if n := len(s.Letters()); n != 1 {
			t.Errorf("%s: sent without end: %d times", kind, n)
		}
	}
}
