package ui

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/ui/paper"
)

// Reports adds up the journal and closes the day. Its methods are called on
// goroutines of their own.
type Reports interface {
	// Summary adds up what was created from a moment on and before another.
	Summary(ctx context.Context, from, before time.Time) (store.Summary, error)
	// Closing is what the next closing would say, ToClose what it would cover,
	// CloseDay makes it, and Closings are those before a number, newest first.
	Closing(ctx context.Context) (payment.Closing, error)
	ToClose(ctx context.Context) ([]payment.Reference, error)
	CloseDay(ctx context.Context, by string, r *payment.Reconciliation) (payment.Closing, error)
	Closings(limit, before int) ([]payment.Closing, error)
	// Export writes transactions, CountExport says how many that will be; Append
	// adds to the audit trail.
	Export(ctx context.Context, w io.Writer, o store.ExportOptions) error
	CountExport(o store.ExportOptions) (int, error)
	Append(entries ...payment.AuditEntry) error
	// AuditPage reads the audit trail, newest first, VerifyAudit says whether it
	// is whole, AuditEnd how long it is, and ExportAudit writes it.
	AuditPage(limit int, before uint64) ([]store.AuditRow, error)
	// AuditAbout are the entries about a subject, oldest first.
	AuditAbout(subject string) ([]store.AuditRow, error)
	VerifyAudit() (n int, err error)
	AuditEnd() (entries uint64, hash store.AuditHash, err error)
	ExportAudit(ctx context.Context, w io.Writer, format store.ExportFormat) error
}

// summaryHandlers is what the summary section calls.
type summaryHandlers struct {
	cover     func(cover)
	uncover   func()
	leave     func()
	redraw    func() // the section's face has changed
	asManager func(why string, then func(by string))
}

// summaryScreen adds up a day or several; its second page closes the day.
type summaryScreen struct {
	cfg      Config
	window   fyne.Window
	handlers summaryHandlers
	root     *fyne.Container
	pane     *pane
	choices  []*press // ◀ day ▶, today, yesterday, this month, days, close
	title    *prose
	days     *dayPicker
	picking  bool
	pickers  *canvas.Rectangle
	ground   [3]*canvas.Rectangle // behind the sums, the hours and the channels
	netIs    *prose
	net      *prose
	figures  []*prose
	compared *prose
	hoursAre *prose
	hours    *barChart
	// channelsAre stands above channels, as netIs and hoursAre above theirs.
	channelsAre *prose
	channels    *channelBars
	empty       *prose
	note        *prose
	actions     []*press
	closing     *closingPage
	question    *questionCard // how far an export is
	closed      bool          // the closing page is in front

	from, before time.Time
	summary      store.Summary
	earlier      store.Summary
	newest       []payment.Closing // the newest closing; empty before the first
	turn         int
	visible      bool
}

func newSummaryScreen(window fyne.Window, cfg Config, h summaryHandlers) *summaryScreen {
	p := colours()
	s := &summaryScreen{cfg: cfg, window: window, handlers: h, hours: newBarChart(), channels: newChannelBars(), question: newQuestionCard()}
	s.title, s.net = newStrong("", sizeStrong, p.ink), newStrong("", sizeHuge, p.ink)
	s.title.align, s.title.maxLines, s.net.maxLines = fyne.TextAlignCenter, 1, 1
	s.compared, s.empty = newProse("", sizeBody, p.muted), newProse(tr(wordsNothingSold), sizeStrong, p.muted)
	s.empty.align = fyne.TextAlignCenter
	s.note, s.netIs = newProse("", sizeBody, p.muted), newStrong(tr("NET TAKINGS"), sizeSmall, p.harbour)
	s.hoursAre, s.channelsAre = newStrong(tr("BY HOUR"), sizeSmall, p.harbour), newStrong(tr("BY CHANNEL"), sizeSmall, p.harbour)
	s.note.maxLines = linesOf(2)
	for range 6 {
		s.figures = append(s.figures, newProse("", sizeBody, p.ink))
	}
	for i := range s.ground {
		s.ground[i] = ground()
	}
	s.pickers = ground()
	s.days = newDayPicker(cfg.Now, s.daysChosen)
	s.closing = newClosingPage(window, cfg, h, s.showClosing)
	s.buttons()
	s.root = &fyne.Container{}
	s.pane = newPane(s.root, s.arrange)
	s.from, s.before = store.Day(cfg.Now())
	return s
}

