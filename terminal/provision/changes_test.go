package provision

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
)

// vary gives a field another value than it has.
func vary(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	switch {
	case name == "Scan":
		v.SetString(string(haojin.TerminalShowsCode))
	case v.Kind() == reflect.String:
		v.SetString("other")
	case v.Kind() == reflect.Int:
		v.SetInt(v.Int() + 1)
	case v.Kind() == reflect.Bool:
		v.SetBool(!v.Bool())
	case v.Kind() == reflect.Slice:
		v.Set(reflect.Append(v, reflect.New(v.Type().Elem()).Elem()))
	default:
		t.Fatalf("%s is a %s: say what another value of it is", name, v.Kind())
	}
}

// TestEveryChangeIsTold changes every field of the settings, one at a time: a
// field that is added later and not told of fails here.
func TestEveryChangeIsTold(t *testing.T) {
	told := make(map[string]bool)
	var walk func(name string, at func(s *Settings) reflect.Value)
	walk = func(name string, at func(s *Settings) reflect.Value) {
		s := testSettings()
		v := at(&s)
		if v.Kind() == reflect.Struct {
			for i := range v.NumField() {
				walk(v.Type().Field(i).Name, func(s *Settings) reflect.Value { return at(s).Field(i) })
			}
			return
		}
		vary(t, name, v)
		changes := Changes(testSettings(), s)
		if len(changes) != 1 || told[changes[0].Setting] {
			t.Fatalf("%s: told as %v", name, changes)
		}
		told[changes[0].Setting] = true
		if strings.Contains(changes[0].String(), "other") == changes[0].Secret && v.Kind() == reflect.String && name != "CA" && name != "Scan" {
			t.Errorf("%s: told as %v", name, changes[0])
		}
	}
	walk("Till", func(s *Settings) reflect.Value { return reflect.ValueOf(&s.Till).Elem() })
	walk("Terminal", func(s *Settings) reflect.Value { return reflect.ValueOf(&s.Terminal).Elem() })
	if changes := Changes(testSettings(), testSettings()); len(changes) != 0 {
		t.Errorf("nothing has changed, and told as %v", changes)
	}
}

// TestChangesTellNoSecret: of the POS-KEY only that it has changed.
func TestChangesTellNoSecret(t *testing.T) {
	before, after := testSettings(), testSettings()
	after.Terminal.POSKey, after.Terminal.Address, after.ManagerPIN = "another_pos_key_", "192.0.2.99:9001", "4826"
	after.Terminal.Second = terminal.Route{Link: terminal.LinkTCP, Address: "192.0.2.99:9002"}
	changes := Changes(before, after)
	text := fmt.Sprintf("%+v %v", changes, changes)
	for _, secret := range []string{before.Terminal.POSKey.Reveal(), after.Terminal.POSKey.Reveal(), "4826"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s tells %q", text, secret)
		}
	}
	var lines []string
	for _, c := range changes {
		lines = append(lines, c.Setting+" "+c.String())
	}
	want := []string{
		fmt.Sprintf("terminal.address %q -> %q", before.Terminal.Address, "192.0.2.99:9001"), "terminal.pos_key changed",
		`terminal.second.link "" -> "tcp"`, `terminal.second.address "" -> "192.0.2.99:9002"`,
	}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("told as %q", lines)
	}
}
