package ui

import (
	"time"

	"harbourtill/terminal/drill"
	"harbourtill/terminal/payment"
)

const (
	wordsDrills       = "The training terminal plays what can happen at a counter. No real money moves. In the end you hear what was right and what wasn't."
	wordsDrillBusy    = "Something is open on the terminal. Practise when it is over."
	wordsDrillUnknown = "The till doesn't know yet how a payment before ended. Practise when it does."
	wordsDrillBroken  = "The training journal can't be read, so nobody can practise now."
	wordsDrillUnkept  = "The training journal can't be written: this one isn't counted."
	wordsDrillCrewPIN = "Who has practised what is for managers."
	wordsNobodyYet    = "Nobody has practised anything yet."
)

// drillTitle is what a drill is called.
func drillTitle(n drill.Name) string {
	switch n {
	case drill.Declined:
		return tr("The card is declined")
	case drill.Cancelled:
		return tr("The customer wants to pay otherwise")
	case drill.AnswerLost:
		return tr("The answer is lost")
	case drill.PaidAfterAll:
		return tr("Cancelled, yet paid")
	case drill.WrongAmount:
		return tr("The terminal takes a wrong amount")
	case drill.NotRefundable:
		return tr("A refund that isn't allowed")
	}
	return string(n)
}

// drillStory tells what happens before a drill begins.
func drillStory(d drill.Drill) string {
	switch d.Name {
	case drill.Declined:
		return tr("A customer buys for %s and holds out a Visa card. The bank will refuse it. She has another card and a phone with her. She should go with her goods, and they should be paid.", d.Amount)
	case drill.Cancelled:
		return tr("A customer pays %s by Visa. While the terminal waits she says: sorry, I'd rather pay with my Octopus. Stop the payment before she taps the card, in 30 seconds, and take it by Octopus.", d.Amount)
	case drill.AnswerLost:
		return tr("A customer pays %s by WeChat Pay. Her phone says that it is paid, but the till doesn't hear it from the terminal. Make sure that it is paid, once and no more, before she goes.", d.Amount)
	case drill.PaidAfterAll:
		return tr("Begin %s by Alipay, and cancel it while the terminal waits: the customer doesn't want the goods any more. But her phone was faster. See what the till finds out, and put it right.", d.Amount)
	case drill.WrongAmount:
		return tr("A customer buys for %s and pays by Visa. But the terminal takes another amount. Read what the till says, and see to it that she has paid exactly %s in the end.", d.Amount, d.Goal)
	case drill.NotRefundable:
		return tr("Take %s by Visa. At once the customer brings one thing back: %s should go back to her. The rules for cards don't allow that on the same day. Find the way: in the end she has paid exactly %s.", d.Amount, d.Amount-d.Goal, d.Goal)
	}
	return ""
}

// drillTask says in one line what is to be done.
func drillTask(d drill.Drill) string {
	switch d.Name {
	case drill.Declined:
		return tr("Take %s by Visa / Mastercard, or in whatever way works.", d.Amount)
	case drill.Cancelled:
		return tr("Begin %s by Visa / Mastercard, stop it while the terminal waits, then take it by Octopus.", d.Amount)
	case drill.AnswerLost:
		return tr("Take %s by WeChat Pay, once and no more. Make sure that it is paid.", d.Amount)
	case drill.PaidAfterAll:
		return tr("Begin %s by Alipay and cancel it. In the end the customer has paid nothing.", d.Amount)
	case drill.WrongAmount:
		return tr("Take %s by Visa / Mastercard. In the end the customer has paid exactly that.", d.Amount)
	case drill.NotRefundable:
		return tr("Take %s by Visa / Mastercard, then give %s of it back. In the end it is %s.", d.Amount, d.Amount-d.Goal, d.Goal)
	}
	return ""
}

