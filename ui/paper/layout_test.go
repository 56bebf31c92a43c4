package paper

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// frame is what a text or a box covers.
type frame struct{ left, top, right, bottom float64 }

func (f frame) meets(other frame) bool {
	const touch = 0.3
	return f.left+touch < other.right && other.left+touch < f.right && f.top+touch < other.bottom && other.top+touch < f.bottom
}

// inked is where a line of text has its glyphs.
func (w words) inked() frame {
	return frame{w.x, w.y + 0.15*w.style.size, w.x + w.width, w.y + 1.2*w.style.size}
}

func (b box) frame() frame { return frame{b.x, b.y, b.x + b.width, b.y + b.height} }

// failer is a test, or a property's check.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
}

// checkPages holds that nothing leaves its page and that no text covers
// another one or a dark box.
func checkPages(t failer, s *sheet) {
	t.Helper()
	for n, page := range s.pages {
		outside := func(f frame) bool {
			return f.left < s.margin-0.1 || f.right > page.width-s.margin+0.1 || f.top < s.margin-0.1 || f.bottom > page.height-s.margin+0.5
		}
		for i, text := range page.texts {
			if outside(text.inked()) {
				t.Errorf("page %d: %q leaves the page: %+v", n+1, text.text, text.inked())
			}
			for _, other := range page.texts[:i] {
				if text.inked().meets(other.inked()) {
					t.Errorf("page %d: %q lies over %q", n+1, text.text, other.text)
				}
			}
			for _, b := range page.boxes {
				if b.ink != amber && text.style.ink != white && text.inked().meets(b.frame()) {
					t.Errorf("page %d: %q lies over a box %+v", n+1, text.text, b)
				}
			}
		}
		for _, b := range page.boxes {
			if outside(b.frame()) {
				t.Errorf("page %d: a box leaves the page: %+v", n+1, b)
			}
		}
	}
}

// squeeze leaves white space out.
func squeeze(text string) string { return strings.Join(strings.Fields(text), "") }

func layReport(press *Press, r Report) *sheet {
	s := press.newSheet(a4Width, a4Height, a4Margin)
	r.print(s)
	return s
}

func layReceipt(t failer, press *Press, r Receipt) *sheet {
	t.Helper()
	s := press.newSheet(rollWidth, endless, rollMargin)
	if err := r.print(s); err != nil {
		t.Errorf("%v", err)
	}
	s.cutOff()
	return s
}

func TestLayoutStaysOnItsPages(t *testing.T) {
	press := newPress(t)
	for name, s := range map[string]*sheet{
		"payment": layReceipt(t, press, paymentReceipt()), "refund": layReceipt(t, press, refundReceipt()),
		"day": layReport(press, dayReport()), "evidence": layReport(press, evidence()), "nothing": layReport(press, Report{}),
	} {
		t.Run(name, func(t *testing.T) { checkPages(t, s) })
	}
}

func TestWidePairsTakeTwoLines(t *testing.T) {
	r := paymentReceipt()
	r.Words.Reference = "The reference that we gave it"
	r.Words.Operator = strings.Repeat("Served by ", 9)
	s := layReceipt(t, newPress(t), r)
	checkPages(t, s)
	for _, text := range s.page().texts {
		if text.text == string(reference) {
			return
		}
	}
	t.Error("the reference isn't on one line")
}

func TestReportRepeatsWhatEachPageNeeds(t *testing.T) {
	s := layReport(newPress(t), dayReport())
	if len(s.pages) != 3 {
		t.Fatalf("%d pages", len(s.pages))
	}
	for n, page := range s.pages {
		seen := make(map[string]bool)
		for _, text := range page.texts {
			seen[text.text] = true
		}
		number := []string{"1 / 3", "2 / 3", "3 / 3"}[n]
		for _, text := range []string{"TRAINING 訓練", "Z report 日結報表 第 128 號", "Harbour Tea House 海港茶室, Counter 1", number} {
			if !seen[text] {
				t.Errorf("page %d doesn't say %q", n+1, text)
			}
		}
		if header := seen["Reference"] && seen["Amount"] && seen["Status"]; !header {
			t.Errorf("page %d doesn't repeat the table's header", n+1)
		}
	}
}

func TestLongRowLosesNothing(t *testing.T) {
	report := evidence()
	s := layReport(newPress(t), report)
	if len(s.pages) < 2 {
		t.Fatal("the answer should take more than a page")
	}
	rows := report.Parts[2].(Table).Rows
	got := ""
	for _, page := range s.pages {
		for _, text := range page.texts {
			// The answer's column is the last one.
			if text.x > s.width/2 && text.style == cellStyle() {
				got += squeeze(text.text)
			}
		}
	}
	if want := squeeze(rows[2][4]); !strings.Contains(got, want) {
		t.Errorf("the answer of %d bytes isn't whole on paper: %d bytes", len(want), len(got))
	}
}

