package filter

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/crdfilter/crdfilter/crdset"
)

// maxDocument is how many bytes one document may have. The parser's nodes
// take up to 32 times as much.
const maxDocument = 64 << 20

// block is how much is read at once, firstBlock to begin with: of the files
// of a folder, most are small.
const (
	block      = 256 << 10
	firstBlock = 16 << 10
)

// Splitter cuts one input into its documents, by the rule of YAML: "---" at
// the start of a line, and white space or the end of the input behind it.
// It holds no more than one document and one block.
type Splitter struct {
	r     io.Reader
	input string

	buf  []byte // what was read and not handed out, from offset
	off  int
	line int   // of the byte at off
	err  error // of the reader, once it has one

	file string // in a chart's crds/ folder, that the last document came from
}

// NewSplitter returns a Splitter that reads r. Places name the input.
func NewSplitter(r io.Reader, input string) *Splitter {
	return &Splitter{r: r, input: input, line: 1}
}

// unreadable is an error of the input, not of reading it.
type unreadable struct {
	place   crdset.Place
	message string
}

func (u *unreadable) Error() string { return u.place.String() + ": " + u.message }

// Next returns the next document, or io.EOF behind the last one. An error of
// the reader is returned as it is; an *unreadable says why the input cannot
// be split.
func (s *Splitter) Next() (Document, error) {
	if s.buf == nil {
		if err := s.begin(); err != nil {
			return Document{}, err
		}
	}
	lead, end := 0, 0
	for {
		var err error
		if end, err = s.piece(lead); err != nil {
			return Document{}, err
		}
		if end == lead {
			break // the end of the input
		}
		if len(content(s.buf[s.off+lead:s.off+end])) > 0 {
			break
		}
		lead = end
	}
	if end == 0 {
		return Document{}, io.EOF
	}
	if end > maxDocument {
		return Document{}, s.tooLarge()
	}
	all := s.buf[s.off : s.off+end : s.off+end]
	leadLines := bytes.Count(all[:lead], newline)
	d := Document{
		Bytes: all,
		Lead:  lead,
		Place: crdset.Place{Input: s.input, Line: s.line + leadLines},
		Chart: s.chart(all, lead),
	}
	s.off += end
	d.Last = s.off == len(s.buf)
	s.line += leadLines + bytes.Count(all[lead:], newline)
	return d, nil
}

// batch returns the next document and those behind it that were read already.
func (s *Splitter) batch() ([]Document, error) {
	var documents []Document
	for {
		d, err := s.Next()
		if err != nil && len(documents) > 0 {
			return documents, nil // the next call has the same error
		}
		if err != nil {
			return nil, err
		}
		documents = append(documents, d)
		if len(s.buf) == s.off || !bytes.Contains(s.buf[s.off+1:], []byte("\n---")) {
			return documents, nil
		}
	}
}

// begin reads the first block and takes off a byte-order mark.
func (s *Splitter) begin() error {
	s.buf = make([]byte, 0, firstBlock)
	for len(s.buf) < 4 && s.err == nil {
		s.fill()
	}
	for _, mark := range []struct{ bytes, encoding string }{
		{"\xff\xfe\x00\x00", "UTF-32"},
		{"\x00\x00\xfe\xff", "UTF-32"},
		{"\xff\xfe", "UTF-16"},
		{"\xfe\xff", "UTF-16"},
	} {
		if bytes.HasPrefix(s.buf, []byte(mark.bytes)) {
			return s.unreadable("the input is in " + mark.encoding + ", and kubectl reads UTF-8: convert it first, for example with iconv -t UTF-8")
		}
	}
	if bytes.HasPrefix(s.buf, []byte(byteOrderMark)) {
		s.off = len(byteOrderMark)
	}
	return nil
}

func (s *Splitter) unreadable(message string) error {
	return &unreadable{crdset.Place{Input: s.input, Line: s.line}, message}
}

func (s *Splitter) tooLarge() error {
	return s.unreadable(fmt.Sprintf("the document that begins here is larger than %d MiB", maxDocument>>20))
}

// piece returns where the piece that begins at from (counted from s.off)
// ends: before the next marker line, or at the end of the input.
func (s *Splitter) piece(from int) (end int, err error) {
	searched := from // no marker of another piece begins before it
	for {
		b := s.buf[s.off:]
		for {
			i := bytes.Index(b[searched:], []byte("\n---"))
			if i < 0 {
				searched = max(searched, len(b)-len("\n---")+1)
				break
			}
			at := searched + i + 1
			if at+len(startMarker) == len(b) && !errors.Is(s.err, io.EOF) {
				searched = at - 1 // what is behind it was not read yet
				break
			}
			if isMarker(b[at:], startMarker) {
				return at, nil
			}
			searched = at
		}
		if s.err != nil {
			break
		}
		if len(b) > maxDocument {
			return 0, s.tooLarge()
		}
		s.fill()
	}
	if !errors.Is(s.err, io.EOF) {
		return 0, s.err
	}
	// A last line without a line break gets one: kubectl reads it so, and
	// only with it are the bytes that were judged those that are written.
	if len(s.buf) > s.off && s.buf[len(s.buf)-1] != '\n' {
		s.buf = append(s.buf, '\n')
	}
	return len(s.buf) - s.off, nil
}

// fill reads once more into the buffer, and makes room for that.
func (s *Splitter) fill() {
	if free := cap(s.buf) - len(s.buf); free < min(block, cap(s.buf))/2 {
		// Documents that were handed out stay where they are.
		rest := s.buf[s.off:]
		s.buf = append(make([]byte, 0, max(block, 2*len(rest))), rest...)
		s.off = 0
	}
	n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
	s.buf = s.buf[:len(s.buf)+n]
	s.err = err
}

// chart returns the chart that a document comes from, as Helm says it in the
// last "# Source:" comment above the document's content.
func (s *Splitter) chart(all []byte, lead int) string {
	file := ""
	for head := all[:len(all)-len(content(all[lead:]))]; len(head) > 0; {
		var line []byte
		line, head = cutLine(head)
		line = bytes.TrimLeft(bytes.TrimPrefix(line, startMarker), " \t")
		if source, found := bytes.CutPrefix(line, []byte("# Source: ")); found {
			file = string(bytes.TrimSpace(source))
		}
	}
	if file == "" {
		file = s.file
	}
	s.file = ""
	if strings.Contains(file, "/crds/") && inCRDs.MatchString(file) {
		s.file = file
	}
	chart, _, found := strings.Cut(file, "/")
	if !found {
		return ""
	}
	return chart
}

// inCRDs matches the files of a chart's crds/ folder, or a subchart's. Helm
// prints such a file whole, under one comment.
var inCRDs = regexp.MustCompile(`^[^/]+(/charts/[^/]+)*/crds/`)
