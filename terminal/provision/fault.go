package provision

import (
	"unicode"
	"unicode/utf8"
)

// InputError is what is wrong with something that a person typed, pasted or
// chose. It never holds what that was. Match with errors.Is against the
// variables of this type.
type InputError struct{ text string }

// Error tells it in lower case, to stand after a setting's name.
func (e *InputError) Error() string { return e.text }

// Sentence tells it as an English sentence for the settings screen.
func (e *InputError) Sentence() string {
	first, size := utf8.DecodeRuneInString(e.text)
	return string(unicode.ToUpper(first)) + e.text[size:] + "."
}
