package terminal

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// peer is a terminal as one profile describes it.
type peer struct {
	id      string
	profile Profile
	link    Link
	// second is the way for inquiries when nothing comes over link; may be nil.
	second Link
	codec  haojin.Codec
	// proven says of each way there by its place, the first link's being empty,
	// which form of inquiry by our reference has found a sale over it, so that
	// "no such order" means something in that form.
	proven map[string]inquiryForm
}

// way is how proven and the documents of it name a link.
func (p *peer) way(second bool) string {
	if !second {
		return ""
	}
	return p.profile.Over(p.profile.Second).Place()
}

// provenBy is the document that says which form finds sales over a link.
func (p *peer) provenBy(way string) string {
	if way == "" {
		return provenDocument + p.id
	}
	return provenDocument + p.id + "/" + way
}

const (
	provenDocument  = "proven/"
	documentVersion = 1
)

// current returns the peer that sales go to.
func (c *Controller) current() (*peer, error) {
	if c.profile.Link == "" {
		return nil, ErrNotConfigured
	}
	return c.peer(c.profile.ID())
}

// peer returns the terminal that a transaction was sent with: the profile in
// use if it is that one (its address may have changed), else as it was kept.
func (c *Controller) peer(id string) (*peer, error) {
	if p, ok := c.peers[id]; ok {
		return p, nil
	}
	p := &peer{id: id, profile: c.profile, proven: make(map[string]inquiryForm)}
	var err error
	if c.profile.Link == "" || id != c.profile.ID() {
		if p.profile, err = c.profiles.LoadProfile(c.life, id); err != nil {
			return nil, fmt.Errorf("profile %s: %w", id, err)
		}
	} else if err = c.profiles.SaveProfile(c.life, c.profile); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	if p.codec, err = p.profile.Codec(); err != nil {
		return nil, err
	}
	if err = c.loadProven(p); err != nil {
		return nil, err
	}
	if p.link, err = c.dial(p.profile); err != nil {
		return nil, err
	}
	if p.profile.Second.Link != "" {
		if p.second, err = c.dial(p.profile.Over(p.profile.Second)); err != nil {
			return nil, errors.Join(err, p.link.Close())
		}
	}
	c.peers[id] = p
	return p, nil
}

// inquiryForm is the field of an inquiry that carries our reference.
type inquiryForm string

const (
	formOutTradeNo inquiryForm = "out_trade_no"
	formOrderID    inquiryForm = "orderId"
)

// form is the form of an inquiry.
func (e *exchange) form() inquiryForm {
	if e.byOrderID {
		return formOrderID
	}
	return formOutTradeNo
}

// loadProven reads what is proven of a terminal's links.
func (c *Controller) loadProven(p *peer) error {
	ways := []string{p.way(false)}
	if p.profile.Second.Link != "" {
		ways = append(ways, p.way(true))
	}
	for _, way := range ways {
		var form inquiryForm
		if _, err := c.journal.LoadDocument(p.provenBy(way), &form); err != nil {
			return err
		}
		p.proven[way] = form
	}
	return nil
}

// prove notes that an inquiry in this form has found a sale over its link. One
// link proves nothing of the other, which may lead to another terminal.
func (c *Controller) prove(e *exchange) {
	p, way := e.peer, e.peer.way(e.second)
	if p.proven[way] != "" {
		return
	}
	if err := c.journal.SaveDocument(p.provenBy(way), documentVersion, e.form()); err != nil {
		c.log.Error("journal", "error", err)
		return
	}
	p.proven[way] = e.form()
}

// proves says whether "no such order" in an exchange's form and over its link
// means that there is none.
func (e *exchange) proves() bool {
	return e.peer.proven[e.peer.way(e.second)] == e.form()
}

// exchange is one request on its way.
type exchange struct {
	operation haojin.Operation
	reference payment.Reference
	peer      *peer
	// abort gives it up; aborted says that it was.
	abort   context.CancelFunc
	aborted bool
	// byOrderID: an inquiry by orderId.
	byOrderID bool
	// bySyssn: an inquiry by the transaction's own syssn.
	bySyssn bool
	// second: it goes over the peer's second link.
	second bool
}

