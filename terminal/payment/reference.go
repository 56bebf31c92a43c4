package payment

// Reference is a transaction's out_trade_no: the name that the till gives it
// and that recovery asks by. A till's references are ULIDs: 26 characters of
// 0-9 and A-Z without I, L, O and U, unique for ever across tills and
// re-installations, and ascending within one.
type Reference string

// ReferenceLength is how many characters a reference has.
const ReferenceLength = 26

// Valid says whether the text has a reference's form.
func (r Reference) Valid() bool {
	if len(r) != ReferenceLength || r[0] > '7' {
		return false
	}
	for _, c := range []byte(r) {
		digit := c >= '0' && c <= '9'
		letter := c >= 'A' && c <= 'Z' && c != 'I' && c != 'L' && c != 'O' && c != 'U'
		if !digit && !letter {
			return false
		}
	}
	return true
}
