package filter

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// findings returns what is said about the documents of an input, one line for
// each: "in:3: message [rule]", and the hint behind it where there is one.
func findings(t testing.TB, input string) string {
	t.Helper()
	var lines []string
	var look func(Document)
	look = func(d Document) {
		o := d.read()
		for _, item := range o.items {
			look(item)
		}
		if f := o.finding; f != nil {
			line := f.Place.String() + ": " + f.Message + " [" + string(f.Rule) + "]"
			if f.Hint != "" {
				line += " " + f.Hint
			}
			lines = append(lines, line)
		}
	}
	for _, d := range split(t, strings.NewReader(input)) {
		look(d)
	}
	return strings.Join(lines, "\n")
}

// cm is an object with nothing special about it.
const cm = "apiVersion: v1\nkind: ConfigMap\n"

func TestRefuse(t *testing.T) {
	const (
		cr        = "a carriage return without a line feed: a line break to YAML, but not to kubectl"
		mark      = "a byte-order mark (U+FEFF) that is not at the start of the input: the YAML parser loses characters behind it"
		hash      = `"---#" is a separator to kubectl, but not to YAML: put a space before the "#"`
		inline    = `something other than a comment stands behind "---", which kubectl does not read: move it to the next line`
		directive = `a "%" directive, which kubectl does not read: delete the line`
		endFirst  = `"..." stands before any document: delete the line`
		behindEnd = `text behind "...", which kubectl does not read: put a line "---" before it`
	)
	lineBreak := func(code string) string {
		return "the character " + code + ": a line break to YAML, but not to kubectl"
	}
	control := func(code string) string {
		return "the control character " + code + ", which YAML does not allow"
	}
	invalid := func(b string) string { return "byte " + b + " is not valid UTF-8" }

	for _, test := range []struct{ name, input, place, want string }{
		{"CR", cm + "a: b\rc: d\n", "in:3", cr},
		{"CR at the end of a line with CRLF", cm + "a: b\r\r\n", "in:3", cr},
		{"CR at the end", cm + "a: b\r", "", ""}, // a line break comes behind it
		{"CR in a comment in front", "# a\rb\n---\n" + cm, "in:1", cr},
		{"CR in the last comments", cm + "---\n# c\n# a\rb\n", "in:5", cr},
		{"NEL", cm + "a: \u0085\n", "in:3", lineBreak("U+0085")},
		{"LS", cm + "a: \"\u2028\"\n", "in:3", lineBreak("U+2028")},
		{"PS", "# \u2029\n" + cm, "in:1", lineBreak("U+2029")},
		{"BOM in a value", cm + "a: x\ufeffy\n", "in:3", mark},
		{"BOM in a later document", cm + "---\n\ufeff" + cm, "in:4", mark},
		{"BOM behind a BOM", "\ufeff\ufeff" + cm, "in:1", mark},
		{"NUL", cm + "a: \x00\n", "in:3", control("U+0000")},
		{"ESC", cm + "a: \x1b[31m\n", "in:3", control("U+001B")},
		{"form feed between documents", cm + "\f\n---\n" + cm, "in:3", control("U+000C")},
		{"DEL", cm + "a: \x7f\n", "in:3", control("U+007F")},
		{"C1", cm + "a: \u0080\n", "in:3", control("U+0080")},
		{"U+FFFE", cm + "a: \ufffe\n", "in:3", control("U+FFFE")},
		{"U+FFFF", cm + "a: \uffff\n", "in:3", control("U+FFFF")},
		{"Latin-1", cm + "a: caf\xe9\n", "in:3", invalid("0xe9")},
		{"overlong", cm + "a: \xc0\x80\n", "in:3", invalid("0xc0")},
		{"a surrogate", cm + "a: \xed\xa0\x80\n", "in:3", invalid("0xed")},
		{"above U+10FFFF", cm + "a: \xf4\x90\x80\x80\n", "in:3", invalid("0xf4")},
		{"a character cut off", cm + "a: \xe2\x82", "in:3", invalid("0xe2")},
		{"the first of two is told", cm + "a: \x01\nb: \xff\n", "in:3", control("U+0001")},
		{"in the second document", cm + "---\n# c\n" + cm + "a: \x01\n", "in:7", control("U+0001")},

		{"---# at the start", "---# c\n" + cm, "in:1", hash},
		{"---# between documents", cm + "---#\n" + cm, "in:3", hash},
		{"---# in a literal", cm + "a: |\n---# c\n", "in:4", hash},
		{"---# in front", "# c\n---# d\n---\n" + cm, "in:2", hash},
		{"a mapping behind ---", cm + "--- {a: b}\n", "in:3", inline},
		{"a key behind ---", "--- a: b\n", "in:1", inline},
		{"a literal behind ---", "# c\n--- |\n  a\n", "in:2", inline},
		{"a tag behind ---", "--- !!map\n" + cm, "in:1", inline},
		{"an anchor behind ---", "---\t&x\n" + cm, "in:1", inline},
		{"null behind ---", "--- ~\n", "in:1", inline},
		{"--- behind ---", "--- ---\n" + cm, "in:1", inline},
		{"a character that is no space to YAML", "--- \u00a0\n" + cm, "in:1", inline},

		{"a directive", "%YAML 1.2\n---\n" + cm, "in:1", directive},
		{"a directive behind comments", "# c\n\n%YAML 1.2\n---\n" + cm, "in:3", directive},
		{"a directive behind ---", cm + "---\n%TAG ! tag:x,2000:\n---\n" + cm, "in:4", directive},
		{"an unknown directive", "%FOO\n---\n" + cm, "in:1", directive},

		{"... first", "...\n" + cm, "in:1", endFirst},
		{"... first, and alone", "...\n---\n" + cm, "in:1", endFirst},
		{"... behind comments", "# c\n\n... # d\n" + cm, "in:3", endFirst},
		{"a document behind ...", cm + "...\n" + cm, "in:4", behindEnd},
		{"a document behind ... and comments", cm + "...\n# c\n\n" + cm, "in:6", behindEnd},
		{"text on the line", cm + "... c\n", "in:3", behindEnd},
		{"a directive behind ...", cm + "...\n%YAML 1.2\n---\n" + cm, "in:4", behindEnd},
		{"... in a literal", cm + "a: |\n...\n  b\n", "in:5", behindEnd},
		{"... in quotes", cm + "a: \"\n...\n  b\"\n", "in:5", behindEnd},

		// What looks like it and is fine.
		{"CRLF", strings.ReplaceAll("---\n"+cm+"...\n", "\n", "\r\n"), "", ""},
		{"characters", cm + "a: \"\t\u00a0\ud7ff\ue000\ufdd0\ufffd\U0001fffe\U0010ffff\"\n", "", ""},
		{"escapes", cm + `a: "\0\a\e\N\L\P\r\uFEFF\x7F"` + "\n", "", ""},
		{"BOM first", "\ufeff" + cm, "", ""},
		{"a comment behind ---", "--- # c\n" + cm + "---\t#\n" + cm, "", ""},
		{"--- #: a comment behind it", cm + "---   \t # c\r\n" + cm, "", ""},
		{"---# not at column 0", cm + "a: |\n  ---#\n", "", ""},
		{"---# later in the line", cm + "a: x ---# y\n", "", ""},
		{"% not first", cm + "a: |\n  %YAML 1.2\nb: \"\n%c\"\n", "", ""},
		{"... indented", cm + "a: |\n  ...\n", "", ""},
		{"... with letters", cm + "a: \"\n...b\"\n", "", ""},
		{"... at the end", cm + "...\n", "", ""},
		{"... and comments", cm + "... # c\n\n# d\n  # e\n---\n" + cm, "", ""},
		{"... and the end of the input", cm + "...", "", ""},
		{"... of an empty document", cm + "---\n...\n---\n" + cm, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := ""
			if test.place != "" {
				want = test.place + ": " + test.want + " [malformed]"
			}
			if diff := cmp.Diff(want, findings(t, test.input)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
