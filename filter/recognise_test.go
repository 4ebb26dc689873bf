package filter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crdfilter/crdfilter/crdset"
)

// holdAgainstParser reads a document in both ways. It returns whether the
// recogniser was sure, and what it then said otherwise than the parser.
func holdAgainstParser(d Document) (sure bool, difference string) {
	h, sure := recognise(d.body())
	if !sure {
		return false, ""
	}
	if _, reason := badCharacter(d.Bytes[:d.Lead]); reason != "" {
		return false, "" // what goes in front is not the recogniser's
	}
	o := d.judge()
	switch {
	case o.finding != nil:
		return true, "the parser finds: " + o.finding.Message
	case o.empty || o.items != nil:
		return true, "the parser finds an empty document, or a List"
	}
	if o.crd != nil {
		o.crd.Place, o.crd.Chart = crdset.Place{}, ""
	}
	if diff := cmp.Diff(o.crd, h.crd); diff != "" {
		return true, "head (-parser +recogniser):\n" + diff
	}
	text, err := asJSON(d.body())
	if err != nil {
		return true, "as JSON: " + err.Error()
	}
	if h.crd != nil && (len(text) < h.size.least || len(text) > h.size.most) {
		return true, fmt.Sprintf("JSON of %d bytes is not in %d..%d", len(text), h.size.least, h.size.most)
	}
	if said, sure := recogniseResource(d.body()); sure {
		root, err := parse(d.body())
		if err != nil {
			return true, err.Error()
		}
		if want := resourceOf(root); said != want {
			return true, fmt.Sprintf("it says %+v, not %+v", said, want)
		}
	}
	if h.crd != nil {
		want, err := applyBytes(d.body())
		if err != nil {
			return true, "as kubectl applies it: " + err.Error()
		}
		got, err := applySize(d.body(), object{crd: h.crd, size: h.size})
		if err != nil || got != want && (got != 0 || want > crdset.MaxAnnotationBytes) {
			return true, fmt.Sprintf("size after apply %d (%v), not %d", got, err, want)
		}
	}
	return true, ""
}

// FuzzRecognise: where the recogniser is sure, the parser agrees.
func FuzzRecognise(f *testing.F) {
	for _, c := range recogniseTests {
		f.Add([]byte(c.document))
	}
	for _, s := range streams(f) {
		f.Add(s.bytes)
	}
	const most = 8 << 10 // larger ones are slow to change
	for _, file := range append(realFiles(f), bootstrapFile) {
		for _, d := range documentsOf(f, file) {
			if len(d.Bytes) < most {
				f.Add(d.Bytes)
			}
		}
	}
	for i := range 200 {
		f.Add(generate(uint64(i)))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		for s := NewSplitter(bytes.NewReader(input), "in"); ; {
			d, err := s.Next()
			if err != nil {
				return
			}
			if _, difference := holdAgainstParser(d); difference != "" {
				t.Errorf("%q\n%s", d.body(), difference)
			}
		}
	})
}

const bootstrapFile = "../testdata/bootstrap/rendered.yaml"

// realFiles are what real charts render, in the folder that CRDFILTER_CORPUS names.
func realFiles(t testing.TB) []string {
	t.Helper()
	folder := os.Getenv("CRDFILTER_CORPUS")
	if folder == "" {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", folder, err)
	}
	return files
}

func documentsOf(t testing.TB, file string) []Document {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return split(t, bytes.NewReader(text))
}

// TestRecogniseShare: what charts render is recognised, nearly all of it, and
// the parser agrees.
func TestRecogniseShare(t *testing.T) {
	for _, file := range append(realFiles(t), bootstrapFile) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			bytes, all := 0, 0
			for _, d := range documentsOf(t, file) {
				sure, difference := holdAgainstParser(d)
				if difference != "" {
					t.Errorf("%s: %s", d.Place, difference)
				}
				all += len(d.Bytes)
				if sure {
					bytes += len(d.Bytes)
				} else {
					t.Logf("%s: not sure", d.Place)
				}
			}
			share := float64(bytes) / float64(all)
			t.Logf("%.2f %% of %d bytes", 100*share, all)
			if share < 0.99 {
				t.Errorf("recognised are %.2f %% of the bytes", 100*share)
			}
		})
	}
}

