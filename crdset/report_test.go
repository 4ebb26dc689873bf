package crdset

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestWriteText(t *testing.T) {
	numbered := func(n int) []string {
		lines := make([]string, n)
		for i := range lines {
			lines[i] = fmt.Sprint("line ", i+1)
		}
		return lines
	}
	for _, test := range []struct {
		name     string
		findings []Finding
		want     string
	}{
		{"nothing", nil, ""},
		{
			"a finding about the whole",
			[]Finding{{Rule: Empty, Message: "the input is empty"}},
			"crdfilter: the input is empty [empty]\n",
		},
		{
			"with all that there is",
			[]Finding{{
				Rule: Count, Place: stdin(1234), Chart: "prometheus", CRD: "rules.foo.io",
				Message: "expected 2 CRDs, kept 1", Details: []string{"prometheus: 1", "  foo.io: 1 (rules)"}, Hint: "look",
			}},
			`crdfilter: <stdin>:1234: expected 2 CRDs, kept 1 (chart prometheus) [count]
  prometheus: 1
    foo.io: 1 (rules)
  hint: look
`,
		},
		{
			"a warning",
			[]Finding{{Rule: Unmatched, Warning: true, Message: `--group "a" matches nothing`}},
			"crdfilter: warning: --group \"a\" matches nothing [unmatched]\n",
		},
		{
			"a warning with a place, an input as a whole",
			[]Finding{{Rule: NotAnObject, Warning: true, Place: Place{Input: "crds/a.yaml"}, Message: "odd"}},
			"crdfilter: crds/a.yaml: warning: odd [not-an-object]\n",
		},
		{
			"a hint behind all in a row that have it",
			[]Finding{
				{Rule: ApplySize, Message: "a is too large", Hint: "apply otherwise"},
				{Rule: ApplySize, Message: "b is too large", Details: []string{"by far"}, Hint: "apply otherwise"},
				{Rule: Count, Message: "c", Hint: "look"},
				{Rule: Count, Message: "d"},
				{Rule: Count, Message: "e", Hint: "look"},
			},
			`crdfilter: a is too large [apply-size]
crdfilter: b is too large [apply-size]
  by far
  hint: apply otherwise
crdfilter: c [count]
  hint: look
crdfilter: d [count]
crdfilter: e [count]
  hint: look
`,
		},
		{
			"a hundred details",
			[]Finding{{Rule: Count, Message: "a", Details: numbered(100)}},
			"crdfilter: a [count]\n  " + strings.Join(numbered(100), "\n  ") + "\n",
		},
		{
			"one more",
			[]Finding{{Rule: Count, Message: "a", Details: numbered(101), Hint: "look"}},
			"crdfilter: a [count]\n  " + strings.Join(numbered(100), "\n  ") + "\n  … and 1 line more\n  hint: look\n",
		},
		{
			"many more",
			[]Finding{{Rule: Count, Message: "a", Details: numbered(1100)}},
			"crdfilter: a [count]\n  " + strings.Join(numbered(100), "\n  ") + "\n  … and 1000 lines more\n",
		},
		{
			"what comes from the input",
			[]Finding{{
				Rule: Malformed, Place: Place{Input: "a\n::error::b.yaml", Line: 1}, Chart: "\x1b[31mred",
				Message: "a\nb", Details: []string{"  ::error::c", "d\r\u202e"}, Hint: "##[error]e",
			}},
			`crdfilter: a\n:\x3aerror:\x3ab.yaml:1: a\nb (chart \x1b[31mred) [malformed]
    :\x3aerror:\x3ac
  d\r\u202e
  hint: #\x23[error]e
`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			var fs Findings
			fs.Add(test.findings...)
			var b strings.Builder
			if err := fs.WriteText(&b); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, b.String()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestWriteTextManyFindings(t *testing.T) {
	for n, last := range map[int]string{
		1000: "crdfilter: finding 1000 [malformed]\n  hint: look\n",
		1001: "crdfilter: finding 1000 [malformed]\n  hint: look\ncrdfilter: and 1 finding more\n",
		1234: "crdfilter: finding 1000 [malformed]\n  hint: look\ncrdfilter: and 234 findings more\n",
	} {
		var fs Findings
		for i := range n {
			fs.Add(Finding{Rule: Malformed, Message: fmt.Sprint("finding ", i+1), Hint: "look"})
		}
		var b strings.Builder
		if err := fs.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(b.String(), last) || strings.Count(b.String(), "[malformed]") != 1000 {
			t.Errorf("%d findings end in %q", n, b.String()[max(0, b.Len()-100):])
		}
	}
}

func TestWriteTextIgnored(t *testing.T) {
	fs := Findings{Ignore: []Rule{ApplySize}}
	for range 2000 { // they do not use up what is shown
		fs.Add(Finding{Rule: ApplySize, Message: "too large"})
	}
	fs.Add(Finding{Rule: Count, Message: "a"})
	var b strings.Builder
	if err := fs.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("crdfilter: a [count]\n", b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// full is a full disk.
type full struct{}

var errFull = errors.New("no space left on device")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteTextError(t *testing.T) {
	var fs Findings
	if err := fs.WriteText(full{}); err != nil {
		t.Errorf("nothing to write: %v", err)
	}
	fs.Add(Finding{Rule: Empty, Message: "the input is empty"})
	if err := fs.WriteText(full{}); !errors.Is(err, errFull) {
		t.Errorf("got %v, want %v", err, errFull)
	}
}

func TestEscape(t *testing.T) {
	a := strings.Repeat("a", 2000)
	for _, test := range []struct{ name, s, want string }{
		{"nothing", "", ""},
		{"a message", `--group "foo.io": no CRD, [a b] <x> 100 % C:\`, `--group "foo.io": no CRD, [a b] <x> 100 % C:\`},
		{"letters", "naïve 日本 … ✓ 😀", "naïve 日本 … ✓ 😀"},
		{"line breaks", "a\nb\r\nc\vd\fe", `a\nb\r\nc\vd\fe`},
		{"more line breaks", "a\u0085b\u2028c\u2029d", `a\u0085b\u2028c\u2029d`},
		{"a tab", "a\tb", `a\tb`},
		{"control characters", "\x00\x01\a\b\x7f\u009b", `\x00\x01\a\b\x7f\u009b`},
		{"colours", "\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		{"a link", "\x1b]8;;http://x\x1b\\y", `\x1b]8;;http://x\x1b\y`},
		{"bidirectional overrides", "a\u202eb\u202ac\u2066d\u200fe", `a\u202eb\u202ac\u2066d\u200fe`},
		{"invisible characters", "a\u200bb\u00adc\ufeffd\U000e0041e\u00a0f", `a\u200bb\u00adc\ufeffd\U000e0041e\u00a0f`},
		{"no characters", "a\ufffeb\U0010ffffc", `a\ufffeb\U0010ffffc`},
		{"invalid UTF-8", "a\xffb\xc3(\xed\xa0\x80", `a\xffb\xc3(\xed\xa0\x80`},
		{"half a character", "日"[:2], `\xe6\x97`},
		{"half a replacement character", "a\xefb\xef\xbf", `a\xefb\xef\xbf`},
		{"the replacement character itself", "a\ufffdb", "a\ufffdb"},
		{"a workflow command", "::error file=a::b", `:\x3aerror file=a:\x3ab`},
		{"many colons", "a:::b::::c", `a:\x3a:b:\x3a:\x3ac`},
		{"one colon", "a: b:c", "a: b:c"},
		{"an older workflow command", "##[error]a", `#\x23[error]a`},
		{"many of them", "###[[a", `#\x23#[[a`},
		{"brackets and hashes", "a[0] #[1] # #[2]", "a[0] #[1] # #[2]"},
		{"the longest text", a, a},
		{"a long text", a + "bcd", a + "… (3 bytes more)"},
		{"one byte too many", a + "b", a + "… (1 byte more)"},
		{"a character on the border", a[1:] + "éb", a[1:] + "é… (1 byte more)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Escape(test.s)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestEscapeAzure has the logging commands of Azure Pipelines escaped, which
// its agent finds anywhere in a line.
func TestEscapeAzure(t *testing.T) {
	if got := Escape("a ##vso[task.setvariable variable=PATH]/tmp"); strings.Contains(got, "##vso[") {
		t.Errorf("got %q", got)
	}
}

func FuzzEscape(f *testing.F) {
	for _, seed := range []string{
		"", "a", "\x00\x1b[31m\r\n", "::error::a", ":::", "##[error]", "###[[", "\u202e\u2028\ufeff",
		"\xff\xef\xbf", "日本", strings.Repeat("\xff", 3000), strings.Repeat("\U000e0041", 3000), strings.Repeat(":", 3000),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Escape(s)
		if !utf8.ValidString(got) {
			t.Errorf("invalid UTF-8: %q", got)
		}
		for _, r := range got {
			if !unicode.IsPrint(r) {
				t.Errorf("%U is not printable: %q", r, got)
			}
		}
		for _, command := range []string{"::", "##["} {
			if strings.Contains(got, command) {
				t.Errorf("%s is left: %q", command, got)
			}
		}
		// Each byte becomes at most four, \x00, and the rest is counted.
		if limit := 4*maxShown + 64; len(got) > limit {
			t.Errorf("%d bytes became %d, more than %d", len(s), len(got), limit)
		}
		if len(s) <= maxShown && len(got) < len(s) {
			t.Errorf("%q lost something: %q", s, got)
		}
	})
}
