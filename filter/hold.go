package filter

import (
	"io"
	"slices"
)

// hold keeps output back until it is known whether it may be written.
type hold struct {
	bytes []byte
	cut   []span // taken back
}

// span is a part of what is held.
type span struct{ from, to int }

// add holds a document, behind a "---" line and with a line break at its end.
func (h *hold) add(document []byte) span {
	from := len(h.bytes)
	if !isMarker(document, startMarker) {
		h.bytes = append(h.bytes, "---\n"...)
	}
	h.bytes = append(h.bytes, document...)
	return span{from, len(h.bytes)}
}

// get returns what is held at a span. It is valid until the next add.
func (h *hold) get(s span) []byte { return h.bytes[s.from:s.to] }

// takeBack keeps a span from being written.
func (h *hold) takeBack(s span) { h.cut = append(h.cut, s) }

// empty reports whether there is nothing to write.
func (h *hold) empty() bool {
	n := len(h.bytes)
	for _, s := range h.cut {
		n -= s.to - s.from
	}
	return n == 0
}

// writeTo writes what is held, in the order in which it was added.
func (h *hold) writeTo(w io.Writer) error {
	slices.SortFunc(h.cut, func(a, b span) int { return a.from - b.from })
	from := 0
	for _, s := range append(h.cut, span{len(h.bytes), len(h.bytes)}) {
		if _, err := w.Write(h.bytes[from:s.from]); err != nil {
			return err
		}
		from = s.to
	}
	return nil
}