// drillAdvice says how it is done rightly.
func drillAdvice(n drill.Name) string {
	switch n {
	case drill.Declined:
		return tr("A declined payment takes nothing. Ask for another card or another way to pay, and charge again.")
	case drill.Cancelled:
		return tr("Press Cancel while the terminal waits, and read what the till says then. After CANCELLED it goes on checking, and says so if money was taken after all.")
	case drill.AnswerLost:
		return tr("Wait: the till asks the terminal by itself, and says how it ended within a minute. Until then charge nothing again, and don't let the customer go.")
	case drill.PaidAfterAll:
		return tr("A cancel can come too late. When the till says that there is money after all, open the amber button at the top and give the money back.")
	case drill.WrongAmount:
		return tr("What the terminal really took is on the screen. Charge what is missing as a payment of its own, or have a manager give it back and charge anew.")
	case drill.NotRefundable:
		return tr("On its own day a card payment goes back whole or not at all. Give all of it back, then charge what the customer keeps.")
	}
	return ""
}

// lessonWords says how a lesson was done.
func lessonWords(d drill.Drill, p drill.Point) string {
	switch {
	case p.Lesson == drill.AsAgreed && p.Right:
		return tr("You charged %s by %s, as agreed.", d.Amount, channelName(d.Channel))
	case p.Lesson == drill.AsAgreed:
		return tr("The first payment wasn't %s by %s, as agreed.", d.Amount, channelName(d.Channel))
	case p.Lesson == drill.Met:
		return tr("What this is about didn't come about: the first payment was stopped before. Try it once more.")
	case p.Lesson == drill.InTime && p.Right:
		return tr("You stopped the payment before the card was charged.")
	case p.Lesson == drill.InTime:
		return tr("The payment wasn't stopped: the card was charged.")
	case p.Lesson == drill.OtherWay && p.Right:
		return tr("The customer paid by %s, as she wanted.", channelName(d.Other))
	case p.Lesson == drill.OtherWay:
		return tr("The customer wanted to pay by %s, and by nothing else.", channelName(d.Other))
	case p.Lesson == drill.Patient && p.Right:
		return tr("You charged nothing again while nobody knew whether it was paid.")
	case p.Lesson == drill.Patient:
		return tr("You wanted to charge again while nobody knew whether it was paid. That takes the money twice.")
	}
	return outcomeLessonWords(d, p)
}

// outcomeLessonWords are those about how it ended.
func outcomeLessonWords(d drill.Drill, p drill.Point) string {
	switch {
	case p.Lesson == drill.Withdrawn && p.Right:
		return tr("You cancelled what the customer didn't want any more.")
	case p.Lesson == drill.Withdrawn:
		return tr("The customer didn't want it any more, and the payment wasn't cancelled.")
	case p.Lesson == drill.Certain && p.Right:
		return tr("When the customer left, you knew how every payment had ended.")
	case p.Lesson == drill.Certain:
		return tr("The customer left, and nobody knew whether she had paid.")
	case p.Lesson == drill.Exact && p.Unsure:
		return tr("Nobody can say yet what she has paid.")
	case p.Lesson == drill.Exact && p.Right && d.Goal == 0:
		return tr("In the end she has paid nothing.")
	case p.Lesson == drill.Exact && p.Right:
		return tr("In the end she has paid exactly %s.", d.Goal)
	case p.Lesson == drill.Exact && p.Got == 0:
		return tr("She has left with the goods and paid nothing; it should be %s.", d.Goal)
	case p.Lesson == drill.Exact:
		return tr("In the end she has paid %s; it should be %s.", p.Got, d.Goal)
	}
	return string(p.Lesson)
}

// scoreWords says how somebody has done in a drill.
func scoreWords(s drill.Score) string {
	switch {
	case s.Tries == 0:
		return tr("Not practised yet")
	case s.LastPassed:
		return tr("Right on %s", drillDay(s.Last))
	case s.Passed > 0:
		return tr("Right before, but not on %s", drillDay(s.Last))
	}
	return trn(s.Tries, "Tried %d time, not right yet", "Tried %d times, not right yet")
}

// scoreBrief is scoreWords for a table.
func scoreBrief(s drill.Score) string {
	if s.Tries == 0 {
		return tr("not yet")
	}
	return tr("%s, %d×", drillDay(s.Last), s.Tries)
}

func drillDay(t time.Time) string { return t.In(payment.HongKong()).Format(tr("2 Jan")) }

// drillWho is who did a drill.
func drillWho(who string) string {
	if who == "" {
		return tr("Nobody signed in")
	}
	return who
}
