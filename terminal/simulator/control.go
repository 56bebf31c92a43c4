package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"harbourtill/terminal/haojin"
)

// control serves what a real terminal doesn't have, for programs that test
// against this one:
//
//	GET  /simulator/ledger    the ledger, a JSON array of Entry
//	GET  /simulator/requests  how many requests came in, by func_type
//	POST /simulator/script    a new script, as ParseScript reads it
//	POST /simulator/refunds   the same for refunds
func (s *Simulator) control(mux *http.ServeMux) {
	mux.HandleFunc("GET /simulator/ledger", func(w http.ResponseWriter, _ *http.Request) {
		entries := s.Ledger()
		if entries == nil {
			entries = []Entry{}
		}
		s.writeJSON(w, entries)
	})
	mux.HandleFunc("GET /simulator/requests", func(w http.ResponseWriter, _ *http.Request) {
		counts := make(map[string]int)
		for _, op := range haojin.Operations() {
			counts[strconv.Itoa(int(op))] = s.Requests(op)
		}
		s.writeJSON(w, counts)
	})
	mux.HandleFunc("POST /simulator/script", readScript(s.SetScript))
	mux.HandleFunc("POST /simulator/refunds", readScript(s.SetRefundScript))
}

// serveControl serves the control paths on an address of their own, beside a
// link that has no paths. stop ends it.
func (s *Simulator) serveControl(ctx context.Context, address string, stdout io.Writer) (stop func(), err error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	s.control(mux)
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: mux}
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("control", "error", err)
		}
	})
	fmt.Fprintln(stdout, "control on", l.Addr())
	return func() {
		_ = server.Close()
		serving.Wait()
	}, nil
}

// readScript takes a request's body as a script.
func readScript(set func(...Behaviour)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, haojin.MaxText))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		script, err := ParseScript(string(text))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		set(script...)
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Simulator) writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		s.log.Info("the control client had gone", "error", err)
	}
}
