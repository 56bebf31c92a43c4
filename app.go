package main

import (
	_ "embed"
	"fmt"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/pelletier/go-toml/v2"

	"harbourtill/assets"
	"harbourtill/terminal/provision"
	"harbourtill/ui"
)

// metadata is the program's name, version and Fyne settings, for people who
// build with plain "go build" as for those who package it.
//
//go:embed FyneApp.toml
var metadata []byte

// packaged is what FyneApp.toml says of the program.
type packaged struct {
	Details    struct{ ID, Name, Version string }
	Migrations map[string]bool
}

func program() packaged {
	var m packaged
	if err := toml.Unmarshal(metadata, &m); err != nil {
		panic(fmt.Errorf("FyneApp.toml: %w", err))
	}
	return m
}

// title is the program's name and version.
func (p packaged) title() string { return p.Details.Name + " " + p.Details.Version }

// newApp makes the Fyne application with the metadata of FyneApp.toml, the till's
// fonts and its languages; at first it speaks the computer's.
func newApp(log *slog.Logger) (fyne.App, ui.Fonts, *ui.Tongues) {
	m := program()
	icon := fyne.NewStaticResource("icon.png", assets.Icon)
	app.SetMetadata(fyne.AppMetadata{
		ID: m.Details.ID, Name: m.Details.Name, Version: m.Details.Version,
		Icon: icon, Migrations: m.Migrations,
	})
	a := app.NewWithID(m.Details.ID)
	a.SetIcon(icon)
	fonts, err := ui.LoadFonts()
	if err != nil {
		log.Error("the till's fonts", "error", err) // it goes on with Fyne's
	}
	tongues, err := ui.LoadTongues()
	if err != nil {
		log.Error("the till's languages", "error", err) // it goes on in English
	}
	a.Settings().SetTheme(ui.NewTheme(ui.Style{Fonts: fonts, Tongue: tongues.Tongue(provision.SystemLanguage())}))
	return a, fonts, tongues
}