func (s *summaryScreen) buttons() {
	day := func(back int) func() {
		return func() {
			today, _ := store.Day(s.cfg.Now())
			s.want(today.AddDate(0, 0, -back), today.AddDate(0, 0, 1-back))
		}
	}
	for _, c := range []choice{
		{label: "◀", do: func() { s.step(-1) }},
		{label: "▶", do: func() { s.step(1) }},
		{label: tr("Today"), key: "T", do: day(0)},
		{label: tr("Yesterday"), key: "Y", do: day(1)},
		{label: tr("This month"), key: "M", do: s.thisMonth},
		{label: tr("Days…"), key: "D", do: s.pick},
		{label: tr("End of day…"), key: "Z", do: func() { s.showClosing(true) }},
	} {
		s.choices = append(s.choices, newPress(c.label, c.key, lookQuiet(), c.do))
	}
	for _, c := range s.deeds() {
		s.actions = append(s.actions, newPress(c.label, c.key, lookQuiet(), c.do))
	}
}

// deeds are what can be done with the summary.
func (s *summaryScreen) deeds() []choice {
	return []choice{
		{label: tr("Print on the terminal"), key: "P", do: s.print},
		{label: "PDF", key: "F", do: s.savePDF},
		{label: "CSV", key: "C", do: func() { s.export(store.FormatCSV) }},
		{label: "XLSX", key: "X", do: func() { s.export(store.FormatXLSX) }},
		{label: "JSON", key: "J", do: func() { s.export(store.FormatJSON) }},
	}
}

func (s *summaryScreen) face() fyne.CanvasObject {
	if s.closed {
		return s.closing.pane.scroll
	}
	return s.pane.scroll
}

func (s *summaryScreen) counting() bool { return false }

func (s *summaryScreen) tick() {}

func (s *summaryScreen) appear(visible bool) {
	s.visible = visible
	if !visible {
		s.picking = false
		s.closing.note.say("", colours().muted)
		return
	}
	s.note.say("", colours().muted)
	if s.closed {
		s.closing.read()
		return
	}
	s.read()
}

// moved: a transaction changed in the journal.
func (s *summaryScreen) moved() {
	if s.visible && !s.closed {
		s.read()
	}
	if s.visible && s.closed {
		s.closing.read()
	}
}

// showClosing changes between the two pages.
func (s *summaryScreen) showClosing(closed bool) {
	s.closed, s.picking = closed, false
	s.closing.note.say("", colours().muted)
	s.handlers.redraw()
	s.appear(true)
}

// home leads from the closing page back to the summary.
func (s *summaryScreen) home() {
	if s.closed {
		s.showClosing(false)
	}
}

// want shows other days.
func (s *summaryScreen) want(from, before time.Time) {
	s.from, s.before, s.picking = from, before, false
	s.read()
}

// step goes on by as many days as are shown.
func (s *summaryScreen) step(by int) {
	days := int(s.before.Sub(s.from).Hours()/24) * by
	s.want(s.from.AddDate(0, 0, days), s.before.AddDate(0, 0, days))
}

func (s *summaryScreen) thisMonth() {
	now := s.cfg.Now().In(payment.HongKong())
	from := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, payment.HongKong())
	_, before := store.Day(now)
	s.want(from, before)
}

// comparedDays are the days that others are compared with.
func comparedDays(from, before time.Time) (time.Time, time.Time) {
	days := int(before.Sub(from).Hours() / 24)
	if from.Day() == 1 && days > 1 {
		earlier := from.AddDate(0, -1, 0)
		return earlier, earlier.AddDate(0, 0, min(days, int(from.Sub(earlier).Hours()/24)))
	}
	back := max(7, days)
	return from.AddDate(0, 0, -back), before.AddDate(0, 0, -back)
}

func (s *summaryScreen) pick() {
	s.picking = !s.picking
	s.redraw()
}

// daysChosen takes what the calendar says; the journal can't be added up without
// a beginning, so any day is this year.
func (s *summaryScreen) daysChosen(from, before time.Time, whole bool) {
	if from.IsZero() {
		_, before = store.Day(s.cfg.Now())
		from = before.AddDate(-1, 0, 0)
	}
	s.from, s.before, s.picking = from, before, !whole
	s.read()
}

