package people

import (
	"fmt"
	"slices"
	"strings"
)

// Role says what somebody may do.
type Role string

// The roles. A manager may do what needs the manager's PIN without it.
const (
	Cashier Role = "cashier"
	Manager Role = "manager"
)

// MaxName is how many characters a name has at most, MaxLockAfter after how many
// minutes of rest a till is locked at the latest, if it is.
const (
	MaxName      = 40
	MaxLockAfter = 60
)

// MasterName is who stands in the journal for the manager's PIN. Nobody else may
// be called so.
const MasterName = "manager"

// masterID is the ID of whoever signs in with the manager's PIN.
const masterID = "manager"

// Person is somebody who works at the till. Nobody is ever removed, so that old
// names stay readable.
type Person struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Role   Role   `json:"role"`
	Active bool   `json:"active"`
}

// RefundRule says which refunds need the manager's PIN.
type RefundRule string

// The rules.
const (
	RefundAlways RefundRule = "always"
	RefundAbove  RefundRule = "above"
	RefundNever  RefundRule = "never"
)

// Policy is what the shop wants of its people. The zero Policy signs nobody in,
// locks nothing, and wants the manager's PIN for every refund.
type Policy struct {
	// SignIn: nobody sells before signing in.
	SignIn bool `json:"sign_in"`
	// LockAfter is how many minutes of rest sign out, 0 (never) to MaxLockAfter.
	LockAfter int `json:"lock_after_min"`
	// Refund is empty for RefundAlways; Above is the limit of RefundAbove, in
	// cents.
	Refund RefundRule `json:"refund,omitempty"`
	Above  int64      `json:"refund_above_cents,omitempty"`
}

// RefundNeedsPIN says whether giving back so many cents needs the manager's PIN.
func (p Policy) RefundNeedsPIN(cents int64) bool {
	switch p.Refund {
	case RefundNever:
		return false
	case RefundAbove:
		return cents > p.Above
	}
	return true
}

// Valid says whether the rules can be kept.
func (p Policy) Valid() bool {
	known := slices.Contains([]RefundRule{"", RefundAlways, RefundAbove, RefundNever}, p.Refund)
	return known && p.LockAfter >= 0 && p.LockAfter <= MaxLockAfter && p.Above >= 0
}

// String says the rules in a few words.
func (p Policy) String() string {
	signIn, lock, refund := "nobody signs in", "no lock", "every refund needs the PIN"
	if p.SignIn {
		signIn = "everybody signs in"
	}
	if p.LockAfter > 0 {
		lock = fmt.Sprintf("lock after %d min", p.LockAfter)
	}
	switch p.Refund {
	case RefundNever:
		refund = "no refund needs the PIN"
	case RefundAbove:
		refund = fmt.Sprintf("refunds above %d.%02d need the PIN", p.Above/100, p.Above%100)
	}
	return signIn + ", " + lock + ", " + refund
}

// Staff is who works at the till, in the order of their names, and what the shop
// wants of them.
type Staff struct {
	Policy Policy   `json:"policy"`
	People []Person `json:"people"`
}

// Active returns those who may sign in. The slice is the caller's.
func (s Staff) Active() []Person {
	return slices.DeleteFunc(slices.Clone(s.People), func(p Person) bool { return !p.Active })
}

// alteration says what is different about somebody.
func alteration(before, after Person) string {
	var all []string
	if before.Name != after.Name {
		all = append(all, "is called "+after.Name)
	}
	if before.Role != after.Role {
		all = append(all, "is a "+string(after.Role))
	}
	switch {
	case before.Active && !after.Active:
		all = append(all, "has left")
	case after.Active && !before.Active:
		all = append(all, "is back")
	}
	return strings.Join(all, ", ")
}
