package mail_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/web/mail"
	"github.com/onenorwich/guildhall/web/mail/mailtest"
)

// put queues messages in one transaction.
func (o *office) put(all ...mail.Message) {
	o.t.Helper()
	must(o.t, o.log.Write(o.ctx, func(tx store.Side) error {
		for _, m := range all {
			if m.To == "" {
				m.To = string(m.Person) + "@practice.test"
			}
			if err := o.out.Queue(tx, m); err != nil {
				return err
			}
		}
		return nil
	}))
}

// TestOrderOfSending: a number, a link to sign in, news of a vote, then the rest.
func TestOrderOfSending(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	for _, k := range []mail.Kind{mail.Invitation, mail.Team, mail.Recorded, mail.SignIn, mail.Number} {
		o.put(mail.Message{Kind: k, Person: "p", Subject: string(k)})
	}
	must(t, o.out.Pass(o.ctx, s.Options()))
	var got []string
	for _, l := range s.Letters() {
		got = append(got, l.Subject)
	}
	if fmt.Sprint(got) != "[number sign-in recorded invitation team]" {
		t.Fatalf("sent in the order %v", got)
	}
}

// TestFairQueue: one practice's many messages never delay another's by more than
// a round, those that are put off and come again included.
func TestFairQueue(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	var many []mail.Message
	for i := range 300 {
		// To other people: what counts is who made them necessary.
		many = append(many, mail.Message{Kind: mail.SecondAsk, Owner: "hostile", Person: election.ID(fmt.Sprintf("p%d", i)), Subject: "hostile"})
	}
	o.put(many...)
	s.Rule("RCPT p0@practice.test", "450 4.7.1 later")
	for _, practice := range []election.ID{"a", "b"} {
		o.put(mail.Message{Kind: mail.Appointed, Practice: practice, Person: practice, Subject: string(practice)},
			mail.Message{Kind: mail.Appointed, Practice: practice, Person: practice, Subject: string(practice)})
	}
	must(t, o.out.Pass(o.ctx, s.Options()))
	last := map[string]int{}
	for i, l := range s.Letters() {
		last[l.Subject] = i
	}
	if last["a"] > 6 || last["b"] > 6 || last["hostile"] != 302 {
		t.Fatalf("the last letters of each come at %v", last)
	}
}

// TestManyChangesAreOneEmail: what tells the same person of the same thing
// becomes one email, which holds every change and does not wait for ever.
func TestManyChangesAreOneEmail(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	change := func(practice, person election.ID, who string) {
		m := mail.PeopleText{Name: "Wren", Practice: "Lawson Road", Who: who, By: "Ines", Role: "deputy", Link: "https://vote.test/x"}.Message()
		m.Practice, m.Person, m.To = practice, person, string(person)+"@practice.test"
		o.put(m)
	}
	for i := range 20 {
		change("a", "wren", fmt.Sprintf("Deputy %02d", i))
		o.wait(5 * time.Second)
	}
	change("b", "wren", "Another")
	change("a", "nell", "Another")
	must(t, o.out.Pass(o.ctx, s.Options()))
	if n := len(s.Letters()); n != 0 {
		t.Fatalf("%d letters before their time", n)
	}
	o.wait(30 * time.Second) // two minutes from the first change
	must(t, o.out.Pass(o.ctx, s.Options()))
	got := s.Letters()
	if len(got) != 1 {
		t.Fatalf("%d letters, not 1", len(got))
	}
	for i := range 20 {
		if want := fmt.Sprintf("– Deputy %02d is now a deputy. It was changed by Ines.\n", i); !contains(got[0].Body, want) {
			t.Errorf("the letter does not tell: %s%s", want, got[0].Body)
		}
	}
	o.wait(2 * time.Minute)
	must(t, o.out.Pass(o.ctx, s.Options()))
	if n := len(s.Letters()); n != 3 {
		t.Fatalf("%d letters, not 3", n)
	}
}

// TestAReminderIsNotSentTooLate: a reminder that is not needed any more is not
// sent, and its row looks as those that were.
func TestAReminderIsNotSentTooLate(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	o.out.Moot = func(_ store.Side, m mail.Message) (bool, error) { return m.Practice == "voted", nil }
	o.put(mail.Message{Kind: mail.Reminder, Practice: "voted", Person: "a", Election: "e", Text: "code"},
		mail.Message{Kind: mail.Reminder, Practice: "not", Person: "b", Election: "e", Text: "code"})
	must(t, o.out.Pass(o.ctx, s.Options()))
	got := s.Letters()
	if len(got) != 1 || got[0].To != "b@practice.test" {
		t.Fatalf("%+v", got)
	}
	list, err := o.out.List(o.ctx, "e")
	must(t, err)
	for _, m := range list {
		whole, err := o.out.Message(o.ctx, m.ID)
		must(t, err)
		if whole.State != mail.Accepted || whole.Error != "" || whole.Text != "" {
			t.Errorf("%+v", whole)
		}
	}
}

