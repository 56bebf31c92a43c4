package terminal

import (
	"context"
	"time"
)

// mayProbe: an idle terminal that is configured may be looked at.
func (c *Controller) mayProbe() bool {
	return c.probing == nil && c.profile.Link != "" && c.quiet()
}

// probe looks whether an idle terminal can be reached when nothing has been
// heard from it for a while. A sale doesn't wait for that.
func (c *Controller) probe() {
	if !c.mayProbe() || time.Until(c.probeDue) > 0 {
		return
	}
	c.probeDue = time.Now().Add(c.timing.Probe)
	p, err := c.current()
	if err != nil {
		c.log.Error("probe", "error", err)
		return
	}
	ctx, cancel := context.WithTimeout(c.life, c.timing.Inquiry)
	e := &exchange{peer: p, abort: cancel}
	c.probing = e
	c.running.Go(func() {
		defer cancel()
		c.results.put(result{of: e, err: p.link.Probe(ctx)})
	})
}

// probed: a connection proves that the terminal is there, not that it
// understands us; what it said about that stands.
func (c *Controller) probed(r result) {
	c.probing = nil
	if c.life.Err() != nil {
		return
	}
	if r.err != nil {
		c.learnState(r.of.peer, unreachable(r.err), r.err.Error())
		return
	}
	switch c.heard.State {
	case Connecting, NotReachable, BadCertificate:
		c.learnState(r.of.peer, Ready, "")
	}
}

// unreachable is the state of a terminal that an exchange or a probe failed on.
func unreachable(err error) State {
	if untrusted(err) {
		return BadCertificate
	}
	return NotReachable
}
