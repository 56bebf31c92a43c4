package assets

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// TestLicencesAreOfWhatIsBuiltIn holds the list against go.mod: what is there has
// the version that is built in, and nothing that is imported directly is missing,
// but for what only tests need.
func TestLicencesAreOfWhatIsBuiltIn(t *testing.T) {
	text, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	forTests := map[string]bool{
		"github.com/ledongthuc/pdf": true, "github.com/makiuchi-d/gozxing": true, "pgregory.net/rapid": true, "golang.org/x/mod": true, "github.com/jezek/xgb": true,
	}
	all := Licences()
	for _, r := range mod.Require {
		found := false
		for _, l := range all {
			if l.Name == r.Mod.Path || strings.HasPrefix(l.Name, r.Mod.Path+"/") && l.Version == r.Mod.Version {
				found = true
				if l.Version != r.Mod.Version {
					t.Errorf("the licence of %s is of %s, not %s: run make licences", l.Name, l.Version, r.Mod.Version)
				}
			}
		}
		if !found && !r.Indirect && !forTests[r.Mod.Path] {
			t.Errorf("%s has no licence here: run make licences", r.Mod.Path)
		}
	}
	if len(all) < 40 || all[0].Name != "Harbour Till" || all[1].Short != "OFL-1.1" {
		t.Errorf("%d licences, the first %v", len(all), all[0].Name)
	}
	for _, l := range all {
		if len(l.Text) < 500 || l.Short == "" || l.Short == "Unknown" {
			t.Errorf("%s is under %q, %d bytes", l.Name, l.Short, len(l.Text))
		}
	}
}