// TestRecogniseMutations: of documents that are broken at one to three
// places, the recogniser is not sure, or the parser agrees.
func TestRecogniseMutations(t *testing.T) {
	const mutations, largest = 15_000, 2 << 10
	var bodies [][]byte
	add := func(d Document) {
		if n := len(d.body()); 0 < n && n < largest {
			bodies = append(bodies, d.body())
		}
	}
	for _, d := range documentsOf(t, bootstrapFile) {
		add(d)
	}
	for _, test := range recogniseTests {
		for _, d := range split(t, strings.NewReader(test.document)) {
			add(d)
		}
	}
	for seed := range uint64(200) {
		add(Document{Bytes: generate(seed)})
	}
	random := rand.New(rand.NewPCG(1, 2))
	sures := 0
	for range mutations / 3 {
		body := bodies[random.IntN(len(bodies))]
		for range 3 {
			body = mutate(body, random)
			sure, difference := holdAgainstParser(Document{Bytes: body})
			if difference != "" {
				t.Errorf("%q\n%s", body, difference)
			}
			if sure {
				sures++
			}
		}
	}
	if sures < mutations/10 {
		t.Errorf("sure of %d of %d documents: they are broken beyond what tells anything", sures, mutations)
	}
}

// mutate returns a body that is broken at one place, and still is one body.
func mutate(body []byte, random *rand.Rand) []byte {
	const inserted = " \n\t:-?#,[]{}&*!|>'\"%@`\\.~<=0a"
	for {
		i := random.IntN(len(body))
		c := inserted[random.IntN(len(inserted))]
		insert, rest := "", body[i:]
		switch random.IntN(4) {
		case 0:
			rest = body[min(len(body), i+1+random.IntN(3)):]
		case 1:
			insert = string(c)
		case 2:
			insert, rest = string(c), body[i+1:]
		case 3:
			insert = string(c) + " "
		}
		mutated := append([]byte(string(body[:i])+insert), rest...)
		if len(mutated) == 0 || mutated[len(mutated)-1] != '\n' {
			mutated = append(mutated, '\n')
		}
		_, behind := cutLine(mutated)
		if len(content(mutated)) > 0 && fromMarker(behind, startMarker) == nil {
			return mutated
		}
	}
}

// anObject begins a document that is one, without what a row is about.
const anObject = "apiVersion: v1\nkind: A\n"

