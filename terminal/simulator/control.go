package simulator

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"

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
