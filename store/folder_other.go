//go:build !windows

package store

import (
	"errors"
	"os"
)

// syncFolder makes names in a folder durable: new, renamed and removed ones.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
