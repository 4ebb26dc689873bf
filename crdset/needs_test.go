package crdset

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNeedsCRD(t *testing.T) {
	needs := &Needs{Provided: patterns(t, "*.fluxcd.io example.org")}
	for group, want := range map[string]bool{
		"":                                    false,
		"apps":                                false,
		"networking.k8s.io":                   false,
		"rbac.authorization.k8s.io":           false,
		"kustomize.config.k8s.io":             false,
		"kubelet.config.k8s.io":               false,
		"config.kubernetes.io":                false,
		"crdfilter.dev":                       false,
		"skaffold":                            false, // no CRD can be of a group without a dot
		"kustomize.toolkit.fluxcd.io":         false,
		"example.org":                         false,
		"sub.example.org":                     true,
		"fluxcd.io":                           true,
		"gateway.networking.k8s.io":           true,
		"snapshot.storage.k8s.io":             true,
		"metrics.k8s.io":                      true, // aggregated; nobody keeps its objects in Git
		"monitoring.coreos.com":               true,
		"Apps.example.com":                    true,
		"config.k8s.io":                       true,
		"kustomize.config.k8s.io.example.com": true,
	} {
		if got := needs.needsCRD(group); got != want {
			t.Errorf("%q: %t", group, got)
		}
	}
}

// rule returns the nth PrometheusRule of a repository, or a resource like it.
func rule(n int, version string) Resource {
	return Resource{
		Place: Place{Input: "rules.yaml", Line: n}, Group: "coreos.com", Version: version, Kind: "Rule",
		Namespace: "app", Name: fmt.Sprintf("rule-%d", n),
	}
}

func TestMissing(t *testing.T) {
	crd := serving("rules.coreos.com", 1, "v1", "v2")
	crd.Group, crd.Names.Kind, crd.Selected = "coreos.com", "Rule", true
	notServing := serving("rules.coreos.com", 1)
	notServing.Group, notServing.Names.Kind = "coreos.com", "Rule"
	left := crd
	left.Kept, left.Selected, left.Chart = false, false, "zoo"
	otherKind := crd
	otherKind.Names.Kind = "Rules"
	var many []Resource
	for i := range 7 {
		many = append(many, rule(i+1, "v1"))
	}
	const (
		hintAbsent  = "render the chart that brings it; --provided GROUP says that it comes from somewhere else"
		hintVersion = "change the resources, or take a chart whose CRD serves the version"
	)
	for _, test := range []struct {
		name      string
		needs     *Needs
		crds      []CRD
		selection Selection
		want      []Finding
	}{
		{"nothing was asked", nil, nil, Selection{}, nil},
		{"nothing is needed", &Needs{}, nil, Selection{}, nil},
		{"all is there", &Needs{Resources: many}, []CRD{crd}, Selection{}, nil},
		{"it is beside them", &Needs{Resources: many, CRDs: []CRD{left}}, nil, Selection{}, nil},
		{"it is beside them, too", &Needs{Resources: many, CRDs: []CRD{crd}}, []CRD{left, notServing}, Selection{}, nil},
		{"one of two copies is kept", &Needs{Resources: many}, []CRD{crd, left}, Selection{}, nil},
		{"it comes from somewhere else", &Needs{Resources: many, Provided: patterns(t, "coreos.*")}, nil, Selection{}, nil},
		{
			"it is absent, and another is not for the kind",
			&Needs{Resources: many},
			[]CRD{otherKind},
			Selection{},
			[]Finding{{
				Rule: Needed, Place: Place{Input: "rules.yaml", Line: 1},
				Message: "7 resources of kind Rule in coreos.com/v1 need a CRD, but no CRD of that kind is in the input",
				Details: []string{
					"rules.yaml:1: Rule app/rule-1", "rules.yaml:2: Rule app/rule-2", "rules.yaml:3: Rule app/rule-3",
					"rules.yaml:4: Rule app/rule-4", "rules.yaml:5: Rule app/rule-5", "and 2 more",
				},
				Hint: hintAbsent,
			}},
		},
		{
			"the version is not served",
			&Needs{Resources: []Resource{rule(1, "v2"), rule(2, "v0"), rule(3, "v1")}},
			[]CRD{crd},
			Selection{},
			[]Finding{{
				Rule: Needed, Place: Place{Input: "rules.yaml", Line: 2}, CRD: "rules.coreos.com",
				Message: "1 resource of kind Rule in coreos.com/v0 needs a CRD, but rules.coreos.com at in:1 does not serve that version: it serves (v1, v2)",
				Details: []string{"rules.yaml:2: Rule app/rule-2"},
				Hint:    hintVersion,
			}},
		},
		{
			"no version is served",
			&Needs{Resources: []Resource{rule(1, "v1")}},
			[]CRD{left, notServing},
			Selection{},
			[]Finding{{
				Rule: Needed, Place: Place{Input: "rules.yaml", Line: 1}, CRD: "rules.coreos.com",
				Message: "1 resource of kind Rule in coreos.com/v1 needs a CRD, but rules.coreos.com at in:1 does not serve that version: it serves (no version)",
				Details: []string{"rules.yaml:1: Rule app/rule-1"},
				Hint:    hintVersion,
			}},
		},
		{
			"it is not kept",
			&Needs{Resources: []Resource{rule(1, "v1")}},
			[]CRD{left},
			Selection{Groups: patterns(t, "!coreos.com")},
			[]Finding{{
				Rule: Needed, Place: Place{Input: "rules.yaml", Line: 1}, CRD: "rules.coreos.com",
				Message: "1 resource of kind Rule in coreos.com/v1 needs a CRD, but rules.coreos.com at in:1 (chart zoo) was not kept: --group takes it out",
				Details: []string{"rules.yaml:1: Rule app/rule-1"},
				Hint:    "take !coreos.com off --group",
			}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, test.needs.missing(Set{CRDs: test.crds}, test.selection)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestMissingOrder has the findings sorted, whatever the order of the files.
func TestMissingOrder(t *testing.T) {
	resource := func(group, version, kind string) Resource {
		return Resource{Group: group, Version: version, Kind: kind}
	}
	needs := &Needs{Resources: []Resource{
		resource("b.io", "v1", "A"), resource("a.io", "v1", "B"), resource("a.io", "v2", "A"), resource("a.io", "v1", "A"),
		resource("b.io", "v1", "A"),
	}}
	var got []string
	for _, f := range needs.missing(Set{}, Selection{}) {
		got = append(got, f.Message)
	}
	const but = " a CRD, but no CRD of that kind is in the input"
	want := []string{
		"1 resource of kind A in a.io/v1 needs" + but,
		"1 resource of kind A in a.io/v2 needs" + but,
		"1 resource of kind B in a.io/v1 needs" + but,
		"2 resources of kind A in b.io/v1 need" + but,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestResourceTitle(t *testing.T) {
	for _, test := range []struct {
		resource Resource
		want     string
	}{
		{Resource{Kind: "Rule", Namespace: "app", Name: "a"}, "Rule app/a"},
		{Resource{Kind: "Rule", Name: "a"}, "Rule a"},
		{Resource{Kind: "Rule"}, "Rule"},
	} {
		if got := test.resource.title(); got != test.want {
			t.Errorf("%+v: %q", test.resource, got)
		}
	}
}