// read adds the days up in the background, and those that they are compared
// with: the same days a month before where a month begins, else the same weekday a
// week before, or as many days just before.
func (s *summaryScreen) read() {
	s.turn++
	turn, from, before := s.turn, s.from, s.before
	earlierFrom, earlierBefore := comparedDays(from, before)
	s.redraw()
	s.cfg.background(func() {
		now, err := s.cfg.Reports.Summary(context.Background(), from, before)
		var earlier store.Summary
		var newest []payment.Closing
		if err == nil {
			newest, err = s.cfg.Reports.Closings(1, 0)
		}
		if err == nil {
			earlier, err = s.cfg.Reports.Summary(context.Background(), earlierFrom, earlierBefore)
		}
		s.cfg.Do(func() {
			if turn != s.turn {
				return
			}
			if err != nil {
				s.note.say(historyWords(err), colours().red)
			}
			s.summary, s.earlier, s.newest = now, earlier, newest
			s.redraw()
		})
	})
}

func (s *summaryScreen) redraw() {
	p := colours()
	s.title.say(stretchWords(s.from, s.before), p.ink)
	s.net.say(s.summary.Total.Net().String(), p.ink)
	lines := []string{tr("Payments  ") + lineWords(s.summary.Total.Payments), tr("Refunds  ") + lineWords(s.summary.Total.Refunds)}
	if words := settledWords(s.summary.Total); words != "" {
		lines = append(lines, tr("Settled by hand: ")+words)
	}
	if s.summary.Total.Unresolved.Count > 0 {
		lines = append(lines, tr("Not known yet  ")+lineWords(s.summary.Total.Unresolved))
	}
	if n := s.summary.Total.Nothing; n > 0 {
		lines = append(lines, trn(n, "%d attempt moved no money", "%d attempts moved no money"))
	}
	if words := closedWords(s.newest, s.from, s.before); words != "" {
		lines = append(lines, words)
	}
	for i, f := range s.figures {
		f.say("", p.ink)
		if i < len(lines) {
			f.say(lines[i], p.ink)
		}
	}
	s.compared.say(tr("Compared: ")+comparedWords(s.summary, s.earlier), p.muted)
	s.hours.show(hourBars(s.summary))
	s.channels.show(s.summary.Channels)
	today, _ := store.Day(s.cfg.Now())
	s.choices[1].say("▶", lookQuiet(), s.before.Before(today.AddDate(0, 0, 1)))
	s.choices[5].say(s.choices[5].label, chosenLook(s.picking), true)
	s.root.Objects = s.objects()
	s.root.Refresh()
}

func (s *summaryScreen) objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{s.title, s.note}
	for _, b := range append(append([]*press(nil), s.choices...), s.actions...) {
		objects = append(objects, b)
	}
	switch {
	case s.picking:
		return append(objects, s.pickers, s.days.root)
	case s.summary.Total.Empty():
		return append(objects, s.empty)
	}
	for _, g := range s.ground {
		objects = append(objects, g)
	}
	objects = append(objects, s.netIs, s.net, s.compared, s.hoursAre, s.hours.root, s.channelsAre, s.channels.root)
	for _, f := range s.figures {
		objects = append(objects, f)
	}
	return objects
}

// print has the terminal print its own summary.
func (s *summaryScreen) print() {
	s.cfg.Till.Print(terminal.PrintOrder{Summary: true, Operator: s.cfg.operator()})
}

// printed shows how that goes.
func (s *summaryScreen) printed(words string) {
	s.note.say(words, colours().ink)
	s.root.Refresh()
}

// refused says why something wasn't asked of the terminal, on the page in front.
func (s *summaryScreen) refused(words string) {
	s.note.say(words, colours().red)
	s.closing.note.say(words, colours().red)
	s.root.Refresh()
	s.closing.root.Refresh()
}

func (s *summaryScreen) savePDF() {
	s.cfg.saveReport(s.window, s.cfg.summaryReport(s.summary, s.earlier), saving{
		name: s.cfg.reportName("summary", s.from), note: s.cfg.noting(payment.ActionExported, stretchWords(s.from, s.before)), done: s.saved,
	})
}

