package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"harbourtill/terminal/payment"
)

func TestAuditPage(t *testing.T) {
	w, s := reporting(t)
	for i := range 100 {
		e := payment.AuditEntry{At: noon, Who: "陳大文", What: payment.ActionPrintReceipt, Subject: strconv.Itoa(i)}
		if err := s.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Append(payment.AuditEntry{At: noon, What: payment.ActionPINWrong, Subject: "manager.pin", Detail: "4 tries left"}); err != nil {
		t.Fatal(err)
	}
	w.settings.unlock(nameOfManager)
	w.goTo(sectionSettings)
	w.tapOn("Audit trail")
	w.shows("typed a wrong PIN", "somebody", "manager.pin: 4 tries left", "陳大文", "had a receipt printed", "The trail is whole: 101 entries.")
}

// TestEveryActionHasWords reads the actions from their source.
func TestEveryActionHasWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../terminal/payment/audit.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) == 0 || spec.Names[0].Name == "ByTheTill" {
			return true
		}
		action, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		words := actionWords(payment.Action(action))
		if words == "" || words == action && action != "signed in" && action != "signed out" || seen[words] {
			t.Errorf("%s (%s) is told as %q", spec.Names[0].Name, action, words)
		}
		seen[words] = true
		return true
	})
	if len(seen) < 20 {
		t.Errorf("only %d actions were found", len(seen))
	}
}
