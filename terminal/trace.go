package terminal

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// traceLength is how many messages a trace keeps.
const traceLength = 500

// Direction says which way a message went.
type Direction string

// The directions. Failed is no message: it is what the link said instead of an
// answer.
const (
	ToTerminal   Direction = "to the terminal"
	FromTerminal Direction = "from the terminal"
	Failed       Direction = "failed"
)

// Message is one message as it was opened, for support. It never holds the
// POS-KEY, a digest, or more of a card number than its last four digits.
type Message struct {
	At        time.Time
	Direction Direction
	// Link is the way that it went, as in "tcp 192.0.2.20:9002".
	Link      string
	Operation haojin.Operation
	// Content is what it said; of what can't be opened only length and SHA-256.
	Content string
	// Took is the time since the request; zero for the request itself.
	Took time.Duration
}

// Trace keeps the last 500 messages to and from terminals. Safe for concurrent
// use; the zero value is ready.
type Trace struct {
	mu       sync.Mutex
	messages []Message // a ring once it is full
	next     int
}

// Messages returns a copy, oldest first.
func (t *Trace) Messages() []Message {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append(append([]Message(nil), t.messages[t.next:]...), t.messages[:t.next]...)
}

func (t *Trace) add(m Message) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.messages) < traceLength {
		t.messages = append(t.messages, m)
		return
	}
	t.messages[t.next] = m
	t.next = (t.next + 1) % traceLength
}

// Dial returns a Dial whose links note every exchange in the trace.
func (t *Trace) Dial(dial Dial) Dial {
	return func(p Profile) (Link, error) {
		codec, err := p.Codec()
		if err != nil {
			return nil, err
		}
		link, err := dial(p)
		if err != nil {
			return nil, err
		}
		return &tracedLink{Link: link, trace: t, codec: codec, name: fmt.Sprintf("%s %s", p.Link, p.Place())}, nil
	}
}

// tracedLink notes what goes over a link.
type tracedLink struct {
	Link
	trace *Trace
	codec haojin.Codec
	name  string
}

// Exchange implements Link.
func (l *tracedLink) Exchange(ctx context.Context, path string, body []byte, wrote func()) ([]byte, error) {
	began := time.Now()
	m := Message{At: began, Direction: ToTerminal, Link: l.name}
	m.Operation, m.Content = l.request(body)
	l.trace.add(m)
	answer, err := l.Link.Exchange(ctx, path, body, wrote)
	m.At, m.Took = time.Now(), time.Since(began)
	if err != nil {
		m.Direction, m.Content = Failed, err.Error()
	} else {
		m.Direction, m.Content = FromTerminal, l.answer(answer)
	}
	l.trace.add(m)
	return answer, err
}

func (l *tracedLink) request(body []byte) (haojin.Operation, string) {
	content, err := l.codec.OpenRequest(body)
	if err != nil {
		return 0, string(unreadable(body))
	}
	return content.Operation(), string(content.JSON())
}

func (l *tracedLink) answer(text []byte) string {
	a, err := l.codec.OpenAnswer(text)
	if err != nil {
		return string(unreadable(text))
	}
	return string(a.Evidence())
}

// String tells the message in one line, as a saved trace has it.
func (m Message) String() string {
	text := fmt.Sprintf("%s  %s  %s  %s", m.At.In(payment.HongKong()).Format("2006-01-02 15:04:05.000"), m.Direction, m.Link, m.Operation)
	if m.Took > 0 {
		text += fmt.Sprintf("  after %v", m.Took.Round(time.Millisecond))
	}
	return text + "  " + m.Content
}

// WriteTrace writes messages as text, a line each.
func WriteTrace(w io.Writer, messages []Message) error {
	for _, m := range messages {
		if _, err := fmt.Fprintln(w, m); err != nil {
			return err
		}
	}
	return nil
}
