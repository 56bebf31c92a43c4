package payment

// ChannelOf returns the channel that a busicd, QFPay's word for it in answers,
// belongs to (protocol section 3); ok is false for one that isn't known.
func ChannelOf(busicd string) (c Channel, ok bool) {
	switch busicd {
	case "802808", "802801":
		c = Card
	case "806708":
		c = UnionPayCard
	case "806808":
		c = AmexCard
	case "800208", "800201":
		c = WeChatPay
	case "800108", "800101":
		c = Alipay
	case "805808", "805801":
		c = PayMe
	case "800708", "800701":
		c = QuickPass
	case "802001":
		c = FPS
	case "803708":
		c = Octopus
	}
	return c, c != ""
}
