package filter

import (
	"bytes"

	"github.com/crdfilter/crdfilter/crdset"
)

// role is what a node is to the head of a document.
type role uint8

const (
	noRole role = iota
	theRoot
	theAPIVersion
	theKind
	theItems
	anUnknownField
	theMetadata
	theName
	theNamespace
	theAnnotations
	anAnnotation
	theSpec
	theGroup
	theScope
	thePreserveUnknownFields
	theNames
	theNamesKind
	theListKind
	thePlural
	theSingular
	theVersions
	aVersion
	theVersionName
	theServed
	theStorage
	theSchema
	theOpenAPISchema
	roles // how many there are
)

// field returns the role of a field of the mapping with this role.
func (as role) field(key []byte) role {
	switch as {
	case theRoot:
		switch string(key) {
		case "apiVersion":
			return theAPIVersion
		case "kind":
			return theKind
		case "items":
			return theItems
		case "metadata":
			return theMetadata
		case "spec":
			return theSpec
		case "status":
			return noRole
		}
		return anUnknownField
	case theMetadata:
		switch string(key) {
		case "name":
			return theName
		case "namespace":
			return theNamespace
		case "annotations":
			return theAnnotations
		}
	case theAnnotations:
		return anAnnotation
	case theSpec:
		switch string(key) {
		case "group":
			return theGroup
		case "scope":
			return theScope
		case "preserveUnknownFields":
			return thePreserveUnknownFields
		case "names":
			return theNames
		case "versions":
			return theVersions
		}
	case theNames:
		switch string(key) {
		case "kind":
			return theNamesKind
		case "listKind":
			return theListKind
		case "plural":
			return thePlural
		case "singular":
			return theSingular
		}
	case aVersion:
		switch string(key) {
		case "name":
			return theVersionName
		case "served":
			return theServed
		case "storage":
			return theStorage
		case "schema":
			return theSchema
		}
	case theSchema:
		if string(key) == "openAPIV3Schema" {
			return theOpenAPISchema
		}
	}
	return noRole
}

// item returns the role of the items of the sequence with this role.
func (as role) item() role {
	if as == theVersions {
		return aVersion
	}
	return noRole
}

// fields are what was found of a head: the nodes, which may be missing, by
// their role.
type fields struct {
	node        [roles]value
	annotations []annotation
	versions    []version
	faulty      bool // a field that is not of the type that it has in a CRD
}

type annotation struct {
	key   extent
	value value
}

// version has the nodes of an item of spec.versions, from aVersion on.
type version [roles - aVersion]value

// note keeps what a field of a mapping is.
func (r *reader) note(as role, key extent, v value) {
	switch {
	case as == noRole:
	case as == anAnnotation:
		r.annotations = append(r.annotations, annotation{key, v})
	case as > aVersion:
		r.versions[len(r.versions)-1][as-aVersion] = v
	default:
		r.node[as] = v
	}
}

func (r *reader) beginItem(as role) {
	if as == aVersion {
		r.versions = append(r.versions, version{})
	}
}

func (r *reader) endItem(as role, v value) {
	if as == aVersion {
		r.versions[len(r.versions)-1][0] = v
	}
}

// head returns the head of the document that was read, where it is an object
// that there is nothing to say about.
func (r *reader) head() (h head, sure bool) {
	apiVersion, kind := r.bytes(r.node[theAPIVersion].text), r.bytes(r.node[theKind].text)
	switch {
	case r.node[theAPIVersion].kind != textNode || len(apiVersion) == 0 || bytes.Count(apiVersion, []byte("/")) > 1,
		r.node[theKind].kind != textNode || len(kind) == 0,
		string(kind) == "ResourceList",
		bytes.HasSuffix(kind, []byte("List")) && r.node[theItems].kind == sequenceNode:
		return head{}, false
	case string(kind) != crdset.Kind || !crdset.IsCRD(string(apiVersion), crdset.Kind):
		return head{}, true
	case r.node[theItems].kind != unsure, r.node[anUnknownField].kind != unsure:
		return head{}, false
	}
	crd := r.crd()
	if r.faulty {
		return head{}, false
	}
	return head{crd, r.size()}, true
}

