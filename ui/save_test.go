package ui

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"harbourtill/store"
)

// TestFilesAreWholeOrAsTheyWere: what isn't whole, or isn't in the audit trail, is
// told as not saved, and costs nobody the file that was there.
func TestFilesAreWholeOrAsTheyWere(t *testing.T) {
	w := newTill(t)
	failed := errors.New("the disk failed")
	for _, test := range []struct{ write, note error }{{}, {write: failed}, {note: failed}} {
		for _, before := range []string{"", "the old one"} {
			path := filepath.Join(t.TempDir(), "report.pdf")
			if before != "" {
				if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			told, noted := 0, 0
			fails := errors.Join(test.write, test.note)
			w.cfg.fill(path, saving{
				write: func(to io.Writer, file string) error {
					_, err := io.WriteString(to, "all of "+file)
					return errors.Join(err, test.write)
				},
				note: func(name string) error {
					noted++
					if text, _ := os.ReadFile(path); name != "report.pdf" || string(text) != before {
						t.Errorf("%q is there before the trail says so: %q", name, text)
					}
					return test.note
				},
				done: func(saved string, err error) {
					told++
					if saved != path || (err != nil) != (fails != nil) || fails != nil && !errors.Is(err, failed) {
						t.Errorf("told of %q: %v", saved, err)
					}
				},
			})
			want := "all of report.pdf"
			if fails != nil {
				want = before
			}
			text, err := os.ReadFile(path)
			if string(text) != want || (err != nil) != (want == "") || told != 1 || noted == 1 != (test.write == nil) {
				t.Errorf("%+v over %q: %q, %v, told %d times, noted %d times", test, before, text, err, told, noted)
			}
		}
	}
}

// asksForAFile opens the dialog over a till; the file gets the text "new".
func asksForAFile(t *testing.T, folder string) (w *till, told *int) {
	t.Helper()
	w, told = newTill(t), new(int)
	fyne.CurrentApp().Preferences().SetString(folderPreference, folder)
	w.cfg.saveAs(w.window, saving{
		name: "report.pdf", note: func(string) error { return nil },
		write: writes(func(to io.Writer) error {
			_, err := io.WriteString(to, "new")
			return err
		}),
		done: func(_ string, err error) {
			if *told++; err != nil {
				t.Error(err)
			}
		},
	})
	return w, told
}

// down presses a key down and holds it for a while, as a keyboard does it.
func (w *till) down(key fyne.KeyName) {
	e := &fyne.KeyEvent{Name: key}
	for i := range 3 {
		focused := w.window.Canvas().Focused()
		if focused == nil {
			return
		}
		if i == 0 {
			focused.(desktop.Keyable).KeyDown(e)
		}
		focused.TypedKey(e)
	}
}

func TestEscLeavesTheSaveDialog(t *testing.T) {
	w, told := asksForAFile(t, t.TempDir())
	if w.window.Canvas().Focused() == nil || w.dialog() == nil {
		t.Fatal("nobody can type a name")
	}
	w.press(fyne.KeyEscape)
	if w.dialog() != nil || *told != 0 {
		t.Errorf("after Esc in the name: %v, told %d times", w.dialog(), *told)
	}
}

func TestSaveDialogAsksBeforeItReplaces(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "report.pdf")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, told := asksForAFile(t, folder)
	w.down(fyne.KeyReturn)
	if w.typing().length != len("report.pdf") {
		t.Error("typing here doesn't keep the till from locking itself")
	}
	if text, err := os.ReadFile(path); string(text) != "old" || err != nil || *told != 0 {
		t.Fatalf("a held Enter replaced it: %q, %v", text, err)
	}
	overlay := textsOf(w.dialog())
	if want := "report.pdf is there already"; !containsAll(overlay, want, "Replace") {
		t.Errorf("%q isn't asked: %s", want, overlay)
	}
	w.down(fyne.KeyReturn)
	if text, err := os.ReadFile(path); string(text) != "new" || err != nil || *told != 1 || w.dialog() != nil {
		t.Errorf("agreed, and it is %q, %v, told %d times", text, err, *told)
	}
}

func TestSaveDialogTakesAnotherName(t *testing.T) {
	folder := t.TempDir()
	for typed, want := range map[string]string{"march": "march.pdf", "march.txt": "march.txt", " x.y ": "x.y"} {
		w, told := asksForAFile(t, folder)
		field := w.window.Canvas().Focused().(*saveField)
		for _, wrong := range []string{"", "..", "a/b", `a\b`} {
			field.SetText(wrong)
			if w.press(fyne.KeyReturn); *told != 0 || w.dialog() == nil {
				t.Fatalf("saved as %q", wrong)
			}
		}
		if !containsAll(textsOf(w.dialog()), "without slashes") {
			t.Error("nobody says what is wrong")
		}
		field.SetText(typed)
		w.press(fyne.KeyReturn)
		if text, err := os.ReadFile(filepath.Join(folder, want)); string(text) != "new" || err != nil || *told != 1 {
			t.Errorf("%q isn't %q: %q, %v", typed, want, text, err)
		}
	}
}

// TestSaveDialogRemembersTheFolder: and doesn't trust it.
func TestSaveDialogRemembersTheFolder(t *testing.T) {
	w, _ := asksForAFile(t, filepath.Join(t.TempDir(), "gone"))
	folder := w.unfocusedField()
	if !isFolder(folder.Text) {
		t.Errorf("proposed %q", folder.Text)
	}
	there := t.TempDir()
	folder.SetText(filepath.Join(there, "no such"))
	w.press(fyne.KeyReturn)
	if w.dialog() == nil || !containsAll(textsOf(w.dialog()), "There is no such folder.") {
		t.Error("saved into a folder that isn't there")
	}
	folder.SetText(there)
	w.press(fyne.KeyReturn)
	if got := lastFolder(); got != there {
		t.Errorf("remembers %q", got)
	}
}

// TestSaveFailuresAreToldPlainly: what to do about them, not what the system says.
func TestSaveFailuresAreToldPlainly(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Style{}))
	for want, err := range map[string]error{
		"no room": store.ErrFull, "folder has its name": store.ErrNotAFile, "odd": errors.New("odd"),
	} {
		if text, ink := savedWords("a.pdf", err); !containsAll(text, "wasn't saved", want) || ink != colours().red {
			t.Errorf("%v: %q", err, text)
		}
	}
}

// unfocusedField is the dialog's field that nobody types into, the folder's.
func (w *till) unfocusedField() *saveField {
	for _, o := range visible(w.dialog()) {
		if f, ok := o.(*saveField); ok && f != w.window.Canvas().Focused() {
			return f
		}
	}
	w.t.Fatal("no other field")
	return nil
}

func containsAll(text string, words ...string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
