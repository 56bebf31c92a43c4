package terminal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// Config is what a controller works with.
type Config struct {
	// Profile is the terminal that sales go to; with an empty Link none is
	// configured, and charging is off.
	Profile Profile
	Dial    Dial
	Journal Journal
	// Profiles keeps this profile and the ones before it.
	Profiles Profiles
	Timing   Timing
	// RepeatWithin is how long the same amount and channel as an approved
	// payment isn't charged without asking; 0 switches that off.
	RepeatWithin time.Duration
	// Keep makes another profile durable (Replace); its error refuses it. It
	// runs on the controller's goroutine. Nil refuses every one.
	Keep func(p Profile, by string) error
	// Log takes details for support; nil drops them.
	Log *slog.Logger
}

// Controller owns a terminal: it alone sends to it, and it alone writes to the
// journal. Its methods never wait and may be called from any goroutine; what
// comes of them is told by Events.
type Controller struct {
	profile  Profile
	dial     Dial
	journal  Journal
	profiles Profiles
	timing   Timing
	keeps    func(p Profile, by string) error
	log      *slog.Logger

	commands *mailbox[command]
	results  *mailbox[result]
	told     *mailbox[Event]
	events   chan Event
	running  sync.WaitGroup

	// What follows belongs to Run's goroutine.
	life     context.Context
	peers    map[string]*peer
	sale     *sale
	planned  *plannedRefund
	printing *printJob
	finding  *search
	round    *round
	asks     map[payment.Reference]*ask
	asking   *exchange
	cancel   *exchange
	probing  *exchange
	probeDue time.Time
	lastSent payment.Reference
	heard    TerminalChanged
	shown    TerminalChanged
	replaced bool
	guard    guard
	// contested are the payments with a contradiction that nobody has seen yet.
	contested map[payment.Reference]payment.Transaction
	questions []Question
	unsaved   unsaved
}

// command is something that the controller is told to do.
type command interface{ do(c *Controller) }

// New returns a controller that does nothing until Run.
func New(cfg Config) *Controller {
	log := cfg.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Controller{
		profile:  cfg.Profile,
		dial:     cfg.Dial,
		journal:  cfg.Journal,
		profiles: cfg.Profiles,
		timing:   cfg.Timing,
		keeps:    cfg.Keep,
		log:      log,
		commands: newMailbox[command](),
		results:  newMailbox[result](),
		told:     newMailbox[Event](),
		events:   make(chan Event),
		peers:    make(map[string]*peer),
		asks:     make(map[payment.Reference]*ask),

		guard:     guard{within: cfg.RepeatWithin},
		contested: make(map[payment.Reference]payment.Transaction),
	}
}

// Events brings all news in order. It is closed when Run returns; until then
// somebody should read it, though nothing waits for that.
func (c *Controller) Events() <-chan Event { return c.events }

// Run does the controller's work until ctx ends: it first makes up its mind
// about everything that the last run left open, then serves commands. A sale
// that is under way when ctx ends is left unknown in the journal. Run returns
// an error when the journal can't be read, and ErrReplaced after Replace. It may
// be called once.
func (c *Controller) Run(ctx context.Context) error {
	pumped := make(chan struct{})
	reader, stopReading := context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		defer close(pumped)
		c.pump(reader)
	}()
	defer func() {
		stopReading()
		<-pumped
	}()

	life, end := context.WithCancel(ctx)
	c.life = life
	defer c.closeLinks()
	if err := c.start(); err != nil {
		end()
		return err
	}
	for {
		c.carryOn()
		wake := time.NewTimer(c.idleFor())
		select {
		case <-ctx.Done():
			wake.Stop()
			end()
			c.stop()
			return nil
		case <-c.commands.filled:
			for _, cmd := range c.commands.takeAll() {
				cmd.do(c)
				if c.replaced {
					wake.Stop()
					end()
					c.stop()
					return ErrReplaced
				}
			}
		case <-c.results.filled:
			for _, r := range c.results.takeAll() {
				c.hear(r)
			}
		case <-wake.C:
		}
		wake.Stop()
	}
}

