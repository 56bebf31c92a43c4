package store

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// TestReplaceFileIsWholeOrAsItWas: whatever fails, and wherever, the old file is
// there with all that it held, and nothing else.
func TestReplaceFileIsWholeOrAsItWas(t *testing.T) {
	broken := errors.New("broken")
	for _, test := range []struct {
		name         string
		write, ready error
		is           error
	}{
		{name: "nothing fails"},
		{"writing fails half-way", broken, nil, broken},
		{"the disk is full", &fs.PathError{Op: "write", Err: syscall.ENOSPC}, nil, ErrFull},
		{"what has to happen before fails", nil, broken, broken},
	} {
		for _, before := range []string{"", "the old one"} {
			dir := t.TempDir()
			path := filepath.Join(dir, "report.pdf")
			if before != "" {
				if err := os.WriteFile(path, []byte(before), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			there := func(when, want string) {
				t.Helper()
				text, err := os.ReadFile(path)
				if string(text) != want || (err != nil) != (want == "") {
					t.Errorf("%s, %s: %q, %v", test.name, when, text, err)
				}
			}
			err := ReplaceFile(path, 0o666, func(w io.Writer) error {
				_, err := io.WriteString(w, "the new one")
				there("while it is written", before)
				return errors.Join(err, test.write)
			}, func() error {
				there("when it is ready", before)
				return test.ready
			})
			if (err != nil) != (test.is != nil) || !errors.Is(err, test.is) {
				t.Errorf("%s: %v", test.name, err)
			}
			want := before
			if err == nil {
				want = "the new one"
			}
			there("afterwards", want)
			if names, err := os.ReadDir(dir); err != nil || len(names) > 1 || len(names) != min(1, len(want)) {
				t.Errorf("%s leaves %v, %v", test.name, names, err)
			}
		}
	}
}

// TestReplaceFileKeepsWhatItIs: permissions of a file that was there, the target
// of a link; and what isn't a file stays.
func TestReplaceFileKeepsWhatItIs(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permissions and links are others there")
	}
	dir := t.TempDir()
	path, link := filepath.Join(dir, "report.pdf"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, 0o640), os.Symlink("report.pdf", link)); err != nil {
		t.Fatal(err)
	}
	write := func(w io.Writer) error {
		_, err := io.WriteString(w, "new")
		return err
	}
	if err := ReplaceFile(link, 0o666, write, nil); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o640 || info.Size() != 3 {
		t.Errorf("%v, %v", info, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
	if err := ReplaceFile(path, 0o600, write, nil); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("for its owner alone: %v, %v", info, err)
	}
	socket := filepath.Join(dir, "socket")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for _, other := range []string{dir, socket} {
		if err := ReplaceFile(other, 0o666, write, nil); !errors.Is(err, ErrNotAFile) {
			t.Errorf("%s: %v", other, err)
		}
	}
}
