package filter

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crdfilter/crdfilter/crdset"
)

const setHead = "apiVersion: crdfilter.dev/v1\nkind: CRDSet\n"

// writeTemp writes a file into a folder of the test's own.
func writeTemp(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func pattern(t testing.TB, text string) crdset.Pattern {
	t.Helper()
	p, err := crdset.ParsePattern(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func expect(t testing.TB, text string) crdset.Expect {
	t.Helper()
	e, err := crdset.ParseExpect(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestReadSet(t *testing.T) {
	for _, test := range []struct {
		name string
		text string
		want crdset.Spec
	}{
		{"nothing", setHead + "spec: {}\n", crdset.Spec{}},
		{"null", setHead + "metadata:\nspec: {groups: , names: , expect: , require: , crds: }\n", crdset.Spec{}},
		{"null counts", setHead + "spec: {expect: {groups: }}\n", crdset.Spec{}},
		{
			"empty lists, which are said",
			setHead + "spec: {groups: [], names: [], expect: {}, require: [], crds: []}\n",
			crdset.Spec{Groups: []crdset.Pattern{}, Names: []crdset.Pattern{}, Require: []string{}, Inventory: &crdset.Inventory{Place: crdset.Place{Line: 3}}},
		},
		{
			"all fields",
			"# yaml-language-server: $schema=x\n---\n" + setHead + `metadata: {name: a, labels: {a: b}, annotations: {a: "1", b: }}
spec:
  groups: [a.io, "!*.io"]
  names: ["b.a.io"]
  expect:
    total: 33
    groups: {a.io: 3.., "*": "..4"}
  require:
    - b.a.io
  crds:
    - name: b.a.io
      versions: [v1, v2]
    - {name: c.a.io}
`,
			crdset.Spec{
				Groups:  []crdset.Pattern{pattern(t, "a.io"), pattern(t, "!*.io")},
				Names:   []crdset.Pattern{pattern(t, "b.a.io")},
				Expect:  []crdset.Expect{expect(t, "33"), expect(t, "a.io=3.."), expect(t, "*=..4")},
				Require: []string{"b.a.io"},
				Inventory: &crdset.Inventory{Place: crdset.Place{Line: 15}, CRDs: []crdset.InventoryItem{
					{Place: crdset.Place{Line: 15}, Name: "b.a.io", Versions: []string{"v1", "v2"}},
					{Place: crdset.Place{Line: 17}, Name: "c.a.io"},
				}},
			},
		},
		{
			"JSON",
			`{"apiVersion":"crdfilter.dev/v1","kind":"CRDSet","spec":{"require":["a.io"],"expect":{"total":"1..2"}}}`,
			crdset.Spec{Require: []string{"a.io"}, Expect: []crdset.Expect{expect(t, "1..2")}},
		},
		{
			"aliases, quotes, line ends and a byte-order mark",
			"\ufeff'apiVersion': \"crdfilter.dev/v1\"\r\nkind: 'CRDSet'\r\nspec:\r\n  require: &a [a.io]\r\n  names: !!seq [!!str 'a.io']\r\n",
			crdset.Spec{Require: []string{"a.io"}, Names: []crdset.Pattern{pattern(t, "a.io")}},
		},
		{
			"a list of groups that is one of names",
			setHead + "spec:\n  groups: &a [a.io]\n  names: *a\n",
			crdset.Spec{Groups: []crdset.Pattern{pattern(t, "a.io")}, Names: []crdset.Pattern{pattern(t, "a.io")}},
		},
		{"comments around it", "# a\n---\n# b\n---\n" + setHead + "spec: {}\n---\n# c\n---\n", crdset.Spec{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := writeTemp(t, "set.yaml", test.text)
			if test.want.Inventory != nil {
				test.want.Inventory.Place.Input = path
				for i := range test.want.Inventory.CRDs {
					test.want.Inventory.CRDs[i].Place.Input = path
				}
			}
			got, err := ReadSet(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(crdset.Pattern{}, crdset.Expect{})); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestReadSetErrors has the line in the error; the scripts set-*.txtar show more.
func TestReadSetErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                     ": the CRDSet file is empty",
		"null":                 ":1: the CRDSet file is empty",
		"# a\n---\n~\n":        ":2: the CRDSet file is empty",
		"x":                    ":1: the file is a string, not a mapping",
		setHead:                ":1: spec is missing",
		setHead + "spec: 1\n":  ":3: spec is a number, not a mapping",
		setHead + "spec: no\n": ":3: spec is a boolean, not a mapping", // as kubectl has it
		"\n\n" + setHead + "\nspec:\n  # here\n  group: []\n": `:8: spec has no field "group": did you mean groups?`,
		setHead + "status: {}\nspec: {}\n":                    `:3: the file has no field "status": it has apiVersion, kind, metadata, spec`,
		setHead + "spec: &a\n  expect: {groups: *a}\n":        ":4: an alias that contains itself",
		setHead + "spec:\n  1: []\n":                          `:4: spec has no field "1": it has groups, names, expect, require, crds`,
		setHead + "spec: {crds: [&a {name: a}, *a]}\n":        ":3: spec.crds has a twice",
		setHead + "spec: {crds: [null]}\n":                    ":3: an item of spec.crds has no name",
	} {
		path := writeTemp(t, "set.yaml", text)
		if _, err := ReadSet(path); err == nil || err.Error() != path+want {
			t.Errorf("%q: %v, want %s%s", text, err, path, want)
		}
	}
}

// TestRoundTrip has the CRDSet of each stream hold for the stream.
func TestRoundTrip(t *testing.T) {
	for _, s := range streams(t) {
		t.Run(s.name, func(t *testing.T) {
			options := lenient(t)
			options.Output = CRDSet
			r, _, set := run(t, s.bytes, options)
			if set == nil {
				return // it is refused
			}
			for _, crd := range r.Set.CRDs {
				if crd.Kept && crd.Name == "" {
					return // an inventory goes by names
				}
			}
			spec, err := ReadSet(writeTemp(t, "set.yaml", string(set)))
			if err != nil {
				t.Fatalf("%v\n%s", err, set)
			}
			options.Checks.Expect, options.Checks.Inventory = spec.Expect, spec.Inventory
			_, findings, again := run(t, s.bytes, options)
			if !bytes.Equal(set, again) {
				t.Errorf("%s%s\nwant:\n%s", findings, again, set)
			}
		})
	}
}

// FuzzReadSet: whatever is in the file, there is no panic, an error begins
// with the file's name, and what was read is a set that can be checked.
func FuzzReadSet(f *testing.F) {
	for _, s := range streams(f) {
		f.Add(s.bytes)
	}
	scripts, err := filepath.Glob("../testdata/script/set*.txtar")
	if err != nil || len(scripts) == 0 {
		f.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		if err != nil {
			f.Fatal(err)
		}
		for part := range strings.SplitSeq(string(text), "\n-- ") {
			_, file, _ := strings.Cut(part, " --\n")
			f.Add([]byte(file))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		path := writeTemp(t, "set.yaml", string(text))
		spec, err := ReadSet(path)
		if err != nil {
			if !strings.HasPrefix(err.Error(), path) {
				t.Errorf("the error does not begin with the file: %v", err)
			}
			return
		}
		again, err := ReadSet(path)
		if diff := cmp.Diff(spec, again, cmp.AllowUnexported(crdset.Pattern{}, crdset.Expect{})); err != nil || diff != "" {
			t.Errorf("read again: %v, %s", err, diff)
		}
		checks := crdset.Checks{Expect: spec.Expect, Require: spec.Require, Inventory: spec.Inventory}
		for _, finding := range checks.All(crdset.Set{}, crdset.Selection{Groups: spec.Groups, Names: spec.Names}) {
			if finding.Rule == crdset.Inventoried && finding.Place.Input != path {
				t.Errorf("the inventory is said to be at %s", finding.Place)
			}
		}
	})
}