// size returns the size of a CRD as JSON.
func (r *reader) size() jsonSize {
	escapes := escapesIn(r.b) - r.unescaped
	size := jsonSize{
		least:     r.jsonMin + escapes,
		most:      r.jsonMax + escapes,
		asApplied: r.node[theNamespace].kind == unsure && r.node[theName].kind != unsure,
	}
	switch r.node[theAnnotations].kind {
	case unsure:
		size.added = len(`"annotations":{},`)
	case nullNode:
		size.added = len("{}") - len("null")
	}
	for _, a := range r.annotations {
		if a.value.kind == nullNode || string(r.bytes(a.key)) == lastApplied {
			size.asApplied = false
		}
	}
	return size
}

// crd returns what readCRD does, where that finds no fault.
func (r *reader) crd() *crdset.CRD {
	r.expect(mappingNode, r.node[theMetadata])
	r.expect(mappingNode, r.node[theSpec])
	r.expect(mappingNode, r.node[theNames])
	r.expect(mappingNode, r.node[theAnnotations])
	r.expect(sequenceNode, r.node[theVersions])
	crd := &crdset.CRD{
		APIVersion:            r.string(r.node[theAPIVersion]),
		Name:                  r.string(r.node[theName]),
		Annotations:           map[string]string{},
		Group:                 r.string(r.node[theGroup]),
		Scope:                 r.string(r.node[theScope]),
		PreserveUnknownFields: r.bool(r.node[thePreserveUnknownFields]),
		Names: crdset.Names{
			Kind:     r.string(r.node[theNamesKind]),
			ListKind: r.string(r.node[theListKind]),
			Plural:   r.string(r.node[thePlural]),
			Singular: r.string(r.node[theSingular]),
		},
	}
	for _, a := range r.annotations {
		if a.value.kind != nullNode {
			crd.Annotations[string(r.bytes(a.key))] = r.string(a.value)
		}
	}
	for _, v := range r.versions {
		field := func(as role) value { return v[as-aVersion] }
		r.expect(mappingNode, field(aVersion))
		r.expect(mappingNode, field(theSchema))
		crd.Versions = append(crd.Versions, crdset.Version{
			Name:    r.string(field(theVersionName)),
			Served:  r.bool(field(theServed)),
			Storage: r.bool(field(theStorage)),
			Schema:  r.expect(mappingNode, field(theOpenAPISchema)),
		})
	}
	return crd
}

// expect reports whether a node is of a kind. It is a fault where it is
// neither that nor missing nor null.
func (r *reader) expect(k kind, v value) bool {
	if v.kind != k && v.kind != unsure && v.kind != nullNode {
		r.faulty = true
	}
	return v.kind == k
}

func (r *reader) string(v value) string {
	if !r.expect(textNode, v) {
		return ""
	}
	return string(r.bytes(v.text))
}

func (r *reader) bool(v value) bool {
	if !r.expect(typedNode, v) {
		return false
	}
	w := word(r.bytes(v.text))
	if w == "" {
		r.faulty = true // a number
	}
	return w == "true"
}

// recogniseResource returns what an object that is no CRD says of itself, as
// resourceOf does, or is not sure.
func recogniseResource(body []byte) (said resource, sure bool) {
	r, sure := readDocument(body)
	if !sure {
		return resource{}, false
	}
	defer r.release()
	if h, sure := r.head(); !sure || h.crd != nil {
		return resource{}, false
	}
	said = resource{
		apiVersion: r.string(r.node[theAPIVersion]),
		kind:       r.string(r.node[theKind]),
		namespace:  r.string(r.node[theNamespace]),
		name:       r.string(r.node[theName]),
	}
	for _, a := range r.annotations {
		if string(r.bytes(a.key)) == localConfig {
			said.local = r.string(a.value)
		}
	}
	return said, !r.faulty
}
