// Package crdset knows CustomResourceDefinitions as a set: what one is, which
// of them are selected, what the set must satisfy, and how that is told.
//
// It works on plain values. It reads and writes nothing and sees no YAML;
// package filter reads the documents and fills in a [CRD] for each.
package crdset

import (
	"fmt"
	"strings"
)

// APIGroup and Kind are what makes an object a CustomResourceDefinition.
const (
	APIGroup = "apiextensions.k8s.io"
	Kind     = "CustomResourceDefinition"
)

// Place says where something stands in the input. Its zero value means
// nowhere in particular: a finding about the whole set has no place.
type Place struct {
	Input string // a path as it was given, or "<stdin>"
	Line  int    // from 1; 0 means the input as a whole
	Item  string // the item of a List that begins there, as in "items[3]"
}

// String returns the form that compilers and grep use, "<stdin>:1234", and
// "<stdin>:1234: items[3]" for an item of a List.
func (p Place) String() string {
	s := p.Input
	if p.Line > 0 {
		s += fmt.Sprintf(":%d", p.Line)
	}
	if p.Item != "" {
		s += ": " + p.Item
	}
	return s
}

// CRD is what is known of one CustomResourceDefinition document. Its fields
// have the names and the meaning of the API type, as kubectl reads the
// document; a field that is absent, null or of a wrong type is zero.
type CRD struct {
	Place Place
	Chart string // from Helm's "# Source:" comment, "" without one

	APIVersion  string // "apiextensions.k8s.io/v1"
	Name        string // metadata.name
	Annotations map[string]string

	Group                 string
	Names                 Names
	Scope                 string
	Versions              []Version
	PreserveUnknownFields bool

	// Faults are the fields that no API server can decode, each as a short
	// sentence ("spec.versions[0].served is a string, not a boolean").
	Faults []string

	Bytes int // of the document

	// ApplyBytes is the size in bytes of all annotations that the object has
	// after a client-side apply; 0 where it was not computed.
	ApplyBytes int

	Selected bool // by the [Selection]
	Kept     bool // leaves on standard output
}

// Names is spec.names.
type Names struct {
	Kind, ListKind, Plural, Singular string
}

// Version is an item of spec.versions.
type Version struct {
	Name            string
	Served, Storage bool
	Schema          bool // has a schema.openAPIV3Schema
}

// IsCRD reports whether an object with this apiVersion and kind is a
// CustomResourceDefinition, in whatever version of its API group.
func IsCRD(apiVersion, kind string) bool {
	group, version, found := strings.Cut(apiVersion, "/")
	return kind == Kind && found && group == APIGroup && !strings.Contains(version, "/")
}

// ParseName reads the name of a CRD, as people write it.
func ParseName(text string) (string, error) {
	if text == "" || strings.ContainsAny(text, "*?[!") {
		return "", fmt.Errorf("%q is not the full name of a CRD", text)
	}
	return text, nil
}

// ResourceName returns the CRD's name as "kubectl -o name" prints it and
// "kubectl wait" takes it.
func (c CRD) ResourceName() string {
	return "customresourcedefinition.apiextensions.k8s.io/" + c.Name
}

// Where says where the CRD stands, and which chart it is from.
func (c CRD) Where() string {
	if c.Chart == "" {
		return c.Place.String()
	}
	return c.Place.String() + " (chart " + c.Chart + ")"
}

// title is how messages call the CRD: by its name where it has one.
func (c CRD) title() string {
	if c.Name == "" {
		return "a CRD without a name"
	}
	return c.Name
}

// kept returns the CRDs that leave on standard output, in their order.
func kept(crds []CRD) []CRD {
	var out []CRD
	for _, c := range crds {
		if c.Kept {
			out = append(out, c)
		}
	}
	return out
}
