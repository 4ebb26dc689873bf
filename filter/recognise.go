package filter

import (
	"bytes"
	"encoding/binary"
	"sync"
	"unicode/utf8"

	"github.com/crdfilter/crdfilter/crdset"
)

// The recogniser reads the plain subset of YAML and JSON that charts emit, and
// is not sure about the rest: anchors, tags, merge keys, explicit keys, tabs
// between tokens, CRLF, equal keys. It may always be unsure, and then the
// parser is asked; it must never be sure of what the parser refuses, nor of
// another head.
//
// So its rules are those of the judge, go.yaml.in/yaml/v3 (scannerc.go and
// parserc.go), also where they are not those of the specification. Functions
// have the names of YAML's productions, and follow the document from its
// first byte to its last:
//
//	recognise.go         the document, its lines, block collections
//	recognise_flow.go    flow collections, which JSON is
//	recognise_scalar.go  plain, quoted and block scalars
//	recognise_head.go    what of it is the head of a CRD

// head is what there is to know of a document that was recognised.
type head struct {
	crd  *crdset.CRD // nil where the document is another object
	size jsonSize    // of a CRD
}

// jsonSize is how large the object is that sigs.k8s.io/yaml makes of a CRD.
type jsonSize struct {
	least, most int  // bytes of compact JSON; mostly they are equal
	asApplied   bool // "kubectl apply" stores all of that (see applyBytes)
	added       int  // what it adds to that for annotations that are not there
}

// recognise reads the plain subset of YAML and JSON that charts emit. It
// either proves that body is one well-formed document that [Document.read]
// would find nothing to say about, and returns its head, or it is not sure.
func recognise(body []byte) (h head, sure bool) {
	r, sure := readDocument(body)
	if sure {
		h, sure = r.head()
		r.release()
	}
	return h, sure
}

// readDocument returns a reader that has read body, to be released, or is not
// sure.
func readDocument(body []byte) (r *reader, sure bool) {
	if len(body) > maxRecognised || !bytes.HasSuffix(body, newline) || !hasPlainCharacters(body) {
		return nil, false
	}
	r = readers.Get().(*reader)
	r.reset(body)
	if sure = r.document(); !sure {
		r.release()
	}
	return r, sure
}

// release lets the next document have the reader.
func (r *reader) release() {
	r.b = nil
	readers.Put(r)
}

// maxRecognised leaves room for what can be larger than it is written: each
// \L in a quoted scalar stands for three bytes (see traits.expanded).
const maxRecognised = maxDocument / 2

// readers keeps the few slices that a reader needs, for the next document.
var readers = sync.Pool{New: func() any { return new(reader) }}

// reader reads one body.
type reader struct {
	b []byte // ends in a line feed, so that a loop that stops at one ends
	i int    // the next byte

	line   int // where the line of that byte begins
	eol    int // where its line feed is
	column int // of a line's first token, where i is there; -1 at the end of the document

	// What to look out for in a line; mostly it is far away.
	colon     ahead // ":" with white space behind it
	hash      ahead // "#" with white space before it
	tab       ahead
	backslash ahead

	depth int      // of collections
	keys  []extent // of the mappings that are open

	jsonMin, jsonMax int // of what was read, without what escapes add
	unescaped        int // what escapesIn finds outside of text

	fields
}

func (r *reader) reset(body []byte) {
	*r = reader{
		b:         body,
		colon:     nowhere,
		hash:      nowhere,
		tab:       nowhere,
		backslash: nowhere,
		keys:      r.keys[:0],
		fields:    fields{annotations: r.annotations[:0], versions: r.versions[:0]},
	}
}

// extent is a part of the body.
type extent struct{ from, to int }

func (r *reader) bytes(s extent) []byte { return r.b[s.from:s.to] }

// value is what is known of a node that was read.
type value struct {
	kind kind
	text extent // of a scalar on one line
}

type kind uint8

const (
	unsure     kind = iota // not understood, or in a head: not there
	nullNode               // also an empty one
	textNode               // a string on one line, without escapes
	typedNode              // plain, and a boolean or perhaps a number to one of the readers
	opaqueNode             // a string whose text is not kept
	mappingNode
	sequenceNode
)

