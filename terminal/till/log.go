package till

import (
	"bytes"
	"sync"
)

// logKept is how many lines of the log are kept, and logLine how many bytes of
// each.
const (
	logKept = 1000
	logLine = 2000
)

// Log keeps the last lines of the program's log, for a diagnosis: it is what a
// slog handler writes to, a line at a time. Safe for concurrent use; the zero
// value is ready.
type Log struct {
	mu    sync.Mutex
	lines [][]byte // a ring once it is full
	next  int
}

// Write implements io.Writer. It never fails.
func (l *Log) Write(line []byte) (int, error) {
	kept := bytes.Clone(bytes.TrimSuffix(line, []byte("\n")))
	if len(kept) > logLine {
		kept = append(kept[:logLine:logLine], "…"...)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.lines) < logKept {
		l.lines = append(l.lines, kept)
	} else {
		l.lines[l.next] = kept
		l.next = (l.next + 1) % logKept
	}
	return len(line), nil
}

// Text returns the lines, oldest first.
func (l *Log) Text() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all bytes.Buffer
	for i := range l.lines {
		all.Write(l.lines[(l.next+i)%len(l.lines)])
		all.WriteByte('\n')
	}
	return all.Bytes()
}
