package belenios

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onenorwich/guildhall/election/belenios/internal/group"
)

// beleniosTool finds belenios-tool 2.0 (Debian: apt-get install
// belenios-tool). Where CI is true it must be there.
func beleniosTool(t *testing.T) string {
	t.Helper()
	tool, err := exec.LookPath("belenios-tool")
	if err == nil {
		return tool
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("belenios-tool is missing: %v", err)
	}
	t.Skip("LEFT OUT: belenios-tool is not installed, so nobody else checked our archives (apt-get install belenios-tool)")
	return ""
}

// TestBeleniosToolAccepts has an independent program check archives that this
// package made.
func TestBeleniosToolAccepts(t *testing.T) {
	tool := beleniosTool(t)
	s := newScene(t, Belenios2048, scenario{trustees: 2})
	equal := newScene(t, Belenios2048, scenario{weights: []int64{1, 1, 1, 1}})
	g, err := group.ByName(Belenios2048)
	if err != nil {
		t.Fatal(err)
	}
	threshold := newScene(t, Belenios2048, scenario{committee: newCeremony(t, g, 2, 3, nil)})
	threshold.keys = []*TrusteeKey{threshold.keys[0], threshold.keys[3], threshold.keys[1]}
	members := newSitting(t, Belenios2048, 2, 3)
	sitting := newScene(t, Belenios2048, scenario{sitting: members})
	sitting.keys = []*TrusteeKey{sitting.keys[0], members.parts[2].Key, members.parts[1].Key}
	for name, raw := range map[string][]byte{
		"a ceremony of 2 of 3":    sitting.archive(t, testVotes),
		"weights, two trustees":   s.archive(t, testVotes),
		"no weights":              equal.archive(t, testVotes),
		"2 of 3, and the service": threshold.archive(t, testVotes),
		"from elsewhere":          vectorNamed(t, "belenios2048-single").raw,
	} {
		out, err := toolVerify(t, tool, raw)
		if err != nil || !strings.Contains(out, "all checks passed") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	// The test would see a refusal.
	a := takeApart(t, s.archive(t, testVotes))
	a.change(t, eventResult, 0, 0, func(b []byte) []byte { return []byte(strings.Replace(string(b), "2", "1", 1)) })
	if out, err := toolVerify(t, tool, a.write(t)); err == nil {
		t.Errorf("a false result passes:\n%s", out)
	}
}

func toolVerify(t *testing.T, tool string, raw []byte) (string, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "election.bel"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "election", "verify", "--dir", dir).CombinedOutput()
	return string(out), err
}
