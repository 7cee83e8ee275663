package paper

import (
	"encoding/json"
	"os"
	"testing"
)

func sample[T any](t testing.TB, name string) T {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// samples are one paper of each kind.
func samples(t testing.TB) map[string]Document {
	return map[string]Document{
		"declaration": Declaration(sample[Result](t, "result.json")),
		"notice":      NoticeOfPoll(sample[Poll](t, "poll.json")),
		"candidates":  StatementOfCandidates(sample[Stand](t, "stand.json")),
		"letter":      VotingLetter(sample[Letter](t, "letter.json")),
	}
}
