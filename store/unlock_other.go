//go:build !windows

package store

import (
	"os"
	"syscall"
)

// unlock lets go of bbolt's lock on a file: the memory map that a panic leaves
// behind would hold it after the file was closed.
func unlock(file *os.File) error { return syscall.Flock(int(file.Fd()), syscall.LOCK_UN) }
