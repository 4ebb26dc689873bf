package filter

import (
	"bytes"
	"unicode/utf8"
)

// plainScalar reads a plain scalar in a block collection at a column, and
// moves on to the next content. It goes on in lines that are further in than
// the column, up to a comment.
func (r *reader) plainScalar(column int) value {
	line, ok := r.plainLine()
	if !ok {
		return value{}
	}
	first, size := line, 0
	for lines := 1; ; lines++ {
		commented := r.b[r.i] == '#'
		r.isNoText(r.i, r.eol)
		r.i = r.eol + 1
		blank := r.nextLine()
		if commented || r.column <= column || r.b[r.i] == '#' {
			if !r.skipComments() {
				return value{}
			}
			if lines == 1 {
				return r.plain(r.bytes(first), first)
			}
			r.addJSON(len(`""`) + line.to - line.from + size)
			return value{kind: opaqueNode}
		}
		size += line.to - line.from + folded(blank)
		if line, ok = r.restOfPlainLine(); !ok {
			return value{}
		}
	}
}

// plainLine reads the first line of a plain scalar in block context, up to
// its line feed or a comment.
func (r *reader) plainLine() (text extent, ok bool) {
	if !r.beginsPlain() {
		return extent{}, false
	}
	return r.restOfPlainLine()
}

func (r *reader) restOfPlainLine() (text extent, ok bool) {
	from, to := r.i, min(r.eol, r.nextHash(r.i))
	if r.nextColon(from) < to || r.nextTab(from) < to {
		return extent{}, false
	}
	r.i = to
	for r.b[to-1] == ' ' {
		to--
	}
	return extent{from, to}, true
}

// folded returns the size as JSON of a line break with blank lines behind it
// in a scalar of which lines are joined: of a space, or of as many line breaks
// as lines are blank.
func folded(blank int) int {
	return max(len(" "), blank*len(`\n`))
}

// atImplicitKey reports whether the scalar that begins here is a key. It may
// say no of a key that is no plain one and has escapes.
func (r *reader) atImplicitKey() bool {
	end := 0
	switch c := r.b[r.i]; {
	case c == '"' || c == '\'':
		text, ok := r.textInQuotes()
		if !ok {
			return false
		}
		end = text.to + 1
	case r.beginsPlain():
		end = r.nextColon(r.i)
		if end > r.eol || r.nextHash(r.i) < end {
			return false
		}
	default:
		return false
	}
	return r.b[end] == ':' && isWhite(r.b[end+1])
}

// plainKey reads a plain key in block context up to its ":".
func (r *reader) plainKey() (key extent, ok bool) {
	if !r.beginsPlain() {
		return extent{}, false
	}
	from, to := r.i, r.nextColon(r.i)
	if to > r.eol || r.nextHash(from) < to || r.nextTab(from) < to || r.b[to-1] == ' ' {
		return extent{}, false
	}
	r.i = to
	return extent{from, to}, isTextKey(r.b[from:to])
}

// beginsPlain reports whether a plain scalar may begin here.
func (r *reader) beginsPlain() bool {
	c := r.b[r.i]
	return firstByte[c] != noPlain && (c != '-' || !isWhite(r.b[r.i+1]))
}

// firstByte says of a byte what a plain scalar may be that begins with it.
var firstByte = [256]hint{
	'\n': noPlain, '\t': noPlain, ' ': noPlain,
	',': noPlain, '[': noPlain, ']': noPlain, '{': noPlain, '}': noPlain,
	'#': noPlain, '&': noPlain, '*': noPlain, '!': noPlain, '|': noPlain, '>': noPlain,
	'\'': noPlain, '"': noPlain, '%': noPlain, '@': noPlain, '`': noPlain,
	// These could begin one where no white space is behind them.
	'?': noPlain, ':': noPlain,

	'y': maybeWord, 'Y': maybeWord, 'n': maybeWord, 'N': maybeWord,
	't': maybeWord, 'T': maybeWord, 'f': maybeWord, 'F': maybeWord,
	'o': maybeWord, 'O': maybeWord, '~': maybeWord, '<': maybeWord,

	'0': maybeNumber, '1': maybeNumber, '2': maybeNumber, '3': maybeNumber, '4': maybeNumber,
	'5': maybeNumber, '6': maybeNumber, '7': maybeNumber, '8': maybeNumber, '9': maybeNumber,
	'+': maybeNumber, '-': maybeNumber, '.': maybeNumber,
}

