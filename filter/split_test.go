package filter

import (
	"bytes"
	stdcmp "cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// show returns a document as "LINE LEAD|BODY", where LINE is its place.
func show(d Document) string {
	return fmt.Sprintf("%d %s|%s", d.Place.Line, d.Bytes[:d.Lead], d.body())
}

func TestSplit(t *testing.T) {
	for _, test := range []struct {
		name, input string
		want        []string // as show has it
	}{
		{"nothing", "", nil},
		{"one document", "a: 1\n", []string{"1 |a: 1\n"}},
		{"no last line break", "a: 1", []string{"1 |a: 1\n"}},
		{"a carriage return is no line break", "a: 1\r", []string{"1 |a: 1\r\n"}},
		{"a marker in front", "---\na: 1\n", []string{"1 |---\na: 1\n"}},
		{"two", "a: 1\n---\nb: 2\n", []string{"1 |a: 1\n", "2 |---\nb: 2\n"}},

		// A marker is "---" at column 0, and white space or the end of the input behind it.
		{"space behind it", "a: 1\n---  \nb: 2\n", []string{"1 |a: 1\n", "2 |---  \nb: 2\n"}},
		{"a tab behind it", "a: 1\n---\t\nb: 2\n", []string{"1 |a: 1\n", "2 |---\t\nb: 2\n"}},
		{"CRLF", "a: 1\r\n---\r\nb: 2\r\n", []string{"1 |a: 1\r\n", "2 |---\r\nb: 2\r\n"}},
		{"a comment behind it", "a: 1\n--- # c\nb: 2\n", []string{"1 |a: 1\n", "2 |--- # c\nb: 2\n"}},
		{"content behind it", "a: 1\n--- {b: 2}\n--- |\n x\n", []string{"1 |a: 1\n", "2 |--- {b: 2}\n", "3 |--- |\n x\n"}},
		{"the end of the input behind it", "a: 1\n---", []string{"1 |a: 1\n", "3 ---\n|"}},
		{"in a literal", "a: |\n---\nb: 2\n", []string{"1 |a: |\n", "2 |---\nb: 2\n"}},
		{"in quotes", "a: \"\n---\n\"\n", []string{"1 |a: \"\n", "2 |---\n\"\n"}},
		{"in a flow mapping", "{a:\n---\n1}\n", []string{"1 |{a:\n", "2 |---\n1}\n"}},
		{"a letter behind it", "a: 1\n---x\n", []string{"1 |a: 1\n---x\n"}},
		{"a comment glued to it", "a: 1\n---# x\n", []string{"1 |a: 1\n---# x\n"}},
		{"space before it", "a: |\n ---\n", []string{"1 |a: |\n ---\n"}},
		{"a fourth dash", "a: 1\n----\n", []string{"1 |a: 1\n----\n"}},
		{"two dashes", "a: 1\n--\n-- -\n", []string{"1 |a: 1\n--\n-- -\n"}},
		{"another kind of space behind it", "a: 1\n---\u00a0\n", []string{"1 |a: 1\n---\u00a0\n"}},
		{"behind a carriage return", "a: 1\r---\nb: 2\n", []string{"1 |a: 1\r---\nb: 2\n"}},
		{"the end of a document is none", "a: 1\n...\nb: 2\n", []string{"1 |a: 1\n...\nb: 2\n"}},
		{"after the end of a document", "a: 1\n...\n---\nb: 2\n", []string{"1 |a: 1\n...\n", "3 |---\nb: 2\n"}},

		// A comment-only document goes with the one behind it.
		{"a comment in front", "# c\n---\na: 1\n", []string{"2 # c\n|---\na: 1\n"}},
		{"a comment is no lead without a marker behind it", "# c\n\na: 1\n", []string{"1 |# c\n\na: 1\n"}},
		{"several comments in front", "---\n---\n\n--- # c\n# d\n---\na: 1\n", []string{"6 ---\n---\n\n--- # c\n# d\n|---\na: 1\n"}},
		{"between two", "---\na: 1\n---\n# c\n---\nb: 2\n", []string{"1 |---\na: 1\n", "5 ---\n# c\n|---\nb: 2\n"}},
		{"at the end", "a: 1\n---\n# c\n---\n \t\r\n", []string{"1 |a: 1\n", "6 ---\n# c\n---\n \t\r\n|"}},
		{"nothing but comments", "# a\n---\n# b", []string{"4 # a\n---\n# b\n|"}},
		{"nothing but line breaks", "\n\n", []string{"3 \n\n|"}},
		{"null is content", "---\nnull\n---\n~\n", []string{"1 |---\nnull\n", "3 |---\n~\n"}},
		{"an end mark is content", "...\n---\na: 1\n", []string{"1 |...\n", "2 |---\na: 1\n"}},
		{"a directive is content", "%YAML 1.2\n---\na: 1\n", []string{"1 |%YAML 1.2\n", "2 |---\na: 1\n"}},
		{"an indented comment is none", "  # c\n---\na: 1\n", []string{"2   # c\n|---\na: 1\n"}},

		{"a byte-order mark", "\ufeffa: 1\n", []string{"1 |a: 1\n"}},
		{"before a marker", "\ufeff---\na: 1\n", []string{"1 |---\na: 1\n"}},
		{"alone", "\ufeff", nil},
		{"two", "\ufeff\ufeffa: 1\n", []string{"1 |\ufeffa: 1\n"}},
		{"in a later document", "a: 1\n---\n\ufeffb: 2\n", []string{"1 |a: 1\n", "2 |---\n\ufeffb: 2\n"}},
		{"half of one", "\xef\xbb", []string{"1 |\xef\xbb\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for way, reader := range ways(test.input) {
				var got []string
				documents := split(t, reader)
				for i, d := range documents {
					got = append(got, show(d))
					if last := i == len(documents)-1; d.Last != last {
						t.Errorf("%s: document %d: Last = %t", way, i, d.Last)
					}
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("%s: -want +got:\n%s", way, diff)
				}
			}
		})
	}
}

