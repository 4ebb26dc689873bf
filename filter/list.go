package filter

import (
	"fmt"
	"strings"

	"github.com/crdfilter/crdfilter/crdset"
)

// isList reports whether an object is a List: its kind ends in "List", and it
// has a sequence of items.
func isList(n *node) bool {
	kind, _ := text(field(n, "kind"))
	return strings.HasSuffix(kind, "List") && isSequence(field(n, "items"))
}

// inherits reports whether the items of a List need not say what they are.
func inherits(list *node) bool {
	apiVersion, _ := text(field(list, "apiVersion"))
	kind, _ := text(field(list, "kind"))
	item, found := strings.CutSuffix(kind, "List")
	return found && crdset.IsCRD(apiVersion, item)
}

// isBare reports whether an item of a List says neither its apiVersion nor its
// kind. An empty text says nothing, too.
func isBare(item *node) bool {
	says := func(key string) bool {
		value, ok := text(field(item, key))
		return value != "" || !ok && !isNull(field(item, key))
	}
	return isMapping(item) && !says("apiVersion") && !says("kind")
}

// listsOfCRDs returns the Lists that hold a CRD, the root or in it: among
// their items, or among those of a List in them.
func listsOfCRDs(root *node) map[*node]bool {
	found := map[*node]bool{} // false for other Lists: aliases can repeat one many times
	var search func(n *node) bool
	search = func(n *node) bool {
		n = target(n)
		if holds, searched := found[n]; searched || !isList(n) {
			return holds
		}
		for _, item := range elements(field(n, "items")) {
			apiVersion, _ := text(field(item, "apiVersion"))
			kind, _ := text(field(item, "kind"))
			if search(item) || crdset.IsCRD(apiVersion, kind) || inherits(n) && isBare(item) {
				found[n] = true
			}
		}
		return found[n]
	}
	search(root)
	return found
}

// unwrap makes a document of each item of a List, and of each item of a List
// in it that holds CRDs, too. Items of a typed List get its type where they
// have none, as kubectl does it (decodeToList in
// k8s.io/apimachinery/pkg/apis/meta/v1/unstructured).
func (d Document) unwrap(list *node, holdCRDs map[*node]bool) object {
	var o object
	var unwrap func(list *node, path string) error
	unwrap = func(list *node, path string) error {
		for i, item := range elements(field(list, "items")) {
			place := d.line(target(item).Line)
			place.Item = fmt.Sprintf("%sitems[%d]", path, i)
			if holdCRDs[target(item)] {
				if err := unwrap(item, place.Item+"."); err != nil {
					return err
				}
				continue
			}
			if inherits(list) && isBare(item) {
				apiVersion, _ := text(field(list, "apiVersion"))
				item = withType(item, apiVersion, crdset.Kind)
			}
			bytes, err := []byte("---\nnull\n"), error(nil)
			if !isNull(item) {
				bytes, err = encode(item)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", place.Item, err)
			}
			o.items = append(o.items, Document{Bytes: bytes, Place: place, Chart: d.Chart})
		}
		return nil
	}
	if err := unwrap(list, ""); err != nil {
		return d.malformed(d.Place, trimParserName(err))
	}
	return o
}
