package filter

import (
	"fmt"
	"strings"
	"testing"

	"github.com/crdfilter/crdfilter/crdset"
)

// TestErrorLine breaks documents in all the ways that the parser complains of.
// The line that a person has to repair ends in "# !"; a second one would do
// where it ends in "# ?". Each document stands alone, and behind another.
func TestErrorLine(t *testing.T) {
	for _, test := range []struct{ name, input string }{
		{"a colon in a value", "a: 1\nb: c: d # !\ne: 2\n"},
		{"a colon in a value of a list", "a:\n- b\n- c: d: e # !\n- f\n"},
		{"a value and a mapping below it", "a: 1\nb: c\n  d: e # !\nf: 2\n"},
		{"a URL behind a key", "a: 1\nb: Note: see http://x # !\nc: 1\n"},
		{"a log line", "a: 1\nINFO this is a log line # !\nb: 2\n"},
		{"a log line first", "INFO this is a log line\nb: 2\nc: 3\n# !1"},
		{"a log line with a colon", "a: 1\nWARN: this: that # !\nb: 2\n"},
		{"a log line in a nested mapping", "a:\n  b: 1\nINFO log line # !\n  c: 2\n"},
		{"a log line in a list", "a:\n- b\nINFO log line # !\n- c\n"},
		{"a log line last", "a: 1\nb: 2\nINFO this is a log line # !\n"},
		{"two log lines", "a: 1\nINFO one # !\nINFO two # ?\nb: 2\n"},
		{"no space behind a colon", "a: 1\nb:2 # !\nc: 3\n"},
		{"no space behind a colon, first", "a:1\nb: 2\n# !1"},
		{"a merge conflict", "a: 1\n<<<<<<< HEAD\nb: 1 # ?\n=======\nb: 2\n>>>>>>> x\n# !2"},

		{"a key too far to the left", "a:\n    b: 1\n  c: 2 # !\nd: 3\n"},
		{"a key too far to the right", "a:\n  b: 1\n    c: 2 # !\nd: 3\n"},
		{"a key too far to the right below a mapping", "a:\n  b:\n    x: 1\n   c: 2 # !\nd: 3\n"},
		{"a root key with a space", "a:\n  b: 1\n c: 2 # !\n"},
		{"a root key with a space, last", "a: 1\nb: {}\n c: 2 # !\n"},
		{"an item too far to the left", "a:\n  - b\n - c # !\nd: 1\n"},
		{"a key among items", "a:\n  - b\n  c: d # !\n"},
		{"a key among items, later", "a:\n  - b: 1\n    c: 2\n  - d: 1\n  e: 2 # !\nf: 1\n"},
		{"an item among keys", "a:\n  b: 1\n  - c # !\nd: 2\n"},
		{"an item behind a key", "a: - b # !\nc: 1\n"},
		{"a key of an item too far to the left", "a:\n- b: 1\n c: 2 # !\n"},
		{"a dash without space", "a:\n- b\n-c # !\n- d\n"},
		{"a comment in between", "a:\n    b: 1\n\n# c\n  c: 2 # !\n"},

		{"a tab", "a:\n\tb: 1 # !\nc: 2\n"},
		{"a tab behind spaces", "a:\n  b: 1\n  \tc: 2 # !\n"},
		{"a tab later", "a:\n  b: 1\n\tc: 2 # !\nd: 3\n"},
		{"a tab first in a literal", "a: |\n\tb\nc: 1\n# !2"},
		{"a literal not indented", "a: |\nb\nc: 1\n# !2"},
		{"a literal with less indentation later", "a: |\n    b\n  c\nd: 1\n# !3"},
		{"a text behind |", "a: 1\nb: | foo\n  c\nd: 1\n# !2"},
		{"an indentation of 0", "a: 1\nb: |0\n  c\n# !2"},

		{"@", "a: 1\nb: @c # !\nd: 1\n"},
		{"a backquote", "a: 1\nb: `c` # !\n"},
		{"%", "a: 1\nb: %c # !\n"},
		{"an unknown escape", "a: 1\nb: \"\\q\" # !\nc: 1\n"},
		{"an unknown escape in a later line", "a: 1\nb: \"x\n  y\n  \\q\" # !\nc: 1\n"},
		{"a short escape", "a: 1\nb: \"\\u12\" # !\n"},
		{"text behind quotes", "a: 1\nb: \"c\" d # !\ne: 1\n"},
		{"text behind single quotes", "a: 1\nb: 'it's' # !\ne: 1\n"},
		{"text behind a flow mapping", "a: 1\nb: {c: d} e # !\nf: 1\n"},
		{"a template with text", "a: 1\nb: {{ .Values.x }}-y # !\nc: 1\n"},
		{"an unknown anchor", "a: 1\nb: [1, *x] # !\n"},
		{"an unknown anchor, and its name elsewhere", "a: '*x'\nb: *xy # !\n"},
		{"an unknown anchor, and its name in quotes", "a: '*x'\n# *x\nb: *x # !\n"},
		{"an anchor that comes later", "a: *x # !\nb: &x 1\n"},
		{"an anchor without a name", "a: 1\nb: & c # !\n"},
		{"an alias without a name", "a: 1\nb: * # !\n"},
		{"a wildcard", "a: 1\nb: *.example.com # !\n"},
		{"a tag that does not end", "a: 1\nb: !<foo # !\n"},
		{"an undefined tag", "a: 1\nb: !x!y z # !\n"},
		{"a comma in a flow sequence", "a: 1\nb: [1,,2] # !\n"},
		{"two keys", "a: 1\nb: {c: d: e} # !\n"},
		{"a bracket closed by a brace", "a: 1\nb: [1, 2} # !\nc: 1\n"},
		{"a bracket too many", "a: 1\nb: [1, 2]] # !\nc: 1\n"},
		{"a brace that is not closed", "a: 1\nb: {c: d # !\ne: f\ng: h\n"},
		{"a second flow mapping", "{a: 1}\n{b: 2} # !\n"},
		{"a mapping behind a flow mapping", "{a: 1}\nb: 2 # !\n"},
		{"a mapping behind a sequence", "- a\nb: 2 # !\n"},
		{"a mapping behind a scalar", "'a' # !\nb: 2 # ?\n"},
		{"a mapping behind ---", "a: 1\n-- \nb: 2\n# !2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			input, line, other := expectedLine(t, test.input)
			for _, before := range []string{"", "---\n" + cm + "---\n# c\n---\n", "# c\n"} {
				input := before + input
				more := strings.Count(before, "\n")
				got := findings(t, input)
				at := func(line int) string {
					return crdset.Place{Input: "in", Line: line + more}.String() + ": malformed YAML"
				}
				if !strings.HasPrefix(got, at(line)) && (other == 0 || !strings.HasPrefix(got, at(other))) {
					t.Errorf("want line %d, got %s\n%s", line+more, got, input)
				}
			}
		})
	}
}

