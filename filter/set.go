package filter

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/crdfilter/crdfilter/crdset"
)

// The type of a CRDSet file.
const (
	setVersion = crdset.SetGroup + "/v1"
	setKind    = "CRDSet"
)

// ReadSet reads a CRDSet file; crdset.schema.json beside package crdset says
// what is in it. Its error names the file, the line and what is wrong.
func ReadSet(path string) (crdset.Spec, error) {
	var spec crdset.Spec
	found := 0
	err := openFile(path, func(r io.Reader, name string) error {
		splitter := NewSplitter(r, name)
		for {
			d, err := splitter.Next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if len(content(d.body())) == 0 {
				continue
			}
			if found++; found > 1 {
				return fmt.Errorf("%s: a second document: a CRDSet file holds one", d.Place)
			}
			if spec, err = readSpec(d); err != nil {
				return err
			}
		}
	})
	if err == nil && found == 0 {
		err = fmt.Errorf("%s: the CRDSet file is empty", path)
	}
	return spec, err
}

// setReader reads the fields of a CRDSet, and keeps the first error.
type setReader struct {
	document Document
	err      error
}

func (r *setReader) fail(n *node, format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%s: %s", r.document.line(n.Line), fmt.Sprintf(format, args...))
	}
}

func readSpec(d Document) (crdset.Spec, error) {
	if offset, reason := d.refuse(); reason != "" {
		return crdset.Spec{}, fmt.Errorf("%s: %s", d.at(offset), reason)
	}
	root, err := parse(d.body())
	if err != nil {
		line, _, message := errorLine(d.body(), err)
		return crdset.Spec{}, fmt.Errorf("%s: %s", d.line(line), message)
	}
	if root == nil {
		return crdset.Spec{}, fmt.Errorf("%s: the CRDSet file is empty", d.Place)
	}
	if line := inspect(root).circular; line != 0 {
		return crdset.Spec{}, fmt.Errorf("%s: an alias that contains itself", d.line(line))
	}
	r := &setReader{document: d}
	var spec crdset.Spec
	top := r.fields(root, "the file", "apiVersion", "kind", "metadata", "spec")
	for _, want := range []struct{ key, value string }{{"apiVersion", setVersion}, {"kind", setKind}} {
		got, ok := text(top[want.key])
		switch {
		case isNull(top[want.key]):
			r.fail(root, "%s is missing: a CRDSet file begins with %s: %s", want.key, want.key, want.value)
		case !ok:
			r.fail(top[want.key], "%s is %s, not %s", want.key, describe(top[want.key]), want.value)
		case got != want.value:
			r.fail(top[want.key], "the %s of a CRDSet file is %s, not %q", want.key, want.value, clip(got))
		}
	}
	r.metadata(top["metadata"])
	if isNull(top["spec"]) {
		r.fail(root, "spec is missing")
		return spec, r.err
	}
	fields := r.fields(top["spec"], "spec", "groups", "names", "expect", "require", "crds")
	spec.Groups = listOf(r, fields["groups"], "spec.groups", crdset.ParsePattern)
	spec.Names = listOf(r, fields["names"], "spec.names", crdset.ParsePattern)
	spec.Require = listOf(r, fields["require"], "spec.require", crdset.ParseName)
	spec.Expect = r.expect(fields["expect"])
	spec.Inventory = r.inventory(fields["crds"])
	return spec, r.err
}

// metadata reads what people may say about the file; nothing depends on it.
func (r *setReader) metadata(n *node) {
	fields := r.fields(n, "metadata", "name", "labels", "annotations")
	r.isText(fields["name"], "metadata.name")
	for _, key := range []string{"labels", "annotations"} {
		what := "metadata." + key
		if n := fields[key]; !isNull(n) && !isMapping(n) {
			r.fail(n, "%s is %s, not a mapping", what, describe(n))
		}
		entries(fields[key], func(_ string, _, value *node) { r.isText(value, "an item of "+what) })
	}
}

func (r *setReader) isText(n *node, what string) {
	if _, ok := text(n); !ok && !isNull(n) {
		r.fail(n, "%s is %s, not a string", what, describe(n))
	}
}

// fields returns the values of a mapping that has no other keys than these,
// and none twice.
func (r *setReader) fields(n *node, what string, keys ...string) map[string]*node {
	values := map[string]*node{}
	if isNull(n) {
		return values
	}
	if !isMapping(n) {
		r.fail(n, "%s is %s, not a mapping", what, describe(n))
	}
	if at := oddKey(n); at != nil {
		r.fail(at, "%s has a key that is %s, not a string", what, describe(at))
	}
	entries(n, func(key string, at, value *node) {
		switch {
		case !slices.Contains(keys, key):
			suggestion := "it has " + strings.Join(keys, ", ")
			if near := crdset.Nearest(key, keys); len(near) > 0 {
				suggestion = "did you mean " + near[0] + "?"
			}
			r.fail(at, "%s has no field %q: %s", what, clip(key), suggestion)
		case values[key] != nil:
			r.fail(at, "%s has the field %q twice", what, key)
		default:
			values[key] = value
		}
	})
	return values
}

