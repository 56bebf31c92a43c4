package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// saleMode is what the sale screen is doing.
type saleMode int

const (
	// entering: the cashier types the next sale.
	entering saleMode = iota
	// starting: Pay was called and the controller hasn't said anything yet.
	starting
	// showing: a sale, open or ended, is on the screen.
	showing
	// questioning: the controller wants to know whether the terminal is free.
	questioning
)

// saleScreen is the sale section: entry, progress and question are its faces.
// It lives on the UI goroutine.
type saleScreen struct {
	cfg      Config
	root     *fyne.Container
	entry    *entryPanel
	progress *progressPanel
	question *questionCard

	mode  saleMode
	state entryState
	order terminal.Order
	// asked is the newest payment that was asked for; repeat types it again.
	asked terminal.Order
	// shown is the sale on the screen (showing).
	shown terminal.SaleChanged
	// cancelled: a cancel was asked for and no news has come since.
	cancelled bool
	// refund is what is about to be given back instead of order (starting).
	refund terminal.RefundOrder
	// unscanned is the entry before what was typed last, should that be a scanner's.
	unscanned entryState
	// noticed is when the notice over the entry was put there.
	noticed time.Time
	// began is when the sale on the screen was charged: a second tap on Charge, where
	// Cancel stands by then, isn't meant for that.
	began time.Time
	// lost is when a figure was typed that wasn't taken.
	lost time.Time
	// refused is what the question is about (questioning).
	refused terminal.Refused
	// left is the newest sale that left the screen; nothing about it or about
	// older ones comes back. Watched are those that left unresolved, as they
	// were shown; told are those whose contradiction was told.
	left payment.Reference
	// last is the sale that left the screen last, as it stands now.
	last payment.Transaction
	// news are such sales that came to an end or contradict themselves: each
	// stays above the entry until the cashier clears it.
	news []payment.Transaction
	// armed are the questions whose payments the terminal may still take.
	armed []terminal.Question
	// ended is when the sale on the screen came to its outcome, tried when the
	// terminal was last asked about it in vain.
	ended    time.Time
	tried    time.Time
	watched  map[payment.Reference]payment.Status
	told     map[payment.Reference]bool
	handlers saleHandlers
}

// saleHandlers is what the section asks of the window.
type saleHandlers struct {
	// refund gives a payment back, receipt shows its receipt.
	refund, receipt func(payment.Transaction)
	// talk leads through what can be seen of a payment that nobody knows the end of.
	talk func(terminal.Question)
	// leaves is asked when an outcome is left: true when the till is locked then.
	leaves func() bool
}

func newSaleScreen(cfg Config, h saleHandlers) *saleScreen {
	s := &saleScreen{cfg: cfg, handlers: h, watched: map[payment.Reference]payment.Status{}, told: map[payment.Reference]bool{}}
	s.entry = newEntryPanel(cfg.Channels, cfg.Quick, entryHandlers{
		typed: s.onTyped, back: s.onBack, clear: s.onClear,
		chosen: s.onChannel, scan: s.onScan, charge: s.onCharge, quick: s.onQuick, again: s.repeat,
	})
	s.progress = newProgressPanel(progressHandlers{
		cancel: s.onCancelTouched, ask: s.onAsk, see: s.onSee, next: func() { s.onNext() }, again: s.repeat,
		refund: s.onRefund, receipt: s.onReceipt,
	})
	s.question = newQuestionCard()
	s.root = &fyne.Container{Layout: arranged{smallest: s.entry.root.MinSize(), arrange: s.arrange}}
	s.state = s.blank()
	s.state.notice, s.state.calm = openingWords(cfg)
	s.noticed = cfg.Now()
	s.redraw()
	return s
}

func (s *saleScreen) arrange(size fyne.Size) {
	for _, o := range s.root.Objects {
		place(o, 0, 0, size.Width, size.Height)
	}
}

