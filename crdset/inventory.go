package crdset

import (
	"fmt"
	"slices"
	"strings"
)

// Spec is what a CRDSet file asks for. What it does not say is nil.
type Spec struct {
	Groups, Names []Pattern
	Expect        []Expect
	Require       []string
	Inventory     *Inventory
}

// Inventory is the exact set of CRDs that must be kept.
type Inventory struct {
	Place Place
	CRDs  []InventoryItem
}

// InventoryItem is a CRD of an inventory.
type InventoryItem struct {
	Place    Place
	Name     string
	Versions []string // that must be served; others may be served, too
}

// NewInventory returns the inventory of the kept CRDs, sorted by name, each
// with its served versions in their order.
func NewInventory(crds []CRD) Inventory {
	var inventory Inventory
	for _, crd := range kept(crds) {
		inventory.CRDs = append(inventory.CRDs, InventoryItem{Name: crd.Name, Versions: crd.served()})
	}
	slices.SortStableFunc(inventory.CRDs, func(a, b InventoryItem) int { return strings.Compare(a.Name, b.Name) })
	return inventory
}

// served returns the names of the versions that the API server serves.
func (c CRD) served() []string {
	var names []string
	for _, v := range c.Versions {
		if v.Served {
			names = append(names, v.Name)
		}
	}
	return names
}

// differences holds the kept CRDs against an inventory, and shows what
// differs as a diff: "-" for what is missing, "+" for what should not be
// there, "!" for a version that is no longer served.
func (i *Inventory) differences(crds []CRD) []Finding {
	if i == nil {
		return nil
	}
	type line struct{ name, text string }
	var diff []line
	var missing, unexpected, changed int
	found := map[string]CRD{}
	for _, crd := range kept(crds) {
		found[crd.Name] = crd
	}
	listed := map[string]bool{}
	for _, item := range i.CRDs {
		listed[item.Name] = true
		crd, there := found[item.Name]
		if !there {
			missing++
			text := "- " + item.Name
			if len(item.Versions) > 0 { // else any will do
				text += versionList(item.Versions)
			}
			if i := slices.IndexFunc(crds, func(c CRD) bool { return c.Name == item.Name }); i >= 0 {
				text += ", not kept, at " + crds[i].Where()
			}
			diff = append(diff, line{item.Name, text})
			continue
		}
		gone := slices.DeleteFunc(slices.Clone(item.Versions), func(v string) bool { return slices.Contains(crd.served(), v) })
		if len(gone) > 0 {
			changed++
			diff = append(diff, line{item.Name, fmt.Sprintf("! %s no longer serves %s: it serves%s, at %s",
				item.Name, strings.Join(gone, ", "), versionList(crd.served()), crd.Where())})
		}
	}
	for name, crd := range found {
		if !listed[name] {
			unexpected++
			diff = append(diff, line{name, "+ " + name + versionList(crd.served()) + ", at " + crd.Where()})
		}
	}
	if len(diff) == 0 {
		return nil
	}
	slices.SortFunc(diff, func(a, b line) int { return strings.Compare(a.name, b.name) })
	f := Finding{
		Rule:  Inventoried,
		Place: i.Place,
		Message: fmt.Sprintf("the kept CRDs are not those of the inventory: %d missing, %d unexpected, %d no longer serving a version",
			missing, unexpected, changed),
		Hint: "if the change is wanted, write the inventory anew with -o crdset",
	}
	for _, l := range diff {
		f.Details = append(f.Details, l.text)
	}
	return []Finding{f}
}

func versionList(versions []string) string {
	if len(versions) == 0 {
		return " (no version)"
	}
	return " (" + strings.Join(versions, ", ") + ")"
}
