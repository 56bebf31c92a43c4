//go:build e2e

package main

import (
	"bytes"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// eyes look at a desktop's pixels and hands press its keys, over one connection
// to the X server: tools started for each key would cost more than what is
// measured.
type eyes struct {
	t    testing.TB
	conn *xgb.Conn
	root xproto.Window
	keys map[xproto.Keysym]xproto.Keycode
}

// area is a part of the screen, in pixels.
type area struct{ x, y, width, height int }

// Keysyms of keys that have no letter (X11/keysymdef.h); a letter's or a digit's
// is its character.
const (
	symBackspace xproto.Keysym = 0xff08
	symReturn    xproto.Keysym = 0xff0d
	symEscape    xproto.Keysym = 0xff1b
	symF9        xproto.Keysym = 0xffc6
)

// eyes connects to the desktop's X server.
func (d *desktop) eyes(t testing.TB) *eyes {
	t.Helper()
	xgb.Logger.SetOutput(io.Discard) // it tells of each desktop that wants no password
	conn, err := xgb.NewConnDisplay(d.display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	if err := xtest.Init(conn); err != nil {
		t.Fatal(err)
	}
	setup := xproto.Setup(conn)
	e := &eyes{t: t, conn: conn, root: setup.DefaultScreen(conn).Root, keys: map[xproto.Keysym]xproto.Keycode{}}
	count := byte(setup.MaxKeycode - setup.MinKeycode + 1)
	table, err := xproto.GetKeyboardMapping(conn, setup.MinKeycode, count).Reply()
	if err != nil {
		t.Fatal(err)
	}
	for i := range int(count) {
		sym := table.Keysyms[i*int(table.KeysymsPerKeycode)]
		if _, taken := e.keys[sym]; !taken {
			e.keys[sym] = setup.MinKeycode + xproto.Keycode(i)
		}
	}
	return e
}

// press sends a key down and up.
func (e *eyes) press(sym xproto.Keysym) {
	e.t.Helper()
	code, ok := e.keys[sym]
	if !ok {
		e.t.Fatalf("no key has the keysym %#x", sym)
	}
	for _, kind := range []byte{xproto.KeyPress, xproto.KeyRelease} {
		if err := xtest.FakeInputChecked(e.conn, kind, byte(code), 0, e.root, 0, 0, 0).Check(); err != nil {
			e.t.Fatal(err)
		}
	}
}

// see returns the area's pixels.
func (e *eyes) see(a area) []byte {
	e.t.Helper()
	image, err := xproto.GetImage(e.conn, xproto.ImageFormatZPixmap, xproto.Drawable(e.root),
		int16(a.x), int16(a.y), uint16(a.width), uint16(a.height), 1<<32-1).Reply()
	if err != nil {
		e.t.Fatal(err)
	}
	return image.Data
}

// changes presses a key and returns how long the area took to change.
func (e *eyes) changes(sym xproto.Keysym, a area) time.Duration {
	e.t.Helper()
	before := e.see(a)
	began := time.Now()
	e.press(sym)
	for bytes.Equal(e.see(a), before) {
		if time.Since(began) > patience {
			e.t.Fatalf("nothing changed after the key %#x", sym)
		}
	}
	return time.Since(began)
}

// rests waits until the area has looked the same for a while.
func (e *eyes) rests(a area, long time.Duration) {
	e.t.Helper()
	last, since := e.see(a), time.Now()
	for began := since; time.Since(since) < long; {
		time.Sleep(5 * time.Millisecond)
		now := e.see(a)
		if !bytes.Equal(now, last) {
			last, since = now, time.Now()
		}
		if time.Since(began) > patience {
			e.t.Fatal("the screen doesn't come to rest")
		}
	}
}

// median and percentile 99 of times, which it sorts.
func spread(times []time.Duration) (median, high time.Duration) {
	slices.Sort(times)
	return times[len(times)/2].Round(100 * time.Microsecond), times[(len(times)*99)/100].Round(100 * time.Microsecond)
}