// TestNoTimeBesideAPractice: the news of a vote waits, fails and comes again
// without a row that tells when, or after which other one, it was queued.
func TestNoTimeBesideAPractice(t *testing.T) {
	s, o := mailtest.New(t), newOffice(t)
	s.Rule("RCPT", "450 4.7.1 later, at 14:07:31")
	var before []string
	rows := func() (list []string) {
		must(t, o.log.View(o.ctx, func(tx store.Side) error {
			rows, err := tx.Query(`SELECT id, state, queued, due, tries, turn, error, body FROM mail ORDER BY id`)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var id, queued, due, tries, turn int64
				var state, text, body string
				if err := rows.Scan(&id, &state, &queued, &due, &tries, &turn, &text, &body); err != nil {
					return err
				}
				if id < 1<<40 {
					t.Errorf("the row %d is counted", id)
				}
				list = append(list, fmt.Sprint(state, queued, due, tries, turn, text, body))
			}
			return rows.Err()
		}))
		return list
	}
	closes := o.now().Add(48 * time.Hour)
	for i := range 6 {
		text := mail.RecordedText{Name: "Wren", Practice: "Lawson Road", Title: "election", At: o.now(), Closes: closes}.Message()
		text.Practice, text.Person, text.To = election.ID(fmt.Sprint("d", i)), "p", "p@practice.test"
		o.put(text)
		must(t, o.out.Pass(o.ctx, s.Options()))
		before = rows()
		for _, r := range before {
			if r != before[0] {
				t.Fatalf("the rows differ:\n%s\n%s", r, before[0])
			}
		}
		o.wait(7 * time.Minute)
	}
	if len(before) != 6 {
		t.Fatalf("%d rows", len(before))
	}
	said := s.Said("RCPT")
	must(t, o.out.Pass(o.ctx, s.Options()))
	if n := s.Said("RCPT") - said; n == 0 {
		t.Fatal("they are not tried again")
	}
	s.Rule("RCPT", "")
	o.wait(time.Hour)
	must(t, o.out.Pass(o.ctx, s.Options()))
	if n := len(s.Letters()); n != 6 || len(rows()) != 0 {
		t.Fatalf("%d letters, %d rows left", n, len(rows()))
	}
}

// TestTakingIsQuick: finding the next message reads an index from its beginning,
// and sorts nothing, however many wait. BenchmarkTake measures it.
func TestTakingIsQuick(t *testing.T) {
	o := newOffice(t)
	must(t, o.log.View(o.ctx, func(tx store.Side) error {
		for _, query := range mail.Queries {
			rows, err := tx.Query(`EXPLAIN QUERY PLAN `+query, []any{1, 1}[:strings.Count(query, "$")]...)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var a, b, c int
				var plan string
				if err := rows.Scan(&a, &b, &c, &plan); err != nil {
					return err
				}
				if !contains(plan, "USING") || !contains(plan, "INDEX") || contains(plan, "TEMP B-TREE") {
					t.Errorf("%s\n%s", query, plan)
				}
			}
			rows.Close()
		}
		return nil
	}))
}

// BenchmarkTake is how long it takes to queue a number, to take it before all
// others and to write that it was accepted, with so many messages waiting.
func BenchmarkTake(b *testing.B) {
	for _, waiting := range []int{50, 50_000} {
		b.Run(fmt.Sprint(waiting), func(b *testing.B) {
			o := newOffice(b)
			var all []mail.Message
			for i := range waiting {
				all = append(all, mail.Message{Kind: mail.Invitation, Practice: election.ID(fmt.Sprintf("d%d", i%1000)), Person: election.ID(fmt.Sprint("p", i))})
			}
			o.put(all...)
			for b.Loop() {
				o.put(mail.Message{Kind: mail.Number, Person: "voter", Subject: "number"})
				if m := o.out.Take(b, o.ctx); m.Kind != mail.Number {
					b.Fatalf("took %+v", m)
				}
			}
		})
	}
}

func contains(s, what string) bool { return strings.Contains(s, what) }
