package filter

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crdfilter/crdfilter/crdset"
)

// dropNothing returns options that drop the CRDs of a group that there is not,
// so that all documents are kept.
func dropNothing(t testing.TB) Options {
	t.Helper()
	options := lenient(t)
	options.Selection.Drop = true
	none, err := crdset.ParsePattern("none.example.com")
	if err != nil {
		t.Fatal(err)
	}
	options.Selection.Groups = []crdset.Pattern{none}
	return options
}

// fixed returns the documents that --fix-separators makes of an input, and
// the findings where one stays refused.
func fixed(t testing.TB, input string) (output, findings string) {
	t.Helper()
	options := dropNothing(t)
	options.Ignore = []crdset.Rule{crdset.Unacceptable, crdset.Unmatched}
	options.FixSeparators = true
	_, findings, out := run(t, []byte(input), options)
	return string(out), findings
}

func TestUnglue(t *testing.T) {
	const (
		a       = "apiVersion: v1\nkind: A\nmetadata:\n  name: a\n"
		b       = "apiVersion: v1\nkind: B\nmetadata:\n  name: b\n"
		license = "# Copyright\n#\n# Licensed under the Apache License\n"
	)
	for _, test := range []struct{ name, input, want string }{
		{"two", a + b, "---\n" + a + "---\n" + b},
		{"three", a + b + a, "---\n" + a + "---\n" + b + "---\n" + a},
		{"behind a marker and comments", "# c\n---\n# d\n" + a + b, "---\n# c\n---\n# d\n" + a + "---\n" + b},
		{"between documents", b + "---\n" + a + b + "---\n" + a, "---\n" + b + "---\n" + a + "---\n" + b + "---\n" + a},
		{"CRLF", strings.ReplaceAll(a+"\n# c\n"+b, "\n", "\r\n"), "---\n" + strings.ReplaceAll(a, "\n", "\r\n") + "\r\n---\n" + strings.ReplaceAll("# c\n"+b, "\n", "\r\n")},
		{"no last line break", a + b[:len(b)-1], "---\n" + a + "---\n" + b},
		{"a license above each", license + a + license + b, "---\n" + license + a + "---\n" + license + b},
		{"comments and blank lines above", a + "\n\n# c\n\n# d\n\n" + b, "---\n" + a + "\n\n---\n# c\n\n# d\n\n" + b},
		{"an indented comment stays", a + "  # of a\n# of b\n" + b, "---\n" + a + "  # of a\n---\n# of b\n" + b},
		{"blank lines stay", a + "\n \n" + b, "---\n" + a + "\n \n---\n" + b},
		{"kind first", "kind: A\napiVersion: v1\nkind: B\napiVersion: v1\n", "---\nkind: A\napiVersion: v1\n---\nkind: B\napiVersion: v1\n"},
		{"apiVersion first, then kind", "apiVersion: v1\nkind: A\nkind: B\napiVersion: v1\n", "---\napiVersion: v1\nkind: A\n---\nkind: B\napiVersion: v1\n"},
		{"quoted keys", "\"apiVersion\": v1\n\"kind\": A\n'apiVersion': v1\nkind: B\n", "---\n\"apiVersion\": v1\n\"kind\": A\n---\n'apiVersion': v1\nkind: B\n"},
		{"an end mark behind them", a + b + "...\n# c\n", "---\n" + a + "---\n" + b + "...\n# c\n"},
		{"comments in front of nothing", a + b + "# c\n---\n# d\n", "---\n" + a + "---\n" + b + "# c\n---\n# d\n"},
		{"an anchor for each part", "apiVersion: v1\nkind: A\na: [&x 1, *x]\napiVersion: v1\nkind: B\na: [&x 2, *x]\n", "---\napiVersion: v1\nkind: A\na: [&x 1, *x]\n---\napiVersion: v1\nkind: B\na: [&x 2, *x]\n"},

		// What only looks like a key stays where it is.
		{"text in a literal", a + "data: |\n " + strings.ReplaceAll(b, "\n", "\n ") + "\n" + b, "---\n" + a + "data: |\n " + strings.ReplaceAll(b, "\n", "\n ") + "\n---\n" + b},
		{"text in quotes", a + "data: \"\n" + b + "\"\n" + b, "---\n" + a + "data: \"\n" + b + "\"\n---\n" + b},
		{"text in single quotes", a + "data: '\n" + license + b + "'\n" + b, "---\n" + a + "data: '\n" + license + b + "'\n---\n" + b},
		{"a flow mapping at column 0", a + "data: {\nkind: C,\napiVersion: v1}\n" + b, "---\n" + a + "data: {\nkind: C,\napiVersion: v1}\n---\n" + b},
		{"keys of a nested mapping", a + "data:\n  kind: C\n  apiVersion: v1\n" + b, "---\n" + a + "data:\n  kind: C\n  apiVersion: v1\n---\n" + b},
		{"a comment", a + "# kind: C\n" + b, "---\n" + a + "---\n# kind: C\n" + b},
		{"a # in a literal above", a + "data: |\n  # a\n" + b, "---\n" + a + "data: |\n  # a\n---\n" + b},

		// Lists are unwrapped as if each stood alone.
		{"a List and an object", aList(widgets, cm) + a, "---\n" + widgets + "---\n" + cm + "---\n" + a},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, findings := fixed(t, test.input)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s-want +got:\n%s", findings, diff)
			}
		})
	}

	for name, input := range map[string]string{
		"a part without an apiVersion":      "apiVersion: v1\nkind: A\nkind: B\n",
		"a part without a kind":             "apiVersion: v1\nkind: A\napiVersion: v1\n",
		"the first part without a kind":     "apiVersion: v1\napiVersion: v1\nkind: B\n",
		"a part with an empty kind":         a + "apiVersion: v1\nkind:\n",
		"a key that belongs to either part": "metadata: {name: a}\napiVersion: v1\nkind: A\nmetadata: {name: b}\napiVersion: v1\nkind: B\n",
		"an anchor of another part":         "apiVersion: v1\nkind: A\na: &x 1\napiVersion: v1\nkind: B\nb: *x\n",
		"flow style":                        "{apiVersion: v1, kind: A, apiVersion: v1, kind: B}\n",
		"flow style at column 0":            "{\napiVersion: v1,\nkind: A,\napiVersion: v1,\nkind: B\n}\n",
		"JSON":                              "{\n\"apiVersion\": \"v1\",\n\"kind\": \"A\",\n\"apiVersion\": \"v1\",\n\"kind\": \"B\"}\n",
		"indented":                          "  apiVersion: v1\n  kind: A\n  apiVersion: v1\n  kind: B\n",
		"a comment sign in quotes above":    a + "data: \"x\n# y\"\n" + b,
		"a tag or an anchor at the root":    "&x\n" + a + b + "c: *x\n",
		"a part with a name twice":          a + "apiVersion: v1\nkind: B\nmetadata: {name: b, name: c}\n",
		"a CRD with items":                  a + widgets + "items: []\n",
	} {
		if output, findings := fixed(t, input); output != "" || !strings.Contains(findings, "[glued]") {
			t.Errorf("%s: %q\n%s", name, output, findings)
		}
	}
}

// TestUngluePlaces: each part has its own place, and the chart of the whole.
func TestUngluePlaces(t *testing.T) {
	input := cm + "---\n# Source: foo/crds/a.yaml\n---\n" + named(t, "a") + "\n# c\n" + edit(t, named(t, "b"), "    storage: true\n", "")
	options := lenient(t)
	options.Ignore = nil
	options.FixSeparators = true
	r, findings, _ := run(t, []byte(input), options)
	var got []string
	for _, crd := range r.Set.CRDs {
		got = append(got, crd.Place.String()+" "+crd.Name+" "+crd.Chart)
	}
	// cm has two lines, widgets seventeen; a part begins with its comments.
	want := []string{"<stdin>:5 a.example.com foo", "<stdin>:24 b.example.com foo"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !strings.HasPrefix(findings, "crdfilter: <stdin>:24: no API server accepts b.example.com") {
		t.Error(findings)
	}
}
