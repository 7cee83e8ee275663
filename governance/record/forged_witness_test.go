package record_test

import (
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance"
)

// sam is the tale's scrutineer.
func (s *tale) sam() election.ID {
	return election.ID(s.entries[s.nth("signer.named", 0)].By)
}

// witnessing are the forged entries of those who watch.
func witnessing() map[string][]forged {
	type (
		named    = governance.SignerNamed
		cosigned = governance.CheckpointCosigned
		team     = election.TeamNamed
	)
	just := func(name, want string, fn func(s *tale) *draft) forged { return forged{name, want, one(fn)} }
	key := func(name, want string, fn func(s *tale, e *named)) forged {
		return just(name, want, func(s *tale) *draft {
			return change(s.genuine("signer.named", 0), func(e *named) { fn(s, e) })
		})
	}
	sign := func(name, want string, fn func(s *tale, e *cosigned)) forged {
		return just(name, want, func(s *tale) *draft {
			return change(s.genuine("checkpoint.cosigned", 0), func(e *cosigned) { fn(s, e) })
		})
	}
	// dismissed is what a team without its scrutineer, named just before, makes
	// of the draft that follows.
	dismissed := func(fn func(s *tale) *draft) func(s *tale) []*draft {
		return func(s *tale) []*draft {
			last := fn(s)
			gone := s.draft(last.at, string(s.officer), team{Election: "committee-2026", Trustees: []election.ID{}, Scrutineers: []election.ID{}})
			return []*draft{gone, last}
		}
	}
	return map[string][]forged{
		"signer.named": {
			just("by the returning officer", "not-yourself", func(s *tale) *draft { return s.genuine("signer.named", 0).as(s.officer) }),
			just("by nobody", "not-yourself", func(s *tale) *draft { return s.genuine("signer.named", 0).as("") }),
			just("by the service", "not-yourself", func(s *tale) *draft { return s.genuine("signer.named", 0).as(election.Service) }),
			just("before the scrutineer was named", "no-signer", func(s *tale) *draft {
				return s.genuine("signer.named", 0).put(s.nth("team.named", 0))
			}),
			{"when the scrutineer has been dismissed", "no-signer", dismissed(func(s *tale) *draft { return s.genuine("signer.named", 0) })},
			just("by one who is no scrutineer", "no-signer", func(s *tale) *draft {
				return change(s.genuine("signer.named", 0).as(s.rep(3)), func(e *named) { e.Person = s.rep(3) })
			}),
			key("a person who is not known", "no-person", func(_ *tale, e *named) { e.Person = "nobody" }),
			key("no key", "key-used", func(_ *tale, e *named) { e.Key = election.Digest{} }),
			key("the log's own key", "key-used", func(s *tale, e *named) { e.Key = election.Digest(s.key.Public().Raw()) }),
			just("the same key again", "key-used", func(s *tale) *draft {
				return s.genuine("signer.named", 0).put(s.nth("signer.named", 0) + 1)
			}),
			just("a key that was replaced", "key-used", func(s *tale) *draft { return s.genuine("signer.named", 0).atEnd() }),
		},
		"checkpoint.cosigned": {
			just("by the returning officer", "not-yourself", func(s *tale) *draft { return s.genuine("checkpoint.cosigned", 0).as(s.officer) }),
			just("by nobody", "not-yourself", func(s *tale) *draft { return s.genuine("checkpoint.cosigned", 0).as("") }),
			just("by one who is no scrutineer", "no-witness", func(s *tale) *draft {
				return change(s.genuine("checkpoint.cosigned", 0).as(s.rep(3)), func(e *cosigned) { e.Person = s.rep(3) })
			}),
			{"when the scrutineer has been dismissed", "no-witness", dismissed(func(s *tale) *draft {
				return s.genuine("checkpoint.cosigned", 0).put(s.nth("signer.named", 0) + 1)
			})},
			just("before the key was named", "no-key", func(s *tale) *draft {
				return s.genuine("checkpoint.cosigned", 0).put(s.nth("signer.named", 0))
			}),
			sign("entries that do not exist yet", "too-long", func(s *tale, e *cosigned) { e.Size = int64(s.nth("checkpoint.cosigned", 0)) + 1 }),
			sign("itself", "too-long", func(s *tale, e *cosigned) { e.Size = int64(s.nth("checkpoint.cosigned", 0)) + 2 }),
			sign("a checkpoint older than the key", "before-key", func(s *tale, e *cosigned) { e.Size = int64(s.nth("signer.named", 0)) }),
			sign("an empty log", "before-key", func(_ *tale, e *cosigned) { e.Size = 0 }),
			sign("a negative size", "before-key", func(_ *tale, e *cosigned) { e.Size = -1 }),
			just("the same again", "not-newer", func(s *tale) *draft {
				return s.genuine("checkpoint.cosigned", 0).put(s.nth("checkpoint.cosigned", 0) + 1)
			}),
			just("an older one, with a new key", "before-key", func(s *tale) *draft {
				return s.genuine("checkpoint.cosigned", 1).put(s.nth("signer.named", 1) + 1)
			}),
		},
	}
}
