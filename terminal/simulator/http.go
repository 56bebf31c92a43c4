package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"harbourtill/terminal/haojin"
)

// Handler serves the six paths of the protocol, and the control paths when
// Config.Control is set.
func (s *Simulator) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, op := range haojin.Operations() {
		mux.HandleFunc(op.Path(), func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, op) })
	}
	if s.cfg.Control {
		s.control(mux)
	}
	return mux
}

func (s *Simulator) serve(w http.ResponseWriter, r *http.Request, op haojin.Operation) {
	if !s.enter(op) {
		panic(http.ErrAbortHandler)
	}
	defer s.handlers.Done()
	a := s.answer(w, r, op)
	s.log.Info("request", "operation", int(op), "respcd", a.code, "resperr", a.problem, "delivered", a.how != lost)
	if err := s.deliver(w, a); err != nil {
		s.log.Info("the till had gone", "operation", int(op))
	}
}

// answer opens a request as strictly as a terminal and carries it out.
func (s *Simulator) answer(w http.ResponseWriter, r *http.Request, op haojin.Operation) answer {
	if r.Method != http.MethodPost {
		return refusal(haojin.CodeNotPost, "POST only")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, haojin.MaxText))
	if err != nil {
		return refusal(haojin.CodeWrongParams, "the request is too large")
	}
	text, err := s.unwrap(body)
	if err != nil {
		return refusal(haojin.CodeNotDecrypted, "decryption failed")
	}
	content, err := s.codec.OpenRequest(text)
	if err != nil {
		return misunderstood(err)
	}
	if content.Operation() != op {
		return answer{code: haojin.CodeWrongParams, problem: "func_type"}
	}
	return s.carryOut(r.Context(), op, content)
}

// unwrap takes the sealed text out of the body form that is configured, and of
// no other.
func (s *Simulator) unwrap(body []byte) ([]byte, error) {
	if s.cfg.Body == haojin.BodyRaw {
		return body, nil
	}
	var text string
	if err := json.Unmarshal(body, &text); err != nil {
		return nil, fmt.Errorf("not a JSON string: %w", err)
	}
	return []byte(text), nil
}

func (s *Simulator) deliver(w http.ResponseWriter, a answer) error {
	w.Header().Set("Content-Type", "application/json")
	switch a.how {
	case lost:
		panic(http.ErrAbortHandler)
	case rubbish:
		_, err := io.WriteString(w, "\x00\xffrubbish\x01")
		return err
	}
	text, err := s.seal(a)
	if err != nil {
		return err
	}
	if a.how != plain && s.cfg.Body == haojin.BodyJSON {
		if text, err = json.Marshal(string(text)); err != nil {
			return err
		}
	}
	if a.how != piecemeal {
		_, err := w.Write(text)
		return err
	}
	out := http.NewResponseController(w)
	for i := range text {
		if _, err := w.Write(text[i : i+1]); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return nil
}
