package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestOneByteFlipped: whatever byte goes bad, the journal says what was
// written, or that it is damaged.
func TestOneByteFlipped(t *testing.T) {
	file, want := shopFile(t, 200)
	random := rand.New(rand.NewPCG(2026, 11))
	damaged := 0
	try := func(offset int, bit byte) {
		bad := bytes.Clone(file)
		bad[offset] ^= bit
		got, err := reread(t, bad, options{wholeCheck: wholeCheckSize})
		switch {
		case errors.Is(err, ErrDamaged):
			damaged++
		case err != nil:
			t.Errorf("byte %d, bit %x: %v", offset, bit, err)
		case got != want:
			t.Errorf("byte %d, bit %x: other data, and no error", offset, bit)
		}
	}
	for range 150 {
		try(random.IntN(len(file)), 1<<random.IntN(8))
	}
	// Both meta pages, and the head of each page.
	for offset := range 80 {
		try(offset*2%80+offset/40*os.Getpagesize(), 1<<random.IntN(8))
	}
	for page := 2; page < len(file)/os.Getpagesize(); page++ {
		try(page*os.Getpagesize()+random.IntN(48), 1<<random.IntN(8))
	}
	t.Logf("%d flips found", damaged)
	if damaged < 60 {
		t.Error("hardly any flip was noticed")
	}
}

// TestOneByteFlippedInALargeFile: without the whole check, what is read is
// right or damaged too, record by record; only what an index has lost is
// found by the whole check alone.
func TestOneByteFlippedInALargeFile(t *testing.T) {
	file, want := shopFile(t, 200)
	random := rand.New(rand.NewPCG(2026, 12))
	for range 100 {
		bad := bytes.Clone(file)
		offset := random.IntN(len(bad))
		bad[offset] ^= 1 << random.IntN(8)
		got, err := reread(t, bad, options{})
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotFound) {
				t.Errorf("byte %d: %v", offset, err)
			}
			continue
		}
		var read [][]json.RawMessage
		first, _, _ := strings.Cut(got, "\n")
		if err := json.Unmarshal([]byte(first), &read); err != nil {
			t.Fatal(err)
		}
		for _, text := range read[0] {
			if !strings.Contains(want, string(text)) {
				t.Errorf("byte %d: read %s", offset, text)
			}
		}
	}
}

func TestDamagedFilesAreRefused(t *testing.T) {
	file, _ := shopFile(t, 200)
	page := os.Getpagesize()
	random := rand.New(rand.NewPCG(2026, 13))
	cases := map[string][]byte{
		"a text file":      []byte("Dear diary,\n"),
		"a long text file": bytes.Repeat([]byte("Dear diary,\n"), 4000),
		"one byte":         {0},
		"zeroes":           make([]byte, len(file)),
		"no meta pages":    append(make([]byte, 2*page), file[2*page:]...),
		"pages swapped":    append(append(bytes.Clone(file[:4*page]), file[5*page:6*page]...), append(bytes.Clone(file[4*page:5*page]), file[6*page:]...)...),
	}
	for range 40 {
		n := 1 + random.IntN(len(file)/2)
		cases[fmt.Sprintf("the first %d bytes", n)] = file[:n]
	}
	for name, bad := range cases {
		if _, err := reread(t, bad, options{wholeCheck: wholeCheckSize}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := reread(t, bad, options{}); err == nil || !errors.Is(err, ErrDamaged) {
			t.Errorf("%s, checked cheaply: %v", name, err)
		}
	}
}

func TestZeroedPages(t *testing.T) {
	file, want := shopFile(t, 200)
	size := os.Getpagesize()
	for page := range len(file) / size {
		bad := bytes.Clone(file)
		clear(bad[page*size : (page+1)*size])
		if got, err := reread(t, bad, options{wholeCheck: wholeCheckSize}); !errors.Is(err, ErrDamaged) && (err != nil || got != want) {
			t.Errorf("page %d: %v", page, err)
		}
	}
}

func TestEmptyFileIsANewJournal(t *testing.T) {
	path := journalPath(t)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	reserve(t, open(t, path), time.Now())
}

func TestDamagedFileIsntLeftLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copy(content[len(content)/4:], strings.Repeat("broken ", len(content)/14))
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := Open(path); !errors.Is(err, ErrDamaged) {
			t.Errorf("got %v", err)
		}
	}
}
