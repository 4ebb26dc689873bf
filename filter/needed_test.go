package filter

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crdfilter/crdfilter/crdset"
)

// needsOf returns what a manifest needs, as lines "LINE GROUP/VERSION KIND
// NAMESPACE/NAME", what it provides, as names, and the findings.
func needsOf(t testing.TB, manifest string) (needed, provided []string, findings []crdset.Finding) {
	t.Helper()
	n := &needs{}
	if err := n.input(strings.NewReader(manifest), "in"); err != nil {
		t.Fatal(err)
	}
	for _, r := range n.Resources {
		needed = append(needed, fmt.Sprintf("%d %s/%s %s %s/%s", r.Place.Line, r.Group, r.Version, r.Kind, r.Namespace, r.Name))
	}
	for _, c := range n.CRDs {
		provided = append(provided, fmt.Sprintf("%d %s", c.Place.Line, c.Name))
	}
	return needed, provided, n.findings
}

func TestNeeds(t *testing.T) {
	const crd = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.io}\nspec: {}\n"
	for _, test := range []struct {
		name             string
		manifest         string
		needed, provided []string
	}{
		{"nothing", "", nil, nil},
		{"a resource", "apiVersion: a.io/v1\nkind: A\nmetadata: {name: a, namespace: n}\n", []string{"1 a.io/v1 A n/a"}, nil},
		{"its line", "\n# a\n---\n# b\napiVersion: a.io/v1\nkind: A\n", []string{"5 a.io/v1 A /"}, nil},
		{"several", "---\n{apiVersion: a.io/v1, kind: A}\n---\n---\n{\"kind\": \"B\", \"apiVersion\": \"a.io/v2\"}\n", []string{"2 a.io/v1 A /", "5 a.io/v2 B /"}, nil},
		{"the core group", "apiVersion: v1\nkind: Pod\n", nil, nil},
		{"no object", "- a\n---\na: 1\n---\nkind: A\n---\napiVersion: a.io/v1\n---\napiVersion: [a.io/v1]\nkind: A\n---\napiVersion: a.io/v1\nkind: 1\n---\ntext\n---\n", nil, nil},
		{"an alias", "x: &a a.io/v1\napiVersion: *a\nkind: A\n", []string{"1 a.io/v1 A /"}, nil},
		{"a name that is a number", "apiVersion: a.io/v1\nkind: A\nmetadata: {name: 1.10}\n", []string{"1 a.io/v1 A /1.10"}, nil},
		{"a CRD", crd, nil, []string{"1 a.b.io"}},
		{"a List", "kind: List\napiVersion: v1\nitems:\n- {apiVersion: a.io/v1, kind: A}\n- {apiVersion: v1, kind: B}\n- text\n", []string{"4 a.io/v1 A /"}, nil},
		{"a typed List", "kind: AList\napiVersion: a.io/v1\nitems:\n- {apiVersion: a.io/v1, kind: A}\n", []string{"4 a.io/v1 A /"}, nil},
		{"a List in a List", "kind: List\napiVersion: v1\nitems:\n- kind: List\n  apiVersion: v1\n  items: [{apiVersion: a.io/v1, kind: A}]\n", []string{"6 a.io/v1 A /"}, nil},
		{"CRDs that inherit their type", "kind: CustomResourceDefinitionList\napiVersion: apiextensions.k8s.io/v1\nitems:\n- metadata: {name: a.b.io}\n", nil, []string{"4 a.b.io"}},
		{"local-config", "apiVersion: a.io/v1\nkind: A\nmetadata: {annotations: {config.kubernetes.io/local-config: \"true\"}}\n", nil, nil},
		{"local-config as a boolean", "apiVersion: a.io/v1\nkind: A\nmetadata: {annotations: {config.kubernetes.io/local-config: true}}\n", nil, nil},
		{"not local-config", "apiVersion: a.io/v1\nkind: A\nmetadata: {annotations: {config.kubernetes.io/local-config: \"false\"}}\n", []string{"1 a.io/v1 A /"}, nil},
		{"encrypted as a whole", "apiVersion: ENC[AES256_GCM,data:a/b==]\nkind: ENC[AES256_GCM,data:c]\n", nil, nil},
		{"encrypted values", "apiVersion: a.io/v1\nkind: A\nmetadata: {name: a}\nspec: ENC[AES256_GCM,data:a/b==]\nsops: {mac: x}\n", []string{"1 a.io/v1 A /a"}, nil},
		{"a rule with braces", "apiVersion: a.io/v1\nkind: A\nspec:\n  a: '{{ $labels.x }}'\n", []string{"1 a.io/v1 A /"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			needed, provided, findings := needsOf(t, test.manifest)
			if diff := cmp.Diff([][]string{test.needed, test.provided}, [][]string{needed, provided}); diff != "" || len(findings) > 0 {
				t.Errorf("%v -want +got:\n%s", findings, diff)
			}
		})
	}
}

