package simulator

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"harbourtill/terminal/haojin"
)

// LineAction is what a serial line does with one payment (section 5). What the
// terminal and its customer do stands in the script beside it.
type LineAction string

// The line's actions. In brackets: what may follow the name after a colon.
const (
	// GoodLine: nothing goes wrong.
	GoodLine LineAction = "good"
	// NoAck: the request is carried out and answered, never acknowledged.
	NoAck LineAction = "no-ack"
	// AckLate [delay]: the acknowledgement comes after delay (1.5 s).
	AckLate LineAction = "ack-late"
	// ResultTwice: the result's packet comes again, though it was acknowledged.
	ResultTwice LineAction = "result-twice"
	// ErrorPacket [kind]: an error packet of that type byte, in hex (35), instead
	// of an acknowledgement; nothing is booked.
	ErrorPacket LineAction = "error-packet"
	// SplitResult: the result comes in packets of a few bytes each.
	SplitResult LineAction = "split-result"
	// Noise: rubbish before the acknowledgement and the result, and a first copy
	// of the result that was hit by it.
	Noise LineAction = "noise"
)

const (
	defaultAckLate   = 1500 * time.Millisecond
	defaultErrorKind = haojin.PacketErrorSplitting
	splitResultPart  = 16
)

// LineFault is one action with its parameter.
type LineFault struct {
	Action LineAction
	// Delay belongs to AckLate.
	Delay time.Duration
	// Kind belongs to ErrorPacket.
	Kind haojin.PacketType
}

// ErrLineFault: a text that names no line fault.
var ErrLineFault = errors.New("no such line fault")

// ParseLineScript reads line faults with commas between them, one for each
// payment; after the last the line is good. An empty text is an empty script.
func ParseLineScript(text string) ([]LineFault, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var script []LineFault
	for part := range strings.SplitSeq(text, ",") {
		f, err := parseLineFault(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		script = append(script, f)
	}
	return script, nil
}

func parseLineFault(text string) (LineFault, error) {
	name, parameter, has := strings.Cut(text, ":")
	f := LineFault{Action: LineAction(name)}
	var err error
	switch f.Action {
	case AckLate:
		if f.Delay = defaultAckLate; has {
			f.Delay, err = time.ParseDuration(parameter)
		}
	case ErrorPacket:
		if f.Kind = defaultErrorKind; has {
			var kind uint64
			kind, err = strconv.ParseUint(parameter, 16, 8)
			f.Kind = haojin.PacketType(kind)
		}
	case GoodLine, NoAck, ResultTwice, SplitResult, Noise:
		if has {
			err = errors.New("it takes no parameter")
		}
	default:
		return LineFault{}, fmt.Errorf("%q: %w", text, ErrLineFault)
	}
	if err != nil || f.Delay < 0 {
		return LineFault{}, fmt.Errorf("%q: %w: %w", text, ErrLineFault, errors.Join(err))
	}
	return f, nil
}

// SetLineScript replaces the serial line's script; the next payment takes its
// first fault.
func (s *Simulator) SetLineScript(script ...LineFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.line = append([]LineFault(nil), script...)
}

// lineFault takes the fault of a request; only payments meet any.
func (s *Simulator) lineFault(request []byte) LineFault {
	content, err := s.codec.OpenRequest(request)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || content.Operation() != haojin.OpPayment || len(s.line) == 0 {
		return LineFault{Action: GoodLine}
	}
	f := s.line[0]
	s.line = s.line[1:]
	return f
}

// acknowledge answers a request's packets as the line does, and says whether
// the terminal has got the request.
func (l *serialLine) acknowledge(f LineFault, reference byte) bool {
	switch f.Action {
	case NoAck:
	case ErrorPacket:
		l.send(f.Kind, reference, nil)
		return false
	case AckLate:
		l.requests.Go(func() {
			select {
			case <-time.After(f.Delay):
				l.send(haojin.PacketReceived, reference, nil)
			case <-l.s.ended:
			}
		})
	case Noise:
		l.write([]byte("\x00\xff/n\x01noise/n"))
		l.send(haojin.PacketReceived, reference, nil)
	default:
		l.send(haojin.PacketReceived, reference, nil)
	}
	return true
}

// result sends the terminal's result as the line does.
func (l *serialLine) result(f LineFault, text []byte) {
	l.mu.Lock()
	l.reference = l.reference%haojin.MaxPacketReference + 1
	reference := l.reference
	l.mu.Unlock()
	part := haojin.MaxPacketData
	if f.Action == SplitResult {
		part = splitResultPart
	}
	packets, err := haojin.AppendParts(nil, haojin.PacketRequest, reference, text, part)
	if err != nil {
		l.s.log.Error("packets", "error", err)
		return
	}
	switch f.Action {
	case ResultTwice:
		l.write(packets)
	case Noise:
		hit := append([]byte("/n\x01\x10"), packets...)
		hit[len(hit)/2] ^= 0x55
		hit = append(hit[:len(hit)-2], "??"...)
		l.write(hit)
	}
	l.write(packets)
}
