package provision

import (
	"fmt"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/link"
)

// Dial opens the link that a profile describes, without connecting. It returns
// terminal.ErrNotConfigured for a profile without one.
func Dial(p terminal.Profile) (terminal.Link, error) {
	cfg := link.HTTPConfig{Address: p.Address, Quoted: p.Body == haojin.BodyJSON}
	switch p.Link {
	case terminal.LinkHTTP, terminal.LinkTraining:
		return link.NewHTTP(cfg), nil
	case terminal.LinkHTTPS:
		var err error
		if cfg.Trust, err = link.NewTrust(p.CA, p.PinSHA256); err != nil {
			return nil, err
		}
		return link.NewHTTP(cfg), nil
	case terminal.LinkTCP:
		codec, err := p.Codec()
		if err != nil {
			return nil, err
		}
		return link.NewTCP(link.TCPConfig{Address: p.Address, LineFeed: p.LineFeed, Whole: codec.IsAnswer}), nil
	case terminal.LinkSerial:
		codec, err := p.Codec()
		if err != nil {
			return nil, err
		}
		belongs := func(_ string, request, answer []byte) link.Match { return match(codec.Relates(request, answer)) }
		return link.NewSerial(link.SerialConfig{Port: p.Port, Belongs: belongs}), nil
	}
	return nil, fmt.Errorf("link %q: %w", p.Link, terminal.ErrNotConfigured)
}

// match says in the link's words how an answer relates to a request.
func match(r haojin.Relation) link.Match {
	switch r {
	case haojin.Same:
		return link.Yes
	case haojin.Other:
		return link.No
	}
	return link.Unclear
}
