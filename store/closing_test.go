package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"harbourtill/terminal/payment"
)

// change makes something else of a transaction, as late evidence does.
func change(t *testing.T, s *Store, tr payment.Transaction, status payment.Status) payment.Transaction {
	t.Helper()
	tr.Status, tr.Booked = status, 0
	if status == payment.Approved {
		tr.Booked = tr.Amount
	}
	put(t, s, tr)
	return tr
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func closeDay(t *testing.T, s *Store) payment.Closing {
	t.Helper()
	c, err := s.CloseDay(t.Context(), "Mei", nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestClosingsAddUp: whatever happens to transactions before and after their
// closing, the closings' nets add up to what all transactions come to.
func TestClosingsAddUp(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 7))
		s := open(t, journalPath(t))
		from := newSampler(seed, 300, 4)
		var all []payment.Transaction
		var closings []payment.Closing
		for range 40 {
			switch r.IntN(6) {
			case 0:
				closings = append(closings, closeDay(t, s))
			case 1, 2:
				all = append(all, writeSample(t, s, from, 1+r.IntN(8))...)
			case 3, 4, 5:
				if len(all) > 0 {
					i := r.IntN(len(all))
					statuses := payment.Statuses()
					all[i] = change(t, s, all[i], statuses[1+r.IntN(len(statuses)-1)])
				}
			}
		}
		closings = append(closings, closeDay(t, s))
		var want payment.Sums
		for _, tr := range all {
			want.Add(tr.Kind, tr.Status, tr.Counts())
		}
		var net, settled payment.Money
		for i, c := range closings {
			net += c.Net()
			settled += c.Settled()
			if c.Number != i+1 || c.By != "Mei" || i > 0 && !c.From.Equal(closings[i-1].At) {
				t.Fatalf("seed %d, closing %d: %+v", seed, i, c)
			}
		}
		if net != want.Net() || settled != want.Settled() {
			t.Errorf("seed %d: closings come to %v and %v settled, transactions to %v and %v", seed, net, settled, want.Net(), want.Settled())
		}
		kept, err := s.Closings(100, 0)
		slices.Reverse(kept)
		if err != nil || asJSON(t, kept) != asJSON(t, closings) {
			t.Errorf("seed %d: other closings are kept than were made, or %v", seed, err)
		}
	}
}

func TestClosingNamesItsEnds(t *testing.T) {
	s := open(t, journalPath(t))
	if c := closeDay(t, s); c.Number != 1 || c.First != "" || c.Last != "" || !c.Total.Empty() || len(c.Days) != 0 {
		t.Errorf("an empty shop's closing: %+v", c)
	}
	all := writeSample(t, s, newSampler(3, 100, 3), 100)
	unknown := change(t, s, all[40], payment.Unknown)
	if open, err := s.ToClose(t.Context()); err != nil || !slices.Equal(open, namesOf(all)) {
		t.Errorf("%d are to be closed: %v", len(open), err)
	}
	x, err := s.Closing(t.Context())
	if err != nil || x.Number != 0 {
		t.Fatal(x, err)
	}
	z := closeDay(t, s)
	x.Number, x.At, x.By = z.Number, z.At, z.By
	if asJSON(t, x) != asJSON(t, z) {
		t.Errorf("X says\n%+v\nZ says\n%+v", x, z)
	}
	if z.First != all[0].Reference || z.Last != all[99].Reference || len(z.Days) < 3 {
		t.Errorf("from %s to %s, %d days", z.First, z.Last, len(z.Days))
	}
	if !slices.ContainsFunc(z.Unresolved, func(o payment.OpenItem) bool { return o.Reference == unknown.Reference }) {
		t.Errorf("%s isn't warned of: %+v", unknown.Reference, z.Unresolved)
	}
	var channels, days, operators payment.Money
	for _, c := range z.Channels {
		channels += c.Net()
	}
	for _, d := range z.Days {
		days += d.Net()
	}
	for _, o := range z.Operators {
		operators += o.Net()
	}
	if channels != z.Total.Net() || days != z.Total.Net() || operators != z.Total.Net() {
		t.Errorf("channels %v, days %v, operators %v, total %v", channels, days, operators, z.Total.Net())
	}
	change(t, s, unknown, payment.Approved)
	if next := closeDay(t, s); len(next.Corrections) != 1 || next.Net() != unknown.Amount || !next.Total.Empty() {
		t.Errorf("after the truth: %+v", next)
	}
	entries := rows(t, s)
	if last := entries[len(entries)-1]; last.What != payment.ActionDayClosed || last.Subject != "Z 3" || last.Who != "Mei" {
		t.Errorf("the audit trail ends with %+v", last)
	}
	page, err := s.Closings(2, 3)
	if err != nil || len(page) != 2 || page[0].Number != 2 || page[1].Number != 1 {
		t.Errorf("older than 3: %+v, %v", page, err)
	}
}