// document reads the body. The root has to be a mapping.
func (r *reader) document() bool {
	if isMarker(r.b, startMarker) {
		r.i = len(startMarker)
		if !r.endLine() {
			return false
		}
	} else if !r.nextContent() {
		return false
	}
	if r.column < 0 {
		return false // empty
	}
	if r.b[r.i] == '{' {
		return r.flowMapping(theRoot).kind == mappingNode && r.endLine() && r.column < 0
	}
	return r.blockMapping(r.column, theRoot).kind == mappingNode && r.column < 0
}

// nextLine moves from the start of a line to the first line that is not
// blank, and to its first token. It returns how many lines were blank.
func (r *reader) nextLine() (blank int) {
	b, i := r.b, r.i
	for ; i < len(b); i++ {
		line := i
		for b[i] == ' ' {
			i++
		}
		if b[i] != '\n' {
			r.i, r.line, r.column = i, line, i-line
			r.eol = i + bytes.IndexByte(b[i:], '\n')
			return blank
		}
		blank++
	}
	r.i, r.column = i, -1
	return blank
}

// nextContent moves from the start of a line over blank lines and comments.
func (r *reader) nextContent() bool {
	r.nextLine()
	return r.skipComments()
}

// skipComments moves on to a line with content where the token at hand is a
// comment. "..." ends the document, and "---#" is refused.
func (r *reader) skipComments() bool {
	for r.column >= 0 && r.b[r.i] == '#' {
		r.isNoText(r.i, r.eol)
		r.i = r.eol + 1
		r.nextLine()
	}
	return r.column != 0 || !r.atMarker()
}

// atMarker reports whether three dashes or dots are next: at column 0 they
// mark something, or nearly so.
func (r *reader) atMarker() bool {
	c := r.b[r.i]
	return (c == '-' || c == '.') && (bytes.HasPrefix(r.b[r.i:], startMarker) || bytes.HasPrefix(r.b[r.i:], endMarker))
}

// endLine reads what may follow a node on its line, spaces and a comment,
// and moves on to the next content.
func (r *reader) endLine() bool {
	r.skipSpaces()
	switch r.b[r.i] {
	case '\n':
		r.i++
		return r.nextContent()
	case '#':
		if r.b[r.i-1] != ' ' {
			return false
		}
		end := r.i + bytes.IndexByte(r.b[r.i:], '\n')
		r.isNoText(r.i, end)
		r.i = end + 1
		return r.nextContent()
	}
	return false
}

func (r *reader) skipSpaces() {
	for r.b[r.i] == ' ' {
		r.i++
	}
}

// lineIsOver reports whether no node follows on this line.
func (r *reader) lineIsOver() bool {
	c := r.b[r.i]
	return c == '\n' || c == '#'
}

// blockMapping reads the entries at a column, from the first key.
func (r *reader) blockMapping(column int, as role) value {
	if r.depth++; r.depth > maxDepth {
		return value{}
	}
	set := keySet{first: len(r.keys)}
	for {
		key, ok := r.implicitKey()
		if !ok || !r.newKey(&set, key) {
			return value{}
		}
		field := as.field(r.bytes(key))
		v := r.blockMappingValue(column, field)
		if v.kind == unsure {
			return value{}
		}
		r.note(field, key, v)
		if r.column != column {
			break
		}
	}
	if r.column > column {
		return value{} // between this indentation and that of what is inside
	}
	return r.endMapping(set)
}

// blockMappingValue reads the value of a key at a column, from behind its
// ":": on the same line, or on the next ones and further in. A sequence need
// not be further in.
func (r *reader) blockMappingValue(column int, as role) value {
	r.skipSpaces()
	if !r.lineIsOver() {
		return r.scalarOrFlow(column, as)
	}
	if !r.endLine() {
		return value{}
	}
	if r.column == column && r.atEntry() {
		return r.blockSequence(column, column, as)
	}
	return r.blockNodeOrNull(column, as)
}

// atEntry reports whether a "-" is next that begins an entry of a sequence.
func (r *reader) atEntry() bool {
	return r.b[r.i] == '-' && (r.b[r.i+1] == ' ' || r.b[r.i+1] == '\n')
}

