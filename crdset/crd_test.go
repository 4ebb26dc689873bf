package crdset

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// crd returns a CRD that every API server accepts: crd("widgets", "foo.io")
// is widgets.foo.io of kind Widget.
func crd(plural, group string) CRD {
	return CRD{
		APIVersion: "apiextensions.k8s.io/v1",
		Name:       plural + "." + group,
		Group:      group,
		Names:      Names{Plural: plural, Kind: strings.ToUpper(plural[:1]) + strings.TrimSuffix(plural[1:], "s")},
		Scope:      "Namespaced",
		Versions:   []Version{{Name: "v1", Served: true, Storage: true, Schema: true}},
	}
}

// stdin returns a place in standard input.
func stdin(line int) Place { return Place{Input: "<stdin>", Line: line} }

// at returns the CRD as it stands on a line of standard input, rendered by a chart.
func at(line int, chart string, c CRD) CRD {
	c.Place, c.Chart = stdin(line), chart
	return c
}

// keep returns the CRD as one that is selected and kept.
func keep(c CRD) CRD {
	c.Selected, c.Kept = true, true
	return c
}

// namesOf returns the names of CRDs, for comparisons.
func namesOf(crds []CRD) []string { return values(crds, func(c CRD) string { return c.Name }) }

func TestIsCRD(t *testing.T) {
	for _, test := range []struct {
		apiVersion, kind string
		want             bool
	}{
		{"apiextensions.k8s.io/v1", "CustomResourceDefinition", true},
		{"apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", true},
		{"apiextensions.k8s.io/v2", "CustomResourceDefinition", true},
		{"apiextensions.k8s.io/v1", "CustomResourceDefinitionList", false},
		{"apiextensions.k8s.io/v1", "customresourcedefinition", false},
		{"apiextensions.crossplane.io/v1", "CustomResourceDefinition", false},
		{"x.apiextensions.k8s.io/v1", "CustomResourceDefinition", false},
		{"apiextensions.k8s.io/v1/v1", "CustomResourceDefinition", false},
		{"apiextensions.k8s.io", "CustomResourceDefinition", false},
		{"v1", "CustomResourceDefinition", false},
		{"", "", false},
	} {
		if got := IsCRD(test.apiVersion, test.kind); got != test.want {
			t.Errorf("IsCRD(%q, %q) = %t, want %t", test.apiVersion, test.kind, got, test.want)
		}
	}
}

func TestPlace(t *testing.T) {
	for want, place := range map[string]Place{
		"<stdin>:1234":           stdin(1234),
		"crds/a.yaml":            {Input: "crds/a.yaml"},
		"<stdin>:1234: items[3]": {Input: "<stdin>", Line: 1234, Item: "items[3]"},
		"":                       {},
	} {
		if got := place.String(); got != want {
			t.Errorf("%#v: got %q, want %q", place, got, want)
		}
	}
}

func TestKept(t *testing.T) {
	a, b, c := crd("a", "foo.io"), crd("b", "foo.io"), crd("c", "foo.io")
	b.Selected = true // and dropped
	if diff := cmp.Diff([]string{"c.foo.io", "a.foo.io"}, namesOf(kept([]CRD{keep(c), b, keep(a)}))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestResourceName holds the form against what "kubectl get crd -o name" prints.
func TestResourceName(t *testing.T) {
	got := crd("widgets", "foo.io").ResourceName()
	if want := "customresourcedefinition.apiextensions.k8s.io/widgets.foo.io"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