// redraw shows the face of the mode.
func (s *saleScreen) redraw() {
	var face fyne.CanvasObject = s.entry.root
	switch s.mode {
	case entering:
		s.cfg.Customer.greet()
		state := s.state
		if len(s.news) > 0 {
			calm := !badNews(s.news[0]) && (state.notice == "" || state.calm)
			state.notice, state.calm = strings.TrimSpace(sentences(newsWords(s.news[0]), tr(wordsClearNews))+"\n"+state.notice), calm
		}
		if armed := armedNotice(s.armed); armed != "" {
			state.notice, state.calm = strings.TrimSpace(armed+"\n"+state.notice), false
		}
		if state.typed == "" {
			state.again = s.againLabel()
		}
		if state.typed == "" || unpaid(s.last.Status) { // what wasn't paid isn't typed over
			state.last, state.unpaid = lastWords(s.last), unpaid(s.last.Status)
		}
		s.entry.show(state)
	case starting:
		e := startingSale(s.order, s.cfg.Training)
		if s.refund.Original != "" {
			e.Sale.Kind = payment.Refund
		}
		s.cfg.Customer.follow(e)
		v := saleView(e, false)
		if s.refund.Original != "" {
			v.headline, v.lines = tr(wordsRefunding), []string{tr(wordsRefundAsks)}
		}
		s.progress.show(v)
		face = s.progress.root
	case showing:
		s.cfg.Customer.follow(s.shown)
		v := saleView(s.shown, s.cancelled)
		v.retry = v.retry && s.asked.Amount == s.shown.Sale.Amount
		if v.ask && s.shown.SecondsLeft > 0 && !s.tried.IsZero() {
			v.seconds = triedWords(s.tried, s.shown.SecondsLeft)
		}
		_, v.see = s.questionOf(s.shown.Sale.Reference)
		v.see = v.see && v.ask
		s.progress.show(v)
		face = s.progress.root
	case questioning:
		s.cfg.Customer.greet()
		face = s.question.face()
	}
	if len(s.root.Objects) != 1 || s.root.Objects[0] != face {
		s.root.Objects = []fyne.CanvasObject{face}
	}
	s.root.Refresh()
}

// open says whether a payment may be under way on the terminal, and of what.
func (s *saleScreen) open() (payment.Money, bool) {
	switch {
	case s.mode == starting:
		return s.order.Amount, true
	case s.mode == showing && s.shown.Sale.Status.Open():
		return s.shown.Sale.Amount, true
	}
	return 0, false
}

// pressing says whether the outcome in front has to be dealt with before anything else:
// no figure or channel leaves it.
func (s *saleScreen) pressing() bool {
	return s.mode == showing && s.progress.view.alarm != ""
}

func (s *saleScreen) undecided() bool {
	return s.shown.Phase == terminal.Asking || s.shown.Sale.Status == payment.Unknown
}

// entered prepares for a key that belongs to the entry: after an outcome it
// starts the next sale. It says whether the key counts.
func (s *saleScreen) entered() bool {
	if s.mode == showing && !s.shown.Sale.Status.Open() && !s.settling() {
		switch {
		case s.undecided():
			s.progress.remark(tr(wordsWaitFirst))
			return false
		case s.pressing():
			s.progress.remark(tr(wordsReadFirst))
			return false
		}
		return s.onNext()
	}
	return s.mode == entering
}

// onTyped takes figures. Of an amount whose first ones came too early, over an open
// payment or an outcome that has only just appeared, none is taken: the rest alone
// would be another amount.
func (s *saleScreen) onTyped(keys string) {
	now := s.cfg.Now()
	if torn := now.Sub(s.lost) < amountPause; torn || !s.entered() {
		s.lost = now
		switch {
		case s.mode != showing || s.undecided() || s.pressing():
		case s.shown.Sale.Status.Open():
			s.progress.remark(tr(wordsTypedWhileOpen))
		default:
			s.progress.remark(tr(wordsTypedTooEarly))
		}
		return
	}
	if s.state.offered {
		s.state.typed = ""
	}
	typed, err := s.state.typed.with(keys)
	s.state.typed, s.state.offered, s.state.amountIs, s.state.notice = typed, false, "", ""
	if err != nil {
		s.state.amountIs = amountWords(err)
	}
	s.redraw()
}

