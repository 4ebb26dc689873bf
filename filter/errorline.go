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
// and the parser's message without its name and line.
//
// The parser names the line at which the construct began that it was in, and
// counts from 0 or from 1 depending on which part of it found the error
// (decode.go, parser.fail); each rule below was found by breaking documents.
func errorLine(body []byte, err error) (line int, message string) {
	message = trimParserName(err)
	line = 1
	if m := parserLine.FindStringSubmatch(message); m != nil {
		line, _ = strconv.Atoi(m[1])
		message = message[len(m[0]):]
	}
	switch {
	case strings.HasPrefix(message, "unknown anchor"):
		line = aliasLine(body, message)
	case message == "mapping values are not allowed in this context":
		line = colonLine(body, line)
	case message == "did not find expected key", message == "did not find expected '-' indicator":
		line = tokenLine(body, line+1)
	case strings.HasPrefix(message, "did not find expected ") && !strings.Contains(message, "line break"):
		// An open flow collection, named by where it begins.
		line = lineOrLast(body, line+1)
	case message == "found a tab character where an indentation space is expected":
		line = consumedLine(body)
	case message == "found unexpected document indicator":
		line = 1 + bytes.Count(body[:len(body)-len(fromMarker(body, endMarker))], newline)
	}
	return lineOrLast(body, line), message
}

func lineOrLast(body []byte, line int) int {
	return min(line, max(1, bytes.Count(bytes.TrimRight(body, " \t\r\n"), newline)+1))
}

// aliasLine returns the line of the alias that a message quotes.
func aliasLine(body []byte, message string) int {
	_, quoted, _ := strings.Cut(message, "'")
	name, _, _ := strings.Cut(quoted, "'")
	alias := regexp.MustCompile(`\*` + regexp.QuoteMeta(name) + `([^-\w]|$)`)
	if at := alias.FindIndex(body); at != nil {
		return 1 + bytes.Count(body[:at[0]], newline)
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

// tokenLine returns the line of the token that the parser did not expect: it
// has read a little more when it complains, so drop lines from the end while
// it still complains of the same. least is the line where the search ends.
func tokenLine(body []byte, least int) int {
	line := consumedLine(body)
	if len(body) > maxRetried {
		return line
	}
	lines := bytes.SplitAfterN(body, newline, line+1)
	for range maxRetries {
		if line <= least || line > len(lines) {
			break
		}
		_, err := parse(bytes.Join(lines[:line-1], nil))
		if err == nil || !strings.HasSuffix(err.Error(), "did not find expected key") &&
			!strings.HasSuffix(err.Error(), "did not find expected '-' indicator") {
			break
		}
		line--
	}
	for line > 1 && line <= len(lines) && isBlank(lines[line-1]) {
		line--
	}
	return line
}

// consumedLine returns the line up to which the parser reads before it fails.
func consumedLine(body []byte) int {
	r := byteReader{body, 0}
	_, _ = parseFrom(&r) // the error is known
	return 1 + bytes.Count(body[:max(0, r.n-1)], newline)
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
