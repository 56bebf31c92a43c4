package provision

import (
	"github.com/jeandeaual/go-locale"
	"golang.org/x/text/language"
)

// SystemLanguage is the one of Languages that comes closest to what whoever uses
// this computer has chosen; English where nothing does.
func SystemLanguage() string {
	wanted, err := locale.GetLocales()
	if err != nil {
		return Languages()[0]
	}
	return closest(wanted)
}

// closest is the language that fits the first of the locales best. What is
// written in Hong Kong, Macau and Taiwan is Traditional Chinese.
func closest(locales []string) string {
	var have []language.Tag
	for _, code := range Languages() {
		have = append(have, language.Make(code))
	}
	var want []language.Tag
	for _, name := range locales {
		if tag, err := language.Parse(name); err == nil {
			want = append(want, tag)
		}
	}
	_, at, _ := language.NewMatcher(have).Match(want...)
	return Languages()[at]
}