// recogniseTests are documents that the recogniser is sure of, or not. It
// must not be sure of those that the parser refuses.
var recogniseTests = []struct {
	document string
	sure     bool
}{
	// Documents.
	{"---\n" + anObject, true},
	{"--- # Source: a/b.yaml\n\n# a: comment\n  # another\n" + anObject + "\n#end\n   #\n", true},
	{anObject, true},
	{" apiVersion: v1\n kind: A\n", true},
	{"---\t# tab\n" + anObject, false},
	{"--- apiVersion: v1\nkind: A\n", false},
	{"---# comment\n" + anObject, false},
	{anObject + "---#\n", false},
	{anObject + "a: \"\n---# \"\n", false},
	{anObject + "a: {\n---b: c}\n", false},
	{anObject + "...\n", false},
	{anObject + "a: \"\n... \"\n", false},
	{anObject + "a: \"\n ... \"\n", true},
	{anObject + "a: b\n...\n", false},
	{"%YAML 1.1\n---\n" + anObject, false},
	{anObject + "%a: b\n", false},
	{"---\n", false},
	{"# nothing\n", false},
	{"null\n", false},
	{"--- text\n", false},
	{"- a\n", false},
	{"[a]\n", false},
	{"{}\n", false},
	{"a\n", false},

	// Objects, and what is none.
	{"kind: A\n", false},
	{"apiVersion: v1\n", false},
	{"apiVersion: \"\"\nkind: A\n", false},
	{"apiVersion: 1\nkind: A\n", false},
	{"apiVersion: v1\nkind: 1.10\n", false},
	{"apiVersion: v1\nkind: yes\n", false},
	{"apiVersion: v1\nkind: ~\n", false},
	{"apiVersion: v1\nkind: 2001-01-01\n", false},
	{"apiVersion: v1\nkind: [A]\n", false},
	{"apiVersion: v1\nkind: 'A'\n", true},
	{"apiVersion: v1\nkind: \"\\x41\"\n", false},
	{"apiVersion: a/b/c\nkind: A\n", false},
	{"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n", false},
	{"apiVersion: v1\nkind: List\nitems: []\n", false},
	{"apiVersion: v1\nkind: List\nitems: {}\n", true},
	{"apiVersion: v1\nkind: A\nitems: []\n", true},
	{"kind: A\napiVersion: v1\n", true},
	{"'kind': A\n\"apiVersion\": \"v1\"\n", true},
	{anObject + "kind: A\n", false},
	{anObject + "\"k\\x69nd\": A\n", false},
	{anObject + "<<: {a: b}\n", false},
	{anObject + "a: <<\n", false},
	{anObject + "a:\n  '<<': b\n", false},
	{anObject + "a: \"\\x3c<\"\n", false},
	{anObject + "a: \"<\\\n  <\"\n", false},
	{anObject + "a: |-\n  <<\n", false},
	{anObject + "a: << b\n", true},
	{anObject + "metadata:\n  name: a\n  name: a\n", false},
	{anObject + "a: {b: c, b: c}\n", false},
	{anObject + "a: {c: 1, b: 2, a: 3, b: 4}\n", false},
	{anObject + "1: a\n\"1\": b\n", false},

	// Characters.
	{anObject + "a: naïve 日本 😀\n", true},
	{anObject + "a: \x01\n", false},
	{anObject + "a: \x7f\n", false},
	{anObject + "a: \xff\n", false},
	{anObject + "a: \xed\xa0\x80\n", false},
	{anObject + "a: \u0085b\n", false},
	{anObject + "a: \u2028b\n", false},
	{anObject + "a: \ufeffb\n", false},
	{anObject + "a: b\r\n", false},
	{anObject + "# \u0080\n", false},

	// Block mappings and sequences.
	{anObject + "a:\n  b:\n    c: d\n  e: f\ng: h\n", true},
	{anObject + "a:\n  b:\n    c: d\n   e: f\n", false},
	{anObject + "a:\n    b: c\n  d: e\n", false},
	{anObject + "a:\n  b: c\n d: e\n", false},
	{anObject + "a:\n- b\n- c\nd: e\n", true},
	{anObject + "a:\n  - b\n  - c\nd: e\n", true},
	{anObject + "a:\n  - b\n  c: d\n", false},
	{anObject + "a:\n  b: c\n  - d\n", false},
	{anObject + "a:\n - b\n  - c\n", true}, // "b - c"
	{anObject + "a:\n - \"b\"\n  - c\n", false},
	{anObject + "a:\n  - b\n - c\n", false},
	{anObject + "a: - b\n", false},
	{anObject + "a:\n- - b\n  - c\n-   - d\n    - e\n", true},
	{anObject + "a:\n- b: c\n  d: e\n- f:\n  - g\n  h: i\n-   j: k\n    l: m\n", true},
	{anObject + "a:\n- b: c\n   d: e\n", false},
	{anObject + "a:\n-\n- b\n-\n  c: d\n-\n", true},
	{anObject + "a:\n-\nb:\n", true},
	{anObject + "a:\n- # comment\n  b: c\n- #\n  # comment\n  - d\n", true},
	{anObject + "a:\n-\tb\n", false},
	{anObject + "a:\n\tb: c\n", false},
	{anObject + "a:\tb\n", false},
	{anObject + "a: b\t\n", false},
	{anObject + "a:b\n", false},
	{anObject + "a: b: c\n", false},
	{anObject + "a: 'b': c\n", false},
	{anObject + "a :b\n", false},
	{anObject + "a : b\n", false},
	{anObject + ": b\n", false},
	{anObject + "? a\n: b\n", false},
	{anObject + "?a: b\n", false},
	{anObject + "a: &b c\n", false},
	{anObject + "a: *b\n", false},
	{anObject + "a: !b c\n", false},
	{anObject + "[a]: b\n", false},
	{anObject + "{a: b}: c\n", false},
	{anObject + "a: b\nc\n", false},
	{anObject + "a b: c\n", true},
	{anObject + "a # b: c\n", false},
	{anObject + "a#b: c\n", true},
	{anObject + "'a b': c\n\"d: e\": f\n", true},
	{anObject + "'a''b': c\n", false},
	{anObject + "'a' b: c\n", false},
	{anObject + "yes: a\n", false},
	{anObject + "null: a\n", false},
	{anObject + "1.0: a\n", false},
	{anObject + "8080: a\n00-x.conf: b\n", true},
	{anObject + strings.Repeat("k", 1024) + ": a\n", true},
	{anObject + strings.Repeat("k", 1025) + ": a\n", false},
	{anObject + "a: {\"" + strings.Repeat("k", 1022) + "\": a}\n", true},
	{anObject + "a: {\"" + strings.Repeat("k", 1023) + "\": a}\n", false},
	{anObject + "a:\n" + strings.Repeat("- ", 490) + "b\n", true},
	{anObject + "a:\n" + strings.Repeat("- ", 510) + "b\n", false},

	// Plain scalars.
	{anObject + "a: b\n  c\n\n d\ne: f\n", true},
	{anObject + "a:\n  b\n c\nd: e\n", true},
	{anObject + "a:\n  b\nc\n", false},
	{anObject + "a: b\n  c: d\n", false},
	{anObject + "a: b\n  # comment\n  c\n", false},
	{anObject + "a: b # comment\n  c\n", false},
	{anObject + "a: b # comment: c\nd: e #\n", true},
	{anObject + "a: b\n  \"c\" [d] {e} - f\n", true},
	{anObject + "a: b\n\tc\n", false},
	{anObject + "a: b#c {d} [e], \"f\" 'g' & * ! | > % @ `\n", true},
	{anObject + "a: -1\nb: --x\nc: .5\nd: ./x\ne: (f)\ng: <h>\n", true},
	{anObject + "a: %b\n", false},
	{anObject + "a: @b\n", false},
	{anObject + "a: `b`\n", false},
	{anObject + "a: ]\n", false},
	{anObject + "a: , b\n", false},
	{anObject + "a: -\n", false},
	{anObject + "a: #b\n", true}, // null
	{anObject + "a: .inf\n", false},
	{anObject + "a: 0x1F\nb: 1e400\nc: 1_000\nd: 0.1.2\ne: 12:30\nf: +1\ng: -0\n", true},
	{anObject + "a: ~\nb: Null\nc: yes\nd: n\ne: OFF\nf:\n", true},

	// Quoted scalars.
	{anObject + "a: \"b # c: d\"\ne: 'f # g: h' # comment\n", true},
	{anObject + "a: \"b\n  c\n\n\n d\"\ne: 'f\n  g'\n", true},
	{anObject + "a: \"b\nc: d\"\n", true},
	{anObject + "a: \"b\n\tc\"\n", true},
	{anObject + "a:\n  \"b\"\nc:\n- 'd'\n", true},
	{anObject + "a: 'it''s'\nb: ''''\nc: ''\nd: \"\"\n", true},
	{anObject + `a: "\0\a\b\t\n\v\f\r\e\ \"\'\\\N\_\L\P\x41\u00e9\U0001F600\x00\u003c"` + "\n", true},
	{anObject + "a: \"b\\\n   c\\\n\n   \\ d\"\n", true},
	{anObject + `a: "\/"` + "\n", false},
	{anObject + `a: "\ud83d\ude00"` + "\n", false},
	{anObject + `a: "\U00110000"` + "\n", false},
	{anObject + `a: "\xg0"` + "\n", false},
	{anObject + `a: "\x4` + "\n\"\n", false},
	{anObject + "a: \"b\n", false},
	{anObject + "a: 'b\n", false},
	{anObject + "a: \"b\" c\n", false},
	{anObject + "a: \"b\"#c\n", false},
	{anObject + "a: \"b\":\n", false},
	{anObject + "\"a\n  b\": c\n", false},
	{anObject + "\"a\":b\n", false},

	// Block scalars.
	{anObject + "a: |\n  b: c\n\n   # d\n  \"\n \n\ne: >-\n  f\n  g\nh: i\n", true},
	{anObject + "a: |2-\n    b\n  c\nd: >+1 # comment\n e\nf: |-\n", true},
	{anObject + "a:\n- |\n  b\n-   >\n      c\n    # d\n", true},
	{anObject + "a:\n  |\n  b\n", true},
	{anObject + "a: |\nb: >\n\n\nc: |+\n\n", true},
	{anObject + "a: |\n   \n  b\n", false}, // the blank line has more spaces
	{anObject + "a: |\n  \n  b\n", true},
	{anObject + "a: |\n   b\n  c\n", false},
	{anObject + "a: |\n   b\n # c\n", true},
	{anObject + "a: |\n  \tb\n\n  c\t\n", false}, // no tab where the indentation is looked for
	{anObject + "a: |2\n  \tb\n\n  c\t\n", true},
	{anObject + "a: |\n  b\n\tc\n", false},
	{anObject + "a: |\n  b\n \t\n", false},
	{anObject + "a: |0\n  b\n", false},
	{anObject + "a: |12\n  b\n", false},
	{anObject + "a: |+-\n  b\n", false},
	{anObject + "a: |#b\n  c\n", false},
	{anObject + "a: | b\n  c\n", false},
	{anObject + "a: |\n  b\n...\n", false},

	// Flow collections.
	{anObject + "a: {}\nb: []\nc: { }\nd: [ ] # comment\n", true},
	{anObject + "a: {b: c, \"d\": [e, 'f', {g: -1}], h: {i: ~,},}\n", true},
	{anObject + "a: [\n    b, # comment\n\n c\n  # comment\n,d]\n", true},
	{anObject + "a: {\"b\":1,\"c\" : \"d\",\"e\":\n f}\n", true},
	{anObject + "a: {\n\"b\": c\n}\n", true},
	{anObject + "a: [b c, d:e, http://f#g, h:]\n", true},
	{anObject + "a:\n- [b]\n- {c: d}\n", true},
	{anObject + "a: [b\n  c]\n", false},
	{anObject + "a: [b: c]\n", false},
	{anObject + "a: {b}\n", false},
	{anObject + "a: {b:}\n", false},
	{anObject + "a: {b:c}\n", false},
	{anObject + "a: {\"b\"\n: c}\n", false},
	{anObject + "a: {? b}\n", false},
	{anObject + "a: [b?]\n", false},
	{anObject + "a: [,]\n", false},
	{anObject + "a: [b,,c]\n", false},
	{anObject + "a: [b}\n", false},
	{anObject + "a: [b\n", false},
	{anObject + "a: [b]]\n", false},
	{anObject + "a: [b] c\n", false},
	{anObject + "a: [b]: c\n", false},
	{anObject + "a: [- b]\n", false},
	{anObject + "a: [b#c, d #e\n]\n", true},
	{anObject + "a: [\"b\"#c\n]\n", false},
	{anObject + "a: [\tb]\n", false},
	{anObject + "a: [|]\n", false},
	{anObject + "a: " + strings.Repeat("[", 490) + strings.Repeat("]", 490) + "\n", true},
	{anObject + "a: " + strings.Repeat("[", 510) + strings.Repeat("]", 510) + "\n", false},
	{`{"apiVersion":"v1","kind":"A","a":{"b":[1,true,null,"c\n"]}}` + "\n", true},
	{"{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"A\"\n}\n", true},
	{`{"apiVersion":"v1","kind":"A"}}` + "\n", false},
	{`{"apiVersion":"v1","kind":"A"} {}` + "\n", false},
	{`{"apiVersion":"v1","kind":"A"}` + "\na: b\n", false},

	// CRDs.
	{aCRD, true},
	{replaced(aCRD, "served: on", "served: 'true'"), false},
	{replaced(aCRD, "served: on", "served: 1"), false},
	{replaced(aCRD, "served: on", "served: ~"), true},
	{replaced(aCRD, "name: v1", "name: 1"), false},
	{replaced(aCRD, "name: v1", "name: 1.2.3"), true},
	{replaced(aCRD, "name: v1", "name: |\n      v1"), false},
	{replaced(aCRD, "versions:", "versions: &v"), false},
	{replaced(aCRD, "names:", "names: {}\n  other:"), true},
	{replaced(aCRD, "names:", "names: []\n  other:"), false},
	{replaced(aCRD, "spec:", "spec: text\nstatus:"), false},
	{replaced(aCRD, "spec:", "status: {}\nspec:"), true},
	{replaced(aCRD, "spec:", "other: {}\nspec:"), false},
	{replaced(aCRD, "spec:", "items:\nspec:"), false},
	{replaced(aCRD, "    a: b", "    a: 1"), false},
	{replaced(aCRD, "    a: b", "    a: \"\\n\""), false},
	{replaced(aCRD, "    a: b", "    a: ~"), true},
}

