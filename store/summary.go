package store

import (
	"context"
	"encoding/binary"
	"time"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// Summary is what the transactions created in a stretch of time add up to, as
// they stand now.
type Summary struct {
	// From is in, Before is out.
	From, Before time.Time
	Total        payment.Sums
	// Channels are in the protocol's order; only those with transactions are
	// there.
	Channels []payment.ChannelSums
	// Hours are the sums by the hour of the day, in Hong Kong.
	Hours [24]payment.Sums
}

// Summary adds up what was created from a moment on and before another. It
// reads no more of the journal than that, and ends early with ctx's error.
func (s *Store) Summary(ctx context.Context, from, before time.Time) (Summary, error) {
	all := Summary{From: from, Before: before}
	channels := make(map[payment.Channel]payment.Sums)
	err := s.view(func(tx *bbolt.Tx) error {
		read := newSummaries()
		cursor := tx.Bucket(bucketByTime).Cursor()
		end := bigEndian(uint64(before.UnixNano()))
		steps := 0
		for key, value := cursor.Seek(bigEndian(uint64(from.UnixNano()))); inRange(key, end); key, value = cursor.Next() {
			if steps++; steps%checkEvery == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			one, err := read.read(tx, key, value)
			if err != nil {
				return err
			}
			if one.foreign {
				continue
			}
			all.Total.Add(one.kind, one.status, one.amount)
			all.Hours[hourOf(key)].Add(one.kind, one.status, one.amount)
			sums := channels[one.channel]
			sums.Add(one.kind, one.status, one.amount)
			channels[one.channel] = sums
		}
		return nil
	})
	all.Channels = byChannel(channels)
	return all, err
}

// hourOf is the hour of the day, in Hong Kong, that a key of by_time begins
// with.
func hourOf(key []byte) int {
	return time.Unix(0, int64(binary.BigEndian.Uint64(key))).In(payment.HongKong()).Hour()
}