// pumpGrace is how long the last events wait for a reader after Run's end.
const pumpGrace = time.Second

// pump moves events to whoever reads them, so that the controller never waits.
// When ctx has ended it delivers what is left and closes the channel.
func (c *Controller) pump(ctx context.Context) {
	defer close(c.events)
	for {
		for _, e := range c.told.takeAll() {
			select {
			case c.events <- e:
				continue
			case <-ctx.Done():
			}
			grace := time.NewTimer(pumpGrace)
			select {
			case c.events <- e:
				grace.Stop()
			case <-grace.C:
				return
			}
		}
		select {
		case <-c.told.filled:
		case <-ctx.Done():
			if rest := c.told.takeAll(); len(rest) > 0 {
				for _, e := range rest {
					c.told.put(e)
				}
				continue
			}
			return
		}
	}
}

// start decides about what the last run left open, and tells the beginning.
func (c *Controller) start() error {
	c.heard = TerminalChanged{State: Connecting, Since: time.Now()}
	if c.profile.Link == "" {
		c.heard.State = NotConfigured
	}
	open, err := c.journal.Unresolved()
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	for _, t := range open {
		c.contest(t)
		if !t.Unresolved() {
			continue
		}
		windowEnd := time.Now().Add(c.window(t))
		c.apply(t, news{kind: newsRestarted, evidence: payment.ByTill}, windowEnd)
		if _, tracked := c.asks[t.Reference]; !tracked && !t.Status.Open() {
			c.track(t, windowEnd)
		}
	}
	newest, err := c.journal.Newest(recalled, "")
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	c.guard.recall(newest)
	c.tellTerminal()
	c.tell(QuestionsChanged{})
	return nil
}

// stop gives up what is under way and leaves the truth in the journal.
func (c *Controller) stop() {
	c.running.Wait()
	for _, r := range c.results.takeAll() {
		switch r.of.operation {
		case haojin.OpPayment, haojin.OpRefund, haojin.OpInquiry, haojin.OpPrintReceipt, haojin.OpPrintSummary:
			c.hear(r)
		}
	}
	if s := c.sale; s != nil && s.t.Status == payment.Reserved {
		c.apply(s.t, news{kind: newsNotSent, evidence: payment.LocalFact, reason: payment.TillClosed}, s.windowEnd)
	}
	c.endRound()
	c.unsaved.retry = time.Now() // the last chance
	c.rewrite()
}

func (c *Controller) closeLinks() {
	for _, p := range c.peers {
		err := p.link.Close()
		if p.second != nil {
			err = errors.Join(err, p.second.Close())
		}
		if err != nil {
			c.log.Warn("closing a link", "error", err)
		}
	}
}

// carryOn does whatever is due now.
func (c *Controller) carryOn() {
	c.rewrite()
	c.sendCancel()
	c.sendPending()
	c.askOriginal()
	c.sendPrint()
	c.sendFind()
	c.reconcile()
	c.askDue()
	c.probe()
	c.showSale()
	c.tellQuestions()
	c.tellTerminal()
}

// idleFor is how long nothing will be due.
func (c *Controller) idleFor() time.Duration {
	idle := time.Hour
	if c.sale != nil && c.sale.phase() != Finished {
		idle = c.timing.Tick
	}
	if next := c.nextAsk(); next != nil && c.quiet() {
		idle = min(idle, max(0, time.Until(next.due)))
	}
	if c.unwritten() {
		idle = min(idle, max(0, time.Until(c.unsaved.retry)))
	}
	if c.round != nil && !c.round.asking && c.quiet() {
		idle = min(idle, max(0, time.Until(c.round.due)))
	}
	if c.mayProbe() {
		idle = min(idle, max(0, time.Until(c.probeDue)))
	}
	return idle
}

