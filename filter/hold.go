package filter

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
)

// heldInMemory is how many bytes of output are held in memory; with more, all
// of it goes to a temporary file.
const heldInMemory = 16 << 20

// hold keeps output back until it is known whether it may be written. The
// zero value is empty and ready to use; close frees what it takes.
type hold struct {
	memory []byte        // all that is held, while there is no file
	file   *os.File      // all that is held, once there is one
	buffer *bufio.Writer // of the file
	size   int64
	cut    []span // taken back
}

// span is a part of what is held.
type span struct{ from, to int64 }

// add holds a document, behind a "---" line.
func (h *hold) add(document []byte) (span, error) {
	from := h.size
	err := writeDocument(h, document)
	return span{from, h.size}, err
}

// Write holds b.
func (h *hold) Write(b []byte) (int, error) {
	if h.file == nil && len(h.memory)+len(b) > heldInMemory {
		if err := h.spill(); err != nil {
			return 0, temporaryFailed(err)
		}
	}
	h.size += int64(len(b))
	if h.file == nil {
		h.memory = append(h.memory, b...)
		return len(b), nil
	}
	n, err := h.buffer.Write(b)
	return n, temporaryFailed(err)
}

// spill moves what is held to a temporary file that only this process can
// read, and that is gone with it where the system allows that.
func (h *hold) spill() (err error) {
	if h.file, err = os.CreateTemp("", "crdfilter-*"); err != nil {
		return err
	}
	_ = os.Remove(h.file.Name()) // Windows cannot yet: see close
	h.buffer = bufio.NewWriterSize(h.file, block)
	_, err = h.buffer.Write(h.memory)
	h.memory = nil
	return err
}

// temporaryFailed says which folder the system refused.
func temporaryFailed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the output is too large to be held in memory, and the temporary folder %s does not take it: %w", os.TempDir(), err)
}

// get returns what is held at a span. It is valid until the next add.
func (h *hold) get(s span) ([]byte, error) {
	if h.file == nil {
		return h.memory[s.from:s.to], nil
	}
	if err := h.buffer.Flush(); err != nil {
		return nil, temporaryFailed(err)
	}
	b := make([]byte, s.to-s.from)
	_, err := h.file.ReadAt(b, s.from)
	return b, temporaryFailed(err)
}

// takeBack keeps a span from being written.
func (h *hold) takeBack(s span) { h.cut = append(h.cut, s) }

// writeTo writes what is held, in the order in which it was added, or a
// comment where nothing is: Helm refuses an empty output of a post-renderer.
func (h *hold) writeTo(w io.Writer) error {
	if h.file != nil {
		if err := h.buffer.Flush(); err != nil {
			return temporaryFailed(err)
		}
	}
	slices.SortFunc(h.cut, func(a, b span) int { return int(a.from - b.from) })
	from, written := int64(0), int64(0)
	for _, s := range append(slices.Clip(h.cut), span{h.size, h.size}) {
		n, err := io.Copy(w, h.section(span{from, s.from}))
		if err != nil {
			return err
		}
		written += n
		from = s.to
	}
	if written == 0 {
		_, err := io.WriteString(w, "# crdfilter: no document is left\n")
		return err
	}
	return nil
}

func (h *hold) section(s span) io.Reader {
	if h.file == nil {
		return bytes.NewReader(h.memory[s.from:s.to])
	}
	return io.NewSectionReader(h.file, s.from, s.to-s.from)
}

// close frees what the hold takes. What it holds is lost.
func (h *hold) close() {
	if h.file != nil {
		_ = h.file.Close() // nobody reads it any more
		_ = os.Remove(h.file.Name())
	}
}
