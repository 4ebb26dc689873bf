package crdset

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// Set is what a run saw in its input.
type Set struct {
	CRDs      []CRD // all of them, in the order of the input
	Documents int   // CRDs and others, without empty ones
	Refused   int   // documents that could not be read as what they should be
}

// Checks are what the kept CRDs must satisfy.
type Checks struct {
	Expect     []Expect
	Require    []string // names of CRDs that must be kept
	ServerSide bool     // the output need not fit client-side apply
	Inventory  *Inventory
	Needs      *Needs
}

// Each returns what is wrong with one kept CRD on its own.
func (c Checks) Each(crd CRD) []Finding {
	var findings []Finding
	add := func(rule Rule, message, hint string) {
		findings = append(findings, Finding{
			Rule: rule, Place: crd.Place, Chart: crd.Chart, CRD: crd.Name,
			Message: message, Hint: hint,
		})
	}
	for _, reason := range unacceptable(crd) {
		add(Unacceptable, "no API server accepts "+crd.title()+": "+reason, "")
	}
	if !c.ServerSide && crd.ApplyBytes > MaxAnnotationBytes {
		add(ApplySize, fmt.Sprintf("%s is too large for client-side apply: it would get %d bytes of annotations, the API server allows %d",
			crd.title(), crd.ApplyBytes, MaxAnnotationBytes),
			`apply with "kubectl apply --server-side", and give crdfilter --server-side`)
	}
	return findings
}

// All returns what is wrong with the set as a whole.
func (c Checks) All(set Set, selection Selection) []Finding {
	mayBeEmpty := slices.ContainsFunc(c.Expect, Expect.allowsNone)
	findings := selection.unmatched(set.CRDs, mayBeEmpty)
	counted := slices.ContainsFunc(c.Expect, func(e Expect) bool { return e.Group == nil })
	if len(kept(set.CRDs)) == 0 && set.Refused == 0 && !selection.Drop && !counted {
		why, hint := set.whyNone(selection)
		if len(set.CRDs) > 0 && hint == "" {
			hint = theGroups(set.CRDs)
		}
		findings = append(findings, Finding{Rule: Empty, Message: why, Hint: hint})
	}
	findings = append(findings, c.count(set, selection)...)
	findings = append(findings, c.required(set, selection)...)
	findings = append(findings, c.Inventory.differences(set.CRDs)...)
	return append(findings, c.Needs.missing(set, selection)...)
}

// count holds the kept CRDs against each expectation.
func (c Checks) count(set Set, selection Selection) []Finding {
	all := kept(set.CRDs)
	names := values(all, func(c CRD) string { return c.Name })
	var findings []Finding
	for _, e := range c.Expect {
		var counted, others []CRD
		for _, crd := range set.CRDs {
			switch {
			case !e.counts(crd):
			case crd.Kept:
				counted = append(counted, crd)
			case !slices.Contains(names, crd.Name): // else it is a copy
				others = append(others, crd)
			}
		}
		if e.Min <= len(counted) && len(counted) <= e.Max {
			continue
		}
		f := Finding{
			Rule:    Count,
			Message: fmt.Sprintf("expected %s, kept %d", e.want(), len(counted)),
			Details: breakdown(counted),
		}
		if len(others) > 0 {
			f.Details = append(f.Details, fmt.Sprintf("in the input, but not kept: %d", len(others)))
			f.Details = append(f.Details, indent(breakdown(others))...)
		}
		why, whyHint := set.whyNone(selection)
		switch {
		case len(counted) > e.Max && selection.Drop:
			f.Hint = "widen --group or --name, if these are to be dropped as well"
		case len(counted) > e.Max:
			f.Hint = "if the new CRDs are wanted, raise --expect"
		case len(set.CRDs) > 0 && len(counted)+len(others) == 0:
			if f.Hint = didYouMean(Nearest(e.Group.glob, groups(set.CRDs))); f.Hint == "" {
				f.Hint = theGroups(set.CRDs)
			}
		case len(all) == 0:
			f.Message += ": " + why
			f.Hint = whyHint
		case len(counted)+len(others) >= e.Min:
			f.Hint = "widen the selection: enough CRDs are in the input"
		default:
			f.Hint = "look for the chart or the CRD that is missing in this list: did the command before the pipe fail, or does a chart need a value such as crds.enabled=true?"
		}
		findings = append(findings, f)
	}
	return findings
}

