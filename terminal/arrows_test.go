package terminal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "harbourtill"

// TestArrows holds who may import whom in this project, and that Fyne is the
// screen's alone. Tests may wire up more.
func TestArrows(t *testing.T) {
	allowed := map[string][]string{
		".":                  {"assets", "store", "terminal", "terminal/payment", "terminal/provision", "terminal/simulator", "terminal/till", "ui", "ui/leave", "ui/monitor", "ui/paper", "ui/touch"},
		"assets":             {},
		"store":              {"terminal/payment"},
		"store/people":       {},
		"terminal":           {"terminal/haojin", "terminal/payment"},
		"terminal/drill":     {"terminal", "terminal/payment"},
		"terminal/haojin":    {},
		"terminal/link":      {"terminal/haojin"},
		"terminal/payment":   {},
		"terminal/provision": {"store/people", "terminal", "terminal/haojin", "terminal/link", "terminal/payment"},
		"terminal/simulator": {"terminal/haojin"},
		"terminal/till": {
			"store", "store/people", "terminal", "terminal/drill", "terminal/haojin", "terminal/link",
			"terminal/payment", "terminal/provision", "terminal/simulator",
		},
		"ui":         {"assets", "store", "store/people", "terminal", "terminal/drill", "terminal/haojin", "terminal/payment", "terminal/provision", "ui/paper"},
		"ui/paper":   {"assets", "store", "terminal/payment"},
		"ui/leave":   {},
		"ui/monitor": {},
		"ui/touch":   {},
	}
	seen := make(map[string]bool)
	for dir, imports := range importsByFolder(t, "..") {
		seen[dir] = true
		mayImport, known := allowed[dir]
		if !known {
			t.Errorf("%s isn't part of the house", dir)
		}
		for _, name := range imports {
			ours, isOurs := strings.CutPrefix(name, module+"/")
			switch {
			case isOurs && !slices.Contains(mayImport, ours):
				t.Errorf("%s imports %s", dir, name)
			case strings.HasPrefix(name, "fyne.io/") && dir != "ui" && dir != ".":
				t.Errorf("%s imports %s", dir, name)
			case name == "fyne.io/fyne/v2/app" && dir != ".":
				t.Errorf("%s imports %s, which needs a display", dir, name)
			case strings.Contains(name, ".") && (dir == "terminal/payment" || dir == "terminal/haojin"):
				t.Errorf("%s imports %s, and should need the standard library only", dir, name)
			}
		}
	}
	for dir := range allowed {
		if !seen[dir] {
			t.Errorf("%s has no code", dir)
		}
	}
}

// importsByFolder parses every file below root that isn't a test.
func importsByFolder(t *testing.T, root string) map[string][]string {
	t.Helper()
	found := make(map[string][]string)
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != "." && strings.HasPrefix(entry.Name(), ".") {
			return fs.SkipDir
		}
		if entry.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir := path.Dir(name)
		found[dir] = slices.Grow(found[dir], 1)
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found[dir] = append(found[dir], imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
