package payment

import "slices"

// Channel is a way to pay, named as the protocol names it (section 3).
type Channel string

// The channels a Haojin terminal takes, in the order of the protocol's table,
// which is also the order of the function keys F1 to F9.
const (
	Card         Channel = "card_payment"
	UnionPayCard Channel = "unionpay_card"
	AmexCard     Channel = "amex_card"
	WeChatPay    Channel = "wx"
	Alipay       Channel = "alipay"
	PayMe        Channel = "payme"
	QuickPass    Channel = "union"
	FPS          Channel = "fps"
	Octopus      Channel = "octopus"
)

// Medium is what the customer holds to the terminal.
type Medium int

// The media: a bank card, a phone with a code, an Octopus card.
const (
	BankCard Medium = iota + 1
	Wallet
	ContactlessCard
)

// RefundRule is what a channel lets be given back (protocol section 3).
type RefundRule int

// The rules: any part of a payment; the whole payment only on the day it was
// made (Hong Kong day), any part later; nothing ever.
const (
	RefundPartial RefundRule = iota + 1
	RefundFullSameDay
	RefundNever
)

// paymeTimeout is the longest a PayMe payment may wait, in seconds (protocol section 3).
const paymeTimeout = 120

type channelInfo struct {
	name   string
	medium Medium
	refund RefundRule
}

func (c Channel) info() channelInfo {
	switch c {
	case Card:
		return channelInfo{"Visa / Mastercard", BankCard, RefundFullSameDay}
	case UnionPayCard:
		return channelInfo{"UnionPay Card", BankCard, RefundFullSameDay}
	case AmexCard:
		return channelInfo{"American Express", BankCard, RefundFullSameDay}
	case WeChatPay:
		return channelInfo{"WeChat Pay", Wallet, RefundPartial}
	case Alipay:
		return channelInfo{"Alipay", Wallet, RefundPartial}
	case PayMe:
		return channelInfo{"PayMe", Wallet, RefundPartial}
	case QuickPass:
		return channelInfo{"UnionPay QuickPass", Wallet, RefundPartial}
	case FPS:
		return channelInfo{"FPS", Wallet, RefundPartial}
	case Octopus:
		return channelInfo{"Octopus", ContactlessCard, RefundNever}
	}
	return channelInfo{name: string(c)}
}

// Channels returns all channels in the order of the protocol's table. The
// slice is the caller's.
func Channels() []Channel {
	return []Channel{Card, UnionPayCard, AmexCard, WeChatPay, Alipay, PayMe, QuickPass, FPS, Octopus}
}

// Known says whether the protocol has the channel.
func (c Channel) Known() bool { return slices.Contains(Channels(), c) }

// Name is the channel's name in English, as customers know it; the protocol's
// word for a channel that isn't known.
func (c Channel) Name() string { return c.info().name }

// Medium says what the customer holds to the terminal; zero for a channel that
// isn't known.
func (c Channel) Medium() Medium { return c.info().medium }

// Refund says what may be given back; zero for a channel that isn't known.
func (c Channel) Refund() RefundRule { return c.info().refund }

// Timeout is how many seconds a payment on this channel may wait when the
// shop's setting is seconds: the setting, but never more than the channel
// allows (PayMe: 120 s).
func (c Channel) Timeout(seconds int) int {
	if c == PayMe {
		return min(seconds, paymeTimeout)
	}
	return seconds
}
