package assets

import (
	_ "embed"
	"strings"
)

//go:embed licences.txt
var licences string

// Licence is under what a part of the program comes.
type Licence struct {
	// Name is a Go module's or a package's path, or what the part is called.
	Name, Version string
	// Short is the licence's SPDX identifier, Text all of it.
	Short, Text string
}

// Licences lists the program itself, its font, Go and every module that is built
// in on one of its systems; "make licences" collects them.
func Licences() []Licence {
	var all []Licence
	for _, one := range strings.Split("\n"+licences, "\n===\t")[1:] {
		head, text, _ := strings.Cut(one, "\n")
		parts := strings.Split(head, "\t")
		if len(parts) == 3 {
			all = append(all, Licence{Name: parts[0], Version: parts[1], Short: parts[2], Text: strings.TrimSpace(text)})
		}
	}
	return all
}
