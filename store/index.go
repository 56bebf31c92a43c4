package store

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// Besides the indexes that never change, two follow what a transaction is now:
//
//   - the value in by_time is its summary, so that filters and totals of a day
//     read neither transactions nor JSON;
//   - by_term holds what a person may look for, newest last: a kind of term,
//     the term, and the transaction's key in by_time without the zeros in its
//     middle (a journal has fewer than 2^32 transactions).
//
// The kinds of terms: an amount, asked or booked, as 5 bytes; the last four
// digits of a card; a word of the note and a zero byte.
const (
	termAmount = 'a'
	termCard   = 'c'
	termWord   = 'w'
)

// timeKeySize is how long the keys of by_time are, and shortKeySize how long
// they are in by_term.
const (
	timeKeySize  = 16
	shortKeySize = 12
)

// shorten takes the zeros out of a key of by_time, lengthen puts them back.
func shorten(key []byte) []byte { return slices.Concat(key[:8], key[12:]) }

func lengthen(short []byte) []byte { return slices.Concat(short[:8], make([]byte, 4), short[8:]) }

// summary is what filters and totals look at. In the file it is one letter
// each for status, kind (a capital one for what another till took) and channel,
// a 1 if it is pending or a 0, and the amount as a signed varint. What has no letter is stored as '?', and read
// from the transaction itself.
type summary struct {
	status  payment.Status
	kind    payment.Kind
	channel payment.Channel
	pending bool
	foreign bool
	amount  payment.Money
}

// other is the letter of what has none.
const other = '?'

// letters are stored in files: they never change, and none is used again.
func statusLetters() map[payment.Status]byte {
	return map[payment.Status]byte{
		payment.Reserved: 'r', payment.Sent: 's', payment.Approved: 'a', payment.Declined: 'd', payment.Cancelled: 'c',
		payment.Failed: 'f', payment.Unknown: 'u', payment.SettledPaid: 'p', payment.SettledUnpaid: 'n',
	}
}

func kindLetters() map[payment.Kind]byte {
	return map[payment.Kind]byte{payment.Payment: 'p', payment.Refund: 'r'}
}

func channelLetters() map[payment.Channel]byte {
	return map[payment.Channel]byte{
		payment.Card: 'c', payment.UnionPayCard: 'u', payment.AmexCard: 'x', payment.WeChatPay: 'w', payment.Alipay: 'a',
		payment.PayMe: 'p', payment.QuickPass: 'q', payment.FPS: 'f', payment.Octopus: 'o',
	}
}

func letter[T comparable](letters map[T]byte, value T) byte {
	if l, ok := letters[value]; ok {
		return l
	}
	return other
}

func summaryOf(t payment.Transaction) []byte {
	pending := byte('0')
	if t.Pending() {
		pending = '1'
	}
	kind := letter(kindLetters(), t.Kind)
	if t.Foreign {
		kind = foreign(kind)
	}
	fixed := []byte{letter(statusLetters(), t.Status), kind, letter(channelLetters(), t.Channel), pending}
	return binary.AppendVarint(fixed, int64(t.Counts()))
}

// foreign is the capital of a kind's letter.
func foreign(letter byte) byte { return letter - 'a' + 'A' }

// summaries reads summaries; it is made once for many.
type summaries struct {
	status  [256]payment.Status
	kind    [256]payment.Kind
	channel [256]payment.Channel
}

func newSummaries() *summaries {
	s := new(summaries)
	for value, l := range statusLetters() {
		s.status[l] = value
	}
	for value, l := range kindLetters() {
		s.kind[l], s.kind[foreign(l)] = value, value
	}
	for value, l := range channelLetters() {
		s.channel[l] = value
	}
	return s
}

// read returns the summary that stands under a key in by_time.
func (s *summaries) read(tx *bbolt.Tx, key, value []byte) (summary, error) {
	if len(value) < 5 || len(key) != timeKeySize {
		return summary{}, damage(bucketByTime, key)
	}
	if bytes.IndexByte(value[:3], other) >= 0 || value[1] == foreign(other) {
		t, err := loadIndexed(tx, bucketByTime, key)
		return summary{t.Status, t.Kind, t.Channel, t.Pending(), t.Foreign, t.Counts()}, err
	}
	amount, n := binary.Varint(value[4:])
	found := summary{
		s.status[value[0]], s.kind[value[1]], s.channel[value[2]], value[3] == '1', value[1] < 'a', payment.Money(amount),
	}
	if n != len(value)-4 || found.status == "" || found.kind == "" || found.channel == "" {
		return summary{}, damage(bucketByTime, key)
	}
	return found, nil
}

