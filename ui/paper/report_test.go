package paper

import (
	"strings"
	"testing"
)

func TestReportSaysEverything(t *testing.T) {
	press := newPress(t)
	for name, report := range map[string]Report{"day": dayReport(), "evidence": evidence()} {
		file := reportPDF(t, press, report)
		// Page heads interrupt texts, so each is looked for by its beginning.
		got, want := said(t, file), []string{report.Title, report.Foot}
		want = append(append(want, report.Marks...), report.Warnings...)
		for _, pair := range report.Head {
			want = append(want, pair.Key, pair.Value)
		}
		for _, part := range report.Parts {
			want = append(want, wordsOf(part)...)
		}
		var text strings.Builder
		if err := report.WriteText(&text); err != nil {
			t.Fatal(err)
		}
		for _, words := range want {
			head := []rune(squeeze(words))
			head = head[:min(len(head), 6)]
			if !strings.Contains(got, string(head)) {
				t.Errorf("the %s report doesn't say %q", name, words)
			}
			if !strings.Contains(squeeze(text.String()), string(head)) {
				t.Errorf("the %s report's text doesn't say %q", name, words)
			}
		}
		if len(file) > 120_000 {
			t.Errorf("the %s report has %d bytes", name, len(file))
		}
	}
}

// wordsOf is everything that a part is to say.
func wordsOf(part Part) []string {
	var all []string
	switch p := part.(type) {
	case Lines:
		all = append(all, p.Title)
		for _, pair := range p.Pairs {
			all = append(all, pair.Key, pair.Value)
		}
	case Text:
		all = append(all, p.Title, p.Text)
	case Table:
		all = append(append(append(all, p.Title), p.titles()...), p.Totals...)
		for _, row := range p.Rows {
			all = append(all, row...)
		}
		if len(p.Rows) == 0 {
			all = append(all, p.Empty)
		}
	case Bars:
		all = append(all, p.Title, p.Bars[p.highest()].Text)
		for _, bar := range p.Bars {
			all = append(all, bar.Label)
		}
	case Shares:
		all = append(all, p.Title)
		for _, row := range p.rows() {
			all = append(all, row...)
		}
	}
	return all
}

func TestSharesSumUp(t *testing.T) {
	for _, values := range [][]int64{{1, 1, 1}, {2, 0, -5, 1}, {999, 1}, {1 << 50, 3, 7}, {0, 0}, {5}} {
		shares, sum, want := Shares{}, int64(0), int64(1000)
		for _, value := range values {
			shares.Shares = append(shares.Shares, Bar{Value: value})
		}
		if shares.whole() == 0 {
			want = 0
		}
		for i, part := range shares.thousandths() {
			sum += part
			if part < 0 || part > 0 && values[i] <= 0 {
				t.Errorf("%v: part %d has %d thousandths", values, i, part)
			}
		}
		if sum != want {
			t.Errorf("%v sum up to %d thousandths", values, sum)
		}
	}
}
