package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
)

// bbolt's own check runs on a goroutine of its own, where a fault can't be
// caught, and it follows offsets and page numbers before it has looked at
// them. So the tree's shape is checked here first, from the file and not from
// the map: every page is reached once, is what it says it is, and its elements
// lie inside it. What this lets pass, bbolt reads without leaving the file.
//
// The layout is bbolt's (internal/common), in the machine's byte order.
const (
	pageHeader   = 16 // id 8, flags 2, count 2, overflow 4
	elementSize  = 16 // branch: pos 4, ksize 4, id 8; leaf: flags 4, pos 4, ksize 4, vsize 4
	branchPage   = 0x01
	leafPage     = 0x02
	metaPage     = 0x04
	freelistPage = 0x10
	bucketFlag   = 0x01
	bucketHeader = 16 // root 8, sequence 8
	metaSize     = 64 // after the page's header; magic 4, version 4, page size 4, flags 4,
	metaTxid     = 48 // root 8, its sequence 8, freelist 8, pages 8, txid 8,
	metaSum      = 56 // FNV-1a of all before
	boltMagic    = 0xED0CDAED
	boltVersion  = 2
)

// metaHead is one of the file's two meta pages.
type metaHead struct{ pageSize, root, freelist, pages, txid uint64 }

// readMeta reads meta page slot, 0 or 1; ok says whether its checksum is right.
func readMeta(r io.ReaderAt, slot, pageSize int) (m metaHead, ok bool) {
	var b [metaSize]byte
	if _, err := r.ReadAt(b[:], int64(slot*pageSize+pageHeader)); err != nil {
		return m, false
	}
	order := binary.NativeEndian
	sum := fnv.New64a()
	_, _ = sum.Write(b[:metaSum])
	m = metaHead{
		pageSize: uint64(order.Uint32(b[8:])), root: order.Uint64(b[16:]),
		freelist: order.Uint64(b[32:]), pages: order.Uint64(b[40:]), txid: order.Uint64(b[metaTxid:]),
	}
	ok = order.Uint32(b[0:]) == boltMagic && order.Uint32(b[4:]) == boltVersion && order.Uint64(b[metaSum:]) == sum.Sum64()
	return m, ok
}

// head returns the newest meta page. Both have to be right and one commit
// apart: bbolt would go on with the older one where the newer isn't readable,
// and the last write would be gone without a word. A meta page fits into one
// sector, so a power cut doesn't tear it.
func head(r io.ReaderAt, size int64, pageSize int) (metaHead, error) {
	a, okA := readMeta(r, 0, pageSize)
	b, okB := readMeta(r, 1, pageSize)
	if !okA || !okB {
		return a, fmt.Errorf("%w: meta page", ErrDamaged)
	}
	if b.txid > a.txid {
		a, b = b, a
	}
	if a.txid != b.txid+1 || a.pageSize != uint64(pageSize) || b.pageSize != a.pageSize {
		return a, fmt.Errorf("%w: meta pages disagree", ErrDamaged)
	}
	if a.pages < 4 || a.pages > uint64(size)/a.pageSize {
		return a, fmt.Errorf("%w: truncated, %d bytes for %d pages", ErrDamaged, size, a.pages)
	}
	return a, nil
}

// structure walks one file.
type structure struct {
	file io.ReaderAt
	head metaHead
	seen []bool
}

// checkStructure says ErrDamaged where a file isn't a whole bbolt file.
func checkStructure(file io.ReaderAt, size int64, pageSize int) error {
	h, err := head(file, size, pageSize)
	if err != nil {
		return err
	}
	w := &structure{file: file, head: h, seen: make([]bool, h.pages)}
	if err := w.freelist(h.freelist); err != nil {
		return err
	}
	return w.tree(h.root)
}

func (w *structure) broken(id uint64, what string) error {
	return fmt.Errorf("%w: page %d: %s", ErrDamaged, id, what)
}