// listOf reads a sequence of strings.
func listOf[T any](r *setReader, n *node, what string, parse func(string) (T, error)) []T {
	if isNull(n) {
		return nil
	}
	if !isSequence(n) {
		r.fail(n, "%s is %s, not a sequence", what, describe(n))
	}
	values := []T{}
	for _, item := range elements(n) {
		s, ok := text(item)
		if !ok {
			r.fail(item, "%s holds %s, not a string", what, describe(item))
			continue
		}
		value, err := parse(s)
		if err != nil {
			r.fail(item, "%s: %v", what, err)
		}
		values = append(values, value)
	}
	return values
}

// expect reads spec.expect: a total, and a count for each pattern of groups.
func (r *setReader) expect(n *node) []crdset.Expect {
	fields := r.fields(n, "spec.expect", "total", "groups")
	var expect []crdset.Expect
	add := func(value *node, what, prefix string) {
		s, ok := scalar(value)
		if !ok {
			r.fail(value, "%s is %s, not a count", what, describe(value))
			return
		}
		if strings.Contains(s, "=") { // else it would be a count for another pattern
			r.fail(value, "%s: %q is not a count: want 33, 30..40, 30.. or ..40", what, clip(s))
		}
		e, err := crdset.ParseExpect(prefix + s)
		if err != nil {
			r.fail(value, "%s: %v", what, err)
		}
		expect = append(expect, e)
	}
	if fields["total"] != nil {
		add(fields["total"], "spec.expect.total", "")
	}
	groups := fields["groups"]
	if !isNull(groups) && !isMapping(groups) {
		r.fail(groups, "spec.expect.groups is %s, not a mapping", describe(groups))
	}
	if at := oddKey(groups); at != nil {
		r.fail(at, "spec.expect.groups has a key that is %s, not a string", describe(at))
	}
	seen := map[string]bool{}
	entries(groups, func(key string, at, value *node) {
		if seen[key] {
			r.fail(at, "spec.expect.groups has %q twice", clip(key))
		}
		seen[key] = true
		add(value, "spec.expect.groups", key+"=")
	})
	return expect
}

// inventory reads spec.crds.
func (r *setReader) inventory(n *node) *crdset.Inventory {
	if isNull(n) {
		return nil
	}
	if !isSequence(n) {
		r.fail(n, "spec.crds is %s, not a sequence", describe(n))
	}
	inventory := &crdset.Inventory{Place: r.document.line(n.Line)}
	seen := map[string]bool{}
	for _, item := range elements(n) {
		fields := r.fields(item, "an item of spec.crds", "name", "versions")
		name, ok := text(fields["name"])
		switch {
		case !ok && !isNull(fields["name"]):
			r.fail(fields["name"], "the name of an item of spec.crds is %s, not a string", describe(fields["name"]))
		case name == "":
			r.fail(item, "an item of spec.crds has no name")
		case seen[name]:
			r.fail(item, "spec.crds has %s twice", clip(name))
		}
		seen[name] = true
		inventory.CRDs = append(inventory.CRDs, crdset.InventoryItem{
			Place:    r.document.line(item.Line),
			Name:     name,
			Versions: listOf(r, fields["versions"], "versions", func(s string) (string, error) { return s, nil }),
		})
	}
	return inventory
}

// writeSet writes the CRDSet file that the kept CRDs satisfy.
func (r *Result) writeSet(w io.Writer) error {
	type item struct {
		Name     string   `yaml:"name"`
		Versions []string `yaml:"versions,omitempty"`
	}
	var set struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string `yaml:"kind"`
		Metadata   struct {
			Name string `yaml:"name"`
		} `yaml:"metadata"`
		Spec struct {
			Expect struct {
				Total int `yaml:"total"`
			} `yaml:"expect"`
			CRDs []item `yaml:"crds"`
		} `yaml:"spec"`
	}
	set.APIVersion, set.Kind, set.Metadata.Name = setVersion, setKind, "crds"
	set.Spec.CRDs = []item{}
	for _, crd := range crdset.NewInventory(r.Set.CRDs).CRDs {
		set.Spec.CRDs = append(set.Spec.CRDs, item{crd.Name, crd.Versions})
	}
	set.Spec.Expect.Total = len(set.Spec.CRDs)
	text, err := marshal(set)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}
