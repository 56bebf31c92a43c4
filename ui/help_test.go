package ui

import "testing"

func TestHelpListsTheSectionsKeys(t *testing.T) {
	w, _ := reportingWith(t, func(c *Config) { c.About = "Harbour Till 1.0" })
	for s, words := range map[section]string{
		sectionSale: "Choose how the customer pays", sectionHistory: "Search by reference", sectionSummary: "Close the day", sectionQuestions: "These keys",
	} {
		w.goTo(s)
		w.keys("?")
		w.shows(words, "Keys", "Harbour Till 1.0", "Ctrl+L")
		inside(t, w)
		w.keys("<Escape>")
		w.hides("These keys")
	}
}