// onOther takes a key that is no figure: the amount that is typed behind it is another.
func (s *saleScreen) onOther() { s.lost = time.Time{} }

// blank is an entry with nothing typed, and the usual channel chosen.
func (s *saleScreen) blank() entryState {
	if s.cfg.Usual == "" || !slices.Contains(s.cfg.Channels, s.cfg.Usual) {
		return entryState{}
	}
	return entryState{channel: s.cfg.Usual, scan: s.cfg.Scan}
}

func (s *saleScreen) onBack() {
	if s.mode != entering {
		return
	}
	s.state.typed, s.state.offered, s.state.amountIs = s.state.typed.back(), false, ""
	s.redraw()
}

func (s *saleScreen) onChannel(c payment.Channel) {
	same := s.mode == showing && s.progress.view.retry // refused in one way, paid in another
	if !s.entered() {
		return
	}
	if same {
		s.set(s.asked.Amount)
		s.state.offered = true
	}
	s.state.missing = ""
	if !slices.Contains(s.cfg.Channels, c) {
		s.state.missing = tr(wordsNotOffered)
	} else if s.state.channel != c {
		s.state.channel, s.state.scan = c, s.cfg.Scan
	}
	s.redraw()
}

func (s *saleScreen) onScan(scan haojin.Scan) {
	if s.mode == entering && takesCode(s.state.channel) {
		s.state.scan = scan
		s.redraw()
	}
}

// onNextScan steps to the next way of showing the code.
func (s *saleScreen) onNextScan() {
	at := slices.Index(s.entry.scans, s.state.scan)
	s.onScan(s.entry.scans[(at+1)%len(s.entry.scans)])
}

func (s *saleScreen) onCharge() {
	if s.mode != entering {
		return
	}
	amount := s.state.typed.money()
	s.state.amountIs, s.state.missing, s.state.notice = "", "", ""
	if s.state.typed == "" {
		s.state.amountIs = tr(wordsNoAmount)
	} else if err := amount.Validate(); err != nil {
		s.state.amountIs = amountWords(err)
	}
	if s.state.channel == "" {
		s.state.missing = tr(wordsNoChannel)
	}
	if s.state.amountIs != "" || s.state.missing != "" {
		s.redraw()
		return
	}
	s.pay(terminal.Order{Amount: amount, Channel: s.state.channel, Scan: s.state.scan})
}

func (s *saleScreen) pay(o terminal.Order) {
	if s.handlers.leaves() {
		return
	}
	o.Operator = s.cfg.operator()
	s.asked, s.began = o, s.cfg.Now()
	s.order, s.refund, s.mode = o, terminal.RefundOrder{}, starting
	s.redraw()
	s.cfg.Till.Pay(o)
}

// giveBack begins a refund of a payment. What is open stays on the screen: the
// terminal does one at a time.
func (s *saleScreen) giveBack(t payment.Transaction, o terminal.RefundOrder) {
	if _, open := s.open(); open {
		s.progress.remark(refundRefusedWords(terminal.ErrBusy))
		return
	}
	amount := paid(t)
	if o.Amount != 0 {
		amount = o.Amount
	}
	s.order, s.refund, s.mode = terminal.Order{Amount: amount, Channel: t.Channel}, o, starting
	s.redraw()
	s.cfg.Till.Refund(o)
}

// onRefund gives the payment on the screen back.
func (s *saleScreen) onRefund() {
	if s.mode == showing && s.progress.view.refund && !s.settling() {
		s.handlers.refund(s.shown.Sale)
	}
}

// onReceipt shows the receipt of what is on the screen.
func (s *saleScreen) onReceipt() {
	if s.mode == showing && s.shown.Sale.Status == payment.Approved && !s.settling() {
		s.handlers.receipt(s.shown.Sale)
	}
}

