package ui

import (
	"encoding/json"
	"time"

	"harbourtill/terminal"
)

// screenState is what a diagnosis tells of the window.
type screenState struct {
	Width     float32 `json:"width"`
	Height    float32 `json:"height"`
	Scale     float32 `json:"pixels_per_unit"`
	TextScale float32 `json:"text_scale"`
	Training  bool    `json:"training"`
	Silent    bool    `json:"silent"`
	Kiosk     bool    `json:"kiosk"`
	SignedIn  bool    `json:"somebody_signed_in"`
	// Payment: one is under way.
	Payment   bool       `json:"payment_under_way"`
	Questions int        `json:"questions"`
	Alarm     string     `json:"alarm"`
	Terminal  linkState  `json:"terminal"`
	Check     checkState `json:"last_check"`
}

// linkState is what is known about the terminal.
type linkState struct {
	State  terminal.State `json:"state"`
	Since  time.Time      `json:"since"`
	Detail string         `json:"detail"`
}

// checkState is what the last connection check found; empty without one.
type checkState struct {
	Outcome  terminal.CheckOutcome `json:"outcome"`
	Detail   string                `json:"detail"`
	Trouble  terminal.Trouble      `json:"trouble"`
	Attempts []string              `json:"attempts"`
}

// screenText describes the window for a diagnosis.
func (w *Window) screenText() []byte {
	size := w.window.Canvas().Size()
	s := screenState{
		Width: size.Width, Height: size.Height, Scale: w.window.Canvas().Scale(), TextScale: textScale(),
		Training: w.cfg.Training, Silent: w.cfg.Silent, Kiosk: w.cfg.Kiosk, SignedIn: w.crew.signed != nil,
		Questions: len(w.sale.armed), Terminal: linkState(w.top.last), Check: w.settings.checks.state(),
	}
	_, s.Payment = w.sale.open()
	s.Alarm = w.alarm.text.text
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return []byte(err.Error())
	}
	return text
}

// state is what the last check found.
func (c *checkCard) state() checkState {
	var s checkState
	if c.result != nil {
		s.Outcome, s.Detail, s.Trouble = c.result.Outcome, c.result.Detail, c.result.Trouble
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.attempts {
		s.Attempts = append(s.Attempts, a.String())
	}
	return s
}