func TestNeedsMalformed(t *testing.T) {
	bomb := "apiVersion: v1\nkind: List\nitems:\n- &a {apiVersion: a.io/v1, kind: A}\n"
	for i := range 12 {
		alias := "*" + string(rune('a'+i)) + ", "
		bomb += fmt.Sprintf("- &%c {apiVersion: v1, kind: List, items: [%s]}\n", 'b'+i, strings.Repeat(alias, 10))
	}
	for _, test := range []struct {
		name, manifest, want string
		line                 int
	}{
		{"cut off", "a: 1\n---\na: [b\n", "the document ends inside a flow collection that begins at line 3: was the input cut off?", 3},
		{"an alias without end", "a: 1\nb: &b\n  c: *b\n", "an alias that contains itself, which has no end", 3},
		{"many aliases", bomb, "aliases make more than 64 MiB of this document", 1},
		{"UTF-16", "\xff\xfea\x00", "the input is in UTF-16, and kubectl reads UTF-8: convert it first, for example with iconv -t UTF-8", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			needed, _, findings := needsOf(t, test.manifest)
			want := []crdset.Finding{{Rule: crdset.Malformed, Place: crdset.Place{Input: "in", Line: test.line}, Message: test.want}}
			if diff := cmp.Diff(want, findings); diff != "" || len(needed) > 0 {
				t.Errorf("%v -want +got:\n%s", needed, diff)
			}
		})
	}
}

// TestIsTemplate has the templates of the bundled charts recognised, and what
// only has texts with braces in it not.
func TestIsTemplate(t *testing.T) {
	var templates []string
	for _, glob := range []string{"*/templates/*.yaml", "*/templates/crds/*.yaml"} {
		files, err := filepath.Glob("../testdata/bootstrap/charts/" + glob)
		if err != nil || len(files) == 0 {
			t.Fatalf("no charts: %v", err)
		}
		templates = append(templates, files...)
	}
	for _, file := range templates {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range split(t, bytes.NewReader(text)) {
			if _, err := parse(d.body()); err != nil && !isTemplate(d.body(), err) {
				t.Errorf("%s: %v", d.Place, err)
			}
		}
	}
	for _, body := range []string{
		"a: '{{ x }}'\nb: [\n",
		"a: \"{{ x }}\"\n  b: 1\n",
		"a: |\n  {{ x }}\n\tb\n c: {{\n  - d\n",
		"a: [\n",
	} {
		_, err := parse([]byte(body))
		if err == nil {
			t.Fatalf("%q is YAML", body)
		}
		if isTemplate([]byte(body), err) {
			t.Errorf("%q is taken for a template", body)
		}
	}
}

func TestInTemplates(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, file := range []string{"chart/Chart.yaml", "chart/templates/a.yaml", "chart/templates/b/c.yaml", "chart/charts/sub/Chart.yaml", "other/templates/a.yaml"} {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		folder, path string
		want         bool
	}{
		{".", "chart/templates/a.yaml", true},
		{"./", "chart/templates/b/c.yaml", true},
		{"chart", "templates/a.yaml", true},
		{"./chart/", "templates/b/c.yaml", true},
		{"chart/../chart", "templates/a.yaml", true},
		{here, "chart/templates/a.yaml", true},
		{".", "chart/charts/sub/templates/a.yaml", true},
		{".", "chart/values.yaml", false},
		{".", "chart/crds/templates.yaml", false},
		{".", "other/templates/a.yaml", false},
		{".", "templates/a.yaml", false},
		{"chart/templates", "a.yaml", false}, // it was asked for
		{"chart/templates", "b/c.yaml", false},
	} {
		if got := inTemplates(test.folder, filepath.Join(test.folder, test.path)); got != test.want {
			t.Errorf("%s in %s: %t", test.path, test.folder, got)
		}
	}
}

// FuzzNeeds: whatever a manifest holds, there is no panic, and each resource
// and each finding is at a line of it.
func FuzzNeeds(f *testing.F) {
	seeds(f)
	files, err := filepath.Glob("../testdata/bootstrap/infrastructure/*/*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatalf("no manifests: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, manifest []byte) {
		n := &needs{}
		if err := n.input(bytes.NewReader(manifest), "in"); err != nil {
			t.Fatal(err)
		}
		last := bytes.Count(manifest, newline) + 1
		check := func(what string, place crdset.Place) {
			if place.Input != "in" || place.Line < 1 || place.Line > last {
				t.Errorf("%s at %s, of %d lines", what, place, last)
			}
		}
		for _, r := range n.Resources {
			check(r.Kind, r.Place)
			if r.Kind == "" {
				t.Errorf("a resource without a kind: %+v", r)
			}
		}
		for _, c := range n.CRDs {
			check(c.Name, c.Place)
		}
		for _, finding := range n.findings {
			check(finding.Message, finding.Place)
		}
		if len(n.passedOver) > 1 {
			t.Errorf("passed over more than once: %v", n.passedOver)
		}
		_ = crdset.Checks{Needs: &n.Needs}.All(crdset.Set{}, crdset.Selection{}) // does not panic
	})
}

// BenchmarkNeeds reads a repository of 5,000 manifests.
func BenchmarkNeeds(b *testing.B) {
	folder := b.TempDir()
	rule, err := os.ReadFile("../testdata/bootstrap/infrastructure/external-secrets/rules.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for i := range 5000 {
		path := filepath.Join(folder, fmt.Sprintf("app-%d", i/10), fmt.Sprintf("%d.yaml", i%10))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			b.Fatal(err)
		}
		text := bytes.Replace(rule, []byte("name: external-secrets"), fmt.Appendf(nil, "name: rule-%d", i), 1)
		if err := os.WriteFile(path, text, 0o666); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for b.Loop() {
		needs, findings, err := readNeeds([]string{folder}, nil)
		if err != nil || len(findings) > 0 || len(needs.Resources) != 5000 {
			b.Fatalf("%d resources, %v, %v", len(needs.Resources), findings, err)
		}
	}
}
