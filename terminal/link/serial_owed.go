package link

import (
	"slices"
	"time"
)

// late returns how many of the exchanges that were given up data may be the late
// answer to; sure: it is one's for certain, which is answered then.
func (s *Serial) late(data []byte) (n int, sure bool) {
	s.mu.Lock()
	s.owed = slices.DeleteFunc(s.owed, func(x *exchange) bool { return time.Since(x.ended) > owedFor })
	owed := slices.Clone(s.owed)
	s.mu.Unlock()
	claims, sure := s.claim(owed, data)
	if sure {
		s.mu.Lock()
		s.owed = slices.DeleteFunc(s.owed, func(x *exchange) bool { return x == claims[0] })
		s.mu.Unlock()
	}
	return len(claims), sure
}