// whyNone says why no CRD was kept, and what to do where that is not plain.
func (s Set) whyNone(selection Selection) (message, hint string) {
	switch {
	case s.Documents == 0:
		return "the input is empty",
			"the command before the pipe printed no manifest: look at its error messages"
	case len(s.CRDs) == 0:
		return fmt.Sprintf("there is no CRD in the input of %s", plural(s.Documents, "document")),
			"helm and helmfile print the CRDs of a crds/ folder with --include-crds only; many charts need a value such as crds.enabled=true"
	case selection.Drop:
		return "all CRDs in the input are dropped", ""
	case selection.Where != "" && slices.ContainsFunc(s.CRDs, selection.Lists):
		return "no CRD is selected: --where is true for none", "try the expression with yq on one of the CRDs"
	default:
		return fmt.Sprintf("no CRD is selected, of %d in the input", len(s.CRDs)), ""
	}
}

// required returns a finding for each critical CRD that is not kept.
func (c Checks) required(set Set, selection Selection) []Finding {
	var findings []Finding
	for _, name := range c.Require {
		at := -1 // of a CRD with that name, one that is kept if there is one
		for i, crd := range set.CRDs {
			if crd.Name == name && (at < 0 || crd.Kept) {
				at = i
			}
		}
		if at >= 0 && set.CRDs[at].Kept {
			continue
		}
		f := Finding{Rule: Required, CRD: name}
		if at < 0 {
			f.Message = fmt.Sprintf("the required CRD %s is absent: no document in the input defines it", name)
			f.Hint = didYouMean(Nearest(name, values(set.CRDs, func(c CRD) string { return c.Name })))
			if f.Hint == "" {
				f.Hint = "look for the chart that brings it: was it rendered, with its CRDs switched on?"
			}
		} else {
			crd := set.CRDs[at]
			f.Place, f.Chart = crd.Place, crd.Chart
			var why string
			why, f.Hint = selection.whyNot(crd)
			f.Message = fmt.Sprintf("the required CRD %s is in the input, but %s", name, why)
		}
		findings = append(findings, f)
	}
	return findings
}

// breakdown lists CRDs by chart, and by group within a chart.
func breakdown(crds []CRD) []string {
	var lines []string
	for chart, ofChart := range sortedBy(crds, func(c CRD) string { return c.Chart }) {
		lines = append(lines, fmt.Sprintf("%s: %d", orNone(chart, "chart"), len(ofChart)))
		for group, ofGroup := range sortedBy(ofChart, func(c CRD) string { return c.Group }) {
			names := values(ofGroup, func(c CRD) string { return strings.TrimSuffix(c.title(), "."+group) })
			slices.Sort(names)
			lines = append(lines, fmt.Sprintf("  %s: %d (%s)", orNone(group, "group"), len(names), strings.Join(names, ", ")))
		}
	}
	return lines
}

// sortedBy groups the CRDs by a value of theirs, and yields the groups in the
// order of the values.
func sortedBy(crds []CRD, value func(CRD) string) iter.Seq2[string, []CRD] {
	return func(yield func(string, []CRD) bool) {
		by := map[string][]CRD{}
		for _, crd := range crds {
			by[value(crd)] = append(by[value(crd)], crd)
		}
		for _, v := range slices.Sorted(maps.Keys(by)) {
			if !yield(v, by[v]) {
				return
			}
		}
	}
}

// orNone returns the value, or that there is none.
func orNone(value, what string) string {
	if value == "" {
		return "no " + what
	}
	return value
}

// groups returns the distinct groups of the CRDs, sorted.
func groups(crds []CRD) []string {
	all := slices.Compact(slices.Sorted(slices.Values(values(crds, func(c CRD) string { return c.Group }))))
	return slices.DeleteFunc(all, func(group string) bool { return group == "" })
}

func theGroups(crds []CRD) string {
	return "the groups in the input: " + strings.Join(groups(crds), ", ")
}

func indent(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = "  " + line
	}
	return out
}

// plural returns "1 CRD", "2 CRDs".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