// trusts says whether an answer to this exchange proves who sent it.
func (e *exchange) trusts(a haojin.Answer) bool {
	if e.second {
		return e.peer.profile.Over(e.peer.profile.Second).trusts(a)
	}
	return e.peer.profile.trusts(a)
}

// result is what came of an exchange, or, with wrote, that its request is on
// the way.
type result struct {
	of     *exchange
	wrote  bool
	answer []byte
	err    error
}

// send starts an exchange; its results come back to Run's goroutine.
func (c *Controller) send(p *peer, op haojin.Operation, ref payment.Reference, body []byte, limit time.Duration) *exchange {
	e := &exchange{operation: op, reference: ref, peer: p}
	c.begin(e, p.link, body, limit)
	return e
}

func (c *Controller) begin(e *exchange, link Link, body []byte, limit time.Duration) {
	ctx, cancel := context.WithTimeout(c.life, limit)
	e.abort = cancel
	c.running.Go(func() {
		defer cancel()
		answer, err := link.Exchange(ctx, e.operation.Path(), body, func() { c.results.put(result{of: e, wrote: true}) })
		c.results.put(result{of: e, answer: answer, err: err})
	})
}

// hear takes a result to where it belongs.
func (c *Controller) hear(r result) {
	switch {
	case r.of == c.probing:
		c.probed(r)
	case r.wrote:
		c.saleWritten(r.of)
	case r.of.operation == haojin.OpPayment, r.of.operation == haojin.OpRefund:
		c.saleAnswered(r)
	case c.printing != nil && r.of == c.printing.exchange:
		c.printAnswered(r)
	case c.finding != nil && r.of == c.finding.exchange:
		c.findAnswered(r)
	case c.planned != nil && r.of == c.planned.exchange:
		c.originalAnswered(r)
	case r.of.operation == haojin.OpInquiry:
		c.inquiryAnswered(r)
	case r.of.operation == haojin.OpCancel:
		c.cancelAnswered(r)
	}
}

// open opens an exchange's answer and learns the terminal's state from it.
func (c *Controller) open(r result) (haojin.Answer, error) {
	p := r.of.peer
	if r.err != nil {
		if !r.of.aborted && c.life.Err() == nil {
			c.learnFrom(r.of, unreachable(r.err), r.err.Error())
		}
		return haojin.Answer{}, r.err
	}
	a, err := p.codec.OpenAnswer(r.answer)
	switch {
	case err != nil:
		c.learnFrom(r.of, Unclear, err.Error())
		return haojin.Answer{}, err
	case a.Code == haojin.CodeWrongKey, a.Code == haojin.CodeNotDecrypted:
		c.learnFrom(r.of, WrongKey, a.Code+" "+a.Problem)
	case a.Code == haojin.CodeNotSignedIn:
		c.learnFrom(r.of, NotSignedIn, a.Code+" "+a.Problem)
	default:
		c.learnFrom(r.of, Ready, "")
	}
	return a, nil
}

// learnFrom takes what an exchange says about the terminal. The second link says
// nothing of the first, which sales go over.
func (c *Controller) learnFrom(e *exchange, s State, detail string) {
	if !e.second {
		c.learnState(e.peer, s, detail)
	}
}

// unanswered turns a failed exchange or an unreadable answer into news.
func (c *Controller) unanswered(err error) news {
	n := news{kind: newsLost, evidence: payment.LocalFact, reason: payment.ConnectionLost}
	switch {
	case errors.Is(err, haojin.ErrUnreadable), errors.Is(err, haojin.ErrTooLarge):
		n.reason = payment.Unreadable
	case !MayHaveLeft(err):
		n.kind, n.reason = newsNotSent, payment.NotReached
		if untrusted(err) {
			n.reason = payment.Untrusted
		}
	case c.life.Err() != nil:
		n.reason = payment.TillClosed
	case timedOut(err):
		n.reason = payment.NoAnswer
	}
	return n
}

// unreadable is the evidence of an answer that can't be opened: how long it was
// and its SHA-256, since nobody knows what stands in it.
func unreadable(answer []byte) json.RawMessage {
	if len(answer) == 0 {
		return nil
	}
	return fmt.Appendf(nil, `{"unreadable_bytes":%d,"sha256":"%x"}`, len(answer), sha256.Sum256(answer))
}
