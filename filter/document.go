package filter

import (
	"bytes"

	"github.com/crdfilter/crdfilter/crdset"
)

// Document is one YAML document of an input, as it came.
type Document struct {
	// Bytes run from the document's "---" line, where it has one, to the
	// next; comment-only and empty documents in front of it are part of
	// them. They end in a line break. Nobody changes them.
	Bytes []byte

	// Lead is how many of the Bytes are such documents in front. All of them
	// are at the end of an input that ends in a comment.
	Lead int

	Place crdset.Place // of the first byte behind the lead
	Chart string       // the chart that rendered it, "" where it is not said
	Last  bool         // the last one of its input
}

// body returns the document itself, without what goes with it.
func (d Document) body() []byte { return d.Bytes[d.Lead:] }

// at returns the place of an offset in the Bytes. The lines of an item of a
// List are not those of the input: there it is the place of the item.
func (d Document) at(offset int) crdset.Place {
	p := d.Place
	if p.Item != "" {
		return p
	}
	if offset < d.Lead {
		p.Line -= bytes.Count(d.Bytes[offset:d.Lead], newline)
	} else {
		p.Line += bytes.Count(d.Bytes[d.Lead:offset], newline)
	}
	return p
}

// line returns the place of a line of the body, counted from 1.
func (d Document) line(n int) crdset.Place {
	p := d.Place
	if p.Item == "" {
		p.Line += n - 1
	}
	return p
}

// isMarker reports whether a marker ("---" or "...") stands at the start of
// b, as YAML wants it: with white space or the end of the input behind it.
// There it is a marker in every context, block scalars and quotes included
// (YAML 1.2.2, section 9.1.2).
func isMarker(b, marker []byte) bool {
	if !bytes.HasPrefix(b, marker) {
		return false
	}
	if len(b) == len(marker) {
		return true
	}
	switch b[len(marker)] {
	case ' ', '\t', '\r', '\n':
		return true
	}
	return false
}

var (
	newline     = []byte("\n")
	startMarker = []byte("---")
	endMarker   = []byte("...")
)

// cutLine splits b behind its first line break.
func cutLine(b []byte) (line, rest []byte) {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return b[:i+1], b[i+1:]
	}
	return b, nil
}

// isBlank reports whether a line, or what is left of one, holds nothing but
// white space or a comment.
func isBlank(line []byte) bool {
	for _, c := range line {
		switch c {
		case ' ', '\t', '\r', '\n':
		default:
			return c == '#'
		}
	}
	return true
}

// skipBlank returns b from its first line that is not blank.
func skipBlank(b []byte) []byte {
	for len(b) > 0 {
		line, rest := cutLine(b)
		if !isBlank(line) {
			break
		}
		b = rest
	}
	return b
}

// content returns the body of a document from its first line that is neither
// its marker, blank nor a comment; it is empty in a comment-only document.
func content(body []byte) []byte {
	if isMarker(body, startMarker) {
		line, rest := cutLine(body)
		if !isBlank(line[len(startMarker):]) {
			return body[len(startMarker):]
		}
		body = rest
	}
	return skipBlank(body)
}
