package filter

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// parserLine finds the line in the parser's messages.
var parserLine = regexp.MustCompile(`^line (\d+): `)

// errorLine returns the line of the body, from 1, that a person has to repair,
// and what is wrong there. Where something is still open when the document
// ends, it is the line behind the body, and opened is where that began, or 0.
//
// The parser names the line at which the construct began that it was in, and
// counts from 0 or from 1 depending on which part of it found the error
// (decode.go, parser.fail); each rule below was found by breaking documents.
func errorLine(body []byte, err error) (line, opened int, message string) {
	message = trimParserName(err)
	line, structure := 1, 1 // as the scanner counts, and the parser proper
	if m := parserLine.FindStringSubmatch(message); m != nil {
		line, _ = strconv.Atoi(m[1])
		structure = line + 1
		message = message[len(m[0]):]
	}
	switch {
	case strings.HasPrefix(message, "unknown anchor"):
		line = aliasLine(body, message)
	case message == "mapping values are not allowed in this context":
		line = colonLine(body, line)
	case isUnexpectedKey(err):
		line = keyLine(body, structure)
	case message == "found unexpected end of stream":
		return lineBehind(body), openedAt(body, line), "the document ends inside a quoted scalar"
	case message == "did not find expected <document start>", message == "found undefined tag handle":
		line = structure
	case message == "did not find expected node content", strings.HasPrefix(message, "did not find expected ','"):
		if !isOpen(body) {
			line = structure
			break
		}
		if message == "did not find expected node content" {
			return lineBehind(body), 0, "the document ends inside a flow collection"
		}
		return lineBehind(body), openedAt(body, structure), "the document ends inside a flow collection"
	case strings.HasPrefix(message, "found a tab character"):
		line = lineAt(body, consumed(body))
		message = aTab
	case message == "found unknown escape character", message == "did not find expected hexdecimal number":
		line = lineAt(body, consumed(body))
	}
	return min(line, lineBehind(body)-1), 0, inWords(body, line, message)
}

// openedAt returns where something began that is open at the end: what the
// parser says, but it says the end instead of the first line.
func openedAt(body []byte, line int) int {
	if line >= lineBehind(body) {
		return 1
	}
	return line
}

// isOpen reports whether the parser would take more, and not look ahead only:
// a flow collection is open at the end.
func isOpen(body []byte) bool {
	more := append(bytes.Clone(body), bytes.Repeat([]byte(" x\n"), 1000)...)
	return consumed(more) == len(more)
}

const aTab = "a tab, where YAML wants spaces"

// inWords says what the parser found in words that help to repair it.
func inWords(body []byte, line int, message string) string {
	switch message {
	case "found character that cannot start any token":
		if bytes.Contains(lineOf(body, line), []byte("\t")) {
			return aTab
		}
		return "a value cannot begin with this character: put it in quotes"
	case "did not find expected key", "did not find expected '-' indicator":
		return "the line does not fit in with those above it: look at the indentation"
	case "mapping values are not allowed in this context":
		return `there is no place for a ": " here: put the value in quotes, or take out a text that does not belong here`
	case "could not find expected ':'":
		return `no "key: value": a text that does not belong here?`
	case "did not find expected <document start>":
		return `something begins behind the end of the document: put a line "---" before it`
	}
	return message
}

// lineOf returns a line of the body, from 1.
func lineOf(body []byte, n int) []byte {
	lines := bytes.SplitAfterN(body, newline, n+1)
	return lines[min(n, len(lines))-1]
}

// lineAt returns the line of the last of the first n bytes.
func lineAt(body []byte, n int) int { return 1 + bytes.Count(body[:max(0, n-1)], newline) }

// lineBehind returns the line behind a body.
func lineBehind(body []byte) int { return 1 + bytes.Count(body, newline) }

// aliasLine returns the line of the alias that a message quotes.
func aliasLine(body []byte, message string) int {
	_, quoted, _ := strings.Cut(message, "'")
	name, _, _ := strings.Cut(quoted, "'")
	alias := regexp.MustCompile(`(^|[\s,[{])\*` + regexp.QuoteMeta(name) + `([^-\w]|$)`)
	n := 0
	for line := range bytes.Lines(body) {
		n++
		if alias.Match(line) && !isBlank(line) {
			return n
		}
	}
	return 1
}

// colonLine returns the line of the text that a colon turned into a key where
// none can be. Where the colon's line is a root key like any other, it is the
// text above it that should not be there, a log line for example.
func colonLine(body []byte, line int) int {
	lines := bytes.SplitAfterN(body, newline, line+1)
	if line < 2 || line > len(lines) {
		return line
	}
	text := string(lines[line-1])
	if text[0] != ' ' && strings.Count(text, ": ")+strings.Count(text, ":\n") == 1 {
		return line - 1
	}
	return line
}

// maxRetried is how large a document may be for its prefixes to be parsed
// again, and maxRetries how often, in search of the line of an error.
const (
	maxRetried = 4 << 20
	maxRetries = 10
)

// isUnexpectedKey reports whether the parser found something other than the
// next entry of a block mapping or sequence.
func isUnexpectedKey(err error) bool {
	return err != nil && (strings.HasSuffix(err.Error(), "did not find expected key") ||
		strings.HasSuffix(err.Error(), "did not find expected '-' indicator"))
}

// keyLine returns the line of what the parser found instead of a key: it has
// read a little more when it complains, so drop lines from the end while it
// still complains of the same. The mapping begins at line least.
func keyLine(body []byte, least int) int {
	line := lineAt(body, consumed(body))
	if len(body) > maxRetried {
		return line
	}
	lines := bytes.SplitAfterN(body, newline, line+1)
	line = min(line, len(lines))
	for range maxRetries {
		if line <= least {
			break
		}
		if _, err := parse(bytes.Join(lines[:line-1], nil)); !isUnexpectedKey(err) {
			break
		}
		line--
	}
	for line > 1 && isBlank(lines[line-1]) {
		line--
	}
	return line
}

// consumed returns how many bytes the parser wants to see before it fails.
func consumed(body []byte) int {
	r := byteReader{body, 0}
	_, _ = parseFrom(&r) // the error is known
	return r.n
}

// byteReader reads one byte at a time, so that n tells what was wanted.
type byteReader struct {
	b []byte
	n int
}

func (r *byteReader) Read(p []byte) (int, error) {
	if r.n == len(r.b) || len(p) == 0 {
		return 0, io.EOF
	}
	p[0] = r.b[r.n]
	r.n++
	return 1, nil
}
