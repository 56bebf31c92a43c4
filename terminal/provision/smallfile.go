package provision

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// What may be wrong with a file that a person names.
var (
	ErrFileFolder     = &InputError{"this is a folder; choose a file in it"}
	ErrFileMissing    = &InputError{"there is no such file"}
	ErrFileUnreadable = &InputError{"the file can't be read; see whether this user may read it"}
	ErrFileTooLarge   = &InputError{"the file has more than 1 MiB, which can't be the one that is meant"}
)

// maxSmallFile is how large a CA certificate's or a logo's file may be, in bytes.
const maxSmallFile = 1 << 20

// readSmallFile returns what a file holds. A fault is an *InputError.
func readSmallFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrFileMissing
	case err == nil && info.IsDir():
		return nil, ErrFileFolder
	case err != nil || !info.Mode().IsRegular(): // opening a pipe would wait
		return nil, ErrFileUnreadable
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, ErrFileUnreadable
	}
	defer f.Close()
	file, err := io.ReadAll(io.LimitReader(f, maxSmallFile+1))
	switch {
	case err != nil:
		return nil, ErrFileUnreadable
	case len(file) > maxSmallFile:
		return nil, ErrFileTooLarge
	}
	return file, nil
}
