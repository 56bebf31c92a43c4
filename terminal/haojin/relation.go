package haojin

// Relation says whether an answer is one to a certain request, where a line
// carries several at once (section 5).
type Relation int

// The relations.
const (
	// Unclear: it may be, or not.
	Unclear Relation = iota
	// Same: it is.
	Same
	// Other: it isn't.
	Other
)

// Relates tells whether answer belongs to the sealed request. An answer that
// names an order belongs to the request about it, and to no cancel; one that
// names an original is a refund's and nothing else's; a bare "successful" is a
// cancel's, since a payment's names what was paid. Whatever else names nothing is
// unclear.
func (c Codec) Relates(request, answer []byte) Relation {
	content, err := c.OpenRequest(request)
	if err != nil {
		return Unclear
	}
	a, err := c.OpenAnswer(answer)
	if err != nil {
		return Unclear
	}
	named, asked := a.Data.Text("out_trade_no"), content["out_trade_no"].Text
	order, syssn, original := content["orderId"].Text, a.Data.Text("syssn"), a.Data.Text("orig_syssn")
	cancel := content.Operation() == OpCancel
	switch {
	case original != "" && content.Operation() == OpRefund && original == order:
		return Same
	case original != "":
		return Other
	case content.Operation() == OpInquiry && asked == "" && (named == order || syssn == order):
		return Same
	case content.Operation() == OpInquiry && asked == "" && syssn != "":
		return Other
	case named != "" && cancel:
		return Other
	case named != "" && asked != "" && named == asked:
		return Same
	case named != "" && asked != "":
		return Other
	case named == "" && cancel && a.Code == CodeOK:
		return Same
	}
	return Unclear
}
