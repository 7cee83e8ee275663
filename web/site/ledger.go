package site

import (
	"sync"
	"time"
)

// How many emails of one sort are sent at one's asking: one network is sent few
// for one link or address, and a link or address gets not many more from all
// networks together. So a stranger uses up what is a stranger's: whoever comes from
// elsewhere, or has a link of their own, still gets theirs.
const (
	asksAnHour, asksADay = 5, 15
	allAnHour, allADay   = 10, 60
	// tries is how many wrong numbers may follow each email that was asked for.
	tries = 5
	// maxTold bounds the memory: the half that was asked for longest ago is
	// forgotten.
	maxTold = 50_000
)

// ledger counts what was asked for, by whom and for what. It is kept in memory
// alone: no table may say when somebody came to vote. It counts the same whether
// or not an address is registered.
type ledger struct {
	mu       sync.Mutex
	now      func() time.Time
	cur, old map[string]*account
}

type account struct {
	asked []time.Time // in the last day
	tried int         // wrong numbers since the last
}

func newLedger(now func() time.Time) *ledger {
	return &ledger{now: now, cur: map[string]*account{}, old: map[string]*account{}}
}

// of is the account of a key.
func (l *ledger) of(key string) *account {
	a, ok := l.cur[key]
	if ok {
		return a
	}
	if a, ok = l.old[key]; !ok {
		a = &account{}
	}
	if len(l.cur) >= maxTold/2 {
		l.old, l.cur = l.cur, map[string]*account{}
	}
	l.cur[key] = a
	return a
}

// room says whether one more may be asked for.
func (a *account) room(now time.Time, hour, day int) bool {
	kept, lately := a.asked[:0], 0
	for _, t := range a.asked {
		if now.Sub(t) < 24*time.Hour {
			kept = append(kept, t)
		}
		if now.Sub(t) < time.Hour {
			lately++
		}
	}
	a.asked = kept
	return lately < hour && len(kept) < day
}

// stale says whether no number that was asked for is good any more. Then one more
// is sent, whatever has been used up: a stranger at many addresses, or one behind
// the same address as a voter, would else leave the voter without one for hours.
func (a *account) stale(now time.Time) bool {
	return len(a.asked) == 0 || now.Sub(a.asked[len(a.asked)-1]) >= numberLife
}

// ask counts an email of a sort that a network asks for, and says whether it may
// be sent. It gives new tries.
func (l *ledger) ask(sort, network, what string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, mine, all := l.now(), l.of(sort+" "+what+" "+network), l.of(sort+" "+what)
	day, allDay := asksADay, allADay
	if sort == forSignIn {
		// These links work for an hour, so no day's limit may leave anybody without one.
		day, allDay = 24*asksAnHour, 24*allAnHour
	}
	room := mine.room(now, asksAnHour, day)
	if room = all.room(now, allAnHour, allDay) && room; !room && !(sort == forNumber && all.stale(now)) {
		return false
	}
	mine.asked, all.asked, mine.tried = append(mine.asked, now), append(all.asked, now), 0
	return true
}

// giveBack takes back the newest of what a network asked for: nothing came of it.
func (l *ledger) giveBack(sort, network, what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range []*account{l.of(sort + " " + what + " " + network), l.of(sort + " " + what)} {
		if n := len(a.asked); n > 0 {
			a.asked = a.asked[:n-1]
		}
	}
}

// left says whether a network may try a number once more.
func (l *ledger) left(network, what string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.of(forNumber+" "+what+" "+network).tried < tries
}

// wrong counts a wrong number, and says whether another may be tried.
func (l *ledger) wrong(network, what string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.of(forNumber + " " + what + " " + network)
	a.tried++
	return a.tried < tries
}

// once says whether something is used for the first time.
func (l *ledger) once(what string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.of("once " + what)
	if len(a.asked) > 0 {
		return false
	}
	a.asked = []time.Time{l.now()}
	return true
}

// The sorts of emails that are sent to whoever asks, each counted by itself.
const (
	forNumber = "number"
	forReport = "report"
	forVoting = "voting"
	forSignIn = "sign-in"
)
