package terminal

import "sync"

// mailbox is a queue without bounds between goroutines: putting never waits,
// so the controller can't be held up by a slow screen, nor a screen by a slow
// disk. There is one reader.
type mailbox[T any] struct {
	mu    sync.Mutex
	items []T
	// filled gets a value when there may be items.
	filled chan struct{}
}

func newMailbox[T any]() *mailbox[T] {
	return &mailbox[T]{filled: make(chan struct{}, 1)}
}

func (m *mailbox[T]) put(item T) {
	m.mu.Lock()
	m.items = append(m.items, item)
	m.mu.Unlock()
	select {
	case m.filled <- struct{}{}:
	default:
	}
}

// takeAll empties the box.
func (m *mailbox[T]) takeAll() []T {
	m.mu.Lock()
	defer m.mu.Unlock()
	items := m.items
	m.items = nil
	return items
}
