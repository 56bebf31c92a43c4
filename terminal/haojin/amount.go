package haojin

import (
	"strconv"
	"strings"
)

// Unit is how an answer writes amounts; the protocol doesn't say (section 4).
type Unit int

// The units: whole cents, or dollars with a decimal point.
const (
	UnitCents Unit = iota
	UnitDollars
)

// readAmount reads txamt, knowing what was asked. Of its two readings, as
// cents and as dollars, the one that equals asked wins; if both or neither do,
// cents when the text is whole without a decimal point, else dollars. ok is
// false when the text is no amount at all.
func readAmount(text string, asked Cents) (amount Cents, unit Unit, ok bool) {
	cents, centsOK := UnitCents.read(text)
	dollars, dollarsOK := UnitDollars.read(text)
	centsFit, dollarsFit := centsOK && cents == asked, dollarsOK && dollars == asked
	switch {
	case centsFit && !dollarsFit:
		return cents, UnitCents, true
	case dollarsFit && !centsFit:
		return dollars, UnitDollars, true
	case centsOK && !strings.Contains(text, "."):
		return cents, UnitCents, true
	}
	return dollars, UnitDollars, dollarsOK
}

// readBeside reads a txamt in the unit that its neighbour shows by being the
// original's amount in one reading only; in the unit otherwise, if it doesn't.
func readBeside(text, neighbour string, original Cents, otherwise Unit) (amount Cents, unit Unit, ok bool) {
	unit = otherwise
	cents, centsOK := UnitCents.read(neighbour)
	dollars, dollarsOK := UnitDollars.read(neighbour)
	centsFit, dollarsFit := centsOK && cents == original, dollarsOK && dollars == original
	switch {
	case original == 0 || centsFit == dollarsFit:
	case centsFit:
		unit = UnitCents
	default:
		unit = UnitDollars
	}
	amount, ok = unit.read(text)
	return amount, unit, ok
}

// read reads a decimal text in the unit, exactly: false when it has parts of a
// cent, a sign, an exponent, or more than 12 digits before the point.
func (u Unit) read(text string) (Cents, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	fraction = strings.TrimRight(fraction, "0")
	if whole == "" || len(whole) > 12 || strings.Trim(whole+fraction, digits) != "" {
		return 0, false
	}
	places := 0
	if u == UnitDollars {
		places = 2
	}
	if len(fraction) > places {
		return 0, false
	}
	fraction += strings.Repeat("0", places-len(fraction))
	n, err := strconv.ParseInt(whole+fraction, 10, 64)
	return Cents(n), err == nil
}
