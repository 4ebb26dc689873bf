package filter

import (
	"bufio"
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
	memory pieces        // all that is held, while there is no file
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
func (h *hold) Write(b []byte) (n int, err error) {
	if h.file == nil && h.size+int64(len(b)) > heldInMemory {
		if err := h.spill(); err != nil {
			return 0, temporaryFailed(err)
		}
	}
	if h.file == nil {
		n = h.memory.append(b)
	} else {
		n, err = h.buffer.Write(b)
	}
	h.size += int64(n)
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
	_, err = io.Copy(h.buffer, io.NewSectionReader(h.memory, 0, h.size))
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

// section returns a reader of a part of what is held.
func (h *hold) section(s span) (*io.SectionReader, error) {
	if h.file == nil {
		return io.NewSectionReader(h.memory, s.from, s.to-s.from), nil
	}
	err := temporaryFailed(h.buffer.Flush())
	return io.NewSectionReader(h.file, s.from, s.to-s.from), err
}

// get returns what is held at a span.
func (h *hold) get(s span) ([]byte, error) {
	section, err := h.section(s)
	if err != nil {
		return nil, err
	}
	b := make([]byte, section.Size())
	_, err = io.ReadFull(section, b)
	return b, temporaryFailed(err)
}

// takeBack keeps a span from being written.
func (h *hold) takeBack(s span) { h.cut = append(h.cut, s) }

// writeTo writes what is held, in the order in which it was added, or a
// comment where nothing is: Helm refuses an empty output of a post-renderer.
func (h *hold) writeTo(w io.Writer) error {
	slices.SortFunc(h.cut, func(a, b span) int { return int(a.from - b.from) })
	from, written := int64(0), int64(0)
	for _, s := range append(slices.Clip(h.cut), span{h.size, h.size}) {
		section, err := h.section(span{from, s.from})
		if err != nil {
			return err
		}
		n, err := io.Copy(w, section)
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

// close frees what the hold takes. What it holds is lost.
func (h *hold) close() {
	if h.file != nil {
		_ = h.file.Close() // nobody reads it any more
		_ = os.Remove(h.file.Name())
	}
}

// pieces are bytes in slices of one block, so that no growth copies them.
type pieces [][]byte

func (p *pieces) append(b []byte) (n int) {
	for n < len(b) {
		last := len(*p) - 1
		if last < 0 || len((*p)[last]) == block {
			*p = append(*p, make([]byte, 0, block))
			last++
		}
		m := min(len(b)-n, block-len((*p)[last]))
		(*p)[last] = append((*p)[last], b[n:n+m]...)
		n += m
	}
	return n
}

// ReadAt reads from an offset, as [io.ReaderAt] has it.
func (p pieces) ReadAt(b []byte, offset int64) (n int, err error) {
	for n < len(b) {
		at := int(offset) + n
		if at/block >= len(p) || at%block >= len(p[at/block]) {
			return n, io.EOF
		}
		n += copy(b[n:], p[at/block][at%block:])
	}
	return n, nil
}