// ways returns readers of a text that hand it out in different ways.
func ways(text string) map[string]io.Reader {
	r := func() io.Reader { return strings.NewReader(text) }
	return map[string]io.Reader{
		"at once":            r(),
		"by bytes":           iotest.OneByteReader(r()),
		"with the end":       iotest.DataErrReader(r()),
		"by bytes, with end": iotest.DataErrReader(iotest.OneByteReader(r())),
		"by halves":          iotest.HalfReader(r()),
	}
}

func TestChart(t *testing.T) {
	for _, test := range []struct {
		name, input string
		want        string // the charts of the documents
	}{
		{"none", "a: 1\n---\n# c\nb: 2\n", "- -"},
		{"in the document", "---\n# Source: foo/templates/a.yaml\na: 1\n", "foo"},
		{"in the comments before it", "---\n# Source: foo/templates/a.yaml\n---\na: 1\n", "foo"},
		{"in comments of several documents", "---\n# Source: foo/templates/a.yaml\n---\n# c\n---\na: 1\n", "foo"},
		{"behind the marker", "--- # Source: foo/templates/a.yaml\na: 1\n", "foo"},
		{"without a marker", "# Source: foo/templates/a.yaml\na: 1\n", "foo"},
		{"CRLF", "---\r\n# Source: foo/templates/a.yaml\r\na: 1\r\n", "foo"},
		{"among other comments", "---\n# c\n\n# Source: foo/templates/a.yaml\n# c\na: 1\n", "foo"},
		{"a subchart", "---\n# Source: foo/charts/bar/templates/a.yaml\na: 1\n", "foo"},
		{"two: the last one counts", "---\n# Source: foo/templates/a.yaml\n# Source: bar/templates/b.yaml\na: 1\n", "bar"},
		{"two, in documents of their own", "---\n# Source: foo/templates/a.yaml\n---\n# Source: bar/templates/b.yaml\n---\na: 1\n", "bar"},
		{"of this document only", "---\n# Source: foo/templates/a.yaml\na: 1\n---\nb: 2\n", "foo -"},
		{"below content", "a: 1\n# Source: foo/templates/a.yaml\n---\nb: 2\n", "- -"},
		{"in a value", "a: |\n  # Source: foo/templates/a.yaml\n", "-"},
		{"no path", "# Source: foo\na: 1\n", "-"},
		{"no comment of Helm's", "#Source: foo/a\n# source: foo/a\n# Sources: foo/a\na: 1\n", "-"},

		// Helm prints a file of crds/ whole, under one comment.
		{"crds/", "---\n# Source: foo/crds/a.yaml\na: 1\n---\nb: 2\n---\nc: 3\n", "foo foo foo"},
		{"crds/ of a subchart", "---\n# Source: foo/charts/bar/crds/sub/a.yaml\na: 1\n---\nb: 2\n", "foo foo"},
		{"crds/, then comments only", "---\n# Source: foo/crds/a.yaml\n# License\n---\n# c\n---\na: 1\n---\nb: 2\n", "foo foo"},
		{"crds/, then another chart", "---\n# Source: foo/crds/a.yaml\na: 1\n---\n# Source: bar/templates/b.yaml\nb: 2\n---\nc: 3\n", "foo bar -"},
		{"a subchart that is called crds", "---\n# Source: foo/charts/crds/templates/a.yaml\na: 1\n---\nb: 2\n", "foo -"},
		{"a folder crds among the templates", "---\n# Source: foo/templates/crds/a.yaml\na: 1\n---\nb: 2\n", "foo -"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, d := range split(t, strings.NewReader(test.input)) {
				got = append(got, stdcmp.Or(d.Chart, "-"))
			}
			if got := strings.Join(got, " "); got != test.want {
				t.Errorf("charts %q, want %q", got, test.want)
			}
		})
	}
}