// export saves the transactions of the days, and shows how far it is.
func (s *summaryScreen) export(format store.ExportFormat) {
	ctx, cancel := context.WithCancel(context.Background())
	o := store.ExportOptions{Format: format, From: s.from, To: s.before.AddDate(0, 0, -1)}
	stop := choice{label: tr("Stop"), key: "Esc", look: lookPrimary(), do: func() {
		cancel()
		s.handlers.uncover()
	}}
	show := func(done, of int) {
		if ctx.Err() == nil {
			s.question.show(tr("Saving…"), exportWords(done, of), stop)
			s.handlers.cover(s.question)
		}
	}
	write := func(w io.Writer) error {
		of, err := s.cfg.Reports.CountExport(o)
		if err != nil {
			return err
		}
		next := 0
		o.Progress = func(done int) {
			if done >= next {
				next = done + max(1000, of/50)
				s.cfg.Do(func() { show(done, of) })
			}
		}
		return s.cfg.Reports.Export(ctx, w, o)
	}
	name := s.cfg.reportName(tr("transactions"), s.from) + s.until() + "." + string(format)
	s.cfg.saveAs(s.window, saving{name: name, write: writes(write), note: s.cfg.noting(payment.ActionExported, stretchWords(s.from, s.before)), done: func(file string, err error) {
		cancel()
		if errors.Is(err, context.Canceled) {
			s.note.say(tr(wordsExportStopped), colours().ink)
			s.root.Refresh()
			return
		}
		s.handlers.uncover()
		s.saved(file, err)
	}})
}

// until names the last day that is shown, for a file's name; empty where there is one
// day only.
func (s *summaryScreen) until() string {
	last := s.before.AddDate(0, 0, -1)
	if !last.After(s.from) {
		return ""
	}
	return tr(" to %s", last.In(payment.HongKong()).Format(time.DateOnly))
}

// saved tells what came of a file.
func (s *summaryScreen) saved(file string, err error) {
	s.note.say(savedWords(file, err))
	s.root.Refresh()
}

// saveReport saves a report, as a PDF where nobody calls the file otherwise; s
// lacks its writing, and its name the ending.
func (c Config) saveReport(window fyne.Window, r paper.Report, s saving) {
	s.name, s.write = s.name+".pdf", c.writeReport(r)
	c.saveAs(window, s)
}

// writeReport writes a report as plain text into a file whose name ends in .txt,
// into all others as PDF.
func (c Config) writeReport(r paper.Report) func(io.Writer, string) error {
	return func(w io.Writer, file string) error {
		if strings.EqualFold(filepath.Ext(file), ".txt") {
			return r.WriteText(w)
		}
		press, err := c.Press()
		if err != nil {
			return err
		}
		return press.Report(w, r)
	}
}

func (s *summaryScreen) key(name fyne.KeyName) {
	switch {
	case s.closed:
		s.closing.key(name)
	case name == fyne.KeyEscape && s.picking:
		s.pick()
	case name == fyne.KeyEscape:
		s.handlers.leave()
	case name == fyne.KeyLeft:
		s.step(-1)
	case name == fyne.KeyRight && !s.choices[1].disabled:
		s.step(1)
	default:
		scrollKey(s.pane.scroll, name)
	}
}

func (s *summaryScreen) rune(r rune) {
	if s.closed {
		s.closing.rune(r)
		return
	}
	pressKey(append(append([]*press(nil), s.choices...), s.actions...), string(r))
}

func (s *summaryScreen) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	for _, b := range append(slices.Clone(s.choices), s.actions...) {
		b.resizeType(sizeBody * u)
	}
	if enlarged() {
		return s.arrangeEnlarged(size, u)
	}
	margin := gridOuter * u
	width := size.Width - 2*margin
	s.arrangeChoices(margin, width, u)
	top := margin + touch*u + grid*u
	foot := size.Height - margin - touch*u
	right := margin + width
	for i := len(s.actions) - 1; i >= 0; i-- {
		b := s.actions[i]
		w := b.wanted() - gridWide
		right -= w
		place(b, right, foot, w, touch*u)
		right -= grid * u
	}
	s.note.resizeType(sizeBody * u)
	place(s.note, margin, foot+grid*u/2, right-margin, s.note.heightFor(right-margin))
	height := foot - top - grid*u
	place(s.pickers, margin, top, width, height)
	place(s.days.root, margin+gridWide, top+gridWide, width-2*gridWide, height-2*gridWide)
	s.empty.resizeType(sizeStrong * u)
	place(s.empty, margin, top+height*0.35, width, s.empty.heightFor(width))
	s.arrangeFigures(margin, top, width, height, u)
	return size.Height
}

