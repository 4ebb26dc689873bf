package crdset

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// MaxAnnotationBytes is what the API server allows the annotations of one
// object to take together, keys and values (TotalAnnotationSizeLimitB in
// k8s.io/apimachinery/pkg/api/validation).
const MaxAnnotationBytes = 256 * 1024

// maxName is how many characters the name of an object may have.
const maxName = 253

// The two forms of names, as k8s.io/apimachinery/pkg/util/validation has them.
var (
	dns1035Label     = regexp.MustCompile(`^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$`)
	dns1123Subdomain = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)
)

// unacceptable returns the reasons why no API server takes the CRD, each as a
// part of a sentence. The rules are those of the validation of
// apiextensions.k8s.io/v1 (ValidateCustomResourceDefinition in
// k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation), as far
// as they speak of the head of a CRD; schemas are left to the server.
func unacceptable(c CRD) []string {
	if c.APIVersion != APIGroup+"/v1" {
		reason := fmt.Sprintf("it has the version %q, and only %s/v1 is served", c.APIVersion, APIGroup)
		if c.APIVersion == APIGroup+"/v1beta1" {
			reason = c.APIVersion + " is not served since Kubernetes 1.22"
		}
		return []string{reason} // the fields of another version are others
	}
	if len(c.Faults) > 0 {
		return c.Faults // the server does not get to the rest
	}
	var reasons []string
	add := func(format string, args ...any) { reasons = append(reasons, fmt.Sprintf(format, args...)) }

	switch {
	case c.Group == "":
		add("spec.group is missing")
	case !dns1123Subdomain.MatchString(c.Group):
		add("spec.group %q is not a DNS name in lower case", c.Group)
	case !strings.Contains(c.Group, "."):
		add("spec.group %q has no dot", c.Group)
	}
	names(c.Names, add)
	if want := c.Names.Plural + "." + c.Group; c.Name != want && c.Names.Plural != "" && c.Group != "" {
		add("metadata.name is %q and must be <plural>.<group>, %q", c.Name, want)
	}
	if len(c.Name) > maxName {
		add("metadata.name has %d characters, and %d are allowed", len(c.Name), maxName)
	}
	switch c.Scope {
	case "Namespaced", "Cluster":
	case "":
		add("spec.scope is missing")
	default:
		add("spec.scope is %q and must be Namespaced or Cluster", c.Scope)
	}
	versions(c.Versions, add)
	if c.PreserveUnknownFields {
		add("spec.preserveUnknownFields is true, which v1 does not allow")
	}
	approval(c, add)
	return reasons
}

func names(n Names, add func(string, ...any)) {
	if n.ListKind == "" && dns1035Label.MatchString(strings.ToLower(n.Kind)) {
		n.ListKind = n.Kind + "List" // as the server defaults it
	}
	for _, name := range []struct {
		field, value, label string
		needed              bool
	}{
		{"plural", n.Plural, n.Plural, true},
		{"singular", n.Singular, n.Singular, false},
		{"kind", n.Kind, strings.ToLower(n.Kind), true},
		{"listKind", n.ListKind, strings.ToLower(n.ListKind), false},
	} {
		switch {
		case name.value == "" && name.needed:
			add("spec.names.%s is missing", name.field)
		case name.value != "" && !dns1035Label.MatchString(name.label):
			add("spec.names.%s %q is not a valid name", name.field, name.value)
		}
	}
	if n.Kind != "" && n.Kind == n.ListKind {
		add("spec.names.listKind %q is the same as the kind", n.ListKind)
	}
}

func versions(versions []Version, add func(string, ...any)) {
	if len(versions) == 0 {
		add("spec.versions is empty")
		return
	}
	seen := map[string]bool{}
	var stored []string
	for i, v := range versions {
		switch {
		case v.Name == "":
			v.Name = fmt.Sprintf("spec.versions[%d]", i)
			add("%s has no name", v.Name)
		case !dns1035Label.MatchString(v.Name):
			add("version name %q is not a DNS label", v.Name)
		case seen[v.Name]:
			add("version %s is there twice", v.Name)
		}
		seen[v.Name] = true
		if !v.Schema {
			add("version %s has no schema", v.Name)
		}
		if v.Storage {
			stored = append(stored, v.Name)
		}
	}
	switch len(stored) {
	case 0:
		add("no version has storage: true, and exactly one must")
	case 1:
	default:
		add("versions %s have storage: true, and exactly one must", strings.Join(stored, ", "))
	}
}

const approvalAnnotation = "api-approved.kubernetes.io"

// approval checks what protects the groups of the Kubernetes project itself
// (GetAPIApprovalState in k8s.io/apiextensions-apiserver/pkg/apihelpers).
func approval(c CRD, add func(string, ...any)) {
	group := "." + c.Group
	if !strings.HasSuffix(group, ".k8s.io") && !strings.HasSuffix(group, ".kubernetes.io") {
		return
	}
	switch approved := c.Annotations[approvalAnnotation]; {
	case approved == "":
		add("group %s is protected, and the annotation %s is missing", c.Group, approvalAnnotation)
	case strings.HasPrefix(approved, "unapproved"):
	default:
		if u, err := url.ParseRequestURI(approved); err != nil || u.Host == "" || u.Scheme == "" {
			add("group %s is protected, and the annotation %s is %q, neither the URL of the approval nor \"unapproved\"",
				c.Group, approvalAnnotation, approved)
		}
	}
}
