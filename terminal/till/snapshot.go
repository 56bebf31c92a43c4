package till

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"harbourtill/store"
	"harbourtill/terminal/payment"
)

// errDoor: the till that has the journal open gives no snapshot.
var errDoor = errors.New("the till that is open gives no snapshot of it")

// takeSnapshot writes a copy of the journal at path to the new file copied,
// from the till that has it open or, when none has, from the file. entry goes
// into the audit trail first, and is in the copy; where the file may not be
// written it is left out.
func takeSnapshot(ctx context.Context, path, copied string, entry payment.AuditEntry) error {
	f, err := os.OpenFile(copied, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	for attempt := 0; ; attempt++ {
		asked := rewind(f)
		if asked == nil {
			asked = askDoor(ctx, path, snapshotErrand(), entry, f)
		}
		if asked == nil {
			return f.Close()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err := snapshotClosed(ctx, path, f, entry)
		if !errors.Is(err, store.ErrInUse) {
			return errors.Join(err, f.Close())
		}
		if attempt > 0 { // once more: a till may have opened in between
			return fmt.Errorf("%w, and %w", err, asked)
		}
	}
}

// snapshotClosed copies a journal that nobody has open, or returns ErrInUse.
func snapshotClosed(ctx context.Context, path string, f *os.File, entry payment.AuditEntry) error {
	if err := rewind(f); err != nil {
		return err
	}
	s, err := store.Open(path)
	if errors.Is(err, store.ErrReadOnly) {
		return store.Copy(ctx, path, f)
	}
	if err != nil {
		return err
	}
	err = s.Append(entry)
	if err == nil {
		err = s.Snapshot(ctx, func(int64) (io.Writer, error) { return f, nil })
	}
	return errors.Join(err, s.Close())
}

// askDoor sends the till that has the journal at path open on an errand, and
// writes what it brings to w.
func askDoor(ctx context.Context, path string, what errand, entry payment.AuditEntry, w io.Writer) error {
	key, err := readDoor(path + doorSuffix)
	if err != nil {
		return err
	}
	body, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+key.Address+what.path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	nonce := randomHex()
	request.Header.Set(headerNonce, nonce)
	request.Header.Set(headerProof, key.proof(what.role, nonce, body))
	transport := &http.Transport{ // straight to the till: through no proxy
		DialContext:           (&net.Dialer{Timeout: doorPatience}).DialContext,
		ResponseHeaderTimeout: what.patience, DisableCompression: true, DisableKeepAlives: true,
	}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", errDoor, err)
	}
	defer func() { _ = response.Body.Close() }()
	switch {
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("%w: %s", errDoor, response.Status)
	case !key.proves(response.Header.Get(headerProof), "answer", nonce, nil), response.ContentLength <= 0:
		return fmt.Errorf("%w: a stranger answers", errDoor)
	}
	if _, err := io.CopyN(w, response.Body, response.ContentLength); err != nil {
		return fmt.Errorf("%w: %w", errDoor, err)
	}
	return nil
}

// readDoor reads where the till that has a journal open is asked; only this
// machine counts.
func readDoor(file string) (doorKey, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return doorKey{}, fmt.Errorf("%w: %w", errDoor, err)
	}
	var key doorKey
	if err := json.Unmarshal(text, &key); err != nil {
		return doorKey{}, fmt.Errorf("%w: %s: %w", errDoor, file, err)
	}
	host, _, err := net.SplitHostPort(key.Address)
	if ip := net.ParseIP(host); err != nil || !ip.IsLoopback() || key.Token == "" {
		return doorKey{}, fmt.Errorf("%w: %s names no door of this machine", errDoor, file)
	}
	return key, nil
}

func rewind(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.Seek(0, io.SeekStart)
	return err
}
