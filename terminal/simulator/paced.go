package simulator

import (
	"io"
	"time"
)

// Paced is a line that takes as long as a wire of a baud rate, ten bits to a
// byte, both ways; 0 is at once.
func Paced(line io.ReadWriteCloser, baud int) io.ReadWriteCloser {
	return &pacedLine{ReadWriteCloser: line, baud: baud}
}

type pacedLine struct {
	io.ReadWriteCloser
	baud int
}

// Read returns bytes once the last of them has come over the wire.
func (l *pacedLine) Read(bytes []byte) (int, error) {
	n, err := l.ReadWriteCloser.Read(bytes)
	l.travel(n)
	return n, err
}

// Write returns once the last byte has left, and only then it arrives.
func (l *pacedLine) Write(bytes []byte) (int, error) {
	l.travel(len(bytes))
	return l.ReadWriteCloser.Write(bytes)
}

func (l *pacedLine) travel(bytes int) {
	if l.baud > 0 {
		time.Sleep(time.Duration(bytes) * 10 * time.Second / time.Duration(l.baud))
	}
}