// terms are the keys in by_term that lead to a transaction.
func terms(t payment.Transaction, sequence []byte) [][]byte {
	at := shorten(timeKey(t, sequence))
	all := [][]byte{slices.Concat(amountTerm(t.Amount), at)}
	if t.Booked != 0 && t.Booked != t.Amount {
		all = append(all, slices.Concat(amountTerm(t.Booked), at))
	}
	if t.Card != "" {
		all = append(all, slices.Concat(cardTerm(t.Card), at))
	}
	for _, word := range noteWords(t.Note) {
		all = append(all, slices.Concat(wordTerm(word), []byte{0}, at))
	}
	return all
}

func amountTerm(m payment.Money) []byte {
	return append([]byte{termAmount}, bigEndian(uint64(m))[3:]...)
}

func cardTerm(lastFour string) []byte { return append([]byte{termCard}, lastFour...) }

func wordTerm(word string) []byte { return append([]byte{termWord}, word...) }

// longestWord is how many characters of a word are indexed.
const longestWord = 16

// noteWords are the words that a note is found by, each once: runs of letters
// and digits in lower case. Chinese has no spaces, so there each character
// begins a word that goes on to the end of the run.
func noteWords(note string) []string {
	var words []string
	for _, run := range wordsOf(note) {
		runes := []rune(run)
		for i, r := range runes {
			if i == 0 || unicode.Is(unicode.Han, r) {
				words = append(words, string(runes[i:min(len(runes), i+longestWord)]))
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// wordsOf splits a text into runs of letters and digits, in lower case.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

// reindex brings a transaction's summary and terms to what it becomes; it is
// called before the transaction itself is written.
func (b *batch) reindex(sequence []byte, t payment.Transaction) error {
	var old [][]byte
	if b.tx.Bucket(bucketTransactions).Get(sequence) != nil {
		was, err := load(b.tx, sequence)
		if err != nil {
			return err
		}
		old = terms(was, sequence)
	}
	return b.index(sequence, t, old)
}

// index writes a transaction's summary and terms; old are the terms that are
// in the index.
func (b *batch) index(sequence []byte, t payment.Transaction, old [][]byte) error {
	holds := func(keys [][]byte, key []byte) bool {
		return slices.ContainsFunc(keys, func(k []byte) bool { return bytes.Equal(k, key) })
	}
	present := terms(t, sequence)
	for _, key := range old {
		if !holds(present, key) {
			if err := b.remove(bucketByTerm, key); err != nil {
				return err
			}
		}
	}
	for _, key := range present {
		if !holds(old, key) {
			if err := b.put(bucketByTerm, key, nil); err != nil {
				return err
			}
		}
	}
	return b.put(bucketByTime, timeKey(t, sequence), summaryOf(t))
}

// indexAll fills the indexes of a file without them.
func (b *batch) indexAll() error {
	return b.tx.Bucket(bucketTransactions).ForEach(func(sequence, _ []byte) error {
		t, err := load(b.tx, sequence)
		if err != nil {
			return err
		}
		if b.tx.Bucket(bucketByTime).Get(timeKey(t, sequence)) == nil {
			return damage(bucketByTime, timeKey(t, sequence))
		}
		return b.index(bytes.Clone(sequence), t, nil)
	})
}

// fill is how full bbolt leaves a page that it splits. What is only ever
// appended leaves full pages behind; terms come in runs that grow at their
// ends.
func fill(bucket []byte) float64 {
	switch string(bucket) {
	case string(bucketTransactions), string(bucketTransitions), string(bucketByTime), string(bucketByReference), string(bucketBySyssn):
		return 1
	case string(bucketByTerm):
		return 0.65
	}
	return bbolt.DefaultFillPercent
}