// blockSequence reads the entries at a column, from the first "-". It is in a
// collection at the column parent, and where that is the same, the next key
// of a mapping may follow.
func (r *reader) blockSequence(parent, column int, as role) value {
	if r.depth++; r.depth > maxDepth {
		return value{}
	}
	item, n := as.item(), 0
	for {
		n++
		r.beginItem(item)
		v := r.blockSequenceEntry(column, item)
		if v.kind == unsure {
			return value{}
		}
		r.endItem(item, v)
		if r.column != column || !r.atEntry() {
			break
		}
	}
	if r.column > column || r.column == column && column > parent {
		return value{}
	}
	return r.endSequence(n)
}

// blockSequenceEntry reads an entry from its "-". A collection may begin
// behind it on the same line.
func (r *reader) blockSequenceEntry(column int, as role) value {
	r.i++
	r.skipSpaces()
	if !r.lineIsOver() {
		return r.blockNode(column, as)
	}
	if !r.endLine() {
		return value{}
	}
	return r.blockNodeOrNull(column, as)
}

// blockNodeOrNull reads a node on the line at hand, which has to be further
// in than the column of the collection that the node is in.
func (r *reader) blockNodeOrNull(column int, as role) value {
	if r.column > column {
		return r.blockNode(column, as)
	}
	r.addJSON(len("null"))
	return value{kind: nullNode}
}

// blockNode reads the node that begins here, in a collection at a column.
func (r *reader) blockNode(column int, as role) value {
	switch {
	case r.atEntry():
		return r.blockSequence(column, r.i-r.line, as)
	case r.atImplicitKey():
		return r.blockMapping(r.i-r.line, as)
	}
	return r.scalarOrFlow(column, as)
}

// scalarOrFlow reads a node that is no block collection, in a block
// collection at a column, and moves on to the next content.
func (r *reader) scalarOrFlow(column int, as role) (v value) {
	switch r.b[r.i] {
	default:
		return r.plainScalar(column)
	case '|', '>':
		return r.blockScalar(column)
	case '"', '\'':
		v = r.quotedScalar()
	case '{':
		v = r.flowMapping(as)
	case '[':
		v = r.flowSequence(as)
	}
	if v.kind == unsure || !r.endLine() {
		return value{}
	}
	return v
}

// maxDepth is how deep collections may be; the parser stops at 10,000.
const maxDepth = 500

// implicitKey reads a key in block context and the ":" behind it.
func (r *reader) implicitKey() (key extent, ok bool) {
	start := r.i
	switch r.b[r.i] {
	case '"', '\'':
		key, ok = r.quotedKey()
	default:
		key, ok = r.plainKey()
	}
	if !ok || r.b[r.i] != ':' || r.i-start > maxImplicitKey {
		return extent{}, false
	}
	r.i++
	return key, r.b[r.i] == ' ' || r.b[r.i] == '\n'
}

// maxImplicitKey is how many characters a key may have that is not marked
// with "?". These are bytes, so it is a little strict.
const maxImplicitKey = 1024

// keySet are the keys of a mapping that is being read: r.keys from first on.
type keySet struct {
	first    int
	unsorted bool
}

// newKey adds a key to a mapping. Keys must not be equal: readers of YAML
// disagree about which one counts, and the size as JSON would have to know.
func (r *reader) newKey(m *keySet, key extent) bool {
	name := r.bytes(key)
	if string(name) == mergeKey {
		return false
	}
	if n := len(r.keys); n > m.first {
		// Most mappings are sorted, and there the last key tells.
		m.unsorted = m.unsorted || bytes.Compare(r.bytes(r.keys[n-1]), name) >= 0
		if m.unsorted && !r.isNew(name, r.keys[m.first:]) {
			return false
		}
	}
	r.keys = append(r.keys, key)
	r.addJSON(len(`"":,`) + len(name))
	return true
}

func (r *reader) isNew(name []byte, keys []extent) bool {
	for _, k := range keys {
		if k.to-k.from == len(name) && bytes.Equal(r.bytes(k), name) {
			return false
		}
	}
	return len(keys) < maxUnsorted
}

// maxUnsorted is how many keys a mapping may have that are not sorted: each
// is compared with all others.
const maxUnsorted = 500

func (r *reader) endMapping(m keySet) value {
	r.addJSON(len("{}"))
	if len(r.keys) > m.first {
		r.addJSON(-len(",")) // behind the last entry
	}
	r.keys = r.keys[:m.first]
	r.depth--
	return value{kind: mappingNode}
}

