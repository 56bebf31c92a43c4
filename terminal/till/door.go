package till

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"golang.org/x/net/netutil"

	"harbourtill/store"
	"harbourtill/terminal/payment"
)

// An open journal is locked, so an export beside an open till asks that till
// for a snapshot. The till listens on a loopback port, which every system has;
// a file beside the journal names it, and a token. Whoever may read that file
// (mode 0600) may read the journal itself: the door gives nothing else away, but
// for a diagnosis, which tells less.
// Neither side sends the token: both prove that they know it, so that a process
// which has got the port of a till that died can't pass its own file off.

const (
	doorSuffix  = ".door"
	headerNonce = "Harbour-Nonce"
	headerProof = "Harbour-Proof"

	// doorPatience bounds each step of a snapshot: the request, and each piece
	// of the answer. A client that stalls holds a read of the journal open.
	doorPatience = 10 * time.Second
	// doorLimit bounds the whole of it.
	doorLimit = 5 * time.Minute
	// doorCallers is how many connections are served at once.
	doorCallers = 8
	// doorRequest bounds a request's body, bytes.
	doorRequest = 4 << 10
)

// errand is what may be asked for at a door.
type errand struct {
	path string
	// role is as what a client proves to know the token.
	role string
	// patience is how long it waits until the answer begins.
	patience time.Duration
}

func snapshotErrand() errand { return errand{"/snapshot", "ask", doorPatience} }

// diagnosisErrand takes longer: all backups are read before its answer begins.
func diagnosisErrand() errand { return errand{"/diagnosis", "diagnose", 2 * time.Minute} }

// doorKey is what the file beside the journal holds.
type doorKey struct {
	Address string `json:"address"`
	Token   string `json:"token"`
}

// proof proves that one knows the token.
func (k doorKey) proof(role, nonce string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(k.Token))
	fmt.Fprintf(mac, "%s\n%s\n", role, nonce)
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

func (k doorKey) proves(proof, role, nonce string, body []byte) bool {
	return hmac.Equal([]byte(proof), []byte(k.proof(role, nonce, body)))
}

// randomHex is 32 random bytes as text. rand.Read never fails.
func randomHex() string {
	var b [32]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// door serves snapshots of one open journal and diagnoses of its till, one at a
// time.
type door struct {
	journal  *store.Store
	diagnose func(context.Context, io.Writer) error
	file     string
	key      doorKey
	server   *http.Server
	served   chan struct{}
	busy     sync.Mutex
}

// openDoor serves the journal at path until close.
func openDoor(path string, journal *store.Store, diagnose func(context.Context, io.Writer) error, log *slog.Logger) (*door, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("snapshots: %w", err)
	}
	d := &door{
		journal: journal, diagnose: diagnose, file: path + doorSuffix, served: make(chan struct{}),
		key: doorKey{Address: listener.Addr().String(), Token: randomHex()},
	}
	text, err := json.Marshal(d.key)
	if err == nil {
		err = store.ReplaceFile(d.file, 0o600, func(w io.Writer) error {
			_, err := w.Write(text)
			return err
		}, nil)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("snapshots: %w", err), listener.Close())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+snapshotErrand().path, d.snapshot)
	if diagnose != nil {
		mux.HandleFunc("POST "+diagnosisErrand().path, d.diagnosis)
	}
	d.server = &http.Server{
		Handler: mux, ReadTimeout: doorPatience, MaxHeaderBytes: doorRequest,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	go func() {
		defer close(d.served)
		_ = d.server.Serve(netutil.LimitListener(listener, doorCallers)) // it ends with Close
	}()
	return d, nil
}

// tryDoor is openDoor for a till that does without: it sells all the same.
func tryDoor(path string, journal *store.Store, diagnose func(context.Context, io.Writer) error, log *slog.Logger) *door {
	d, err := openDoor(path, journal, diagnose, log)
	if err != nil {
		log.Warn("no export while this till is open", "error", err)
		return nil
	}
	return d
}

// close ends the serving; a snapshot under way is cut off.
func (d *door) close() error {
	if d == nil {
		return nil
	}
	err := os.Remove(d.file)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	err = errors.Join(err, d.server.Close())
	<-d.served
	d.busy.Lock() // the last snapshot has let go of the journal
	defer d.busy.Unlock()
	d.journal = nil
	return err
}

// admit lets in who knows the token and asks for what role names, and notes that
// in the audit trail as what. leave is called at the end, unless it is nil: then
// the caller was told why not.
func (d *door) admit(w http.ResponseWriter, r *http.Request, role string, what payment.Action) (nonce string, leave func()) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, doorRequest))
	nonce = r.Header.Get(headerNonce)
	if err != nil || !d.key.proves(r.Header.Get(headerProof), role, nonce, body) {
		http.Error(w, "who are you?", http.StatusForbidden)
		return "", nil
	}
	if !d.busy.TryLock() {
		http.Error(w, "another export is under way", http.StatusServiceUnavailable)
		return "", nil
	}
	var entry payment.AuditEntry
	if err := json.Unmarshal(body, &entry); err != nil || d.journal == nil {
		d.busy.Unlock()
		http.Error(w, "no such thing", http.StatusBadRequest)
		return "", nil
	}
	entry.At, entry.What = time.Now(), what
	if err := d.journal.Append(entry); err != nil && what == payment.ActionExported {
		d.busy.Unlock()
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return "", nil
	}
	return nonce, d.busy.Unlock
}

// snapshot sends the journal as it is now.
func (d *door) snapshot(w http.ResponseWriter, r *http.Request) {
	nonce, leave := d.admit(w, r, snapshotErrand().role, payment.ActionExported)
	if leave == nil {
		return
	}
	defer leave()
	ctx, cancel := context.WithTimeout(r.Context(), doorLimit)
	defer cancel()
	err := d.journal.Snapshot(ctx, func(size int64) (io.Writer, error) {
		return d.answer(w, nonce, size), nil
	})
	if err != nil {
		panic(http.ErrAbortHandler) // so that the client can't take it for whole
	}
}

// diagnosis sends a diagnosis of the till, even where the trail can't be written:
// that may be why somebody asks.
func (d *door) diagnosis(w http.ResponseWriter, r *http.Request) {
	nonce, leave := d.admit(w, r, diagnosisErrand().role, payment.ActionDiagnosed)
	if leave == nil {
		return
	}
	defer leave()
	ctx, cancel := context.WithTimeout(r.Context(), doorLimit)
	defer cancel()
	var bundle bytes.Buffer
	if err := d.diagnose(ctx, &bundle); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if _, err := bundle.WriteTo(d.answer(w, nonce, int64(bundle.Len()))); err != nil {
		panic(http.ErrAbortHandler)
	}
}

// answer begins an answer of so many bytes, whose writer has proved who it is.
func (d *door) answer(w http.ResponseWriter, nonce string, size int64) io.Writer {
	w.Header().Set(headerProof, d.key.proof("answer", nonce, nil))
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	return patientWriter{w, http.NewResponseController(w)}
}

// patientWriter gives each piece its time.
type patientWriter struct {
	w          http.ResponseWriter
	controller *http.ResponseController
}

func (p patientWriter) Write(b []byte) (int, error) {
	if err := p.controller.SetWriteDeadline(time.Now().Add(doorPatience)); err != nil {
		return 0, err
	}
	return p.w.Write(b)
}
