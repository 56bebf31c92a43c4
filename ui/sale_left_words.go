package ui

import "harbourtill/terminal/payment"

// lastWords tells how the last sale ended, while the next one is typed.
func lastWords(t payment.Transaction) string {
	if t.Reference == "" {
		return ""
	}
	text := tr("Last: %s %s", paid(t), outcomeStory(t).Word)
	if t.Verifying && unpaid(t.Status) {
		text += tr(" (being checked)")
	}
	return text
}

// newsWords tells how a payment that is no longer on the screen has ended.
func newsWords(t payment.Transaction) string {
	text := tr("%s (%s) at %s: %s.", paid(t), channelName(t.Channel), clock(t.Created), outcomeStory(t).Word)
	if alarm := alarmWords(t); alarm != "" {
		return sentences(text, alarm)
	}
	return sentences(text, outcomeStory(t).Money)
}

// badNews says whether that is how a payment ends for which somebody may have
// handed the goods out in good faith, or something contradicts itself.
func badNews(t payment.Transaction) bool {
	return t.Status != payment.Approved && t.Status != payment.SettledPaid || alarmWords(t) != ""
}
