package crdset

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Resource is an object of a manifest, as far as it needs a CRD.
type Resource struct {
	Place                Place
	Group, Version, Kind string
	Namespace, Name      string
}

// Needs are the custom resources that somebody is going to apply, and what
// provides their CRDs beside the kept ones.
type Needs struct {
	Resources []Resource
	CRDs      []CRD     // that stand beside them
	Provided  []Pattern // groups that come from somewhere else
}

// builtIn are the API groups that every API server has without a CRD
// (k8s.io/api; the core group is "").
var builtIn = map[string]bool{
	"": true, "apps": true, "autoscaling": true, "batch": true, "extensions": true, "policy": true,
	"admissionregistration.k8s.io": true, "apiextensions.k8s.io": true, "apiregistration.k8s.io": true,
	"authentication.k8s.io": true, "authorization.k8s.io": true, "certificates.k8s.io": true,
	"coordination.k8s.io": true, "discovery.k8s.io": true, "events.k8s.io": true,
	"flowcontrol.apiserver.k8s.io": true, "internal.apiserver.k8s.io": true, "networking.k8s.io": true,
	"node.k8s.io": true, "rbac.authorization.k8s.io": true, "resource.k8s.io": true,
	"scheduling.k8s.io": true, "storage.k8s.io": true, "storagemigration.k8s.io": true,
}

// readByClients are groups that look like those of resources, but that only
// programs on this side of the API server read.
func readByClients(group string) bool {
	switch group {
	case SetGroup, "config.kubernetes.io", "audit.k8s.io", "client.authentication.k8s.io", "kubeadm.k8s.io", "kind.x-k8s.io":
		return true
	}
	return strings.HasSuffix(group, ".config.k8s.io") // kustomize, kubelet, kube-proxy, …
}

// SetGroup is the API group of CRDSet files.
const SetGroup = "crdfilter.dev"

// needsCRD reports whether a resource of this group comes with a CRD that
// has to be kept.
func (n *Needs) needsCRD(group string) bool {
	return !builtIn[group] && !readByClients(group) &&
		strings.Contains(group, ".") && // else no API server would take the CRD
		!slices.ContainsFunc(n.Provided, func(p Pattern) bool { return p.Match(group) })
}

// missing returns a finding for each kind of custom resource whose CRD is not
// kept, or does not serve the version in use.
func (n *Needs) missing(set Set, selection Selection) []Finding {
	if n == nil {
		return nil
	}
	type kind struct{ group, version, kind string }
	users := map[kind][]Resource{}
	var kinds []kind
	for _, r := range n.Resources {
		if k := (kind{r.Group, r.Version, r.Kind}); n.needsCRD(r.Group) {
			if users[k] == nil {
				kinds = append(kinds, k)
			}
			users[k] = append(users[k], r)
		}
	}
	slices.SortFunc(kinds, func(a, b kind) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.kind, b.kind), cmp.Compare(a.version, b.version))
	})

	type groupKind struct{ group, kind string }
	providers := map[groupKind][]CRD{}
	provide := func(crd CRD, kept bool) {
		crd.Kept = kept
		k := groupKind{crd.Group, crd.Names.Kind}
		providers[k] = append(providers[k], crd)
	}
	for _, crd := range set.CRDs {
		provide(crd, crd.Kept)
	}
	for _, crd := range n.CRDs {
		provide(crd, true)
	}
	var findings []Finding
	for _, k := range kinds {
		why, hint, crd := lacks(k.version, providers[groupKind{k.group, k.kind}], selection)
		if why == "" {
			continue
		}
		f := Finding{
			Rule:  Needed,
			Place: users[k][0].Place,
			CRD:   crd,
			Message: fmt.Sprintf("%s of kind %s in %s/%s %s a CRD, but %s",
				plural(len(users[k]), "resource"), k.kind, k.group, k.version, needVerb(len(users[k])), why),
			Hint: hint,
		}
		const most = 5
		for _, r := range users[k][:min(most, len(users[k]))] {
			f.Details = append(f.Details, fmt.Sprintf("%s: %s", r.Place, r.title()))
		}
		if more := len(users[k]) - most; more > 0 {
			f.Details = append(f.Details, fmt.Sprintf("and %d more", more))
		}
		findings = append(findings, f)
	}
	return findings
}

// lacks says why none of the CRDs of one kind provides a version of it, ""
// where one does, and which CRD is meant.
func lacks(version string, crds []CRD, selection Selection) (why, hint, name string) {
	left := -1
	for i, crd := range crds {
		switch {
		case !crd.Kept:
			left = i
		case slices.Contains(crd.served(), version):
			return "", "", ""
		default:
			why = fmt.Sprintf("%s at %s does not serve that version: it serves%s", crd.Name, crd.Where(), versionList(crd.served()))
			hint, name = "change the resources, or take a chart whose CRD serves the version", crd.Name
		}
	}
	switch {
	case why != "":
		return why, hint, name
	case left >= 0:
		why, hint = selection.whyNot(crds[left])
		return fmt.Sprintf("%s at %s %s", crds[left].Name, crds[left].Where(), why), hint, crds[left].Name
	default:
		return "no CRD of that kind is in the input",
			"render the chart that brings it; --provided GROUP says that it comes from somewhere else", ""
	}
}

func needVerb(n int) string {
	if n == 1 {
		return "needs"
	}
	return "need"
}

// title is how messages call a resource.
func (r Resource) title() string {
	name := r.Name
	if r.Namespace != "" {
		name = r.Namespace + "/" + name
	}
	return strings.TrimSpace(r.Kind + " " + name)
}
