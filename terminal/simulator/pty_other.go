//go:build !windows

package simulator

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/creack/pty"
)

// servePTY answers on a pseudo terminal whose name is printed; name is made to
// lead to it, unless it is empty. A till may open and close it as often as it
// likes. With a baud rate the answers take as long as they would on a wire.
func (s *Simulator) servePTY(ctx context.Context, name string, baud int, stdout io.Writer) error {
	line, port, err := pty.Open()
	if err != nil {
		return err
	}
	defer port.Close() // held open, so that the line outlives each till
	shown := port.Name()
	if name != "" {
		if err := os.Symlink(shown, name); err != nil {
			return err
		}
		defer os.Remove(name)
		shown = name
	}
	fmt.Fprintln(stdout, "listening on", shown)
	return s.ServeSerial(ctx, Paced(line, baud))
}
