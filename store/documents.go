package store

import (
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"
)

// document is how a settings value stands in the file.
type document struct {
	Version int             `json:"version"`
	Value   json.RawMessage `json:"value"`
}

// SaveDocument keeps value as JSON under name, replacing what was there.
// version, 1 or more, names the value's form; both belong to whoever uses it.
func (s *Store) SaveDocument(name string, version int, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("document %s: %w", name, err)
	}
	text, err = json.Marshal(document{version, text})
	if err != nil {
		return fmt.Errorf("document %s: %w", name, err)
	}
	err = s.update(func(b *batch) error { return b.put(bucketDocuments, []byte(name), text) })
	if err != nil {
		return fmt.Errorf("document %s: %w", name, err)
	}
	return nil
}

// LoadDocument fills value with what SaveDocument kept under name and returns
// its version; 0 if there is none, and value is untouched.
func (s *Store) LoadDocument(name string, value any) (version int, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		text, err := get(tx, bucketDocuments, []byte(name))
		if text == nil || err != nil {
			return err
		}
		var d document
		if err := json.Unmarshal(text, &d); err != nil {
			return err
		}
		version = d.Version
		return json.Unmarshal(d.Value, value)
	})
	if err != nil {
		return 0, fmt.Errorf("document %s: %w", name, err)
	}
	return version, nil
}
