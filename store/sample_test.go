package store

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"harbourtill/terminal/payment"
)

// sampler makes up a shop's transactions as the controller journals them:
// opening hours, prices, channels, ends and answers as they are in life. The
// same seed makes the same shop.
type sampler struct {
	random  *rand.Rand
	now     time.Time
	apart   time.Duration // between two transactions, on average
	number  int
	entropy ulid.MonotonicReader
	paid    []payment.Transaction // the last approved ones, for refunds
}

// newSampler makes n transactions spread over days before the end of 2026.
func newSampler(seed uint64, n, days int) *sampler {
	s := &sampler{random: rand.New(rand.NewPCG(seed, seed))}
	s.now = time.Date(2026, 12, 31, 10, 0, 0, 0, payment.HongKong()).AddDate(0, 0, -days)
	s.apart = time.Duration(days) * 12 * time.Hour / time.Duration(max(1, n))
	s.entropy = ulid.Monotonic(byteReader{s.random}, 0)
	return s
}

type byteReader struct{ random *rand.Rand }

func (r byteReader) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r.random.Uint32())
	}
	return len(p), nil
}

func pick[T any](s *sampler, from ...T) T { return from[s.random.IntN(len(from))] }

func (s *sampler) chance(percent float64) bool { return s.random.Float64()*100 < percent }

// tick moves on to the next customer; the shop is open from 10 to 22.
func (s *sampler) tick() {
	s.now = s.now.Add(time.Duration(s.random.ExpFloat64()*float64(s.apart)) + time.Duration(s.random.IntN(1e6)))
	if hk := s.now.In(payment.HongKong()); hk.Hour() >= 22 {
		s.now = time.Date(hk.Year(), hk.Month(), hk.Day()+1, 10, 0, 0, s.random.IntN(1e9), payment.HongKong())
	}
}

func (s *sampler) amount() payment.Money {
	switch {
	case s.chance(55):
		return payment.Money(pick(s, 18, 22, 28, 32, 38, 42, 48, 58, 68, 78, 88, 98, 108, 128, 168, 198)) * 100
	case s.chance(60):
		return payment.Money(50*(1+s.random.IntN(600)) + pick(s, 0, 0, 10, 40))
	}
	return payment.Money(100 + s.random.IntN(100_000))
}

func (s *sampler) channel() payment.Channel {
	return pick(
		s, payment.Card, payment.Card, payment.Card, payment.Card, payment.Octopus, payment.Octopus, payment.Octopus,
		payment.Alipay, payment.Alipay, payment.WeChatPay, payment.WeChatPay, payment.PayMe, payment.FPS,
		payment.UnionPayCard, payment.QuickPass, payment.AmexCard,
	)
}

// next is one transaction: all that the journal writes of it, oldest first.
func (s *sampler) next() []payment.Record {
	s.tick()
	s.number++
	tr := payment.Transaction{
		Reference: payment.Reference(ulid.MustNew(ulid.Timestamp(s.now), s.entropy).String()),
		Kind:      payment.Payment, Status: payment.Reserved, Channel: s.channel(), Amount: s.amount(),
		Created: s.now, Profile: "3f9a2c51", Operator: pick(s, "May", "Ka Ho", "Wing"), Timeout: 120,
	}
	if s.chance(1.5) && len(s.paid) > 0 {
		original := s.paid[s.random.IntN(len(s.paid))]
		tr.Kind, tr.Original, tr.Channel = payment.Refund, original.Reference, original.Channel
		tr.Amount = min(original.Booked, pick(s, original.Booked, tr.Amount))
	}
	records := []payment.Record{{Transaction: tr, Transition: payment.Transition{At: tr.Created, Status: tr.Status, Cause: "pay"}}}
	step := func(after time.Duration, status payment.Status, cause string, change func(*payment.Transition)) {
		at := records[len(records)-1].Transition.At.Add(after + time.Duration(s.random.IntN(1e6)))
		tr.Status = status
		if status == payment.Sent {
			tr.Sent = at
		} else if status != payment.Unknown {
			tr.Decided = at
		}
		t := payment.Transition{At: at, Status: status, Cause: cause}
		if change != nil {
			change(&t)
		}
		tr.Reason = t.Reason
		records = append(records, payment.Record{Transaction: tr, Transition: t})
	}
	step(400*time.Microsecond, payment.Sent, "sending", nil)
	s.end(&tr, step)
	return records
}

