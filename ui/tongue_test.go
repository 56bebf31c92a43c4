package ui

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"harbourtill/assets"
	"harbourtill/terminal/payment"
)

// texts are what a source of this package says, and what is wrong with how.
type texts struct {
	consts map[string]string // the package's constants
	said   map[string]bool   // by tr, trn and both
	unsaid []string          // literals that look like words and aren't said by them
}

// readTexts reads the package's source.
func readTexts(t *testing.T) *texts {
	t.Helper()
	found := &texts{consts: make(map[string]string), said: make(map[string]bool)}
	set := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
		ast.Inspect(file, found.collect)
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool { return found.look(set, n) })
	}
	for _, c := range payment.Channels() {
		found.said[c.Name()] = true
	}
	return found
}

// collect takes constants.
func (x *texts) collect(n ast.Node) bool {
	if spec, ok := n.(*ast.ValueSpec); ok {
		for i, name := range spec.Names {
			if i < len(spec.Values) {
				if text, ok := x.literal(spec.Values[i]); ok {
					x.consts[name.Name] = text
				}
			}
		}
	}
	return true
}

// literal is the text of a literal, or of literals and constants put together.
func (x *texts) literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		}
	case *ast.Ident:
		text, ok := x.consts[e.Name]
		return text, ok
	case *ast.BinaryExpr:
		left, ok1 := x.literal(e.X)
		right, ok2 := x.literal(e.Y)
		return left + right, ok1 && ok2
	}
	return "", false
}

// look takes what tr and trn are given, and what they should have been.
func (x *texts) look(set *token.FileSet, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GenDecl:
		return n.Tok != token.CONST && n.Tok != token.IMPORT
	case *ast.Field:
		n.Tag = nil
	case *ast.CallExpr:
		var name string
		switch fun := n.Fun.(type) {
		case *ast.Ident:
			name = fun.Name
		case *ast.SelectorExpr:
			if on, ok := fun.X.(*ast.Ident); ok {
				name = on.Name + "." + fun.Sel.Name
			}
		}
		switch name {
		case "tr":
			if text, ok := x.literal(n.Args[0]); ok {
				x.said[text] = true
				for _, more := range n.Args[1:] {
					ast.Inspect(more, func(n ast.Node) bool { return x.look(set, n) })
				}
				return false
			}
		case "both":
			if text, ok := x.literal(n.Args[1]); ok {
				x.said[text] = true
				return false
			}
		case "trn":
			if text, ok := x.literal(n.Args[2]); ok {
				x.said[text] = true
			}
			return false
		case "errors.New", "fmt.Errorf":
			return false
		}
	case *ast.Ident: // Fyne's own names of texts, and what is in all languages, are said otherwise
		if said := strings.HasPrefix(n.Name, "fyne") || n.Name == "welcomeInAll"; looksSaid(x.consts[n.Name]) && !said {
			x.unsaid = append(x.unsaid, set.Position(n.Pos()).String()+": "+n.Name)
		}
	case *ast.BasicLit:
		if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && looksSaid(text) {
			x.unsaid = append(x.unsaid, set.Position(n.Pos()).String()+": "+n.Value)
		}
	}
	return true
}

// looksSaid says whether a text seems to be for people: two words at least.
func looksSaid(text string) bool {
	words := regexp.MustCompile(`[A-Za-z]{2,} [a-z]{2,}`)
	return words.MatchString(text)
}

// verbs are a text's verbs of package fmt, in the order of their values.
func verbs(text string) []string {
	found := regexp.MustCompile(`%(?:\[(\d+)\])?([-+# 0]*[0-9.]*[a-zA-Z%])`).FindAllStringSubmatch(text, -1)
	var all []string
	next := 1
	for _, f := range found {
		if f[2] == "%" {
			continue
		}
		if f[1] != "" {
			next, _ = strconv.Atoi(f[1])
		}
		all = append(all, strconv.Itoa(next)+f[2])
		next++
	}
	slices.Sort(all)
	return all
}

// TestEverythingIsTranslated holds that every text of the window goes through
// tr, has a translation into each language with the same verbs, and that there
// is no translation of anything else.
func TestEverythingIsTranslated(t *testing.T) {
	found := readTexts(t)
	for _, place := range found.unsaid {
		t.Errorf("%s isn't said by tr", place)
	}
	for name, file := range assets.Translations() {
		var translated map[string]string
		if err := json.Unmarshal(file, &translated); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		missing := make(map[string]string)
		for text := range found.said {
			to, ok := translated[text]
			if !ok {
				missing[text] = ""
				continue
			}
			if !slices.Equal(verbs(text), verbs(to)) {
				t.Errorf("%s: %q has other verbs than %q", name, to, text)
			}
			if strings.TrimSpace(to) == "" {
				t.Errorf("%s: %q is translated as nothing", name, text)
			}
		}
		if len(missing) > 0 {
			t.Errorf("%s lacks %d texts", name, len(missing))
			if path := os.Getenv("HARBOUR_TILL_MISSING"); path != "" {
				text, _ := json.MarshalIndent(missing, "", "  ")
				_ = os.WriteFile(path+"."+name, text, 0o644)
			}
		}
		for _, text := range slices.Sorted(maps.Keys(translated)) {
			if !found.said[text] {
				t.Errorf("%s: nothing says %q", name, text)
			}
		}
	}
}

func TestTongues(t *testing.T) {
	tongues, err := LoadTongues()
	if err != nil {
		t.Fatal(err)
	}
	app := test.NewTempApp(t)
	for code, want := range map[string]string{"en": "Octopus", "zh-Hant": "八達通", "zh-Hans": "八达通", "fr": "Octopus"} {
		app.Settings().SetTheme(NewTheme(Style{Tongue: tongues.Tongue(code)}))
		if got := channelName(payment.Octopus); got != want {
			t.Errorf("%s: Octopus is called %s", code, got)
		}
	}
	app.Settings().SetTheme(NewTheme(Style{}))
	if one, more := trn(1, "%d payment", "%d payments"), trn(2, "%d payment", "%d payments"); one != "1 payment" || more != "2 payments" {
		t.Errorf("%q, %q", one, more)
	}
}