func (r *reader) endSequence(n int) value {
	r.addJSON(len("[]") + max(0, n-1))
	r.depth--
	return value{kind: sequenceNode}
}

// addJSON adds to the size as JSON, where it is known to the byte.
func (r *reader) addJSON(n int) {
	r.jsonMin += n
	r.jsonMax += n
}

// escapesIn returns how many bytes escapes add to a text in JSON: \u003c
// stands for <, \" for ".
func escapesIn(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	return (bytes.Count(b, []byte("<"))+bytes.Count(b, []byte(">"))+bytes.Count(b, []byte("&")))*(len(`\u003c`)-1) +
		bytes.Count(b, []byte("\t")) + bytes.Count(b, []byte(`"`)) + bytes.Count(b, []byte(`\`))
}

// isNoText says of a part of the body that it is none of a scalar's text.
func (r *reader) isNoText(from, to int) { r.unescaped += escapesIn(r.b[from:to]) }

// ahead is where the next byte of some kind is. It is searched for only when
// the last one was passed, so that all searches together are one pass.
type ahead int

const nowhere ahead = -1

// nextColon returns where the first ":" from i on is that has white space
// behind it, the end of the body where there is none.
func (r *reader) nextColon(i int) int {
	if int(r.colon) < i {
		r.colon = r.search(i, ':')
		for int(r.colon) < len(r.b) && !isWhite(r.b[r.colon+1]) {
			r.colon = r.search(int(r.colon)+1, ':')
		}
	}
	return int(r.colon)
}

// nextHash returns where the first "#" from i on is that has white space
// before it.
func (r *reader) nextHash(i int) int {
	if int(r.hash) < i {
		r.hash = r.search(i, '#')
		for int(r.hash) < len(r.b) && r.hash > 0 && !isWhite(r.b[r.hash-1]) {
			r.hash = r.search(int(r.hash)+1, '#')
		}
	}
	return int(r.hash)
}

func (r *reader) nextTab(i int) int {
	if int(r.tab) < i {
		r.tab = r.search(i, '\t')
	}
	return int(r.tab)
}

func (r *reader) nextBackslash(i int) int {
	if int(r.backslash) < i {
		r.backslash = r.search(i, '\\')
	}
	return int(r.backslash)
}

func (r *reader) search(i int, c byte) ahead {
	if n := bytes.IndexByte(r.b[i:], c); n >= 0 {
		return ahead(i + n)
	}
	return ahead(len(r.b))
}

func isWhite(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }

// hasPlainCharacters reports whether a body consists of characters that
// neither YAML nor [Document.refuse] minds, carriage returns left out.
func hasPlainCharacters(b []byte) bool {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		if w&eachByte(0x80) == 0 && arePrintable(w) {
			continue
		}
		for end := i + 8; i < end; {
			size := plainCharacter(b[i:])
			if size == 0 {
				return false
			}
			i += size
		}
		i -= 8
	}
	for i < len(b) {
		size := plainCharacter(b[i:])
		if size == 0 {
			return false
		}
		i += size
	}
	return true
}

// eachByte returns a word of eight equal bytes.
func eachByte(c byte) uint64 { return uint64(c) * 0x0101010101010101 }

// arePrintable reports whether eight ASCII characters are printable or line feeds.
//
// In each of the three differences the high bit of a byte tells, and since it
// was set before, no byte borrows from the next: whether the character is no
// control character, is not a line feed, and is not DEL.
func arePrintable(w uint64) bool {
	const high = 0x8080808080808080
	notControl := (w | high) - eachByte(' ')
	notLineFeed := ((w ^ eachByte('\n')) | high) - eachByte(1)
	notDEL := ((w ^ eachByte(0x7f)) | high) - eachByte(1)
	return (notControl|^notLineFeed)&notDEL&high == high
}

// plainCharacter returns the bytes of the first character of b, 0 where it is
// one that is not plain.
func plainCharacter(b []byte) (size int) {
	if c := b[0]; c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
		return 1
	}
	if b[0] < utf8.RuneSelf {
		return 0
	}
	_, size = utf8.DecodeRune(b)
	if _, reason := badCharacter(b[:size]); reason != "" {
		return 0
	}
	return size
}