// end brings a sent transaction to its end.
func (s *sampler) end(tr *payment.Transaction, step func(time.Duration, payment.Status, string, func(*payment.Transition))) {
	took := time.Duration(3+s.random.IntN(25)) * time.Second
	if s.chance(0.7) {
		step(took, payment.Unknown, "answer lost", func(t *payment.Transition) { t.Reason, t.Evidence = payment.NoAnswer, payment.LocalFact })
		if s.chance(1) {
			return
		}
	}
	switch {
	case s.chance(93):
		tr.Booked, tr.Syssn, tr.Code, tr.Inner = tr.Amount, s.syssn(), "6000", "0000"
		if tr.Channel.Medium() == payment.BankCard {
			tr.Card = fmt.Sprintf("%04d", s.random.IntN(10_000))
		}
		step(took, payment.Approved, "approved", func(t *payment.Transition) {
			t.Evidence, t.Answer = payment.OwnSealed, s.answer(*tr, "6000", "")
		})
		s.paid = append(s.paid[max(0, len(s.paid)-500):], *tr)
	case s.chance(60):
		tr.Code, tr.Inner = "6002", pick(s, "1205", "1201", "1202", "1212")
		step(took, payment.Declined, "declined", func(t *payment.Transition) {
			t.Evidence, t.Answer = payment.OwnSealed, s.answer(*tr, "6002", "The transaction failed ("+tr.Inner+")")
		})
	case s.chance(80):
		tr.Code = "6001"
		step(took, payment.Cancelled, "cancelled", func(t *payment.Transition) {
			t.Evidence, t.Answer = payment.OwnSealed, s.answer(*tr, "6001", "cancelled")
		})
	default:
		step(time.Millisecond, payment.Failed, "not sent", func(t *payment.Transition) {
			t.Reason, t.Evidence = payment.NotReached, payment.LocalFact
		})
	}
	if s.chance(1) {
		tr.Note = pick(s, "Table", "Order", "Customer", "Delivery for") + " " + pick(s, "Chan", "Wong", "window", "late", "birthday") +
			fmt.Sprintf(" %d", s.random.IntN(5000))
		step(time.Minute, tr.Status, "note", func(t *payment.Transition) { t.Evidence, t.Note = payment.ByPerson, tr.Note })
	}
}

func (s *sampler) syssn() string {
	return s.now.In(payment.HongKong()).Format("20060102150405") + fmt.Sprintf("%011d", 87_000_000_000+s.random.Int64N(1e9))
}

// answer is the evidence as a terminal gives it.
func (s *sampler) answer(tr payment.Transaction, code, problem string) json.RawMessage {
	data := map[string]string{}
	if code == "6000" {
		at := s.now.In(payment.HongKong()).Format(time.DateTime)
		data = map[string]string{
			"syssn": tr.Syssn, "out_trade_no": string(tr.Reference), "txamt": fmt.Sprint(int64(tr.Amount)), "txcurrcd": "HKD",
			"sysdtm": at, "paydtm": at, "busicd": "802808", "chnlsn": "", "respcd": "0000", "mchntnm": "Harbour Tea House",
			"userid": "2455801", "udid": "qiantai2",
		}
		if tr.Card != "" {
			data["cardno"], data["cardscheme"] = "520000******"+tr.Card, "MASTERCARD"
		}
	}
	text, err := json.Marshal(struct {
		Code    string `json:"respcd"`
		Message string `json:"respmsg"`
		Problem string `json:"resperr"`
		Sealed  bool   `json:"sealed"`
		Data    any    `json:"data"`
	}{code, "OK", problem, true, data})
	if err != nil {
		panic(err)
	}
	return text
}

// writeSample writes the next n transactions of a shop, many in one go.
func writeSample(t testing.TB, s *Store, from *sampler, n int) []payment.Transaction {
	t.Helper()
	var all []payment.Transaction
	for len(all) < n {
		var records []payment.Record
		for ; len(records) < 20_000 && len(all) < n; all = append(all, records[len(records)-1].Transaction) {
			records = append(records, from.next()...)
		}
		if err := s.Write(records...); err != nil {
			t.Fatal(err)
		}
	}
	return all
}