// anyText is text that nobody expects: long words, Chinese, rare characters,
// controls, line breaks.
func anyText() *rapid.Generator[string] {
	runes := rapid.OneOf(
		rapid.RuneFrom(nil, unicode.Han), rapid.RuneFrom([]rune("abc DEF 123,.-/()（），。「」\n\t　𨋢😀\u202E\u200B\uE001\x00")),
		rapid.Rune(),
	)
	return rapid.StringOfN(runes, 0, 160, -1)
}

func TestLayoutHoldsAnyText(t *testing.T) {
	press := newPress(t)
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string { return anyText().Draw(t, name) }
		n := rapid.IntRange(1, 9).Draw(t, "columns")
		table := Table{Title: text("table"), Totals: []string{text("total"), text("total 2")}, Empty: text("empty")}
		for range n {
			table.Columns = append(table.Columns, Column{Title: text("column"), Align: Align(rapid.IntRange(0, 2).Draw(t, "align"))})
		}
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			row := make([]string, rapid.IntRange(0, n).Draw(t, "cells"))
			for i := range row {
				row[i] = text("cell")
			}
			table.Rows = append(table.Rows, row)
		}
		bars := make([]Bar, rapid.IntRange(0, 30).Draw(t, "bars"))
		for i := range bars {
			bars[i] = Bar{Label: text("label"), Value: rapid.Int64Range(-1e11, 1e11).Draw(t, "value"), Text: text("text")}
		}
		checkPages(t, layReport(press, Report{
			Title: text("title"), Marks: []string{text("mark")}, Head: []Pair{{text("key"), text("value")}},
			Warnings: []string{text("warning")}, Foot: text("foot"),
			Parts: []Part{Lines{text("lines"), []Pair{{text("key"), text("value")}}}, table, Bars{text("chart"), bars}, Shares{text("shares"), bars}, Text{text("title"), text("text")}},
		}))
		receipt := refundReceipt()
		receipt.Shop = Shop{text("shop"), text("address"), text("till")}
		receipt.Channel, receipt.Foot, receipt.Transaction.Operator = text("channel"), text("foot"), text("operator")
		checkPages(t, layReceipt(t, press, receipt))
	})
}

func TestWrapKeepsTextAndWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, most := clean(anyText().Draw(t, "text")), float64(rapid.IntRange(2, 60).Draw(t, "width"))
		lines := wrap(text, most, columns)
		for _, line := range lines {
			if columns(line) > most {
				t.Errorf("%q is wider than %v", line, most)
			}
		}
		if got, want := squeeze(strings.Join(lines, "")), squeeze(text); got != want {
			t.Errorf("%q became %q", want, got)
		}
	})
}

func TestWrapBreaksWhereChineseMay(t *testing.T) {
	for text, want := range map[string][]string{
		"多謝惠顧，再會":         {"多謝惠", "顧，再", "會"},
		"多謝惠，再會":          {"多謝", "惠，再", "會"},
		"退款（八達通）":         {"退款", "（八達", "通）"},
		"ab cd ef":        {"ab cd", "ef"},
		"abcdefghij":      {"abcdef", "ghij"},
		"one\ntwo":        {"one", "two"},
		"":                {""},
		"01234567 x":      {"012345", "67 x"},
		"Till\n\nCounter": {"Till", "", "Counte", "r"},
	} {
		if got := wrap(text, 6, columns); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q is broken into %q, want %q", text, got, want)
		}
	}
}

// TestLayoutEndsWithTextsWithoutEnd holds that nothing that is repeated on each
// page can fill pages for ever.
func TestLayoutEndsWithTextsWithoutEnd(t *testing.T) {
	long := strings.Repeat("無盡 endless ", 2000)
	s := layReport(newPress(t), Report{
		Title: long, Marks: []string{long}, Foot: long, Warnings: []string{long}, Head: []Pair{{long, long}},
		Parts: []Part{
			Table{Title: long, Columns: []Column{{Title: long}, {Title: "b"}}, Rows: [][]string{{long, long}, {"x", "y"}}, Totals: []string{long}},
			Bars{long, []Bar{{long, 1, long}, {long, 2, long}}},
			Shares{long, []Bar{{long, 1, long}}},
		},
	})
	checkPages(t, s)
}

// TestWrapEndsWithoutWidth holds that a column without any room, in a table of
// too many columns, takes a line a character and comes to an end.
func TestWrapEndsWithoutWidth(t *testing.T) {
	if got := wrap("退款 ab", -3, columns); strings.Join(got, "|") != "退|款|a|b" {
		t.Errorf("broken into %q", got)
	}
}