const aCRD = `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: as.example.com
  annotations:
    a: b
    c: "d"
spec:
  group: example.com
  preserveUnknownFields: no
  scope: 'Namespaced'
  names:
    kind: A
    listKind: AList
    plural: as
    singular: a
  versions:
  - name: v1
    served: on
    storage: true
    schema:
      openAPIV3Schema: {type: object}
  - {"name": "v2", "served": false}
`

func replaced(s, old, with string) string { return strings.Replace(s, old, with, 1) }

func TestRecognise(t *testing.T) {
	for _, test := range recogniseTests {
		d := Document{Bytes: []byte(test.document)}
		sure, difference := holdAgainstParser(d)
		if sure != test.sure {
			t.Errorf("%q\nsure: %t, want %t", test.document, sure, test.sure)
		}
		if difference != "" {
			t.Errorf("%q\n%s", test.document, difference)
		}
	}
}

func TestRecogniseHead(t *testing.T) {
	h, sure := recognise([]byte(aCRD))
	if !sure {
		t.Fatal("not sure")
	}
	want := &crdset.CRD{
		APIVersion:  "apiextensions.k8s.io/v1",
		Name:        "as.example.com",
		Annotations: map[string]string{"a": "b", "c": "d"},
		Group:       "example.com",
		Names:       crdset.Names{Kind: "A", ListKind: "AList", Plural: "as", Singular: "a"},
		Scope:       "Namespaced",
		Versions:    []crdset.Version{{Name: "v1", Served: true, Storage: true, Schema: true}, {Name: "v2"}},
	}
	if diff := cmp.Diff(want, h.crd); diff != "" {
		t.Errorf("head (-want +got):\n%s", diff)
	}
}

