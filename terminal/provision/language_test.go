package provision

import (
	"slices"
	"testing"
)

func TestClosestLanguage(t *testing.T) {
	for name, want := range map[string]string{
		"zh-HK": "zh-Hant", "zh-TW": "zh-Hant", "zh-MO": "zh-Hant", "yue-HK": "zh-Hant", "zh-CN": "zh-Hans", "zh": "zh-Hans", "zh-SG": "zh-Hans",
		"en-HK": "en", "fr": "en", "C": "en", "": "en",
	} {
		if got := closest([]string{name}); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
	if got := closest([]string{"fr", "zh-HK"}); got != "zh-Hant" {
		t.Errorf("the second choice: %s", got)
	}
	if !slices.Contains(Languages(), SystemLanguage()) {
		t.Errorf("this computer's: %q", SystemLanguage())
	}
}
