package filter

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// byteOrderMark is U+FEFF in UTF-8.
const byteOrderMark = "\ufeff"

// refuse looks at what surrounds and spells a document: it returns where and
// why YAML and kubectl would not see the same documents there, and "" where
// they do. kubectl cuts a stream by lines (YAMLReader in
// k8s.io/apimachinery/pkg/util/yaml), so that a line break, a marker or a
// directive that only one of the two knows makes other objects of the same
// bytes.
func (d Document) refuse() (offset int, reason string) {
	if offset, reason := badCharacter(d.Bytes); reason != "" {
		return offset, reason
	}
	if bytes.HasPrefix(d.Bytes, []byte("---#")) {
		return 0, hashMarker
	}
	if i := bytes.Index(d.Bytes, []byte("\n---#")); i >= 0 {
		return i + 1, hashMarker
	}
	rest := d.body()
	marked := isMarker(rest, startMarker)
	if marked {
		line, behind := cutLine(rest)
		if !isBlank(line[len(startMarker):]) {
			return d.Lead, `something other than a comment stands behind "---", which kubectl does not read: move it to the next line`
		}
		rest = behind
	}
	rest = skipBlank(rest)
	if bytes.HasPrefix(rest, []byte("%")) {
		return d.offset(rest), `a "%" directive, which kubectl does not read: delete the line`
	}
	if isMarker(rest, endMarker) && !marked {
		return d.offset(rest), `"..." stands before any document: delete the line`
	}
	return d.refuseBehindEnd(rest)
}

const hashMarker = `"---#" is a separator to kubectl, but not to YAML: put a space before the "#"`

// refuseBehindEnd looks for text behind a "..." line in rest, which is the
// document from its first line of content.
func (d Document) refuseBehindEnd(rest []byte) (offset int, reason string) {
	for rest = fromMarker(rest, endMarker); len(rest) > 0; {
		line, behind := cutLine(rest)
		if isMarker(line, endMarker) {
			line = line[len(endMarker):]
		}
		if !isBlank(line) {
			return d.offset(rest), `text behind "...", which kubectl does not read: put a line "---" before it`
		}
		rest = behind
	}
	return 0, ""
}

// fromMarker returns b from its first line that begins with the marker.
func fromMarker(b, marker []byte) []byte {
	for !isMarker(b, marker) {
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			return nil
		}
		b = b[i+1:]
	}
	return b
}

// offset returns where in d.Bytes rest, its end, begins.
func (d Document) offset(rest []byte) int { return len(d.Bytes) - len(rest) }

// badCharacter returns the first byte of b that no YAML stream may hold, or
// that YAML takes for a line break and kubectl does not, and why it is bad.
func badCharacter(b []byte) (offset int, reason string) {
	for i := 0; i < len(b); {
		c := b[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
			i++
			continue
		}
		if c == '\r' {
			if i+1 < len(b) && b[i+1] == '\n' {
				i += 2
				continue
			}
			return i, "a carriage return without a line feed: a line break to YAML, but not to kubectl"
		}
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return i, fmt.Sprintf("byte 0x%02x is not valid UTF-8", c)
		case r == 0x85 || r == 0x2028 || r == 0x2029:
			return i, fmt.Sprintf("the character U+%04X: a line break to YAML, but not to kubectl", r)
		case r == 0xfeff:
			return i, "a byte-order mark (U+FEFF) that is not at the start of the input: the YAML parser loses characters behind it"
		case r < 0xa0 || r == 0xfffe || r == 0xffff:
			return i, fmt.Sprintf("the control character U+%04X, which YAML does not allow", r)
		}
		i += size
	}
	return 0, ""
}