func (c *Controller) tell(e Event) { c.told.put(e) }

// tellTerminal tells the terminal's state when it isn't what was told last. A
// sale or a print on its way makes it busy, whatever was heard before.
func (c *Controller) tellTerminal() {
	now := c.heard
	switch {
	case c.sale != nil && c.sale.exchange != nil:
		now = TerminalChanged{State: Busy, Since: c.sale.t.Created}
	case c.printing != nil && c.printing.exchange != nil:
		now = TerminalChanged{State: Busy, Since: c.printing.began}
	}
	if now != c.shown {
		c.shown = now
		c.tell(now)
	}
}

// learnState takes what an exchange says about the terminal itself.
func (c *Controller) learnState(p *peer, s State, detail string) {
	if p.id != c.profile.ID() || c.profile.Link == "" {
		return
	}
	since := time.Now()
	c.probeDue = since.Add(c.timing.Probe)
	if s == c.heard.State {
		since = c.heard.Since
	}
	c.heard = TerminalChanged{State: s, Since: since, Detail: detail}
}

// apply makes news durable and then known. It returns the transaction as it is
// now: unchanged when the news says nothing new, and unknown in memory when an
// outcome couldn't be written. written is false when the journal failed.
func (c *Controller) apply(t payment.Transaction, n news, windowEnd time.Time) (next payment.Transaction, written bool) {
	n.at = time.Now()
	t, ok := c.upToDate(t)
	if !ok {
		if n.evidence != payment.ByPerson {
			c.lose(t, n, windowEnd)
		}
		return t, false
	}
	next, records := c.records(t, n)
	if len(records) == 0 {
		return t, true
	}
	err := c.journal.Write(records...)
	c.wrote(err)
	if err != nil {
		next, records = t, nil
		if n.kind == newsSending || n.evidence == payment.ByPerson {
			return next, false
		}
		c.lose(t, n, windowEnd)
		if t.Status == payment.Sent {
			next.Status, next.Reason = payment.Unknown, payment.Unsaved
		}
	}
	c.accept(t, next, windowEnd, records)
	return next, err == nil
}

// records weighs news and returns what is to be written for it; nothing when it
// says nothing new.
func (c *Controller) records(t payment.Transaction, n news) (next payment.Transaction, records []payment.Record) {
	n.finding = c.unexplained(t, n.finding)
	next, changed := transition(t, n)
	records = c.reversal(&next, n)
	if changed || len(records) > 0 {
		first := c.record(next, n)
		first.Audit = audited(t, next, n, records)
		records = append([]payment.Record{first}, records...)
	}
	return next, records
}

// accept makes a transaction that has become next known in memory and on the
// screen; records are what was written of it.
func (c *Controller) accept(t, next payment.Transaction, windowEnd time.Time, records []payment.Record) {
	c.track(next, windowEnd)
	c.contest(next)
	if next.Status != t.Status {
		c.guard.note(next, time.Now())
	}
	if c.sale != nil && c.sale.t.Reference == next.Reference {
		c.sale.t = next
	}
	for _, r := range records {
		c.tell(TransactionChanged{r.Transaction})
	}
	if len(records) > 0 {
		c.tellOriginal(next)
	}
}

func (c *Controller) record(t payment.Transaction, n news) payment.Record {
	return payment.Record{Transaction: t, Transition: payment.Transition{
		At: n.at, Status: t.Status, Reason: t.Reason, Cause: string(n.kind), Evidence: n.evidence, Answer: n.answer,
		By: n.by, Note: n.note,
	}}
}

// keep journals an answer that changed nothing: every answer is kept.
func (c *Controller) keep(t payment.Transaction, n news) {
	n.at = time.Now()
	t, ok := c.upToDate(t)
	if !ok {
		c.lose(t, n, c.windowOf(t))
		return
	}
	err := c.journal.Write(c.record(t, n))
	if c.wrote(err); err != nil {
		c.lose(t, n, c.windowOf(t))
	}
}
