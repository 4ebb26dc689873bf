package filter

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// slow skips a test that takes more than two seconds where -short is given.
func slow(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes more than two seconds")
	}
}

// crdWith returns the CRD widgets with a schema: a text that stands behind
// "openAPIV3Schema:", in a mapping that is indented by six.
func crdWith(t testing.TB, schema string) string {
	t.Helper()
	return edit(t, widgets, "openAPIV3Schema:\n        type: object", "openAPIV3Schema:"+schema)
}

// levels returns text, depth times in itself: what opens and what closes one.
func levels(depth int, open, text, end string) string {
	return strings.Repeat(open, depth) + text + strings.Repeat(end, depth)
}

// lists returns Lists in each other: ten aliases of the next one each, and in
// the innermost a CRD.
func lists(depth int) string {
	text := "apiVersion: v1\nkind: List\nx:\n- &l0\n" + strings.ReplaceAll("\n"+strings.TrimSuffix(widgets, "\n"), "\n", "\n  ")[1:] + "\n"
	for i := range depth {
		text += fmt.Sprintf("- &l%d {apiVersion: v1, kind: List, items: [%s]}\n", i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*l%d, ", i), 10), ", "))
	}
	return text + fmt.Sprintf("items: [*l%d]\n", depth)
}

// merges returns mappings that merge each other: ten times the one before.
func merges(depth int) string {
	text := "x:\n- &m0 {a: b}\n"
	for i := range depth {
		text += fmt.Sprintf("- &m%d {<<: [%s]}\n", i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*m%d, ", i), 10), ", "))
	}
	return text + fmt.Sprintf("metadata: {<<: *m%d}\nspec: {<<: *m%d}\n", depth, depth)
}

// deep returns mappings in block style, one in the other, each a space further in.
func deep(depth int) string {
	var b strings.Builder
	for i := range depth {
		fmt.Fprintf(&b, "%*s\n", i+3, "a:")
	}
	return b.String()
}

func manyKeys(count int) string {
	var b strings.Builder
	for i := range count {
		fmt.Fprintf(&b, "\n        k%d: v", i)
	}
	return b.String()
}

// TestHostile: input that is made to take time or memory ends in a result or
// in an error that says what is wrong. What grows faster than its input does
// not end at all.
func TestHostile(t *testing.T) {
	const depth = "exceeded max depth of 10000"
	for _, test := range []struct {
		name, input string
		documents   int    // that are kept
		finding     string // instead
	}{
		{"a bomb of nodes", bomb(9), 0, "aliases make more than 64 MiB of this document"},
		{"a bomb of nodes that is too small for that", bomb(6), 0, "kubectl cannot read this document: document contains excessive aliasing"},
		{"a bomb of merges", "apiVersion: v1\nkind: A\n" + merges(30), 0, "aliases make more than 64 MiB of this document"},
		{"a bomb of merges that is too small for that", "apiVersion: v1\nkind: A\n" + merges(6), 0, "kubectl cannot read this document: document contains excessive aliasing"},
		{"a bomb of merges in a CRD", "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n" + merges(30), 0, "aliases make more than 64 MiB of this document"},
		{"a bomb of Lists", lists(30), 0, "aliases make more than 64 MiB of this document"},
		{"Lists that are no bomb", lists(2), 1, ""},
		{"merges that go round", "apiVersion: v1\nkind: A\nmetadata: &m {<<: [*m, *m]}\n", 0, "contains itself"},
		{"Lists that go round", "&l\napiVersion: v1\nkind: List\nitems: [*l, *l]\n", 0, "contains itself"},

		{"a line of 10 MiB", crdWith(t, " {description: "+strings.Repeat("x", 10<<20)+"}"), 1, ""},
		{"a line of 10 MiB, of many values", crdWith(t, " {enum: ["+strings.Repeat(strings.Repeat("x", 99)+",", 10<<20/100)+"]}"), 1, ""},
		{"a line of 10 MiB that is no YAML", widgets + strings.Repeat("x", 10<<20) + "\n", 0, "malformed YAML"},
		{"a comment of 10 MiB", "# " + strings.Repeat("x", 10<<20) + "\n" + widgets, 1, ""},
		{"2 MiB of line breaks", strings.Repeat("\n", 2<<20) + widgets, 1, ""},
		{"2 MiB of line breaks behind it", widgets + strings.Repeat("\n", 2<<20), 1, ""},
		{"10 MiB of indentation", crdWith(t, "\n"+strings.Repeat(" ", 10<<20)+"a: b"), 1, ""},
		{"a million lines that are almost markers", crdWith(t, " \""+strings.Repeat("\n---x", 1_000_000)+"\""), 1, ""},
		{"a name of 1 MiB", edit(t, widgets, "name: widgets", "name: "+strings.Repeat("x", 1<<20)), 1, ""},
		{"a key of 1 MiB", crdWith(t, "\n        ? "+strings.Repeat("x", 1<<20)+"\n        : a"), 1, ""},
		{"an anchor of 1 MiB", crdWith(t, " &"+strings.Repeat("x", 1<<20)+" {}"), 1, ""},
		{"a kind of 1 MiB", "apiVersion: v1\nkind: [" + strings.Repeat("x", 1<<20) + "]\n", 1, ""},

		{"flow sequences in each other", crdWith(t, " {a: "+levels(9000, "[", "", "]")+"}"), 1, ""},
		{"too many", crdWith(t, " {a: "+levels(10_001, "[", "", "]")+"}"), 0, depth},
		{"flow mappings in each other", crdWith(t, " "+levels(9000, "{a: ", "b", "}")), 1, ""},
		{"too many", crdWith(t, " "+levels(10_001, "{a: ", "b", "}")), 0, depth},
		{"a million brackets", strings.Repeat("[", 1_000_000), 0, depth},
		{"block sequences in each other", crdWith(t, "\n        a:\n        "+strings.Repeat("- ", 9000)+"b"), 1, ""},
		{"too many", crdWith(t, "\n        a:\n        "+strings.Repeat("- ", 10_001)+"b"), 0, depth},
		{"block mappings in each other", cm + "a:\n" + deep(2000), 1, ""},
		{"Lists in each other", levels(1000, "{apiVersion: v1, kind: List, items: [", "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition}", "]}"), 1, ""},
		{"quotes that do not end", strings.Repeat("a: \"b\n", 100_000), 0, "malformed YAML"},
		{"a bracket that does not end", cm + "a: [\n" + strings.Repeat("  b,\n", 300_000), 0, "the document ends inside a flow collection"},
		{"100,000 bad lines", cm + strings.Repeat("  a: b\n c: d\n", 100_000), 0, "malformed YAML"},
		{"100,000 aliases", cm + "a: &a b\nc: [" + strings.Repeat("*a,", 100_000) + "]\n", 1, ""},
		{"100,000 anchors", cm + "a: [" + strings.Repeat("&a b,", 100_000) + "]\n", 1, ""},

		{"100,000 keys in a mapping", crdWith(t, manyKeys(100_000)), 1, ""},
		{"100,000 root keys", cm + strings.ReplaceAll(manyKeys(100_000), "\n        ", "\n")[1:] + "\n", 1, ""},
		{"100,000 annotations", edit(t, widgets, "metadata:\n", "metadata:\n  annotations:\n"+strings.ReplaceAll(manyKeys(100_000), "\n        ", "\n    ")[1:]+"\n"), 1, ""},
		{"100,000 times the same root key", cm + strings.Repeat("a: b\n", 100_000), 0, "and 99995 more"},
		{"100,000 glued documents", strings.Repeat(cm, 100_000), 0, "documents are glued together"},
		{"10,000 items of a List", "apiVersion: v1\nkind: List\nitems:\n" + anItem(widgets) + strings.Repeat(anItem(cm), 10_000), 10_001, ""},

		{"a million empty documents", strings.Repeat("---\n", 1_000_000) + widgets, 1, ""},
		{"a million comments", strings.Repeat("--- #\n", 1_000_000) + widgets, 1, ""},
		{"a million sources", strings.Repeat("---\n# Source: a/templates/b.yaml\n", 1_000_000) + widgets, 1, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkHostile(t, test.input, test.documents, test.finding)
		})
	}
}

// checkHostile runs over an input in the mode that writes the most: it keeps
// all that is not refused, and compares and measures CRDs.
func checkHostile(t *testing.T, input string, documents int, finding string) {
	t.Helper()
	tempFolder(t)
	for _, serverSide := range []bool{false, true} {
		options := dropNothing(t)
		options.Checks.ServerSide = serverSide
		options.FixSeparators = finding == ""
		r, findings, output := run(t, []byte(input), options)
		tooLarge := strings.Contains(findings, "[apply-size]")
		switch {
		case len(findings) > 100<<10:
			t.Errorf("%d bytes of findings", len(findings))
		case finding != "":
			if output != nil || !strings.Contains(findings, finding) {
				t.Errorf("want %s, got %s", finding, findings)
			}
		case tooLarge && !serverSide && r.Findings.ExitStatus() == 1: // a result, too
		case output == nil:
			t.Error(findings)
		default:
			if got := len(split(t, bytes.NewReader(output))); got != documents {
				t.Errorf("%d documents, want %d", got, documents)
			}
		}
	}
}

// TestHostileFindings: where each of very many documents is wrong, the first
// of them are told, and how many more there are.
func TestHostileFindings(t *testing.T) {
	_, findings, output := run(t, bytes.Repeat([]byte("---\na: [\n"), 3_000), lenient(t))
	if lines := strings.Count(findings, "\n"); output != nil || lines > 1100 || !strings.Contains(findings, "2000 ") {
		t.Errorf("%d lines that end in %q", lines, tail([]byte(findings)))
	}
}

func TestHostileMillion(t *testing.T) {
	slow(t)
	tempFolder(t)
	options := dropNothing(t)
	r := Read([]string{"-"}, bytesOf("---\n{apiVersion: v1, kind: A}\n", 30*1_000_000), options)
	defer r.Close()
	if r.Err != nil || r.Set.Documents != 1_000_000 || r.Findings.ExitStatus() != 0 {
		t.Fatalf("%d documents, %v", r.Set.Documents, r.Err)
	}
	var out counter
	if err := r.Write(&out); err != nil || out.n != 30*1_000_000 {
		t.Errorf("%d bytes, %v", out.n, err)
	}
}

// counter counts what is written to it.
type counter struct{ n int }

func (c *counter) Write(b []byte) (int, error) {
	c.n += len(b)
	return len(b), nil
}

// TestHostile32MiB reads a document of 32 MiB with a node in each 40 bytes.
func TestHostile32MiB(t *testing.T) {
	slow(t)
	tempFolder(t)
	const line = "        - a plain text in a line of a list\n"
	input := crdWith(t, "\n        enum:\n"+strings.Repeat(line, 32<<20/len(line)))
	options := lenient(t)
	if _, findings, output := run(t, []byte(input), options); string(output) != "---\n"+input {
		t.Errorf("%d bytes of output, want %d: %s", len(output), len("---\n"+input), findings)
	}
}

// TestHostileEscapes reads a document whose one text becomes longer than it
// is written: "\L" stands for three bytes.
func TestHostileEscapes(t *testing.T) {
	slow(t)
	tempFolder(t)
	input := cm + "a: \"" + strings.Repeat(`\L`, 23<<20) + "\"\n"
	options := dropNothing(t)
	if _, findings, output := run(t, []byte(input), options); len(output) != len("---\n"+input) {
		t.Errorf("%d bytes of output, want %d: %s", len(output), len("---\n"+input), findings)
	}
}

// TestHostileOrder: documents of very different sizes leave in their order.
func TestHostileOrder(t *testing.T) {
	var input strings.Builder
	for i := range 2000 {
		input.WriteString("---\n" + named(t, fmt.Sprintf("w%d", i)))
		if i%7 == 0 {
			input.WriteString(strings.Repeat("# "+strings.Repeat("x", i)+"\n", i/70))
		}
	}
	if _, findings, output := run(t, []byte(input.String()), lenient(t)); string(output) != input.String() {
		t.Errorf("%d bytes of output, want %d, the same: %s", len(output), input.Len(), findings)
	}
}

// TestHostileGiB: a GiB without a line break is refused as soon as it is too
// large for a document.
func TestHostileGiB(t *testing.T) {
	for _, text := range []string{"a", "- ", "[", "---", "\x00", "\r---"} {
		input := &counting{r: bytesOf(text, 1<<30)}
		r := Read([]string{"-"}, input, lenient(t))
		var findings strings.Builder
		if err := r.Findings.WriteText(&findings); err != nil {
			t.Fatal(err)
		}
		if want := "<stdin>:1: the document that begins here is larger than 64 MiB [malformed]"; r.Err != nil || !strings.Contains(findings.String(), want) {
			t.Errorf("%q: %v\n%s", text, r.Err, findings.String())
		}
		if input.n > 130<<20 {
			t.Errorf("%q: read %d bytes", text, input.n)
		}
		r.Close()
	}
}

// counting counts what is read through it.
type counting struct {
	r io.Reader
	n int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// TestHostileReads reads the bootstrap a byte at a time.
func TestHostileReads(t *testing.T) {
	input, err := os.ReadFile(filepath.Join("..", "testdata", "bootstrap", "rendered.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, findings, want := run(t, input, lenient(t))
	if want == nil {
		t.Fatal(findings)
	}
	r := Read([]string{"-"}, iotest.OneByteReader(bytes.NewReader(input)), lenient(t))
	defer r.Close()
	var got bytes.Buffer
	if err := r.Write(&got); err != nil || r.Err != nil {
		t.Fatal(err, r.Err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
