package filter

import (
	"fmt"

	"github.com/crdfilter/crdfilter/crdset"
)

// readCRD reads the head of a CRD from its root. What is not as the API
// type has it becomes a fault of the CRD.
func readCRD(root *node) crdset.CRD {
	r := headReader{}
	metadata := r.mapping(root, "metadata", "")
	spec := r.mapping(root, "spec", "")
	names := r.mapping(spec, "names", "spec.")
	crd := crdset.CRD{
		APIVersion:            r.text(root, "apiVersion", ""),
		Name:                  r.text(metadata, "name", "metadata."),
		Annotations:           r.annotations(metadata),
		Group:                 r.text(spec, "group", "spec."),
		Scope:                 r.text(spec, "scope", "spec."),
		PreserveUnknownFields: r.boolean(spec, "preserveUnknownFields", "spec."),
		Names: crdset.Names{
			Kind:     r.text(names, "kind", "spec.names."),
			ListKind: r.text(names, "listKind", "spec.names."),
			Plural:   r.text(names, "plural", "spec.names."),
			Singular: r.text(names, "singular", "spec.names."),
		},
		Versions: r.versions(spec),
	}
	entries(root, func(key string, _, _ *node) {
		switch key {
		case "apiVersion", "kind", "metadata", "spec", "status":
		default:
			r.faults = append(r.faults, fmt.Sprintf("it has no field %q", clip(key)))
		}
	})
	crd.Faults = r.faults
	return crd
}

// headReader reads fields of a CRD, and collects what is wrong with their types.
// A path is the field's parent as it is written in messages, with a dot behind it.
type headReader struct {
	faults []string
}

func (r *headReader) fault(path, key string, n *node, want string) {
	r.faults = append(r.faults, fmt.Sprintf("%s%s is %s, not %s", path, key, describe(n), want))
}

func (r *headReader) mapping(parent *node, key, path string) *node {
	n := field(parent, key)
	if !isMapping(n) && !isNull(n) {
		r.fault(path, key, n, "a mapping")
	}
	return n
}

func (r *headReader) text(parent *node, key, path string) string {
	n := field(parent, key)
	if _, ok := text(n); !ok && !isNull(n) {
		r.fault(path, key, n, "a string")
	}
	value, _ := scalar(n)
	return value
}

func (r *headReader) boolean(parent *node, key, path string) bool {
	n := field(parent, key)
	value, ok := boolean(n)
	if !ok && !isNull(n) {
		r.fault(path, key, n, "a boolean")
	}
	return value
}

func (r *headReader) annotations(metadata *node) map[string]string {
	annotations := map[string]string{}
	entries(r.mapping(metadata, "annotations", "metadata."), func(key string, _, value *node) {
		if text, ok := text(value); ok {
			annotations[key] = text
		} else if !isNull(value) {
			r.fault("metadata.annotations.", clip(key), value, "a string")
		}
	})
	return annotations
}

func (r *headReader) versions(spec *node) []crdset.Version {
	n := field(spec, "versions")
	if !isSequence(n) && !isNull(n) {
		r.fault("spec.", "versions", n, "a sequence")
	}
	var versions []crdset.Version
	for i, item := range elements(n) {
		path := fmt.Sprintf("spec.versions[%d].", i)
		schema := r.mapping(item, "schema", path)
		versions = append(versions, crdset.Version{
			Name:    r.text(item, "name", path),
			Served:  r.boolean(item, "served", path),
			Storage: r.boolean(item, "storage", path),
			Schema:  isMapping(r.mapping(schema, "openAPIV3Schema", path+"schema.")),
		})
	}
	return versions
}