// TestRecogniseAllocations: only the head of a CRD is allocated.
func TestRecogniseAllocations(t *testing.T) {
	const lines = 100
	body := []byte(anObject + "metadata: {name: a, annotations: {b: c}}\ndata:\n" + strings.Repeat("- d: |\n    e\n  f: [\"g\\n\"]\n", lines))
	// The race detector makes the pool forget its reader now and then.
	if n := testing.AllocsPerRun(100, func() { recognise(body) }); n > lines/10 {
		t.Errorf("%v allocations", n)
	}
}

// TestRecogniseGenerated: documents in the styles of charts are recognised,
// nearly all of them, and the parser agrees.
func TestRecogniseGenerated(t *testing.T) {
	const documents = 2000
	sures := 0
	for seed := range uint64(documents) {
		d := Document{Bytes: generate(seed)}
		if o := d.read(); o.finding != nil {
			t.Errorf("generated badly: %s\n%s", o.finding.Message, d.Bytes)
		}
		sure, difference := holdAgainstParser(d)
		if difference != "" {
			t.Errorf("%s\n%s", d.Bytes, difference)
		}
		if sure {
			sures++
		} else if testing.Verbose() {
			t.Logf("not sure:\n%s", d.Bytes)
		}
	}
	if share := float64(sures) / documents; share < 0.95 {
		t.Errorf("recognised are %.1f %% of the documents", 100*share)
	}
}

