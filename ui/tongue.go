package ui

import (
	"encoding/json"
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"harbourtill/assets"
	"harbourtill/terminal/payment"
)

// Tongue is one of the languages that the window speaks; the zero Tongue is
// English. What it says is written in English in the code, with the verbs of
// package fmt; that is also the name by which a translation is found.
type Tongue struct {
	localizer *i18n.Localizer
	code      string
}

// Tongues are the languages that the program carries. A nil one has English
// only.
type Tongues struct{ bundle *i18n.Bundle }

// LoadTongues reads the translations that the program carries. An error means
// that the program's file is damaged.
func LoadTongues() (*Tongues, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	for name, text := range assets.Translations() {
		if _, err := bundle.ParseMessageFileBytes(text, name); err != nil {
			return nil, fmt.Errorf("translation %s: %w", name, err)
		}
	}
	return &Tongues{bundle}, nil
}

// Tongue returns a language by its code: en, zh-Hant or zh-Hans.
func (t *Tongues) Tongue(code string) Tongue {
	if t == nil {
		return Tongue{}
	}
	return Tongue{i18n.NewLocalizer(t.bundle, code), code}
}

// say translates a text; what has no translation stays as it is.
func (t Tongue) say(message *i18n.Message, count any) string {
	if t.localizer == nil {
		if n, ok := count.(int); ok && n == 1 {
			return message.One
		}
		return message.Other
	}
	text, err := t.localizer.Localize(&i18n.LocalizeConfig{DefaultMessage: message, PluralCount: count})
	if text == "" && err != nil {
		return message.Other
	}
	return text
}

// plain says a text without verbs.
func (t Tongue) plain(text string) string { return t.say(&i18n.Message{ID: text, Other: text}, nil) }

// tongueNow is that of the theme that the application has.
func tongueNow() Tongue {
	if t := themeNow(); t != nil {
		return t.tongue
	}
	return Tongue{}
}

// tr says a text in the window's language, with values for its verbs.
func tr(text string, values ...any) string {
	if text == "" {
		return ""
	}
	said := tongueNow().say(&i18n.Message{ID: text, Other: text}, nil)
	if len(values) == 0 {
		return said
	}
	return fmt.Sprintf(said, values...)
}

// trn says one of two texts, for one thing or for more, with n for its verb.
func trn(n int, one, more string) string {
	return fmt.Sprintf(tongueNow().say(&i18n.Message{ID: more, One: one, Other: more}, n), n)
}

// channelName is what customers call a channel.
func channelName(c payment.Channel) string { return tr(c.Name()) }
