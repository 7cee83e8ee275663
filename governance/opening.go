package governance

import "github.com/onenorwich/guildhall/election"

// LogOpened is the first entry of every log: the public key that signs its
// checkpoints, and the name of the body (a blob).
type LogOpened struct {
	Key  election.Digest `json:"key"` // Ed25519 public key, 32 bytes
	Body election.Digest `json:"body"`
}

func (LogOpened) Kind() string { return "log.opened" }

// Blobs lists the blobs that the event refers to.
func (e LogOpened) Blobs() []election.Digest { return []election.Digest{e.Body} }

func (e LogOpened) apply(s *State, f election.Fact) error {
	if s.Opened || f.Seq != 0 {
		return election.Refuse("opened", "A log is opened once, by its first entry.")
	}
	if f.By != election.Service {
		return election.Refuse("not-service", "Only the service itself may do this.")
	}
	s.Opened, s.Key, s.Body = true, e.Key, e.Body
	return nil
}
