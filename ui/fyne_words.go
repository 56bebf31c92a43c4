package ui

import (
	"encoding/json"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

// Fyne's names for words that are more than one.
const (
	fyneEnterFilename = "Enter filename"
	fyneSelectAll     = "Select all"
)

// fyneWords are what Fyne's own dialogs, menus and fields say, in the window's
// language, by Fyne's names for them.
func fyneWords() map[string]string {
	return map[string]string{
		"Advanced":          tr("Advanced"),
		"Cancel":            tr("Cancel"),
		"Confirm":           tr("Confirm"),
		"Copy":              tr("Copy"),
		"Create Folder":     tr("Create Folder"),
		"Cut":               tr("Cut"),
		fyneEnterFilename:   tr(fyneEnterFilename),
		"Error":             tr("Error"),
		"Favourites":        tr("Favourites"),
		"File":              tr("File"),
		"Folder":            tr("Folder"),
		"New Folder":        tr("New Folder"),
		"No":                tr("No"),
		"OK":                tr("OK"),
		"Open":              tr("Open"),
		"Paste":             tr("Paste"),
		"Quit":              tr("Quit"),
		"Redo":              tr("Redo"),
		"Save":              tr("Save"),
		fyneSelectAll:       tr(fyneSelectAll),
		"Show Hidden Files": tr("Show Hidden Files"),
		"Undo":              tr("Undo"),
		"Yes":               tr("Yes"),
		"file.name":         tr("File name"),
		"file.parent":       tr("Parent folder"),
	}
}

// teachFyne has Fyne say everything in the window's language, from the next dialog
// on. Fyne speaks the computer's language and can't be told another, so the words
// take the place of its own in that language, and in the one that it falls back on.
func teachFyne() error {
	words, err := json.Marshal(fyneWords())
	if err != nil {
		return fmt.Errorf("words for Fyne: %w", err)
	}
	if err := lang.AddTranslationsForLocale(words, "en"); err != nil {
		return fmt.Errorf("words for Fyne: %w", err)
	}
	if own := lang.SystemLocale().LanguageString(); own != "en" && !strings.HasPrefix(own, "und") {
		// A language that can't be taught any words is none that Fyne speaks.
		_ = lang.AddTranslationsForLocale(words, fyne.Locale(own))
	}
	return nil
}
