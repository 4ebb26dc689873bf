package filter

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"
)

// anItem returns a document as an item of a block sequence at column 0.
func anItem(document string) string {
	return "- " + strings.ReplaceAll(strings.TrimSuffix(document, "\n"), "\n", "\n  ") + "\n"
}

// aList returns a List of documents.
func aList(documents ...string) string {
	text := "apiVersion: v1\nkind: List\nitems:\n"
	for _, d := range documents {
		text += anItem(d)
	}
	return text
}

// named returns the CRD widgets under another name.
func named(t testing.TB, plural string) string { return edit(t, widgets, "widgets", plural) }

// both runs over an input in both modes, and returns the output and what is
// left of it, which is the same the other way round.
func both(t testing.TB, input string) (kept, left string) {
	t.Helper()
	var out [2][2]string
	for i, drop := range []bool{false, true} {
		options := lenient(t)
		options.Selection.Drop = drop
		options.RestTo = filepath.Join(t.TempDir(), "rest")
		_, findings, output := run(t, []byte(input), options)
		if output == nil {
			t.Fatal(findings)
		}
		rest, err := os.ReadFile(options.RestTo)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = [2]string{string(output), string(rest)}
	}
	if out[0][0] != out[1][1] || out[0][1] != out[1][0] {
		t.Errorf("kept and left:\n%q\ndropped and left:\n%q", out[0], out[1])
	}
	return out[0][0], out[0][1]
}

