package store

import (
	"bytes"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// keys16 is a source of keys in by_time, newest first.
type keys16 interface {
	// below begins at the newest key below one; at the newest of all for nil.
	below(key []byte)
	// key is where the source is; nil at its end.
	key() []byte
	next()
}

// sorted is a source over keys in memory, oldest first.
type sorted struct{ keys [][]byte }

func (s *sorted) below(key []byte) {
	if key != nil {
		n, _ := slices.BinarySearchFunc(s.keys, key, bytes.Compare)
		s.keys = s.keys[:n]
	}
}

func (s *sorted) key() []byte {
	if len(s.keys) == 0 {
		return nil
	}
	return s.keys[len(s.keys)-1]
}

func (s *sorted) next() { s.keys = s.keys[:len(s.keys)-1] }

// exact is a source over the entries of one whole term in by_term, which stand
// in the order of time.
type exact struct {
	term   []byte
	cursor *bbolt.Cursor
	at     []byte
}

func newExact(tx *bbolt.Tx, term []byte) *exact {
	return &exact{term: term, cursor: tx.Bucket(bucketByTerm).Cursor()}
}

func (e *exact) below(key []byte) {
	switch len(key) {
	case 0:
		key = bytes.Repeat([]byte{0xFF}, shortKeySize)
	case timeKeySize:
		key = shorten(key)
	}
	at, _ := last(e.cursor, slices.Concat(e.term, key))
	e.stand(at)
}

func (e *exact) next() {
	at, _ := e.cursor.Prev()
	e.stand(at)
}

func (e *exact) stand(key []byte) {
	e.at = nil
	if len(key) == len(e.term)+shortKeySize && bytes.HasPrefix(key, e.term) {
		e.at = lengthen(key[len(e.term):])
	}
}

func (e *exact) key() []byte { return e.at }

// sources are where a text may lead.
func (f *finder) sources(text string) ([]keys16, error) {
	var all []keys16
	if amount, err := payment.ParseMoney(strings.ToUpper(text)); err == nil {
		all = append(all, newExact(f.tx, amountTerm(amount)))
	}
	if len(text) == 4 && strings.Trim(text, "0123456789") == "" {
		all = append(all, newExact(f.tx, cardTerm(text)))
	}
	for _, search := range []func(string) ([][]byte, error){f.byReference, f.bySyssn, f.byNote} {
		keys, err := search(text)
		if err != nil {
			return nil, err
		}
		if len(keys) > 0 {
			slices.SortFunc(keys, bytes.Compare)
			all = append(all, &sorted{keys: keys})
		}
	}
	return all, nil
}

// byReference finds references that begin with a text.
func (f *finder) byReference(text string) (keys [][]byte, err error) {
	if len(text) < ShortestPrefix || len(text) > payment.ReferenceLength {
		return nil, nil
	}
	for reference := range prefixed(f.tx.Bucket(bucketByReference), []byte(strings.ToUpper(text))) {
		if err := f.step(); err != nil {
			return nil, err
		}
		t, sequence, err := find(f.tx, payment.Reference(reference))
		if err != nil {
			return nil, err
		}
		keys = append(keys, timeKey(t, sequence))
	}
	return keys, nil
}

// bySyssn finds what has a syssn that begins with a text. QFPay's numbers are
// digits, with no case.
func (f *finder) bySyssn(text string) (keys [][]byte, err error) {
	if len(text) < ShortestPrefix {
		return nil, nil
	}
	for key := range prefixed(f.tx.Bucket(bucketBySyssn), []byte(text)) {
		if err := f.step(); err != nil {
			return nil, err
		}
		t, err := loadIndexed(f.tx, bucketBySyssn, key)
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(t.Syssn, text) { // it may have changed since
			keys = append(keys, timeKey(t, key[len(key)-8:]))
		}
	}
	slices.SortFunc(keys, bytes.Compare)
	return slices.CompactFunc(keys, bytes.Equal), nil
}

// byNote finds notes that have a word beginning with each of a text's words.
func (f *finder) byNote(text string) ([][]byte, error) {
	var both map[[shortKeySize]byte]bool
	for _, word := range queryWords(text) {
		found := make(map[[shortKeySize]byte]bool)
		for key := range prefixed(f.tx.Bucket(bucketByTerm), wordTerm(word)) {
			if err := f.step(); err != nil {
				return nil, err
			}
			if len(key) < shortKeySize {
				return nil, damage(bucketByTerm, key)
			}
			at := [shortKeySize]byte(key[len(key)-shortKeySize:])
			if both == nil || both[at] {
				found[at] = true
			}
		}
		both = found
	}
	var keys [][]byte
	for at := range both {
		keys = append(keys, lengthen(at[:]))
	}
	return keys, nil
}

// queryWords are the beginnings of words that a text asks for.
func queryWords(text string) []string {
	words := wordsOf(text)
	for i, word := range words {
		if runes := []rune(word); len(runes) > longestWord {
			words[i] = string(runes[:longestWord])
		}
	}
	return words
}
