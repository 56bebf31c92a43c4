package simulator

import (
	"context"
	"errors"
	"io"
)

func (s *Simulator) servePTY(context.Context, string, int, io.Writer) error {
	return errors.Join(errors.New("-link serial needs Linux or macOS: Windows has no pseudo terminals for it"), s.Close())
}