func TestList(t *testing.T) {
	const (
		none    = "# crdfilter: no document is left\n"
		bare    = "metadata:\n  name: widgets.example.com\n"
		crd     = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n" + bare
		typed   = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinitionList\nmetadata: {resourceVersion: \"1\"}\nitems:\n"
		secret  = "apiVersion: v1\nkind: Secret\n"
		inFlow  = "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition}"
		comment = "# above\n" + crd + "  labels: {a: 'b'} # beside\n  # below\n"
	)
	for _, test := range []struct{ name, input, kept, left string }{
		{"one CRD", aList(widgets), "---\n" + widgets, none},
		{"a CRD among others", aList(cm, widgets, secret), "---\n" + widgets, "---\n" + cm + "---\n" + secret},
		{"several", aList(named(t, "a"), cm, named(t, "b")), "---\n" + named(t, "a") + "---\n" + named(t, "b"), "---\n" + cm},
		{"between documents", cm + "---\n" + aList(secret, crd) + "---\n" + named(t, "a"), "---\n" + crd + "---\n" + named(t, "a"), "---\n" + cm + "---\n" + secret},
		{"in a List", aList(cm, aList(secret, aList(crd))), "---\n" + crd, "---\n" + cm + "---\n" + secret},
		{"another List in it stays", aList(crd, aList(cm, secret)), "---\n" + crd, "---\n" + aList(cm, secret)},
		{"the kind behind the items", "items:\n" + anItem(crd) + "kind: List\napiVersion: v1\n", "---\n" + crd, none},
		{"items indented", "apiVersion: v1\nitems:\n  " + strings.ReplaceAll(anItem(crd), "\n", "\n  ") + "\nkind: List\n", "---\n" + crd, none},
		{"any kind that ends in List", strings.Replace(aList(cm, crd), "List", "ConfigMapList", 1), "---\n" + crd, "---\n" + cm},
		{"CRLF", strings.ReplaceAll(aList(crd), "\n", "\r\n"), "---\n" + crd, none},
		{"flow style", "{apiVersion: v1, kind: List, items: [" + inFlow + "]}\n", "---\n" + inFlow + "\n", none},
		{"JSON", `{"items":[{"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1"}],"kind":"List","apiVersion":"v1"}`, "---\n" + `{"kind": "CustomResourceDefinition", "apiVersion": "apiextensions.k8s.io/v1"}` + "\n", none},
		{"comments and styles", aList(comment), "---\n" + comment, none},
		{"scalars", aList(crd + "a: \"b\"\nc: 'd'\ne: |\n  f\n  g\nh: >-\n  i\nk: 0777\nl: 1.10\nm: yes\n"), "---\n" + crd + "a: \"b\"\nc: 'd'\ne: |\n  f\n  g\nh: >-\n  i\nk: 0777\nl: 1.10\nm: yes\n", none},
		{"an alias for an item", "a: &a\n  " + strings.ReplaceAll(crd, "\n", "\n  ") + "\nkind: List\napiVersion: v1\nitems: [*a]\n", "---\n" + crd, none},
		{"an alias in an item", "x: &n {name: widgets.example.com}\n" + aList(edit(t, crd, bare, "metadata: *n\n")), "---\n" + edit(t, crd, bare, "metadata: {name: widgets.example.com}\n"), none},
		{"an alias of another item", aList("&a\n"+crd, cm+"a: *a\n"), "---\n" + crd, "---\n" + cm + "a:\n  " + strings.TrimSuffix(strings.ReplaceAll(crd, "\n", "\n  "), "  ")},
		{"an alias for the items", "x: &i\n" + anItem(crd) + "apiVersion: v1\nkind: List\nitems: *i\n", "---\n" + crd, none},

		// Items of a typed List inherit its type, as kubectl does it.
		{"bare items of a typed List", typed + anItem(bare), "---\n" + crd, none},
		{"an item with another type", typed + anItem(bare) + anItem(cm), "---\n" + crd, "---\n" + cm},
		{"an item with both", typed + anItem(crd), "---\n" + crd, none},
		{"empty texts are nothing", typed + anItem("kind: \"\"\napiVersion: ''\n"+bare), "---\n" + crd, none},
		{"null is nothing", typed + anItem("kind: ~\napiVersion:\n"+bare), "---\n" + crd, none},
		{"v1beta1", strings.Replace(typed, "/v1", "/v1beta1", 1) + anItem(bare), "---\n" + strings.Replace(crd, "/v1", "/v1beta1", 1), none},

		// What is no List that holds a CRD stays as it is.
		{"a List without a CRD", "# c\n" + aList(cm, secret), none, "---\n# c\n" + aList(cm, secret)},
		{"an empty List", "apiVersion: v1\nkind: List\nitems: []\n", none, "---\napiVersion: v1\nkind: List\nitems: []\n"},
		{"an empty typed List", typed[:len(typed)-1] + " []\n", none, "---\n" + typed[:len(typed)-1] + " []\n"},
		{"a kind that is no List", strings.Replace(aList(crd), "List", "Bundle", 1), none, "---\n" + strings.Replace(aList(crd), "List", "Bundle", 1)},
		{"items that are no sequence", "apiVersion: v1\nkind: List\nitems:\n  " + strings.ReplaceAll(crd, "\n", "\n  ") + "\n", none, "---\napiVersion: v1\nkind: List\nitems:\n  " + strings.ReplaceAll(crd, "\n", "\n  ") + "\n"},
		{"a List in data", cm + "data:\n  " + strings.ReplaceAll(aList(crd), "\n", "\n  ") + "\n", none, "---\n" + cm + "data:\n  " + strings.ReplaceAll(aList(crd), "\n", "\n  ") + "\n"},
		{"a CRD in an item's data", aList(cm + "data:\n  a: |\n    " + strings.ReplaceAll(crd, "\n", "\n    ") + "\n"), none, "---\n" + aList(cm+"data:\n  a: |\n    "+strings.ReplaceAll(crd, "\n", "\n    ")+"\n")},
	} {
		t.Run(test.name, func(t *testing.T) {
			kept, left := both(t, test.input)
			if diff := cmp.Diff([]string{test.kept, test.left}, []string{kept, left}); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestListPlaces: a finding about an item names the item, and the line at
// which it begins.
func TestListPlaces(t *testing.T) {
	for _, test := range []struct{ name, input, want string }{
		{"without a kind", aList(widgets, "apiVersion: v1\n"), "in:21: items[1]: …: it has no kind [not-an-object]"},
		{"a scalar", aList("hello", widgets), "in:4: items[0]: …: it is a string [not-an-object]"},
		{"null", aList(widgets, "null"), "in:21: items[1]: …: it is null"},
		{"nothing", "apiVersion: v1\nkind: List\nitems:\n-\n" + anItem(widgets), "in:4: items[0]: …: it is null"},
		{"a sequence", aList(widgets, "[]"), "in:21: items[1]: …: it is a sequence [not-an-object]"},
		{"an empty mapping", aList(widgets, "{}"), "in:21: items[1]: …: it has neither apiVersion nor kind [not-an-object]"},
		{"kind only, in a typed List", "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinitionList\nitems:\n" + anItem(widgets) + anItem("kind: CustomResourceDefinition\n"), "in:21: items[1]: …: it has no apiVersion [not-an-object]"},
		{"in a nested List", "# c\n---\n" + aList(cm, aList(widgets, "kind: A")), "in:28: items[1].items[1]: …: it has no apiVersion [not-an-object]"},
		{"a key twice", aList(widgets, cm+"a: 1\na: 2\n"), `in:21: items[1]: the key "a" stands at`},
		{"glued", aList(widgets, cm+cm), "in:21: items[1]: documents are glued together:"},
		{"a merge key", aList(widgets, cm+"<<: {a: b}\n"), "in:21: items[1]: a merge key"},
		{"a CRD with items", aList(widgets + "items: []\n"), `in:4: items[0]: a CRD with "items"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := findings(t, test.input)
			place, why, cut := strings.Cut(test.want, "…")
			if !strings.HasPrefix(got, place) || cut && (!strings.HasPrefix(got[len(place):], "the document that begins with ") || !strings.Contains(got, why)) {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}

	r, _, _ := run(t, []byte("---\n# Source: foo/crds/a.yaml\n"+aList(cm, aList(widgets))), lenient(t))
	if crd := r.Set.CRDs[0]; crd.Place.String() != "<stdin>:11: items[1].items[0]" || crd.Chart != "foo" {
		t.Errorf("a CRD at %s, chart %q", crd.Place, crd.Chart)
	}
}

// TestListReadsTheSame: what is written of an item is the object that kubectl
// reads of it in the List, whatever there is in it.
func TestListReadsTheSame(t *testing.T) {
	values := []string{
		`"yes"`, "yes", "'on'", "n", `"0777"`, "0777", "0o777", "0b11", "1_000", "1e3", "1.0", "-0.0", "190:20:30", "2001-01-01", `"2001-01-01"`,
		"~", `"~"`, "null", `""`, "", "''", "=", "'<<'", "'- a'", "'a: b'", "'# a'", `"a #b"`, "a#b", "'a\n\n    b'", "\"a \\\n    b\"",
		`"\u2028\u2029\x85\uFEFF\0\x7F\e\t\r\n"`, `"é😀` + "\u00a0" + `"`, `"\ud7ff"`, "' a '", `" a\n b "`, `"a\n"`, `"\n\n"`, `"  a\n b"`,
		"|\n    a\n    b", "|-\n    a", "|+\n    a\n\n", "|\n    a\n     b\n\n    c", "|2\n     a\n    b", "|\n\n    a", "|1-\n    a", ">\n    a\n    b\n\n    c\n      d\n    e",
		">-\n    a\n\n", ">+\n    a\n\n\n", "|\n    \ta", "|\n    a\t", "|\n    a  \n    b", "|\n    # a\n    b: c", "|\n    ---x\n    ...", "|+\n\n\n", "|\n", ">\n",
		"[1, [2, {a: b}], {}]", "{a: [], 'b': {c: ~}}", "[a, 'b', \"c\"]", "[\n    a, # c\n    b\n    ]", "{1: a, true: b, 1.50: c, 0777: d}", "{? a : b, c}",
		"!!str 1", "!!binary aGk=", "!foo bar", "!!float 1", "!!set {a, b}", "!!int '1'", "!!omap [a: 1]", "!!timestamp 2001-01-01", "! a", "!!map {}",
		"&x a", "[&x {k: v}, *x]", "{<<: {a: 1, b: 2}, b: 3}", "{<<: [{a: 1}, {a: 2}], b: 3}", "&a \"b\"", "[&x [&y 1, *y], *x, *y]",
		"- a\n  - b", "\n  - a\n  # c\n  - b: c\n    d: e # f\n\n  # g\n", "\n    # c\n    a: b\n\n    # d\n\n    # e\n    c: d\n    # f\n", "# c\n    a", "\n  # c\n    a: b # d\n  # e\n",
		"\n  - - a\n    - b\n  - - c", "\n  -\n    - a\n  - # c\n    - b", "\n    ? a\n    : b\n    ? [c, d]\n    : e", "\n    ? |\n      a\n    : b", "\n    \"a b\": c\n    'd: e': f\n    ? \"g\"\n    : h",
		strings.Repeat("long ", 400), "'" + strings.Repeat("long ", 400) + "'", "\"" + strings.Repeat("long ", 400) + "\\u2028\"", ">\n    " + strings.Repeat("long ", 400), strings.Repeat("x", 5000), "[" + strings.Repeat("long, ", 400) + "]",
		"{" + strings.Repeat("k", 1000) + ": v}", "\n    ? " + strings.Repeat("k", 2000) + "\n    : v",
	}
	for _, value := range values {
		input := "apiVersion: v1\nkind: List\nx: &outside {y: z}\nitems:\n" +
			"# c\n- apiVersion: apiextensions.k8s.io/v1\n  kind: CustomResourceDefinition\n  metadata: {name: a}\n  a: " + value + "\n  z: *outside\n" +
			"- apiVersion: v1 # d\n  kind: ConfigMap\n  a: " + value + "\n  # e\n- apiVersion: v1\n  kind: Secret\n"
		text, err := yaml.YAMLToJSON([]byte(input))
		if err != nil {
			continue // kubectl does not read it; TestAnchors is about that
		}
		var theirs struct{ Items []json.RawMessage }
		if err := json.Unmarshal(text, &theirs); err != nil {
			t.Fatal(err)
		}
		if f := findings(t, input); f != "" {
			t.Errorf("%q: %s", value, f)
			continue
		}
		kept, left := both(t, input)
		var ours []json.RawMessage
		for _, d := range split(t, strings.NewReader(kept+left)) {
			object, err := yaml.YAMLToJSON(d.Bytes)
			if err != nil {
				t.Fatalf("%q: %v", value, err)
			}
			ours = append(ours, object)
		}
		if diff := cmp.Diff(theirs.Items, ours); diff != "" {
			t.Errorf("%q: -want +got:\n%s", value, diff)
		}
	}
}
