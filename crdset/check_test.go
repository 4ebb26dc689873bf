package crdset

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// What the findings say to do.
const (
	hintEmpty  = "the command before the pipe printed no manifest: look at its error messages"
	hintNoCRD  = "helm and helmfile print the CRDs of a crds/ folder with --include-crds only; many charts need a value such as crds.enabled=true"
	hintTooFew = "look for the chart or the CRD that is missing in this list: did the command before the pipe fail, or does a chart need a value such as crds.enabled=true?"
	hintMore   = "if the new CRDs are wanted, raise --expect"
	hintAbsent = "look for the chart that brings it: was it rendered, with its CRDs switched on?"
)

// The CRDs of a small bootstrap, as they come.
var (
	issuers  = at(10, "cert-manager", crd("issuers", "cert-manager.io"))
	orders   = at(20, "cert-manager", crd("orders", "acme.cert-manager.io"))
	certs    = at(30, "cert-manager", crd("certs", "cert-manager.io"))
	probes   = at(40, "prometheus", crd("probes", "monitoring.coreos.com"))
	rules    = at(50, "prometheus", crd("rules", "monitoring.coreos.com"))
	unknown  = at(60, "", crd("widgets", "foo.io")) // no chart says that it is its
	nameless = at(70, "", CRD{})                    // neither name nor group
)