// printLast has the terminal print the receipt of what was approved last.
func (s *saleScreen) printLast() {
	if _, open := s.open(); open {
		return
	}
	s.cfg.background(func() {
		last, err := s.lastApproved()
		s.cfg.Do(func() {
			switch {
			case err != nil:
				s.remark(historyWords(err))
			case last == "":
				s.remark(tr(wordsNoReceiptYet))
			default:
				s.cfg.Till.Print(terminal.PrintOrder{Reference: last, Operator: s.cfg.operator()})
			}
		})
	})
}

// lastApproved is the newest transaction that was approved and that this till
// asked for; empty when there is none.
func (s *saleScreen) lastApproved() (payment.Reference, error) {
	const part = 20
	var before payment.Reference
	for {
		page, err := s.cfg.History.Search(context.Background(), store.Query{Status: payment.Approved}, part, before)
		if err != nil {
			return "", err
		}
		for _, t := range page {
			if !t.Foreign && !t.ByTerminal {
				return t.Reference, nil
			}
		}
		if len(page) < part {
			return "", nil
		}
		before = page[len(page)-1].Reference
	}
}

// remind adds a sentence to what stands above the entry already.
func (s *saleScreen) remind(text string) {
	if s.mode == entering {
		s.tell(strings.TrimSpace(s.state.notice + "\n" + text))
	}
}

// remark says something that is no outcome, wherever there is room for it.
func (s *saleScreen) remark(text string) {
	if s.mode == showing {
		s.progress.remark(text)
		return
	}
	s.tell(text)
}

func (s *saleScreen) onCancel() {
	if s.mode == showing && s.shown.CanCancel && !s.cancelled {
		s.cancelled = true
		s.redraw()
		s.cfg.Till.Cancel(s.shown.Sale.Reference)
	}
}

// onCancelTouched takes a touch on Cancel, which comes to where Charge was: not at once.
// Esc has no such neighbour, and a wish to cancel isn't lost.
func (s *saleScreen) onCancelTouched() {
	if s.cfg.Now().Sub(s.began) >= outcomeStands {
		s.onCancel()
	}
}

func (s *saleScreen) onAsk() {
	if s.mode == showing && s.undecided() {
		s.cfg.Till.Inquire(s.shown.Sale.Reference)
	}
}

// settling: the outcome has only just appeared, and a key or a tap now was
// meant for what was there before (a second Cancel stands where New sale is).
func (s *saleScreen) settling() bool {
	return s.cfg.Now().Sub(s.ended) < outcomeStands
}

// amountPause is how long nobody types a figure between two amounts.
const amountPause = 3 * time.Second

// outcomeStands is how long an outcome can't be left after it appeared.
const outcomeStands = time.Second

// enterStands is how long Enter doesn't leave one: it is pressed again by whoever thinks
// that Charge wasn't heard.
const enterStands = 2 * outcomeStands

// onNext leaves an ended or undecided sale for an empty entry, and says whether
// there is one now.
func (s *saleScreen) onNext() bool {
	if s.mode != showing || s.shown.Sale.Status.Open() || s.settling() {
		return false
	}
	s.leave()
	return !s.handlers.leaves()
}

// changed takes news of the sale on the screen; news of another is ignored.
func (s *saleScreen) changed(e terminal.SaleChanged) {
	switch s.mode {
	case showing:
		if e.Sale.Reference != s.shown.Sale.Reference {
			return
		}
	case starting:
		if e.Sale.Reference <= s.left {
			return
		}
	case entering, questioning:
		if e.Sale.Reference <= s.left || !e.Sale.Status.Open() {
			return
		}
	}
	s.sound(e)
	if wasOpen := s.mode != showing || s.shown.Sale.Status.Open(); wasOpen && !e.Sale.Status.Open() {
		s.ended = s.cfg.Now()
	}
	switch same := s.mode == showing; {
	case !same:
		s.tried = time.Time{}
	case s.shown.Phase == terminal.Asking && e.SecondsLeft > s.shown.SecondsLeft: // it was asked, and waits anew
		s.tried = s.cfg.Now()
	}
	s.mode, s.shown, s.cancelled = showing, e, false
	s.redraw()
}

