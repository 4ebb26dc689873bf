package filter

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/crdfilter/crdfilter/crdset"
)

// widgets is a CRD with nothing wrong about it.
const widgets = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
spec:
  group: example.com
  names:
    kind: Widget
    plural: widgets
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
`

// edit replaces texts that must be there.
func edit(t testing.TB, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%q is not in %q", pairs[i], text)
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

func TestNotAnObject(t *testing.T) {
	const (
		stray = "find what wrote this into the stream: log lines belong on standard error, values files in another folder"
		chart = "this is an error message, not a manifest: look at the chart that printed it, and at its values"
	)
	long := strings.Repeat("é", 100)
	for _, test := range []struct{ input, place, begins, why, hint string }{
		{"Pulled: example.com/chart:1.0\n", "in:1", "Pulled: example.com/chart:1.0", "it has neither apiVersion nor kind", stray},
		{"---\n# Source: foo/templates/a.yaml\nError: no image\n", "in:3", "Error: no image", "it has neither apiVersion nor kind", chart},
		{"Error - no image\n", "in:1", "Error - no image", "it is a string", stray},
		{"wrote ./a.yaml\nwrote ./b.yaml\n", "in:1", "wrote ./a.yaml", "it is a string", stray},
		{cm + "---\n\n# c\n  hello\n", "in:6", "hello", "it is a string", stray},
		{"--- # c\n'hello'\n", "in:2", "'hello'", "it is a string", stray},
		{"42\n", "in:1", "42", "it is a number", stray},
		{"4.2\n", "in:1", "4.2", "it is a number", stray},
		{"true\n", "in:1", "true", "it is a boolean", stray},
		{"2001-12-14\n", "in:1", "2001-12-14", "it is a date", stray},
		{"- a\n- b\n", "in:1", "- a", "it is a sequence", stray},
		{"[]\n", "in:1", "[]", "it is a sequence", stray},
		{"{}\n", "in:1", "{}", "it has neither apiVersion nor kind", stray},
		{"replicas: 1\nimage: x\n", "in:1", "replicas: 1", "it has neither apiVersion nor kind", stray},
		{long + "\n", "in:1", long[:100] + "…", "it is a string", stray},

		{"apiVersion: v1\nmetadata: {name: a}\n", "in:1", "apiVersion: v1", "it has no kind", stray},
		{"kind: ConfigMap\n", "in:1", "kind: ConfigMap", "it has no apiVersion", stray},
		{"Kind: ConfigMap\napiversion: v1\n", "in:1", "Kind: ConfigMap", "it has neither apiVersion nor kind", stray},
		{"data: {apiVersion: v1, kind: A}\n", "in:1", "data: {apiVersion: v1, kind: A}", "it has neither apiVersion nor kind", stray},
		{"apiVersion:\nkind: ConfigMap\n", "in:1", "apiVersion:", "apiVersion is null", stray},
		{"apiVersion: v1\nkind: ~\n", "in:1", "apiVersion: v1", "kind is null", stray},
		{"apiVersion: ''\nkind: \"\"\n", "in:1", "apiVersion: ''", "apiVersion is empty, kind is empty", stray},
		{"apiVersion: 1\nkind: true\n", "in:1", "apiVersion: 1", "apiVersion is a number, kind is a boolean", stray},
		{"apiVersion: [v1]\nkind: {a: b}\n", "in:1", "apiVersion: [v1]", "apiVersion is a sequence, kind is a mapping", stray},
		{"apiVersion: a/b/c\nkind: A\n", "in:1", "apiVersion: a/b/c", `apiVersion "a/b/c" is not GROUP/VERSION`, stray},
		{"x: &x v1\napiVersion: *x\nkind: *x\nz: 1\n", "", "", "", ""},
		{edit(t, widgets, "kind: CustomResourceDefinition\n", ""), "in:1", "apiVersion: apiextensions.k8s.io/v1", "it has no kind", stray},
	} {
		want := ""
		if test.place != "" {
			want = fmt.Sprintf("%s: the document that begins with %q is no Kubernetes object: %s [not-an-object] %s", test.place, test.begins, test.why, test.hint)
		}
		if diff := cmp.Diff(want, findings(t, test.input)); diff != "" {
			t.Errorf("%q: -want +got:\n%s", test.input, diff)
		}
	}
}

func TestRepeatedKey(t *testing.T) {
	const hint = ` put a line "---" between them, where the chart or the command before the pipe leaves it out, or let --fix-separators cut them`
	glued := func(place, key, lines string) string {
		return fmt.Sprintf("%s: documents are glued together: the key %q stands at lines %s, and kubectl would apply the last one only [glued]%s", place, key, lines, hint)
	}
	repeated := func(place, key, lines string) string {
		return fmt.Sprintf("%s: the key %q stands at lines %s, and kubectl would take the last one only [malformed]", place, key, lines)
	}
	name := func(place, lines string) string {
		return fmt.Sprintf("%s: metadata.name stands at lines %s, and kubectl would take the last one only [malformed]", place, lines)
	}
	merge := func(place string) string {
		return place + `: a merge key ("<<") at the root, which hides what the object is: write the keys out [malformed]`
	}
	for _, test := range []struct{ name, input, want string }{
		{"two documents", "# c\n---\n" + cm + "# d\n" + cm, glued("in:6", "apiVersion", "3 and 6")},
		{"three documents", cm + cm + cm, glued("in:3", "apiVersion", "1, 3 and 5")},
		{"many documents", strings.Repeat(cm, 8), glued("in:3", "apiVersion", "1, 3, 5, 7, 9 and 3 more")},
		{"kind only", cm + "kind: Secret\n", glued("in:3", "kind", "2 and 3")},
		{"kind in quotes", cm + "\"kind\": Secret\n", glued("in:3", "kind", "2 and 3")},
		{"kind with an escape", cm + `"\x6bind": Secret` + "\n", glued("in:3", "kind", "2 and 3")},
		{"kind in base64", cm + "!!binary a2luZA==: Secret\n", glued("in:3", "kind", "2 and 3")},
		{"in flow style", "{apiVersion: v1, kind: A, kind: B}\n", glued("in:1", "kind", "1 and 1")},
		{"glued tells more than another key", "metadata: {}\n" + cm + "metadata: {}\n" + cm, glued("in:5", "apiVersion", "2 and 5")},
		{"metadata", cm + "metadata: {name: a}\nmetadata: {labels: {}}\n", repeated("in:4", "metadata", "3 and 4")},
		{"items", "apiVersion: v1\nkind: List\nitems: []\nitems: []\n", repeated("in:4", "items", "3 and 4")},
		{"any key", cm + "a: 1\nb: 2\n'a': 3\na: 4\n", repeated("in:5", "a", "3, 5 and 6")},
		{"a number and its text are one key in JSON", cm + "1: a\n\"1\": b\n", repeated("in:4", "1", "3 and 4")},
		{"the first of two", cm + "a: 1\nb: 2\nb: 3\na: 4\n", repeated("in:6", "a", "3 and 6")},
		{"metadata.name", cm + "metadata:\n  name: a\n  labels: {}\n  name: b\n", name("in:6", "4 and 6")},
		{"metadata.name, equal", cm + "metadata: {name: a, name: a}\n", name("in:3", "3 and 3")},
		{"metadata.name behind an alias", cm + "a: &m {name: a, name: b}\nmetadata: *m\n", name("in:3", "3 and 3")},
		{"a merge", cm + "<<: {a: b}\n", merge("in:3")},
		{"a merge that brings the kind", "---\napiVersion: v1\n<<: {kind: ConfigMap}\n", merge("in:3")},
		{"a merge in quotes", cm + "\"<<\": {a: b}\n", merge("in:3")},

		{"keys of data", cm + "data:\n  kind: a\n  apiVersion: b\n  kind: c\n", ""},
		{"labels", cm + "metadata: {labels: {name: a, name: b}, name: a}\n", ""},
		{"keys that differ in case", cm + "Kind: a\nKIND: b\n", ""},
		{"text in a literal", cm + "data: |\n " + strings.ReplaceAll(cm, "\n", "\n ") + "\n", ""},
		{"text in quotes", cm + "data: \"\n" + cm + "\"\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, findings(t, test.input)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// bomb returns a document whose last key stands for 10^levels texts of 10 bytes.
func bomb(levels int) string {
	text := cm + "a0: &a0 0123456789\n"
	for i := range levels {
		text += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i), 10), ","))
	}
	return text
}

// TestAnchors shows documents with anchors, aliases, merge keys and tags: what
// kubectl reads of them is what kubectl 1.35 did with each.
func TestAnchors(t *testing.T) {
	differs := func(place, field, theirs, ours string) string {
		return fmt.Sprintf("%s: kubectl reads %s as %q, and YAML as %q: write it without merge keys and tags [malformed]", place, field, theirs, ours)
	}
	const name = "  name: widgets.example.com\n"
	for _, test := range []struct{ name, input, want string }{
		{"a name, then a merge with another", edit(t, widgets, name, name+"  <<: {name: other}\n"), differs("in:4", "metadata.name", "other", "widgets.example.com")},
		{"a merge with another name, then a name", edit(t, widgets, name, "  <<: {name: other}\n"+name), ""},
		{"a name, then a merge without one", edit(t, widgets, name, name+"  <<: {labels: {}}\n"), ""},
		{"a name in a merge", edit(t, widgets, name, "  <<: {name: widgets.example.com}\n"), ""},
		{"a name in the first of two mappings", edit(t, widgets, name, "  <<: [{name: widgets.example.com}, {name: other}]\n"), ""},
		{"a group, then a merge with another", edit(t, widgets, "  group: example.com\n", "  group: example.com\n  <<: {group: other.com}\n"), differs("in:6", "spec.group", "other.com", "example.com")},
		{"of another object it does not matter", cm + "metadata:\n  name: a\n  <<: {name: b}\n", ""},
		{"a merge of null", edit(t, widgets, name, name+"  <<: ~\n"), "in:1: kubectl cannot read this document: map merge requires map or sequence of maps as the value [malformed]"},
		{"no base64", cm + "a: !!binary \"@@\"\n", "in:1: kubectl cannot read this document: !!binary value contains invalid base64 data [malformed]"},
		{"a template", edit(t, widgets, "name: v1", "name: {{ .Values.a }}"), "in:1: kubectl cannot read this document: invalid map key: map[interface {}]interface {}{\".Values.a\":interface {}(nil)} [malformed]"},
		{"a key that is null", edit(t, widgets, "type: object", "~: a"), "in:1: kubectl cannot read this document: unsupported map key of type: %!s(<nil>), key: <nil>, value: \"a\" [malformed]"},
		{"a number that JSON lacks", edit(t, widgets, "type: object", "default: .inf"), "in:1: kubectl cannot read this document: json: unsupported value: +Inf [malformed]"},
		{"another one", edit(t, widgets, "type: object", "enum: [.NaN]"), "in:1: kubectl cannot read this document: json: unsupported value: NaN [malformed]"},
		{"an anchor of another document", cm + "a: &a b\n---\n" + cm + "a: *a\n", "in:7: malformed YAML, at \"a: *a\": unknown anchor 'a' referenced [malformed]"},

		{"an alias in itself", cm + "a: &a\n  b: c\n  d: *a\n", "in:5: an alias that contains itself, which has no end [malformed]"},
		{"a sequence in itself", cm + "a: &a [1, [2, *a]]\n", "in:3: an alias that contains itself, which has no end [malformed]"},
		{"the document in itself", "&a\n" + cm + "a: *a\n", "in:4: an alias that contains itself, which has no end [malformed]"},
		{"a merge of itself", cm + "a: &a {<<: *a}\n", "in:3: an alias that contains itself, which has no end [malformed]"},
		{"a key in itself", cm + "a: &a\n  ? [*a]\n  : b\n", "in:4: an alias that contains itself, which has no end [malformed]"},
		{"two in each other", cm + "a: &a\n  b: &b\n    c: *a\n    d: *b\n", "in:6: an alias that contains itself, which has no end [malformed]"},
		{"a few aliases", bomb(2), ""},
		{"more than kubectl takes", bomb(6), "in:1: kubectl cannot read this document: document contains excessive aliasing [malformed]"},
		{"a bomb", bomb(8), "in:1: aliases make more than 64 MiB of this document [malformed]"},
		{"a bomb beyond all numbers", bomb(60), "in:1: aliases make more than 64 MiB of this document [malformed]"},

		{"an alias of each part", "x:\n- &v apiextensions.k8s.io/v1\n- &k CustomResourceDefinition\n- &m {name: a}\napiVersion: *v\nkind: *k\nmetadata: *m\n", ""},
		{"the anchor is redefined", cm + "a: [&a 1, *a, &a 2, *a]\n", ""},
		{"tags", "!!map\napiVersion: !!str v1\nkind: !foo ConfigMap\n? !!str metadata\n: !bar {name: !<tag:yaml.org,2002:str> a}\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, findings(t, test.input)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestNotForKubectl(t *testing.T) {
	const items = `in:1: a CRD with "items", which kubectl takes for a list: delete them [malformed]`
	for _, test := range []struct{ input, want string }{
		{"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n", "in:1: a ResourceList, the input of KRM functions: crdfilter is none, give it the manifests themselves [malformed]"},
		{"apiVersion: config.kubernetes.io/v1alpha1\nkind: ResourceList\n", "in:1: a ResourceList, the input of KRM functions: crdfilter is none, give it the manifests themselves [malformed]"},
		{"apiVersion: example.com/v1\nkind: ResourceList\n", ""},
		{widgets + "items: []\n", items},
		{widgets + "items: ~\n", items},
		{widgets + "items:\n- " + strings.ReplaceAll(cm, "\n", "\n  ") + "\n", items},
		{cm + "items: []\n", ""},
		{"", ""},
		{"# c\n", ""},
		{"null\n---\n~\n---\nNull # c\n---\n!!null ''\n---\n", ""},
		{"null\n...\n", ""},
	} {
		if diff := cmp.Diff(test.want, findings(t, test.input)); diff != "" {
			t.Errorf("%q: -want +got:\n%s", test.input, diff)
		}
	}
}

// TestIsCRD: what is a CRD, however it is written, and what is none.
func TestIsCRD(t *testing.T) {
	const (
		version = "apiVersion: apiextensions.k8s.io/v1\n"
		kind    = "kind: CustomResourceDefinition\n"
	)
	for name, input := range map[string]string{
		"plain":            version + kind,
		"another order":    "metadata: {}\n" + kind + "spec: {}\n" + version,
		"quotes":           "\"apiVersion\": 'apiextensions.k8s.io/v1'\n'kind': \"CustomResourceDefinition\"\n",
		"flow":             "{kind: CustomResourceDefinition, apiVersion: apiextensions.k8s.io/v1}\n",
		"JSON":             `{"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1"}`,
		"escapes":          version + `kind: "Custom\x52esourceDefinition"` + "\n",
		"joined lines":     version + "kind: \"CustomResource\\\n  Definition\"\n",
		"folded":           version + "kind: >-\n  CustomResourceDefinition\n",
		"an explicit key":  version + "? kind\n: CustomResourceDefinition\n",
		"a comment":        version + "kind: CustomResourceDefinition # c\n",
		"the next line":    version + "kind:\n  CustomResourceDefinition\n",
		"an alias":         version + "a: &a CustomResourceDefinition\nkind: *a\n",
		"an anchor":        version + "kind: &a CustomResourceDefinition\n",
		"a tag":            version + "kind: !!str CustomResourceDefinition\n",
		"a tag of its own": version + "kind: !foo CustomResourceDefinition\n",
		"base64":           version + "kind: !!binary Q3VzdG9tUmVzb3VyY2VEZWZpbml0aW9u\n",
		"a key in base64":  version + "!!binary a2luZA==: CustomResourceDefinition\n",
		"v1beta1":          "apiVersion: apiextensions.k8s.io/v1beta1\n" + kind,
		"indented":         "  apiVersion: apiextensions.k8s.io/v1\n  kind: CustomResourceDefinition\n",
		"CRLF":             strings.ReplaceAll(version+kind, "\n", "\r\n"),
	} {
		if documents := split(t, strings.NewReader(input)); len(documents) != 1 || documents[0].read().crd == nil {
			t.Errorf("%s: no CRD: %s", name, findings(t, input))
		}
	}
	for name, input := range map[string]string{
		"another group":       "apiVersion: example.com/v1\n" + kind,
		"no group":            "apiVersion: v1\n" + kind,
		"a group before it":   "apiVersion: foo.apiextensions.k8s.io/v1\n" + kind,
		"a group behind it":   "apiVersion: apiextensions.k8s.io.foo/v1\n" + kind,
		"the group only":      "apiVersion: apiextensions.k8s.io\n" + kind,
		"another kind":        version + "kind: CustomResourceDefinitionList\n",
		"another case":        version + "kind: customresourcedefinition\n",
		"a line break":        version + "kind: |\n  CustomResourceDefinition\n",
		"a space":             version + "kind: \"CustomResourceDefinition \"\n",
		"in data":             cm + "data:\n  a: |\n    " + version + "    " + kind,
		"in an annotation":    cm + "metadata:\n  annotations:\n    kind: CustomResourceDefinition\n    apiVersion: apiextensions.k8s.io/v1\n",
		"in a mapping":        cm + "spec:\n  kind: CustomResourceDefinition\n  apiVersion: apiextensions.k8s.io/v1\n",
		"in quotes, column 0": cm + "a: \"\n" + version + kind + "\"\n",
		"a comment":           cm + "# " + kind,
		"a key of a key":      cm + "? {kind: CustomResourceDefinition, apiVersion: apiextensions.k8s.io/v1}\n: a\n",
	} {
		for _, d := range split(t, strings.NewReader(input)) {
			if d.read().crd != nil {
				t.Errorf("%s: a CRD", name)
			}
		}
	}
}

func TestReadCRD(t *testing.T) {
	v1 := crdset.Version{Name: "v1", Served: true, Storage: true, Schema: true}
	for _, test := range []struct {
		name   string
		pairs  []string // what is replaced in widgets
		change func(*crdset.CRD)
	}{
		{"as it is", nil, func(*crdset.CRD) {}},
		{
			"all there is",
			[]string{
				"  name: widgets.example.com\n", "  name: widgets.example.com\n  annotations: {a: b, c: ~, d: \"1\", e: 2001-01-01}\n",
				"    plural: widgets\n", "    plural: widgets\n    listKind: Widgets\n    singular: widget\n",
				"  scope: Namespaced\n", "  scope: Cluster\n  preserveUnknownFields: true\n",
				"  versions:\n", "  versions:\n  - {name: v2, served: false, storage: false}\n",
			},
			func(c *crdset.CRD) {
				c.Annotations = map[string]string{"a": "b", "d": "1", "e": "2001-01-01"}
				c.Names.ListKind, c.Names.Singular = "Widgets", "widget"
				c.Scope, c.PreserveUnknownFields = "Cluster", true
				c.Versions = []crdset.Version{{Name: "v2"}, v1}
			},
		},
		{"booleans of YAML 1.1", []string{"served: true", "served: on", "storage: true", "storage: No"}, func(c *crdset.CRD) { c.Versions[0].Storage = false }},
		{"a boolean of one letter", []string{"served: true", "served: n", "storage: true", "storage: Y"}, func(c *crdset.CRD) { c.Versions[0].Served = false }},
		{"a boolean in quotes", []string{"served: true", `served: "true"`}, func(c *crdset.CRD) {
			c.Versions[0].Served = false
			c.Faults = []string{"spec.versions[0].served is a string, not a boolean"}
		}},
		{"a number for a boolean", []string{"storage: true", `storage: 1`}, func(c *crdset.CRD) {
			c.Versions[0].Storage = false
			c.Faults = []string{"spec.versions[0].storage is a number, not a boolean"}
		}},
		{"a number for a name", []string{"- name: v1", "- name: 1.10"}, func(c *crdset.CRD) {
			c.Versions[0].Name = "1.10"
			c.Faults = []string{"spec.versions[0].name is a number, not a string"}
		}},
		{"a number for an annotation", []string{"metadata:\n", "metadata:\n  annotations: {a: 1}\n"}, func(c *crdset.CRD) {
			c.Faults = []string{"metadata.annotations.a is a number, not a string"}
		}},
		{"a boolean of YAML 1.1 for an annotation", []string{"metadata:\n", "metadata:\n  annotations: {a: yes}\n"}, func(c *crdset.CRD) {
			c.Faults = []string{"metadata.annotations.a is a boolean, not a string"} // kubectl: cannot unmarshal bool into … of type string
		}},
		{"a boolean of YAML 1.1 for a kind", []string{"kind: Widget\n", "kind: On\n"}, func(c *crdset.CRD) {
			c.Names.Kind = "On"
			c.Faults = []string{"spec.names.kind is a boolean, not a string"}
		}},
		{"no versions", []string{widgets[strings.Index(widgets, "  versions:"):], "  versions:\n"}, func(c *crdset.CRD) { c.Versions = nil }},
		{"no sequence of versions", []string{"  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n", "  versions:\n    v1:\n"}, func(c *crdset.CRD) {
			c.Versions = nil
			c.Faults = []string{"spec.versions is a mapping, not a sequence"}
		}},
		{"an empty schema", []string{"        type: object\n", "        {}\n"}, func(*crdset.CRD) {}},
		{"a schema that is null", []string{"        type: object\n", ""}, func(c *crdset.CRD) { c.Versions[0].Schema = false }},
		{"no schema", []string{"    schema:\n      openAPIV3Schema:\n        type: object\n", ""}, func(c *crdset.CRD) { c.Versions[0].Schema = false }},
		{"a schema that is none", []string{"      openAPIV3Schema:\n        type: object\n", "      openAPIV3Schema: x\n"}, func(c *crdset.CRD) {
			c.Versions[0].Schema = false
			c.Faults = []string{"spec.versions[0].schema.openAPIV3Schema is a string, not a mapping"}
		}},
		{"no spec", []string{widgets[strings.Index(widgets, "spec:"):], ""}, func(c *crdset.CRD) {
			*c = crdset.CRD{Place: c.Place, Chart: c.Chart, APIVersion: c.APIVersion, Name: c.Name}
		}},
		{"a text for metadata", []string{"metadata:\n  name: widgets.example.com\n", "metadata: x\n"}, func(c *crdset.CRD) {
			c.Name, c.Faults = "", []string{"metadata is a string, not a mapping"}
		}},
		{"a name in base64", []string{"name: widgets.example.com", "name: !!binary d2lkZ2V0cy5leGFtcGxlLmNvbQ=="}, func(*crdset.CRD) {}},
		{"in a merge and behind aliases", []string{
			"  group: example.com\n", "  <<: {group: example.com}\n",
			"  names:\n", "  names: &names\n",
			"    plural: widgets\n", "    plural: &p widgets\n    singular: *p\n",
		}, func(c *crdset.CRD) { c.Names.Singular = "widgets" }},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := crdset.CRD{
				Place: crdset.Place{Input: "in", Line: 2}, Chart: "foo",
				APIVersion: "apiextensions.k8s.io/v1", Name: "widgets.example.com",
				Group: "example.com", Names: crdset.Names{Kind: "Widget", Plural: "widgets"}, Scope: "Namespaced",
				Versions: []crdset.Version{v1},
			}
			test.change(&want)
			input := "# Source: foo/crds/a.yaml\n---\n" + edit(t, widgets, test.pairs...)
			got := split(t, strings.NewReader(input))[0].read().crd
			if got == nil {
				t.Fatal(findings(t, input))
			}
			if diff := cmp.Diff(want, *got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
