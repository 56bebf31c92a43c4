package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"

	"go.etcd.io/bbolt"
)

// sealSize is how many bytes a sealed value is longer than its content.
const sealSize = crc32.Size

// seal puts a checksum before content: CRC-32C, big endian, of the bucket's
// name, a zero byte, the key and the content. Content that turns up in another
// place is damage too.
func seal(bucket, key, content []byte) []byte {
	value := make([]byte, sealSize, sealSize+len(content))
	binary.BigEndian.PutUint32(value, checksum(bucket, []byte{0}, key, content))
	return append(value, content...)
}

// unseal returns a sealed value's content, which is the transaction's, or
// ErrDamaged.
func unseal(bucket, key, value []byte) ([]byte, error) {
	if len(value) < sealSize {
		return nil, damage(bucket, key)
	}
	content := value[sealSize:]
	if binary.BigEndian.Uint32(value) != checksum(bucket, []byte{0}, key, content) {
		return nil, damage(bucket, key)
	}
	return content, nil
}

// get reads a sealed value; nil where there is none.
func get(tx *bbolt.Tx, bucket, key []byte) ([]byte, error) {
	value := tx.Bucket(bucket).Get(key)
	if value == nil {
		return nil, nil
	}
	return unseal(bucket, key, value)
}

func checksum(parts ...[]byte) uint32 {
	var sum uint32
	table := crc32.MakeTable(crc32.Castagnoli)
	for _, part := range parts {
		sum = crc32.Update(sum, table, part)
	}
	return sum
}

// sealed says whether a bucket's values are.
func sealed(bucket []byte) bool {
	return slices.ContainsFunc([][]byte{bucketMeta, bucketTransactions, bucketTransitions, bucketDocuments, bucketAudit, bucketClosings, bucketReopened},
		func(name []byte) bool { return string(name) == string(bucket) })
}

// damage is ErrDamaged with the place: keys are sequences, references and
// names of documents, none of them secret.
func damage(bucket, key []byte) error {
	if string(bucket) == string(bucketDocuments) || string(bucket) == string(bucketMeta) {
		return fmt.Errorf("%w: %s %q", ErrDamaged, bucket, key)
	}
	return fmt.Errorf("%w: %s %x", ErrDamaged, bucket, key)
}