type hint uint8

const (
	anyText hint = iota
	maybeWord
	maybeNumber
	noPlain
)

// plain returns the node that a plain scalar on one line is, and adds it to
// the size as JSON: by the rules of YAML 1.1, which are kubectl's. A text is
// one by the rules of the parser, too.
func (r *reader) plain(b []byte, text extent) value {
	switch firstByte[b[0]] {
	case maybeWord:
		switch word(b) {
		case "":
		case mergeKey:
			return value{}
		case "null":
			r.addJSON(len("null"))
			return value{kind: nullNode}
		default:
			r.addJSON(len(word(b)))
			return value{kind: typedNode, text: text}
		}
	case maybeNumber:
		switch {
		case isInteger(b):
			r.addJSON(len(b))
			return value{kind: typedNode, text: text}
		case isNotFinite(b):
			return value{} // JSON cannot say it
		case isLikeNumber(b):
			r.jsonMin++
			r.jsonMax += max(len(b)+len(`""`), longestNumber)
			return value{kind: typedNode, text: text}
		}
	}
	r.addJSON(len(`""`) + len(b))
	return value{kind: textNode, text: text}
}

// isTextKey reports whether a plain key is a string to all readers, or as JSON
// the same as it is written.
func isTextKey(b []byte) bool {
	switch firstByte[b[0]] {
	case maybeWord:
		return word(b) == ""
	case maybeNumber:
		return isInteger(b) && b[0] != '-' || !isLikeNumber(b)
	}
	return true
}

// word returns what a plain scalar is in JSON that is a boolean or null in
// YAML 1.1, the merge key itself, and "" for any other text.
func word(b []byte) string {
	switch string(b) {
	case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON":
		return "true"
	case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF":
		return "false"
	case "~", "null", "Null", "NULL":
		return "null"
	case mergeKey:
		return mergeKey
	}
	return ""
}

