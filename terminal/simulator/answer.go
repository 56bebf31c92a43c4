package simulator

import (
	"encoding/json"
	"errors"
	"time"

	"harbourtill/terminal/haojin"
)

// delivery says how an answer travels.
type delivery int

const (
	sealed    delivery = iota // as the profile says
	plain                     // never sealed
	lost                      // the connection breaks instead
	rubbish                   // unreadable
	piecemeal                 // sealed, byte by byte
)

// answer is what the terminal says. Its fields go into data, as JSON text in a
// string.
type answer struct {
	code    string
	problem string
	fields  map[string]string
	how     delivery
}

func refusal(code, problem string) answer {
	return answer{code: code, problem: problem, how: plain}
}

// misunderstood is the answer to a request that doesn't open; it is never
// sealed, since a terminal that can't decrypt can't encrypt either.
func misunderstood(err error) answer {
	switch {
	case errors.Is(err, haojin.ErrDecrypt):
		return refusal(haojin.CodeNotDecrypted, "decryption failed")
	case errors.Is(err, haojin.ErrDigest):
		return refusal(haojin.CodeWrongKey, "POS-KEY doesn't match")
	}
	return refusal(haojin.CodeWrongParams, "not a message")
}

// seal returns an answer's text as it travels.
func (s *Simulator) seal(a answer) ([]byte, error) {
	text, err := a.text()
	if err == nil && a.how != plain {
		text = s.codec.SealAnswer(text)
	}
	return text, err
}

func (a answer) text() ([]byte, error) {
	data := ""
	if a.fields != nil {
		inside, err := json.Marshal(a.fields)
		if err != nil {
			return nil, err
		}
		data = string(inside)
	}
	message := ""
	if a.code == haojin.CodeOK {
		message = "OK"
	}
	return json.Marshal(map[string]string{"respcd": a.code, "respmsg": message, "resperr": a.problem, "data": data})
}

// hongKong is the terminal's time zone.
func hongKong() *time.Location { return time.FixedZone("HKT", 8*60*60) }

// stamp writes a time as the terminal does.
func stamp(t time.Time) string { return t.In(hongKong()).Format("2006-01-02 15:04:05") }