// page reads a page with its overflow, and takes note that it was reached.
func (w *structure) page(id uint64) ([]byte, error) {
	if id < 2 || id >= w.head.pages {
		return nil, w.broken(id, "no such page")
	}
	var header [pageHeader]byte
	if _, err := w.file.ReadAt(header[:], int64(id*w.head.pageSize)); err != nil {
		return nil, fmt.Errorf("page %d: %w", id, err)
	}
	order := binary.NativeEndian
	length := uint64(order.Uint32(header[12:])) + 1
	if order.Uint64(header[:]) != id || length > w.head.pages-id {
		return nil, w.broken(id, "wrong header")
	}
	for i := id; i < id+length; i++ {
		if w.seen[i] {
			return nil, w.broken(i, "reached twice")
		}
		w.seen[i] = true
	}
	page := make([]byte, length*w.head.pageSize)
	if _, err := w.file.ReadAt(page, int64(id*w.head.pageSize)); err != nil {
		return nil, fmt.Errorf("page %d: %w", id, err)
	}
	return page, nil
}

func (w *structure) freelist(id uint64) error {
	page, err := w.page(id)
	if err != nil {
		return err
	}
	order := binary.NativeEndian
	if order.Uint16(page[8:]) != freelistPage {
		return w.broken(id, "not a freelist")
	}
	count, ids := uint64(order.Uint16(page[10:])), page[pageHeader:]
	if count == 0xFFFF {
		count, ids = order.Uint64(ids), ids[8:]
	}
	if count > uint64(len(ids)/8) {
		return w.broken(id, "freelist too long")
	}
	for i := range count {
		if free := order.Uint64(ids[8*i:]); free < 2 || free >= w.head.pages {
			return w.broken(id, "frees what isn't there")
		}
	}
	return nil
}

func (w *structure) tree(id uint64) error {
	page, err := w.page(id)
	if err != nil {
		return err
	}
	return w.elements(id, page)
}

// elements checks a branch or leaf page and all below it; id is the page that
// holds it.
func (w *structure) elements(id uint64, page []byte) error {
	order := binary.NativeEndian
	flags, count := order.Uint16(page[8:]), int(order.Uint16(page[10:]))
	if flags != branchPage && flags != leafPage || flags == branchPage && count == 0 {
		return w.broken(id, "wrong kind")
	}
	if pageHeader+count*elementSize > len(page) {
		return w.broken(id, "too many elements")
	}
	for i := range count {
		element := page[pageHeader+i*elementSize:]
		if flags == branchPage {
			if !inside(element, uint64(order.Uint32(element)), uint64(order.Uint32(element[4:]))) {
				return w.broken(id, "key outside")
			}
			if err := w.tree(order.Uint64(element[8:])); err != nil {
				return err
			}
			continue
		}
		if err := w.leaf(id, element); err != nil {
			return err
		}
	}
	return nil
}

func (w *structure) leaf(id uint64, element []byte) error {
	order := binary.NativeEndian
	start, key, value := uint64(order.Uint32(element[4:])), uint64(order.Uint32(element[8:])), uint64(order.Uint32(element[12:]))
	if !inside(element, start, key+value) {
		return w.broken(id, "element outside")
	}
	switch order.Uint32(element) {
	case 0:
		return nil
	case bucketFlag:
		return w.bucket(id, element[start+key:start+key+value])
	}
	return w.broken(id, "wrong element")
}

// bucket checks a bucket: one with pages of its own, or a small one inside its
// parent's page.
func (w *structure) bucket(id uint64, value []byte) error {
	if len(value) < bucketHeader {
		return w.broken(id, "bucket cut off")
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return w.tree(root)
	}
	inline := value[bucketHeader:]
	if len(inline) < pageHeader || binary.NativeEndian.Uint16(inline[8:]) != leafPage ||
		!bytes.Equal(inline[:8], make([]byte, 8)) {
		return w.broken(id, "bucket cut off")
	}
	return w.elements(id, inline)
}

func inside(element []byte, start, length uint64) bool {
	return start >= elementSize && start+length <= uint64(len(element))
}