// generator writes one random object in the styles of charts.
type generator struct {
	*rand.Rand
	strings.Builder
}

// entry is one of a mapping, for which a generator has []entry. Its other
// values are []any, string, name, int, bool and nil.
type entry struct {
	key   string
	value any
}

// name is a text that charts write on one line.
type name string

func generate(seed uint64) []byte {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 0))}
	root := g.object()
	if g.oneIn(3) {
		g.Shuffle(len(root), func(i, j int) { root[i], root[j] = root[j], root[i] })
	}
	if !g.oneIn(4) {
		g.WriteString("---")
		g.endLine()
	}
	if g.oneIn(5) {
		g.flow(root, 0)
		g.WriteString("\n")
	} else {
		g.blockMapping(root, 0)
	}
	return []byte(g.String())
}

func (g *generator) oneIn(n int) bool { return g.IntN(n) == 0 }

func (g *generator) object() []entry {
	metadata := []entry{{"name", name("a.example.com")}}
	if g.oneIn(2) {
		metadata = append(metadata, entry{"labels", g.tree(1)}, entry{"annotations", []entry{
			{"helm.sh/resource-policy", name("keep")}, {"example.com/version", name("0.80.1")},
		}})
	}
	if g.oneIn(2) {
		return []entry{{"apiVersion", name("v1")}, {"kind", name("ConfigMap")}, {"metadata", metadata}, {"data", g.tree(4)}, {"other", g.tree(2)}}
	}
	var versions []any
	for i := range 1 + g.IntN(2) {
		versions = append(versions, []entry{
			{"additionalPrinterColumns", g.tree(3)},
			{"name", name(fmt.Sprintf("v%d", i+1))},
			{"schema", []entry{{"openAPIV3Schema", []entry{{"description", g.text()}, {"properties", g.tree(5)}, {"type", "object"}}}}},
			{"served", true},
			{"storage", i == 0},
		})
	}
	return []entry{{"apiVersion", name("apiextensions.k8s.io/v1")}, {"kind", name("CustomResourceDefinition")}, {"metadata", metadata}, {"spec", []entry{
		{"group", name("example.com")},
		{"names", []entry{{"kind", name("A")}, {"listKind", name("AList")}, {"plural", name("a")}, {"singular", name("a")}, {"categories", []any{"all"}}}},
		{"scope", name("Namespaced")},
		{"versions", versions},
	}}}
}

