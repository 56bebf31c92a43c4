// Package assets holds what the program carries inside itself.
package assets

import _ "embed"

// Icon is the program's icon, a PNG of 256 by 256. Don't change it.
//
//go:embed icon.png
var Icon []byte