// questionOf is what is open about a sale, if anything is.
func (s *saleScreen) questionOf(r payment.Reference) (terminal.Question, bool) {
	at := slices.IndexFunc(s.armed, func(q terminal.Question) bool { return q.Transaction.Reference == r })
	if at < 0 {
		return terminal.Question{}, false
	}
	return s.armed[at], true
}

// onSee talks through what can be seen of the sale on the screen.
func (s *saleScreen) onSee() {
	if q, open := s.questionOf(s.shown.Sale.Reference); open && s.mode == showing && !s.settling() {
		s.handlers.talk(q)
	}
}

// sound lets an outcome be heard, and one that became known later.
func (s *saleScreen) sound(e terminal.SaleChanged) {
	before := payment.Sent
	if s.mode == showing {
		before = s.shown.Sale.Status
	}
	if now := soundOf(e.Sale.Status); now != "" && e.Sale.Status != before && s.cfg.Play != nil && !s.cfg.Silent {
		s.cfg.Play(now)
	}
}

// refuse takes a refusal: back to the entry, with what was typed.
func (s *saleScreen) refuse(e terminal.Refused) {
	text := refusedWords(e)
	switch {
	case e.Command == terminal.CommandRefund:
		s.refuseRefund(e)
	case e.Command != terminal.CommandPay && s.mode == showing:
		s.cancelled = false
		s.redraw()
		s.progress.remark(text)
	case e.Command != terminal.CommandPay:
		s.tell(text)
	case s.mode == showing && s.shown.Phase != terminal.Starting, s.mode == questioning:
	case s.mode != entering && asksBack(e.Err):
		s.refused, s.mode = e, questioning
		s.ask()
		s.redraw()
	default:
		s.left = max(s.left, s.shown.Sale.Reference)
		s.mode, s.shown = entering, terminal.SaleChanged{}
		s.tell(text)
	}
}

// refuseRefund takes the refusal of a refund: back to the entry, or a question.
func (s *saleScreen) refuseRefund(e terminal.Refused) {
	switch {
	case s.mode == starting && asksBack(e.Err):
		s.refused, s.mode = e, questioning
		s.ask()
		s.redraw()
		return
	case s.mode == starting:
		s.mode = entering
	}
	s.tell(refusedWords(e))
}

// asksBack says whether a refusal is a question to the cashier.
func asksBack(err error) bool {
	return errors.Is(err, terminal.ErrStillArmed) || errors.Is(err, terminal.ErrRepeated)
}

// armedBy takes the open questions: while the terminal may still take one of
// their payments, the entry says so.
func (s *saleScreen) armedBy(open []terminal.Question) {
	s.armed = open
	if s.mode == entering || s.mode == showing {
		s.redraw()
	}
}

func (s *saleScreen) face() fyne.CanvasObject { return s.root }

// appear: what is nothing to worry about isn't said for ever.
func (s *saleScreen) appear(visible bool) {
	if visible && s.state.calm && s.cfg.Now().Sub(s.noticed) > noticeStays {
		s.state.notice = ""
		s.redraw()
	}
}

// noticeStays is how long a calm notice stands over the entry when it comes back.
const noticeStays = 10 * time.Second

func (s *saleScreen) counting() bool { return false }

func (s *saleScreen) tick() {}

// tell puts a sentence above the entry; elsewhere there is no room for it.
func (s *saleScreen) tell(text string) {
	s.state.notice, s.state.calm, s.noticed = text, false, s.cfg.Now()
	if s.mode == entering {
		s.redraw()
	}
}

// printed says how a print goes.
func (s *saleScreen) printed(e terminal.PrintChanged) {
	s.remark(printWords(e, s.cfg.Training))
	if s.mode != showing && printsWell(e) {
		s.state.calm = true
		s.redraw()
	}
}
