package assets

import _ "embed"

//go:embed translations/active.zh-Hant.json
var traditional []byte

//go:embed translations/active.zh-Hans.json
var simplified []byte

// Translations returns what the window says in other languages than English: by
// the name of a file whose ending names language and form, a JSON object from
// the English text to its translation. The texts are the program's own: don't
// change them.
func Translations() map[string][]byte {
	return map[string][]byte{"active.zh-Hant.json": traditional, "active.zh-Hans.json": simplified}
}