// arrangeEnlarged puts everything below one another and returns where it ends.
func (s *summaryScreen) arrangeEnlarged(size fyne.Size, u float32) float32 {
	margin, gap, pad := gridOuter*u, grid*u, gridWide*u
	width, row := size.Width-2*margin, tall(touch*u, sizeBody*u)
	place(s.choices[0], margin, margin, row, row)
	place(s.choices[1], margin+width-row, margin, row, row)
	room := width - 2*row - 2*gap
	s.title.fitType(sizeStrong*u, room, row)
	place(s.title, margin+row+gap, margin+(row-s.title.lineHeight())/2, room, s.title.lineHeight())
	y := flow(s.choices[2:], margin, margin+row+gap, width, row, gap) + gap
	s.empty.resizeType(sizeStrong * u)
	inner := width - 2*pad
	switch {
	case s.picking:
		height := s.days.height(inner, listUnit(inner)) + 2*pad
		place(s.pickers, margin, y, width, height)
		place(s.days.root, margin+pad, y+pad, inner, height-2*pad)
		y += height + gap
	case s.summary.Total.Empty():
		y = placeProse(s.empty, margin, y+2*gap, width) + 2*gap
	default:
		end := s.arrangeMoney(margin+pad, y+pad, inner, u) + pad
		place(s.ground[0], margin, y, width, end-y)
		y = end + gap
		y = s.arrangeChart(s.ground[1], s.hoursAre, s.hours.root, margin, y, width, 200*u, u) + gap
		y = s.arrangeChart(s.ground[2], s.channelsAre, s.channels.root, margin, y, width, s.channels.height(inner), u) + gap
	}
	y = flow(s.actions, margin, y, width, row, gap) + gap
	s.note.resizeType(sizeBody * u)
	return placeProse(s.note, margin, y, width) + margin
}

// arrangeChart places a card with a chart of this height under a title, and
// returns where the card ends.
func (s *summaryScreen) arrangeChart(card *canvas.Rectangle, title *prose, chart fyne.CanvasObject, x, y, width, height, u float32) float32 {
	pad := gridWide * u
	title.resizeType(sizeSmall * u)
	top := placeProse(title, x+pad, y+grid*u, width-2*pad)
	place(chart, x+pad, top, width-2*pad, height)
	end := top + height + grid*u
	place(card, x, y, width, end-y)
	return end
}

// arrangeChoices puts the days and their title into one row.
func (s *summaryScreen) arrangeChoices(margin, width, u float32) {
	right := margin + width
	for i := len(s.choices) - 1; i >= 2; i-- {
		b := s.choices[i]
		w := b.wanted() - 2*gridWide
		right -= w
		place(b, right, margin, w, touch*u)
		right -= gridHalf * u
	}
	place(s.choices[0], margin, margin, touch*u, touch*u)
	end := right - grid*u - touch*u
	place(s.choices[1], end, margin, touch*u, touch*u)
	room := end - margin - touch*u
	s.title.resizeType(fitSize(s.title.text, s.title.style, sizeStrong*u, sizeSmall, room-grid*u))
	place(s.title, margin+touch*u, margin+(touch*u-s.title.lineHeight())/2, room, s.title.lineHeight())
}

func (s *summaryScreen) arrangeFigures(x, y, width, height, u float32) {
	gap, pad := gridWide*u, gridWide*u
	left := width * 0.4
	rest := width - left - gap
	place(s.ground[0], x, y, left, height)
	s.arrangeMoney(x+pad, y+grid*u, left-2*pad, u)
	s.hoursAre.resizeType(sizeSmall * u)
	head := s.hoursAre.lineHeight() + 2*grid*u // what a card takes besides its chart
	charts := height * 0.4
	below := s.arrangeChart(s.ground[1], s.hoursAre, s.hours.root, x+left+gap, y, rest, charts-head, u) + gap
	s.arrangeChart(s.ground[2], s.channelsAre, s.channels.root, x+left+gap, below, rest, y+height-below-head, u)
}

// arrangeMoney places the sums and returns where they end.
func (s *summaryScreen) arrangeMoney(x, y, width, u float32) float32 {
	s.netIs.resizeType(sizeSmall * u)
	y = placeProse(s.netIs, x, y, width)
	s.net.fixType(fitSize(s.net.text, s.net.style, sizeHuge*u, sizeTitle, width))
	y = placeProse(s.net, x, y, width) + gridWide*u
	for _, f := range s.figures {
		f.resizeType(sizeStrong * u)
		if f.text != "" {
			y = placeProse(f, x, y, width) + gridHalf*u
		}
	}
	s.compared.resizeType(sizeBody * u)
	return placeProse(s.compared, x, y+grid*u, width)
}