// tree returns a random value.
func (g *generator) tree(depth int) any {
	if depth == 0 || g.oneIn(6) {
		switch g.IntN(8) {
		case 0:
			return nil
		case 1:
			return g.oneIn(2)
		case 2:
			return g.IntN(70000) - 100
		}
		return g.text()
	}
	if g.oneIn(3) {
		items := []any{}
		for range g.IntN(4) {
			items = append(items, g.tree(depth-1))
		}
		return items
	}
	fields := []entry{}
	for i := range g.IntN(5) {
		fields = append(fields, entry{fmt.Sprintf("%s%d", g.oneOf("a", "b-c", "d.e/f", "x_y", "$ref", "key with spaces "), i), g.tree(depth - 1)})
	}
	return fields
}

func (g *generator) oneOf(texts ...string) string { return texts[g.IntN(len(texts))] }

func (g *generator) text() string {
	var words []string
	for range 1 + g.IntN(1+g.IntN(30)) {
		words = append(words, g.oneOf("the", "name", "of", "a", "Pod", "is", "(optional)", "e.g.", "http://x.io/#y", "a:b", "`code`",
			"3", "#1", "it's", `"quoted"`, "<br>", "&", `\d+`, "naïve", "日本", "- x", "key: value", "{{", "[a]", "100%", "x,y", "yes", "~", "*"))
	}
	return strings.Join(words, " ")
}

// endLine ends a line, perhaps with a comment, and perhaps with lines that
// are blank or comments behind it.
func (g *generator) endLine() {
	if g.oneIn(20) {
		g.WriteString(g.oneOf(" # a comment: with a colon", "  #", " # \"x"))
	}
	g.WriteString("\n")
	if g.oneIn(20) {
		g.WriteString(g.oneOf("\n", "   \n", "# a comment\n", "      # a comment\n", "\n\n# - a: comment\n\n"))
	}
}

func (g *generator) indent(n int) { g.WriteString(strings.Repeat(" ", n)) }

// blockMapping writes a mapping from its first key, where the line is
// indented already.
func (g *generator) blockMapping(fields []entry, indent int) {
	for i, f := range fields {
		if i > 0 {
			g.indent(indent)
		}
		switch {
		case g.oneIn(8):
			g.WriteString("'" + f.key + "'")
		case g.oneIn(8):
			g.WriteString(`"` + f.key + `"`)
		default:
			g.WriteString(strings.TrimSpace(f.key))
		}
		g.WriteString(":")
		g.blockValue(f.value, indent)
	}
}

// blockValue writes the value of a key at an indentation.
func (g *generator) blockValue(v any, indent int) {
	deeper := indent + 1 + g.IntN(4)
	switch v := v.(type) {
	case []entry:
		if len(v) > 0 && !g.oneIn(10) {
			g.endLine()
			g.indent(deeper)
			g.blockMapping(v, deeper)
			return
		}
	case []any:
		if len(v) > 0 && !g.oneIn(10) {
			g.endLine()
			if g.oneIn(2) {
				deeper = indent
			}
			g.indent(deeper)
			g.blockSequence(v, deeper)
			return
		}
	case string:
		g.WriteString(" ")
		g.scalar(v, indent)
		return
	case name:
		quote := g.oneOf("", "", "'", `"`)
		g.WriteString(" " + quote + string(v) + quote)
		g.endLine()
		return
	case nil:
		if g.oneIn(2) {
			g.endLine()
			return
		}
	}
	g.WriteString(" ")
	g.flow(v, indent)
	g.endLine()
}