func TestEmpty(t *testing.T) {
	for _, test := range []struct {
		name      string
		set       Set
		selection Selection
		expect    []string
		want      []Finding
	}{
		{
			"an empty input",
			Set{},
			Selection{},
			nil,
			[]Finding{{Rule: Empty, Message: "the input is empty", Hint: hintEmpty}},
		},
		{
			"no CRD in one document",
			Set{Documents: 1},
			Selection{},
			nil,
			[]Finding{{Rule: Empty, Message: "there is no CRD in the input of 1 document", Hint: hintNoCRD}},
		},
		{
			"no CRD in many documents",
			Set{Documents: 12},
			Selection{},
			nil,
			[]Finding{{Rule: Empty, Message: "there is no CRD in the input of 12 documents", Hint: hintNoCRD}},
		},
		{
			"none is selected",
			Set{CRDs: []CRD{probes, issuers, certs}, Documents: 9},
			Selection{Groups: patterns(t, "foo.*")},
			nil,
			[]Finding{
				{Rule: Unmatched, Warning: true, Message: `no CRD in the input matches the group "foo.*"`},
				{Rule: Empty, Message: "no CRD is selected, of 3 in the input", Hint: "the groups in the input: cert-manager.io, monitoring.coreos.com"},
			},
		},
		{"one is kept", Set{CRDs: []CRD{probes, keep(issuers)}, Documents: 9}, Selection{}, nil, nil},
		{"zero is allowed", Set{Documents: 2}, Selection{}, []string{"0.."}, nil},
		{"zero is what is wanted", Set{Documents: 2}, Selection{}, []string{"0"}, nil},
		{"zero is the lower end", Set{}, Selection{}, []string{"..40"}, nil},
		{
			"zero is allowed, names that match nothing are warnings",
			Set{},
			Selection{Groups: patterns(t, "foo.io"), Names: patterns(t, "bars.foo.io")},
			[]string{"0.."},
			[]Finding{
				{Rule: Unmatched, Warning: true, Message: `no CRD in the input matches the group "foo.io"`},
				{Rule: Unmatched, Warning: true, Message: `no CRD in the input matches the name "bars.foo.io"`},
			},
		},
		{
			"one group may be empty, not all",
			Set{},
			Selection{},
			[]string{"foo.io=0.."},
			[]Finding{{Rule: Empty, Message: "the input is empty", Hint: hintEmpty}},
		},
		{
			"the count says it already",
			Set{},
			Selection{},
			[]string{"33"},
			[]Finding{{Rule: Count, Message: "expected 33 CRDs, kept 0: the input is empty", Hint: hintEmpty}},
		},
		{"nothing is left on purpose", Set{CRDs: []CRD{probes}, Documents: 1}, Selection{Drop: true}, nil, nil},
		{"nothing to drop", Set{}, Selection{Drop: true}, nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			checks := Checks{}
			for _, text := range test.expect {
				checks.Expect = append(checks.Expect, expect(t, text))
			}
			got := checks.All(test.set, test.selection)
			if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestCount(t *testing.T) {
	all := []CRD{keep(issuers), keep(orders), keep(certs), keep(probes), keep(rules)}
	breakdown := []string{
		"cert-manager: 3",
		"  acme.cert-manager.io: 1 (orders)",
		"  cert-manager.io: 2 (certs, issuers)",
		"prometheus: 2",
		"  monitoring.coreos.com: 2 (probes, rules)",
	}
	for _, test := range []struct {
		name   string
		set    Set
		expect []string
		want   []Finding
	}{
		{"as expected", Set{CRDs: all, Documents: 9}, []string{"5", "monitoring.coreos.com=2", "foo.io=0"}, nil},
		{
			"too few",
			Set{CRDs: all, Documents: 9},
			[]string{"33"},
			[]Finding{{Rule: Count, Message: "expected 33 CRDs, kept 5", Details: breakdown, Hint: hintTooFew}},
		},
		{
			"too many",
			Set{CRDs: all, Documents: 9},
			[]string{"..4"},
			[]Finding{{Rule: Count, Message: "expected at most 4 CRDs, kept 5", Details: breakdown, Hint: hintMore}},
		},
		{
			"some were not kept",
			Set{CRDs: []CRD{keep(issuers), orders, rules, keep(probes), certs}, Documents: 9},
			[]string{"3..4"},
			[]Finding{{
				Rule: Count, Message: "expected 3 to 4 CRDs, kept 2", Hint: "widen the selection: enough CRDs are in the input",
				Details: []string{
					"cert-manager: 1",
					"  cert-manager.io: 1 (issuers)",
					"prometheus: 1",
					"  monitoring.coreos.com: 1 (probes)",
					"in the input, but not kept: 3",
					"  cert-manager: 2",
					"    acme.cert-manager.io: 1 (orders)",
					"    cert-manager.io: 1 (certs)",
					"  prometheus: 1",
					"    monitoring.coreos.com: 1 (rules)",
				},
			}},
		},
		{
			"no chart, no group, no name",
			Set{CRDs: []CRD{keep(unknown), keep(nameless)}, Documents: 2},
			[]string{"5.."},
			[]Finding{{
				Rule: Count, Message: "expected 5 or more CRDs, kept 2", Hint: hintTooFew,
				Details: []string{
					"no chart: 2",
					"  no group: 1 (a CRD without a name)",
					"  foo.io: 1 (widgets)",
				},
			}},
		},
		{
			"of one group",
			Set{CRDs: append([]CRD{unknown}, all...), Documents: 9},
			[]string{"monitoring.coreos.com=10"},
			[]Finding{{
				Rule: Count, Message: "expected 10 CRDs of monitoring.coreos.com, kept 2", Hint: hintTooFew,
				Details: []string{"prometheus: 2", "  monitoring.coreos.com: 2 (probes, rules)"},
			}},
		},
		{
			"of the groups that match",
			Set{CRDs: []CRD{keep(issuers), certs, orders, keep(probes)}, Documents: 9},
			[]string{"*cert-manager.io=3", "cert-manager.io=0"},
			[]Finding{
				{
					Rule: Count, Message: "expected 3 CRDs of *cert-manager.io, kept 1", Hint: "widen the selection: enough CRDs are in the input",
					Details: []string{
						"cert-manager: 1",
						"  cert-manager.io: 1 (issuers)",
						"in the input, but not kept: 2",
						"  cert-manager: 2",
						"    acme.cert-manager.io: 1 (orders)",
						"    cert-manager.io: 1 (certs)",
					},
				},
				{
					Rule: Count, Message: "expected 0 CRDs of cert-manager.io, kept 1", Hint: hintMore,
					Details: []string{
						"cert-manager: 1",
						"  cert-manager.io: 1 (issuers)",
						"in the input, but not kept: 1",
						"  cert-manager: 1",
						"    cert-manager.io: 1 (certs)",
					},
				},
			},
		},
		{
			"in an empty input",
			Set{},
			[]string{"1"},
			[]Finding{{Rule: Count, Message: "expected 1 CRD, kept 0: the input is empty", Hint: hintEmpty}},
		},
		{
			"without any CRD",
			Set{Documents: 2},
			[]string{"2"},
			[]Finding{{Rule: Count, Message: "expected 2 CRDs, kept 0: there is no CRD in the input of 2 documents", Hint: hintNoCRD}},
		},
		{
			"none is selected",
			Set{CRDs: []CRD{issuers, probes}, Documents: 2},
			[]string{"2"},
			[]Finding{{
				Rule: Count, Message: "expected 2 CRDs, kept 0: no CRD is selected, of 2 in the input",
				Details: []string{ // instead of a hint
					"in the input, but not kept: 2",
					"  cert-manager: 1",
					"    cert-manager.io: 1 (issuers)",
					"  prometheus: 1",
					"    monitoring.coreos.com: 1 (probes)",
				},
			}},
		},
		{
			"of a group that is not there, and none is selected",
			Set{CRDs: []CRD{issuers, probes}, Documents: 2},
			[]string{"0..", "foo.io=1"},
			[]Finding{{
				Rule: Count, Message: "expected 1 CRD of foo.io, kept 0",
				Hint: "the groups in the input: cert-manager.io, monitoring.coreos.com",
			}},
		},
		{
			// The other copy is not a CRD that was left out.
			"a CRD that comes twice",
			Set{CRDs: []CRD{keep(probes), keep(rules), at(80, "another", probes)}, Documents: 3},
			[]string{"3"},
			[]Finding{{
				Rule: Count, Message: "expected 3 CRDs, kept 2", Hint: hintTooFew,
				Details: []string{"prometheus: 2", "  monitoring.coreos.com: 2 (probes, rules)"},
			}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			checks := Checks{}
			for _, text := range test.expect {
				checks.Expect = append(checks.Expect, expect(t, text))
			}
			got := checks.All(test.set, Selection{})
			if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestCountWhenDropping has a run that drops speak of what it dropped: there,
// what is missing on standard output was selected.
func TestCountWhenDropping(t *testing.T) {
	checks := Checks{Expect: []Expect{expect(t, "1..")}}
	dropped := issuers
	dropped.Selected = true
	for _, f := range checks.All(Set{CRDs: []CRD{dropped}, Documents: 1}, Selection{Drop: true}) {
		if f.Rule != Count {
			t.Errorf("unexpected: %v", f)
		}
		if strings.Contains(f.Message, "none of the") {
			t.Errorf("all were selected, and: %s", f.Message)
		}
	}
	checks = Checks{Expect: []Expect{expect(t, "0")}} // no CRD may be left
	for _, f := range checks.All(Set{CRDs: []CRD{keep(issuers)}, Documents: 1}, Selection{Drop: true}) {
		if strings.Contains(f.Hint, "new CRDs") {
			t.Errorf("nothing is new where a CRD was not dropped, and: %s", f.Hint)
		}
	}
}

// TestWordsForOne has messages and hints that make sense where there is one
// CRD, or none to be listed.
func TestWordsForOne(t *testing.T) {
	for _, test := range []struct {
		name   string
		set    Set
		expect string
		not    string
	}{
		{"one CRD", Set{CRDs: []CRD{issuers}, Documents: 1}, "5", "none of the 1 CRD"},
		{"a group without CRDs", Set{CRDs: []CRD{keep(issuers)}, Documents: 1}, "foo.io=1", "in this list"},
		{"a CRD without a group", Set{CRDs: []CRD{nameless, issuers}, Documents: 2}, "foo.io=1", "are , "},
	} {
		checks := Checks{Expect: []Expect{expect(t, test.expect)}}
		for _, f := range checks.All(test.set, Selection{}) {
			if strings.Contains(f.Message+"\n"+f.Hint, test.not) {
				t.Errorf("%s: %s\nhint: %s", test.name, f.Message, f.Hint)
			}
		}
	}
}

func TestRequired(t *testing.T) {
	left := Selection{Groups: patterns(t, "monitoring.coreos.com")}
	set := Set{CRDs: []CRD{keep(probes), keep(rules), issuers, orders}, Documents: 9}
	absent := func(name, hint string) Finding {
		return Finding{
			Rule: Required, CRD: name, Hint: hint,
			Message: "the required CRD " + name + " is absent: no document in the input defines it",
		}
	}
	for _, test := range []struct {
		name      string
		set       Set
		selection Selection
		require   []string
		want      []Finding
	}{
		{"kept", set, left, []string{"rules.monitoring.coreos.com", "probes.monitoring.coreos.com"}, nil},
		{
			"absent", set, left,
			[]string{"widgets.foo.io"},
			[]Finding{absent("widgets.foo.io", hintAbsent)},
		},
		{
			"absent, a near one is kept", set, left,
			[]string{"rule.monitoring.coreos.com"},
			[]Finding{absent("rule.monitoring.coreos.com", "did you mean rules.monitoring.coreos.com?")},
		},
		{
			"absent, a near one is not kept", set, left,
			[]string{"isuers.cert-manager.io"},
			[]Finding{absent("isuers.cert-manager.io", "did you mean issuers.cert-manager.io?")},
		},
		{
			"moved to another group", set, left,
			[]string{"probes.monitoring.example.com"},
			[]Finding{absent("probes.monitoring.example.com", "did you mean probes.monitoring.coreos.com?")},
		},
		{
			"not selected", set, left,
			[]string{"issuers.cert-manager.io"},
			[]Finding{{
				Rule: Required, CRD: "issuers.cert-manager.io", Place: stdin(10), Chart: "cert-manager",
				Message: "the required CRD issuers.cert-manager.io is in the input, but was not kept: the selection leaves it out",
				Hint:    "add --name issuers.cert-manager.io",
			}},
		},
		{
			"dropped", set,
			Selection{Groups: patterns(t, "*cert-manager.io"), Drop: true},
			[]string{"orders.acme.cert-manager.io"},
			[]Finding{{
				Rule: Required, CRD: "orders.acme.cert-manager.io", Place: stdin(20), Chart: "cert-manager",
				Message: "the required CRD orders.acme.cert-manager.io is in the input, but was dropped",
				Hint:    "narrow --group or --name, or do not require it here",
			}},
		},
		{"there twice, the first is kept", Set{CRDs: []CRD{keep(rules), at(80, "other", rules)}, Documents: 2}, left, []string{"rules.monitoring.coreos.com"}, nil},
		{"there twice, the last is kept", Set{CRDs: []CRD{rules, keep(at(80, "other", rules))}, Documents: 2}, left, []string{"rules.monitoring.coreos.com"}, nil},
		{
			"in the order in which they are required", set, left,
			[]string{"zzzz.foo.io", "rules.monitoring.coreos.com", "aaaa.bar.io"},
			[]Finding{absent("zzzz.foo.io", hintAbsent), absent("aaaa.bar.io", hintAbsent)},
		},
		{
			"in an empty input",
			Set{},
			Selection{},
			[]string{"widgets.foo.io"},
			[]Finding{{Rule: Empty, Message: "the input is empty", Hint: hintEmpty}, absent("widgets.foo.io", hintAbsent)},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := Checks{Require: test.require}.All(test.set, test.selection)
			if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestRequiredHintHelps follows the hint for a required CRD that is left out.
func TestRequiredHintHelps(t *testing.T) {
	for _, groups := range []string{"cert-manager.io", "* !monitoring.coreos.com", "!monitoring.coreos.com"} {
		selection := Selection{Groups: patterns(t, groups)}
		findings := Checks{Require: []string{rules.Name}}.All(Set{CRDs: []CRD{keep(issuers), rules}, Documents: 2}, selection)
		for _, f := range findings {
			if f.Rule != Required {
				continue
			}
			name, found := strings.CutPrefix(f.Hint, "add --name ")
			if !found {
				continue // another way
			}
			selection.Names = patterns(t, name)
			if !selection.Lists(rules) || !selection.Lists(issuers) {
				t.Errorf("--group %q: after %q, %s is kept: %t, and %s, which was: %t", groups, f.Hint,
					rules.Name, selection.Lists(rules), issuers.Name, selection.Lists(issuers))
			}
		}
	}
}

// TestAllOrder has findings in the order in which a reader follows them.
func TestAllOrder(t *testing.T) {
	checks := Checks{Expect: []Expect{expect(t, "foo.io=1"), expect(t, "bar.io=1")}, Require: []string{"a.foo.io"}}
	var got []Rule
	for _, f := range checks.All(Set{}, Selection{Groups: patterns(t, "foo.io"), Names: patterns(t, "a.foo.io")}) {
		got = append(got, f.Rule)
	}
	if diff := cmp.Diff([]Rule{Unmatched, Unmatched, Empty, Count, Count, Required}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestEach(t *testing.T) {
	size := func(n int) CRD {
		c := rules
		c.ApplyBytes = n
		return c
	}
	tooLarge := func(n int) Finding {
		return Finding{
			Rule: ApplySize, Place: stdin(50), Chart: "prometheus", CRD: "rules.monitoring.coreos.com",
			Message: fmt.Sprintf("rules.monitoring.coreos.com is too large for client-side apply: it would get %d bytes of annotations, the API server allows 262144", n),
			Hint:    `apply with "kubectl apply --server-side", and give crdfilter --server-side`,
		}
	}
	broken := size(262145)
	broken.Scope, broken.PreserveUnknownFields = "", true
	unacceptable := func(reason string) Finding {
		return Finding{
			Rule: Unacceptable, Place: stdin(50), Chart: "prometheus", CRD: "rules.monitoring.coreos.com",
			Message: "no API server accepts rules.monitoring.coreos.com: " + reason,
		}
	}
	noName := unknown
	noName.Name = ""
	for _, test := range []struct {
		name   string
		checks Checks
		crd    CRD
		want   []Finding
	}{
		{"small", Checks{}, size(1000), nil},
		{"not computed", Checks{}, size(0), nil},
		{"at the limit", Checks{}, size(262144), nil},
		{"one byte over", Checks{}, size(262145), []Finding{tooLarge(262145)}},
		{"for server-side apply", Checks{ServerSide: true}, size(262145), nil},
		{
			"each reason is a finding",
			Checks{},
			broken,
			[]Finding{
				unacceptable("spec.scope is missing"),
				unacceptable("spec.preserveUnknownFields is true, which v1 does not allow"),
				tooLarge(262145),
			},
		},
		{
			"server-side apply does not make it acceptable",
			Checks{ServerSide: true},
			broken,
			[]Finding{
				unacceptable("spec.scope is missing"),
				unacceptable("spec.preserveUnknownFields is true, which v1 does not allow"),
			},
		},
		{
			"without a name",
			Checks{},
			noName,
			[]Finding{{
				Rule: Unacceptable, Place: stdin(60),
				Message: `no API server accepts a CRD without a name: metadata.name is "" and must be <plural>.<group>, "widgets.foo.io"`,
			}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, test.checks.Each(test.crd), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