// expectedLine finds the marks in a broken document. One at its end carries
// the line's number, where a mark would change what is broken; it is taken off.
func expectedLine(t testing.TB, input string) (text string, line, other int) {
	t.Helper()
	if text, number, found := strings.Cut(input, "# !1"); found && number == "" {
		return text, 1, 0
	}
	for n, last := range map[int]string{2: "# !2", 3: "# !3"} {
		if text, found := strings.CutSuffix(input, last); found {
			line = n
			input = text
		}
	}
	for i, l := range strings.Split(input, "\n") {
		switch {
		case strings.HasSuffix(l, "# !"):
			line = i + 1
		case strings.HasSuffix(l, "# ?"):
			other = i + 1
		}
	}
	if line == 0 {
		t.Fatalf("no mark in %q", input)
	}
	return input, line, other
}

// TestCutOff: where a document ends inside something, the line is the one
// behind it, or the last one of an input that was cut off there. Where that
// began may be left out, but must not be wrong.
func TestCutOff(t *testing.T) {
	const (
		quoted = "the document ends inside a quoted scalar"
		flow   = "the document ends inside a flow collection"
		cut    = ": was the input cut off?"
		next   = "---\n" + cm
	)
	for _, test := range []struct {
		name, input, place, inside string
		begins                     int
		cut                        string
	}{
		{"quotes", cm + "a: \"b\n", "in:3", quoted, 3, cut},
		{"quotes without a line break", cm + "a: \"b", "in:3", quoted, 3, cut},
		{"quotes, later", cm + "a: \"b\n  c\n\n", "in:5", quoted, 3, cut},
		{"quotes, before another document", cm + "a: \"b\n  c\n" + next, "in:5", quoted, 3, ""},
		{"single quotes", cm + "a: 'it''s\n  c\n", "in:4", quoted, 3, cut},
		{"quotes that cover what follows", cm + "a: \"b\nc: d\ne: f\n", "in:5", quoted, 3, cut},
		{"quotes first", "\"a\nb: c\n", "in:2", quoted, 1, cut},
		{"quotes in the second document", cm + "---\n# c\n" + cm + "a: \"b\n", "in:7", quoted, 7, cut},
		{"an escape", cm + "a: \"b\\", "in:3", quoted, 3, cut},

		{"a sequence", cm + "a: [b,\n", "in:3", flow, 3, cut},
		{"a sequence, later", cm + "a: [b,\n  c\n", "in:4", flow, 3, cut},
		{"a sequence, before another document", cm + "a: [b,\n  c\n" + next, "in:5", flow, 3, ""},
		{"a mapping", cm + "a:\n  b: {c: d,\n   e: f\n", "in:5", flow, 4, cut},
		{"JSON", "{\"apiVersion\": \"v1\",\n \"kind\": \"ConfigMap\",\n \"data\": {\n", "in:3", flow, 3, cut},
		{"JSON, its last brace", "{\"apiVersion\": \"v1\",\n \"kind\": \"ConfigMap\"\n", "in:2", flow, 1, cut},
		{"JSON, inside quotes", "{\"apiVersion\": \"v1\",\n \"kind\": \"Conf", "in:2", quoted, 2, cut},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := findings(t, test.input)
			short := test.place + ": " + test.inside + test.cut + " [malformed]"
			long := fmt.Sprintf("%s: %s that begins at line %d%s [malformed]", test.place, test.inside, test.begins, test.cut)
			if got != short && got != long {
				t.Errorf("got  %s\nwant %s", got, long)
			}
		})
	}
}