func (g *generator) blockSequence(items []any, indent int) {
	for i, item := range items {
		if i > 0 {
			g.indent(indent)
		}
		g.WriteString("-")
		switch v := item.(type) {
		case []entry:
			if len(v) > 0 && !g.oneIn(5) {
				g.WriteString(" ")
				g.blockMapping(v, indent+2)
				continue
			}
		case []any:
			if len(v) > 0 && !g.oneIn(5) {
				g.WriteString("   ")
				g.blockSequence(v, indent+4)
				continue
			}
		}
		if items, ok := item.([]any); ok && len(items) > 0 {
			g.WriteString(" ") // no such sequence may be at the column of its parent
			g.flow(item, indent)
			g.endLine()
			continue
		}
		g.blockValue(item, indent)
	}
}

// scalar writes a text and ends the line.
func (g *generator) scalar(text string, indent int) {
	words := strings.Split(text, " ")
	lines := g.lines(words, indent+1+g.IntN(4))
	switch g.IntN(6) {
	case 0:
		g.WriteString(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(lines) + `"`)
	case 1:
		g.WriteString("'" + strings.ReplaceAll(lines, "'", "''") + "'")
	case 2, 3:
		spaces := 1 + g.IntN(6)
		g.WriteString(g.oneOf("|", ">", "|-", ">-", "|+", ">+"))
		if g.oneIn(5) {
			g.WriteString(strconv.Itoa(spaces))
		}
		g.WriteString(g.oneOf("", "", " ", " # comment") + "\n" + g.oneOf("", "", "", "\n", " \n"))
		for _, line := range strings.Split(g.lines(words, 0), "\n") {
			g.indent(indent + spaces)
			g.WriteString(line + g.oneOf("", "", "", " ", "\t", "\n") + "\n")
		}
		return
	default:
		if !isPlainText(words) {
			text, _ := json.Marshal(text)
			g.Write(text)
			break
		}
		g.WriteString(lines)
	}
	g.endLine()
}

// isPlainText reports whether words can be written without quotes in all
// places, however they are split into lines.
func isPlainText(words []string) bool {
	for i, w := range words {
		if strings.ContainsAny(w[:1], "#-`\"[{&*%~<(") && (i == 0 || w[0] == '#') || strings.HasSuffix(w, ":") {
			return false
		}
	}
	return true
}

// lines joins words with spaces and, perhaps, line breaks.
func (g *generator) lines(words []string, indent int) string {
	separator := "\n" + g.oneOf("", "", "\n", "  \n") + strings.Repeat(" ", indent)
	length, often := 3+g.IntN(10), g.oneIn(3)
	text := words[0]
	for i, w := range words[1:] {
		if often && i%length == length-1 {
			text += separator + w
		} else {
			text += " " + w
		}
	}
	return text
}

// flow writes a value in flow style, on one line or on several.
func (g *generator) flow(v any, indent int) {
	space := ""
	if g.oneIn(2) {
		space = " "
	}
	separator := "," + space
	if g.oneIn(4) {
		separator = ",\n" + strings.Repeat(" ", indent+1)
	}
	switch v := v.(type) {
	case []entry:
		g.WriteString("{" + space)
		for i, f := range v {
			if i > 0 {
				g.WriteString(separator)
			}
			g.WriteString(`"` + f.key + `":` + space)
			g.flow(f.value, indent+1)
		}
		g.WriteString(space + "}")
	case []any:
		g.WriteString("[" + space)
		for i, item := range v {
			if i > 0 {
				g.WriteString(separator)
			}
			g.flow(item, indent+1)
		}
		g.WriteString(space + "]")
	default:
		text, _ := json.Marshal(v)
		g.Write(text)
	}
}

func BenchmarkRecognise(b *testing.B) {
	for _, file := range append(realFiles(b), bootstrapFile) {
		b.Run(filepath.Base(file), func(b *testing.B) { benchmarkRecognise(b, documentsOf(b, file)) })
	}
	b.Run("one-line JSON", func(b *testing.B) {
		var documents []Document
		for _, d := range documentsOf(b, bootstrapFile) {
			text, err := asJSON(d.body())
			if err != nil {
				b.Fatal(err)
			}
			documents = append(documents, Document{Bytes: append(text, '\n')})
		}
		benchmarkRecognise(b, documents)
	})
}

func benchmarkRecognise(b *testing.B, documents []Document) {
	size := 0
	for _, d := range documents {
		size += len(d.body())
		if _, sure := recognise(d.body()); !sure && len(content(d.body())) > 0 {
			b.Errorf("%s: not sure", d.Place)
		}
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range documents {
			recognise(d.body())
		}
	}
}