// TestSplitUnreadable shows what cannot be split, since it is no UTF-8.
func TestSplitUnreadable(t *testing.T) {
	for _, test := range []struct{ input, encoding string }{
		{"\xff\xfe", "UTF-16"},
		{"\xff\xfea\x00:\x00", "UTF-16"},
		{"\xfe\xff\x00a\x00:", "UTF-16"},
		{"\xff\xfe\x00\x00a\x00\x00\x00", "UTF-32"},
		{"\x00\x00\xfe\xff\x00\x00\x00a", "UTF-32"},
	} {
		for way, reader := range ways(test.input) {
			_, err := NewSplitter(reader, "in").Next()
			want := "in:1: the input is in " + test.encoding + ", and kubectl reads UTF-8: convert it first, for example with iconv -t UTF-8"
			if bad := (*unreadable)(nil); !errors.As(err, &bad) || err.Error() != want {
				t.Errorf("%q, %s: error %v, want %s", test.input, way, err, want)
			}
		}
	}
}

// endless is a text that repeats for ever.
type endless struct {
	text string
	at   int
}

func (r *endless) Read(p []byte) (n int, err error) {
	n = copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	return n, nil
}

// bytesOf returns the first n bytes of a text that repeats.
func bytesOf(text string, n int64) io.Reader {
	return io.LimitReader(&endless{text: strings.Repeat(text, 1+block/len(text))}, n)
}

// TestSplitLimit holds documents against the limit: with and without line
// breaks in them, at the beginning and behind another one.
func TestSplitLimit(t *testing.T) {
	const limit = 64 << 20
	for _, test := range []struct {
		name, before, text string
		size               int64 // of the document
		line               int   // that is refused; 0: it is not
	}{
		{"at the limit", "", "# 45678\n", limit, 0},
		{"a byte over", "", "# 45678\n", limit + 1, 1},
		{"without a line break, at the limit with the one that is added", "", "a", limit - 1, 0},
		{"without a line break, a byte over with it", "", "a", limit, 1},
		{"far over, behind another document", "a: 1\n---\nb: 2\n---\n", "# 45678\n", 3 * limit, 4},
		{"almost markers", "a: 1\n", "\n---x", limit + 10, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := NewSplitter(io.MultiReader(strings.NewReader(test.before), bytesOf(test.text, test.size)), "in")
			var err error
			for err == nil {
				_, err = s.Next()
			}
			want := "EOF"
			if test.line > 0 {
				want = fmt.Sprintf("in:%d: the document that begins here is larger than 64 MiB", test.line)
			}
			if err.Error() != want {
				t.Errorf("error %q, want %q", err, want)
			}
		})
	}
}

// TestSplitBlocks puts markers at all places around the ends of what is read
// at once.
func TestSplitBlocks(t *testing.T) {
	for shift := range 12 {
		for _, size := range []int{block, block / 2, 3 * block} {
			first := "a: " + strings.Repeat("x", size-shift) + "\n"
			want := []string{"1 |" + first, "2 |---\nb: 2\n", "6 ---\n# c\n|---\nc: 3\n"}
			var got []string
			for _, d := range split(t, strings.NewReader(first+"---\nb: 2\n---\n# c\n---\nc: 3")) {
				got = append(got, show(d))
			}
			if !cmp.Equal(want, got) {
				t.Errorf("%d bytes before the first marker: got %d documents, not %d, or others", len(first), len(got), len(want))
			}
		}
	}
}

// TestSplitReadError: an error of the reader is returned as it is, behind the
// documents that were complete before it.
func TestSplitReadError(t *testing.T) {
	broken := errors.New("the disk is broken")
	for _, err := range []error{broken, io.ErrUnexpectedEOF} {
		for text, want := range map[string]int{"": 0, "\xef": 0, "a: 1\n": 0, "a: 1\n---": 0, "a: 1\n---\nb: 2\n": 1} {
			s := NewSplitter(io.MultiReader(strings.NewReader(text), iotest.ErrReader(err)), "in")
			for n := 0; ; n++ {
				d, got := s.Next()
				if got == nil {
					if d.Last {
						t.Errorf("%q: the last document, with an error behind it", text)
					}
					continue
				}
				if !errors.Is(got, err) || n != want {
					t.Errorf("%q: error %v behind %d documents, want %v behind %d", text, got, n, err, want)
				}
				break
			}
		}
	}
}

// TestSplitOwnership: what a document's bytes are does not change until the
// next call, and appending to them changes nothing else.
func TestSplitOwnership(t *testing.T) {
	s := NewSplitter(strings.NewReader("a: 1\n---\nb: 2\n"), "in")
	first, err := s.Next()
	if err != nil {
		t.Fatal(err)
	}
	_ = append(first.Bytes, "xxxxxxxx"...)
	second, err := s.Next()
	if err != nil || !bytes.Equal(second.Bytes, []byte("---\nb: 2\n")) {
		t.Errorf("second document %q, %v", second.Bytes, err)
	}
}
