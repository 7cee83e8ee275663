package conduct_test

import (
	"testing"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/audit/store"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/election/belenios"
)

// serviceKeys are the service's own keys that are kept, by their public halves.
func (h *hall) serviceKeys() (list []string) {
	h.Helper()
	h.must(h.desk.Clerk.Log().View(h.Context(), func(tx store.Side) error {
		rows, err := tx.Query(`SELECT secret FROM service_keys`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var secret string
			if err := rows.Scan(&secret); err != nil {
				return err
			}
			key, err := belenios.ParseTrusteeKey(belenios.Ed25519, []byte(secret))
			if err != nil {
				return err
			}
			list = append(list, key.PublicKey())
		}
		return rows.Err()
	}))
	return list
}

// makes records a new key of the returning officer's.
func (h *hall) makes(key *belenios.TrusteeKey) {
	h.Helper()
	trustee, err := key.Trustee(randomness, "")
	h.must(err)
	h.must(h.desk.MakeKey(h.Context(), h.officer, ballot, trustee.Encode()))
}

// trustees are the public keys with which the election is locked.
func (h *hall) trustees() (list []string) {
	h.Helper()
	el := h.election()
	raw, err := h.desk.Clerk.Log().Blob(h.Context(), audit.Digest(el.Keys.Trustees))
	h.must(err)
	all, err := belenios.ParseTrustees(belenios.Ed25519, raw)
	h.must(err)
	for _, owner := range all.Owners() {
		list = append(list, owner.PublicKey)
	}
	return list
}

// TestServiceKeyJoinsTheOfficers: each key that the returning officer makes is
// joined by a new one of the service's, which alone is kept, and that until the
// count. A poll whose key the service has lost is not opened.
func TestServiceKeyJoinsTheOfficers(t *testing.T) {
	h := open(t, rows(8), "equal", "", post("chair"))
	h.stand(0, "Ann Abel", "chair")
	h.stand(1, "Bo Cain", "chair")
	h.settle()
	h.refuses("key", func() error { return h.desk.Prepare(t.Context(), ballot) })
	var before string
	for range 2 { // the first one's file is lost
		h.key = mustKey(t)
		h.makes(h.key)
		keys, locked := h.serviceKeys(), h.trustees()
		if len(keys) != 1 || len(locked) != 2 || locked[0] != keys[0] || locked[1] != h.key.PublicKey() {
			t.Fatalf("locked with %v; the officer's is %s, the service keeps %v", locked, h.key.PublicKey(), keys)
		}
		if keys[0] == before {
			t.Error("the service used its key a second time")
		}
		before = keys[0]
	}
	size := h.desk.Clerk.Point().Head.Size
	h.must(h.desk.FinishKeys(t.Context()))
	if h.desk.Clerk.Point().Head.Size != size {
		t.Error("the keys were joined twice")
	}
	h.must(h.desk.Prepare(t.Context(), ballot))
	h.must(h.desk.Weigh(t.Context(), h.officer, ballot, election.WeighedOpening, going))
	h.clock.Set(h.times.PollOpens.Time())
	var kept string
	lose := func(tx store.Side) error {
		if err := tx.QueryRow(`SELECT secret FROM service_keys`).Scan(&kept); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM service_keys`)
		return err
	}
	h.must(h.dir.Log.Write(t.Context(), lose))
	h.refuses("no-service-key", func() error { return h.desk.OpenPoll(t.Context(), h.officer, ballot, nil) })
	h.must(h.dir.Log.Write(t.Context(), func(tx store.Side) error {
		_, err := tx.Exec(`INSERT INTO service_keys (election, secret) VALUES ($1, $2)`, string(ballot), kept)
		return err
	}))
	h.must(h.desk.OpenPoll(t.Context(), h.officer, ballot, nil))
	_, err := h.cast(h.practice(0), h.fill(h.practice(0), 1))
	h.must(err)
	h.count()
	if keys := h.serviceKeys(); keys != nil {
		t.Errorf("after the count the service keeps %v", keys)
	}
	h.declare()
}