// isInteger reports whether a scalar is an integer that JSON writes the same.
func isInteger(b []byte) bool {
	const most = 18 // digits that every int64 has room for
	digits := bytes.TrimPrefix(b, []byte("-"))
	if len(digits) == 0 || len(digits) > most || digits[0] == '0' && len(b) > 1 {
		return false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// longestNumber is as many bytes as the longest number has as JSON, a float64
// in one of the two forms of encoding/json: -0.0000012345678901234567.
const longestNumber = 25

// isLikeNumber reports whether a scalar consists of what numbers in all their
// forms, hexadecimal and others, and timestamps consist of. None of them has
// the two dots of a version.
func isLikeNumber(b []byte) bool {
	dots := 0
	for _, c := range b {
		switch {
		case c == '.' && dots == 0:
			dots++
		case '0' <= c && c <= '9', 'a' <= c && c <= 'f', 'A' <= c && c <= 'F':
		case c == 'x', c == 'X', c == 'o', c == 'O', c == '_', c == '+', c == '-':
		case c == ':', c == 't', c == 'T', c == 'z', c == 'Z', c == ' ':
		default:
			return false
		}
	}
	return true
}

// isNotFinite reports whether a scalar may be an infinity or no number.
func isNotFinite(b []byte) bool {
	b = bytes.TrimLeft(b, "+-")
	return len(b) == 4 && b[0] == '.' && (b[1]|' ' == 'i' || b[1]|' ' == 'n')
}

// textInQuotes finds the text of the quoted scalar that begins here, where it
// is on one line and without escapes. It does not move.
func (r *reader) textInQuotes() (text extent, ok bool) {
	quote, from := r.b[r.i], r.i+1
	to := from + bytes.IndexByte(r.b[from:], quote)
	if to < from || to > r.eol {
		return extent{}, false
	}
	if quote == '"' {
		return extent{from, to}, r.nextBackslash(from) > to
	}
	return extent{from, to}, r.b[to+1] != quote
}

// quotedKey reads a quoted key.
func (r *reader) quotedKey() (key extent, ok bool) {
	key, ok = r.textInQuotes()
	if !ok {
		return extent{}, false
	}
	r.countQuotes(key)
	r.i = key.to + 1
	return key, true
}

// countQuotes takes the quotes around a text out of what JSON escapes.
func (r *reader) countQuotes(text extent) {
	if r.b[text.to] == '"' {
		r.unescaped += 2
	}
}

// quotedScalar reads a quoted scalar up to behind its quote.
func (r *reader) quotedScalar() value {
	text, ok := r.textInQuotes()
	if !ok {
		return r.longQuotedScalar()
	}
	if string(r.bytes(text)) == mergeKey {
		return value{}
	}
	r.countQuotes(text)
	r.i = text.to + 1
	r.addJSON(len(`""`) + text.to - text.from)
	return value{kind: textNode, text: text}
}

// longQuotedScalar reads a quoted scalar on several lines or with escapes.
// Its lines may have any indentation.
func (r *reader) longQuotedScalar() value {
	quote, start := r.b[r.i], r.i+1
	length := 0 // in characters, if they are ASCII, without line breaks
	for r.i++; ; {
		from := r.i
		r.i = r.eol
		if n := bytes.IndexByte(r.b[from:r.eol], quote); n >= 0 {
			r.i = from + n
		}
		if quote == '"' {
			r.i = min(r.i, r.nextBackslash(from))
		}
		r.addJSON(r.i - from)
		length += r.i - from

		switch c := r.b[r.i]; {
		case c == '\n':
			for end := r.i; end > from && isWhite(r.b[end-1]); end-- {
				r.jsonMin -= len(`\t`) // joining takes it off, where no escape keeps it
			}
			blank, ok := r.nextLineInQuotes()
			if !ok {
				return value{}
			}
			r.addJSON(folded(blank))
		case c == '\\':
			if r.b[r.i+1] != '\n' {
				length++
			}
			if !r.escape() {
				return value{}
			}
		case quote == '\'' && r.b[r.i+1] == '\'':
			r.addJSON(len("'"))
			length++
			r.i += 2
		case length == len(mergeKey) && r.maySpell(mergeKey[0], start):
			return value{}
		default:
			r.countQuotes(extent{to: r.i})
			r.addJSON(len(`""`))
			r.i++
			return value{kind: opaqueNode}
		}
	}
}

// maySpell reports whether the character at i may be c in some spelling.
func (r *reader) maySpell(c byte, i int) bool {
	return r.b[i] == c || r.b[i] == '\\' && bytes.IndexByte([]byte("xuU\n"), r.b[i+1]) >= 0
}

// nextLineInQuotes moves from the end of a line in a quoted scalar to the
// text of the next line that has one. It returns how many lines were blank.
func (r *reader) nextLineInQuotes() (blank int, ok bool) {
	for {
		r.i++
		if r.i == len(r.b) {
			return 0, false
		}
		r.line = r.i
		for r.b[r.i] == ' ' || r.b[r.i] == '\t' {
			r.i++
		}
		r.isNoText(r.line, r.i)
		if r.b[r.i] != '\n' {
			break
		}
		blank++
	}
	r.eol = r.i + bytes.IndexByte(r.b[r.i:], '\n')
	return blank, r.i > r.line || !r.atMarker()
}

// escape reads an escape sequence in a double-quoted scalar.
func (r *reader) escape() bool {
	c := r.b[r.i+1]
	r.isNoText(r.i, r.i+2)
	r.i += 2
	switch c {
	case '\n':
		r.i--
		blank, ok := r.nextLineInQuotes()
		r.addJSON(blank * len(`\n`))
		return ok
	case ' ', '\'':
		r.addJSON(1)
	case '"', '\\':
		r.addJSON(len(`\"`))
	case 'n', 'r', 't', '\t', 'N', '_':
		r.addJSON(len(`\n`)) // or a character of two bytes
	case '0', 'a', 'v', 'e', 'L', 'P':
		r.addJSON(len(`\u0000`))
	case 'b', 'f':
		r.jsonMin += len(`\b`)
		r.jsonMax += len(`\u0008`) // as Go 1.21 has it
	case 'x':
		return r.escapedCode(2)
	case 'u':
		return r.escapedCode(4)
	case 'U':
		return r.escapedCode(8)
	default:
		return false
	}
	return true
}

// escapedCode reads the digits of a character's code.
func (r *reader) escapedCode(digits int) bool {
	code := 0
	for range digits {
		d := bytes.IndexByte([]byte("0123456789abcdef"), r.b[r.i]|' ')
		if d < 0 {
			return false
		}
		code = code<<4 | d
		r.i++
	}
	r.jsonMin++
	r.jsonMax += len(`\u0000`)
	return code <= utf8.MaxRune && (code < 0xd800 || code > 0xdfff)
}

// blockScalar reads a literal or folded scalar in a block collection at a
// column, and moves on to the next content.
func (r *reader) blockScalar(column int) value {
	isFolded := r.b[r.i] == '>'
	header := r.i
	indent, chomping, ok := r.blockScalarHeader()
	r.isNoText(header, r.i)
	if !ok {
		return value{}
	}
	if indent > 0 {
		indent += column
	} else if indent, ok = r.detectIndent(column); !ok {
		return value{}
	}
	text, breaks, inner := 0, 0, 0 // bytes of text; line breaks, and those before the last text
	for r.i < len(r.b) {
		line := r.i
		for r.i-line < indent && r.b[r.i] == ' ' {
			r.i++
		}
		if r.i-line < indent && r.b[r.i] != '\n' {
			if r.b[r.i] == '\t' {
				return value{}
			}
			r.i = line
			break
		}
		n := bytes.IndexByte(r.b[r.i:], '\n')
		if string(r.b[r.i:r.i+n]) == mergeKey {
			return value{}
		}
		if n > 0 {
			text, inner = text+n, breaks
		}
		breaks++
		r.i += n + 1
	}
	r.addJSON(len(`""`) + text)
	switch {
	case isFolded:
		r.jsonMin += inner
		r.jsonMax += breaks * len(`\n`)
	case chomping == '+':
		r.addJSON(breaks * len(`\n`))
	case chomping == '-' || text == 0:
		r.addJSON(inner * len(`\n`))
	default:
		r.addJSON((inner + 1) * len(`\n`))
	}
	if !r.nextContent() {
		return value{}
	}
	return value{kind: opaqueNode}
}

// blockScalarHeader reads the indicators and the rest of their line. It
// returns the indentation that they say, 0 where it is to be detected, and
// "+" or "-" where one says what becomes of the last line breaks.
func (r *reader) blockScalarHeader() (indent int, chomping byte, ok bool) {
	for r.i++; ; r.i++ {
		switch c := r.b[r.i]; {
		case (c == '+' || c == '-') && chomping == 0:
			chomping = c
		case '1' <= c && c <= '9' && indent == 0:
			indent = int(c - '0')
		default:
			if r.skipSpaces(); r.b[r.i] == '#' && r.b[r.i-1] == ' ' {
				r.i = r.eol
			}
			ok = r.b[r.i] == '\n'
			r.i++
			return indent, chomping, ok
		}
	}
}

// detectIndent returns the indentation of a block scalar, from its first line
// that is not blank. Those before it may not have more spaces. Where that
// line is no further in than the column, the scalar is empty, and any
// indentation further in will do.
func (r *reader) detectIndent(column int) (indent int, ok bool) {
	widest := 0
	for line := r.i; line < len(r.b); {
		i := line
		for r.b[i] == ' ' {
			i++
		}
		if r.b[i] != '\n' {
			if indent = i - line; indent <= column {
				break
			}
			return indent, r.b[i] != '\t' && indent >= widest
		}
		widest = max(widest, i-line)
		line = i + 1
	}
	return max(widest, column) + 1, true
}
