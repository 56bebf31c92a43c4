package till

import (
	"os"
	"path/filepath"
	"testing"
)

// What training has left can't keep a till from opening, however it was cut off:
// no money is in it.
func TestDamagedTrainingFilesAreSetAside(t *testing.T) {
	for name, text := range map[string]string{
		"training.db":             "not a journal at all, and long enough to be more than nothing",
		"training-terminal.jsonl": "{\"reference\":\"01J",
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			till := openTill(t, data)
			if err := os.WriteFile(filepath.Join(data, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := till.Session(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := s.close(); err != nil {
				t.Error(err)
			}
			if left, err := filepath.Glob(filepath.Join(data, name+"*")); err != nil || len(left) == 0 {
				t.Errorf("nothing is left of it: %v", err)
			}
		})
	}
}
