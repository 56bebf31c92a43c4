//go:build unix

package provision

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestReadCAFileThatMayNotBeRead(t *testing.T) {
	folder := t.TempDir()
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadCAFile(pipe); !errors.Is(err, ErrFileUnreadable) {
		t.Errorf("a pipe: %v", err)
	}
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	secret := filepath.Join(folder, "secret")
	if err := os.WriteFile(secret, nil, 0o000); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadCAFile(secret); !errors.Is(err, ErrFileUnreadable) {
		t.Errorf("a file of somebody else: %v", err)
	}
}
