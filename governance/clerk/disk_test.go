package clerk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
)

// TestDiskFull: a real full disk (SQLite's page limit stands for it) in the
// middle of a batch. SQLite then gives up the whole transaction by itself, also
// in the middle of a command's Side: nothing of the batch may be left, nothing
// acknowledged, and with room again everything goes on.
func TestDiskFull(t *testing.T) {
	for _, swallowed := range []bool{false, true} {
		t.Run(fmt.Sprintf("Side hides it %v", swallowed), func(t *testing.T) {
			s := start(t)
			_, err := s.cast(s.vote(t, 0, 0))
			check(t, err)
			size := s.clerk.Point().Head.Size
			pages := s.pages(`page_count`)
			s.pages(fmt.Sprintf(`max_page_count = %d`, pages))

			greedy := s.person("p-greedy")
			greedy.Side = func(tx store.Side) error {
				_, err := tx.Exec(`INSERT INTO notes (text) VALUES ($1)`, strings.Repeat("x", 1<<20))
				if swallowed {
					return nil
				}
				return err
			}
			errs := make([]error, 3)
			s.together(3, func(i int) {
				switch i {
				case 0:
					_, errs[i] = s.clerk.Do(context.Background(), s.person("p-before"))
				case 1:
					_, errs[i] = s.clerk.Do(context.Background(), greedy)
				case 2:
					_, errs[i] = s.clerk.Do(context.Background(), s.person("p-after"))
				}
			}, nil)
			for i, err := range errs {
				if err == nil {
					t.Errorf("command %d was acknowledged", i)
				}
			}
			_, err = s.cast(s.vote(t, 0, 1)) // a vote of some kilobytes
			refused(t, err, "not-recorded", "try again")
			if len(s.said) == 0 {
				t.Error("the operator heard nothing")
			}
			if s.clerk.Point().Head.Size != size || len(s.notes()) != 0 {
				t.Errorf("%d entries, notes %d", s.clerk.Point().Head.Size-size, len(s.notes()))
			}

			s.pages(`max_page_count = 1000000`)
			for i, err := range errs {
				if i != 1 && err != nil {
					_, err = s.clerk.Do(context.Background(), s.person([]election.ID{"p-before", "", "p-after"}[i]))
					check(t, err)
				}
			}
			_, err = s.cast(s.vote(t, 0, 1))
			check(t, err)
			s.restart()
			s.count(map[int]int{0: 1})
		})
	}
}

// pages asks a pragma of the writing connection.
func (s *service) pages(pragma string) (n int) {
	s.t.Helper()
	check(s.t, s.log.Write(context.Background(), func(tx store.Side) error {
		return tx.QueryRow(`PRAGMA ` + pragma).Scan(&n)
	}))
	return n
}
