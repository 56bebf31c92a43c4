package store

import (
	"bytes"
	"context"
	"runtime"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// An export reads in batches: this goroutine alone touches the file, others
// turn what it has copied from there into transactions, which takes most of the
// time, and this one writes them in their order.
const batchRows = 512

// rawBatch is some transactions as they stand in the file, and what becomes of
// them.
type rawBatch struct {
	keys  []byte // of by_time, 16 bytes each
	texts []byte
	ends  []int // of each text
	rows  []exportRow
	err   error
	ready chan struct{}
}

// add copies a transaction; key is by_time's.
func (b *rawBatch) add(tx *bbolt.Tx, key []byte) error {
	if len(key) != 16 {
		return damage(bucketByTime, key)
	}
	text, err := get(tx, bucketTransactions, key[8:])
	if err != nil {
		return err
	}
	b.keys = append(b.keys, key...)
	b.texts = append(b.texts, text...)
	b.ends = append(b.ends, len(b.texts))
	return nil
}

// decode fills rows, on a goroutine of its own.
func (b *rawBatch) decode() {
	defer close(b.ready)
	b.rows = make([]exportRow, len(b.ends))
	begin := 0
	for i, end := range b.ends {
		key, t := b.keys[16*i:16*i+16], &b.rows[i].Transaction
		if decodePacked(b.texts[begin:end], t) != nil || !bytes.Equal(key, timeKey(*t, key[8:])) {
			b.err = damage(bucketByTime, key)
			return
		}
		begin = end
	}
}

// rowReader walks the rows of an export in one read of the file.
type rowReader struct {
	ctx     context.Context
	tx      *bbolt.Tx
	options ExportOptions
	visit   func(*exportRow) error
	done    int
	ahead   []*rawBatch
}

// eachRow calls visit for each row of an export, in order. It checks ctx
// between batches.
func (s *Store) eachRow(ctx context.Context, o ExportOptions, visit func(*exportRow) error) error {
	return s.view(func(tx *bbolt.Tx) error {
		r := &rowReader{ctx: ctx, tx: tx, options: o, visit: visit}
		defer r.wait()
		c := tx.Bucket(bucketByTime).Cursor()
		from, before := o.keys()
		key, _ := c.Seek(from)
		for inRange(key, before) {
			b := &rawBatch{ready: make(chan struct{})}
			for ; inRange(key, before) && len(b.ends) < batchRows; key, _ = c.Next() {
				if err := b.add(tx, key); err != nil {
					return err
				}
			}
			if err := r.put(b); err != nil {
				return err
			}
		}
		return r.finish(0)
	})
}

func inRange(key, before []byte) bool {
	return key != nil && (before == nil || bytes.Compare(key, before) < 0)
}

// put has a batch decoded, and finishes those before it that are enough.
func (r *rowReader) put(b *rawBatch) error {
	r.ahead = append(r.ahead, b)
	go b.decode()
	return r.finish(2 * runtime.GOMAXPROCS(0))
}

// finish visits the rows of the oldest batches until so many are left.
func (r *rowReader) finish(left int) error {
	for len(r.ahead) > left {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		b := r.ahead[0]
		r.ahead = r.ahead[1:]
		<-b.ready
		if b.err != nil {
			return b.err
		}
		for i := range b.rows {
			if err := r.look(&b.rows[i], b.keys[16*i+8:16*i+16]); err != nil {
				return err
			}
		}
		if err := visiting(func() error { return r.visitAll(b) }); err != nil {
			return err
		}
	}
	return nil
}

func (r *rowReader) visitAll(b *rawBatch) error {
	for i := range b.rows {
		if err := r.visit(&b.rows[i]); err != nil {
			return err
		}
	}
	r.done += len(b.rows)
	if r.options.Progress != nil {
		r.options.Progress(r.done)
	}
	return nil
}

// wait lets the decoders end.
func (r *rowReader) wait() {
	for _, b := range r.ahead {
		<-b.ready
	}
}

// look finds what stands elsewhere in the file.
func (r *rowReader) look(row *exportRow, sequence []byte) error {
	if row.Kind == payment.Payment {
		for key := range prefixed(r.tx.Bucket(bucketByOriginal), []byte(row.Reference)) {
			refund, err := loadIndexed(r.tx, bucketByOriginal, key)
			if err != nil {
				return err
			}
			if refund.Status == payment.Approved && !refund.Foreign {
				row.refunded += refund.Booked
			}
		}
	}
	if row.Note == "" {
		return nil // nobody has settled it
	}
	history, err := transitions(r.tx, row.Reference, sequence)
	for _, step := range history {
		if step.Status == payment.SettledPaid || step.Status == payment.SettledUnpaid {
			if step.By != "" {
				row.settledBy = step.By
			}
		}
	}
	return err
}

// CountExport returns how many transactions an export will have.
func (s *Store) CountExport(o ExportOptions) (n int, err error) {
	from, before := o.keys()
	if from == nil && before == nil {
		err = s.view(func(tx *bbolt.Tx) error {
			all, err := loadTotals(tx)
			n = int(all[0].entries)
			return err
		})
		return n, err
	}
	err = s.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketByTime).Cursor()
		for key, _ := c.Seek(from); inRange(key, before); key, _ = c.Next() {
			n++
		}
		return nil
	})
	return n, err
}
