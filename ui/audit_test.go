package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"harbourtill/store"
	"harbourtill/terminal/drill"
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
	w.shows("typed a wrong PIN", "not signed in", "manager.pin: 4 tries left", "陳大文", "had a receipt printed", "The trail is whole: 101 entries.")
	audit := w.settings.pages[len(w.settings.pages)-2].root
	for _, o := range visible(audit) {
		if list, ok := o.(*keyList); ok {
			list.Select(0)
		}
	}
	w.shows("not signed in  ·  typed a wrong PIN  ·  manager.pin: 4 tries left")
}

// TestAuditTellsOfDrillsInWords: the trail's own names of people and drills are
// for no reader.
func TestAuditTellsOfDrillsInWords(t *testing.T) {
	row := store.AuditRow{}
	row.At, row.Who, row.What = noon, nameOfManager, payment.ActionDrilled
	row.Subject, row.Detail = string(drill.AnswerLost), "4 of 4 right"
	if got := strings.Join(auditTexts(row)[1:], ", "); got != "the manager, ended a drill, The answer is lost: 4 of 4 right" {
		t.Errorf("told as %q", got)
	}
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