// TestZNumbersAfterARestore: a closing that the backup misses isn't made again,
// and what it covered isn't counted again.
func TestZNumbersAfterARestore(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "till.db")
	s := openOptions(t, path, withReferences)
	sell(t, s, 100)
	closeDay(t, s)
	inBackup := sell(t, s, 200)
	backup := backUp(t, s, filepath.Join(dir, "backups"))
	sell(t, s, 300)
	closeDay(t, s)
	sell(t, s, 400)
	closeDay(t, s)
	after := sell(t, s, 500)
	closeStore(t, s)
	if _, err := Restore(dir, backup.Path); err != nil {
		t.Fatal(err)
	}
	s = openOptions(t, path, withReferences)
	change(t, s, inBackup, payment.Approved)
	z := closeDay(t, s)
	if z.Number != 4 || fmt.Sprint(z.Lost) != "[2 3]" || z.First != after.Reference || z.Total.Unresolved.Sum != 500 {
		t.Errorf("%+v", z)
	}
	if len(z.Corrections) != 1 || !z.Corrections[0].Uncertain || z.Net() != 0 {
		t.Errorf("corrections %+v", z.Corrections)
	}
	if next := closeDay(t, s); next.Number != 5 || len(next.Lost) != 0 {
		t.Errorf("the next: %+v", next)
	}
	closeStore(t, s)
	s = openOptions(t, path, withReferences)
	if next := closeDay(t, s); next.Number != 6 {
		t.Errorf("after opening again: %+v", next)
	}
	closeStore(t, s)
	if err := os.Remove(path); err != nil { // a journal that begins anew
		t.Fatal(err)
	}
	s = openOptions(t, path, withReferences)
	defer closeStore(t, s)
	if next := closeDay(t, s); next.Number != 7 || len(next.Lost) != 6 || !next.Total.Empty() {
		t.Errorf("with an empty journal: %+v", next)
	}
}

// TestClosingThatCouldNotBeWritten uses its number again.
func TestClosingThatCouldNotBeWritten(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "till.db")
	s := openOptions(t, path, withReferences)
	sell(t, s, 100)
	backup := backUp(t, s, filepath.Join(dir, "backups"))
	disk := breakDisk(t, s, faults()[0])
	if _, err := s.CloseDay(t.Context(), "", nil); err == nil {
		t.Fatal("closed on a broken disk")
	}
	disk.mend()
	if kept, err := s.Closings(9, 0); err != nil || len(kept) != 0 {
		t.Errorf("kept %+v, %v", kept, err)
	}
	closeStore(t, s)
	if _, err := Restore(dir, backup.Path); err != nil {
		t.Fatal(err)
	}
	s = openOptions(t, path, withReferences)
	defer closeStore(t, s)
	if z := closeDay(t, s); z.Number != 1 || len(z.Lost) != 0 || z.Total.Unresolved.Count+z.Total.Payments.Count != 1 {
		t.Errorf("%+v", z)
	}
}

// TestSummary adds up what a naive look at all transactions does.
func TestSummary(t *testing.T) {
	s := open(t, journalPath(t))
	from := newSampler(9, 400, 6)
	all := writeSample(t, s, from, 400)
	for i := 0; i < len(all); i += 7 {
		all[i] = change(t, s, all[i], payment.SettledPaid)
	}
	begin, end := Day(all[50].Created)
	end = end.AddDate(0, 0, 2)
	got, err := s.Summary(t.Context(), begin, end)
	if err != nil {
		t.Fatal(err)
	}
	want := Summary{From: begin, Before: end}
	channels := make(map[payment.Channel]payment.Sums)
	for _, tr := range all {
		if tr.Created.Before(begin) || !tr.Created.Before(end) {
			continue
		}
		want.Total.Add(tr.Kind, tr.Status, tr.Counts())
		want.Hours[tr.Created.In(payment.HongKong()).Hour()].Add(tr.Kind, tr.Status, tr.Counts())
		addTo(channels, tr.Channel, tr)
	}
	want.Channels = byChannel(channels)
	if want.Total.Empty() || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if empty, err := s.Summary(t.Context(), time.Now().AddDate(5, 0, 0), time.Now().AddDate(5, 0, 1)); err != nil || !empty.Total.Empty() {
		t.Errorf("%+v, %v", empty, errors.Join(err))
	}
}

// TestForeignPayments: what another till took is in no sum; what this till gave
// back of it is.
func TestForeignPayments(t *testing.T) {
	s := open(t, journalPath(t))
	from := newSampler(2, 50, 1)
	all := writeSample(t, s, from, 20)
	foreign := change(t, s, all[3], payment.Approved)
	begin, end := all[0].Created, all[19].Created.Add(time.Hour)
	before, err := s.Summary(t.Context(), begin, end)
	if err != nil {
		t.Fatal(err)
	}
	foreign.Foreign = true
	put(t, s, foreign)
	after, err := s.Summary(t.Context(), begin, end)
	if err != nil || before.Total.Net()-after.Total.Net() != foreign.Amount {
		t.Errorf("net %v, then %v without %v; %v", before.Total.Net(), after.Total.Net(), foreign.Amount, err)
	}
	if z := closeDay(t, s); z.Net() != after.Total.Net() {
		t.Errorf("closed with %v, not %v", z.Net(), after.Total.Net())
	}
	foreign.Reversed = 1
	put(t, s, change(t, s, foreign, payment.Unknown))
	if z := closeDay(t, s); len(z.Corrections) != 0 {
		t.Errorf("corrected: %+v", z.Corrections)
	}
	found, err := s.Search(t.Context(), Query{Kind: payment.Payment, From: begin, Before: end}, 50, "")
	if err != nil || !slices.Contains(namesOf(found), foreign.Reference) {
		t.Errorf("it isn't listed: %v", err)
	}
}
