package crdset

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// serving returns a kept CRD that serves these versions, and has one more
// that it does not serve.
func serving(name string, line int, versions ...string) CRD {
	c := CRD{Name: name, Place: Place{Input: "in", Line: line}, Kept: true}
	for _, v := range versions {
		c.Versions = append(c.Versions, Version{Name: v, Served: true})
	}
	c.Versions = append(c.Versions, Version{Name: "v0", Storage: true})
	return c
}

func TestNewInventory(t *testing.T) {
	dropped := serving("dropped.io", 9, "v1")
	dropped.Kept = false
	got := NewInventory([]CRD{serving("b.io", 1, "v2", "v1"), dropped, serving("a.io", 5)})
	want := Inventory{CRDs: []InventoryItem{{Name: "a.io"}, {Name: "b.io", Versions: []string{"v2", "v1"}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := NewInventory(nil); len(got.CRDs) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

func TestDifferences(t *testing.T) {
	dropped := serving("dropped.io", 9, "v1")
	dropped.Kept = false
	dropped.Chart = "zoo"
	for _, test := range []struct {
		name      string
		inventory []InventoryItem
		crds      []CRD
		message   string // "" for no finding
		diff      []string
	}{
		{"nothing, of nothing", nil, nil, "", nil},
		{"the same", []InventoryItem{{Name: "a.io", Versions: []string{"v1"}}}, []CRD{serving("a.io", 1, "v1")}, "", nil},
		{"in another order", []InventoryItem{{Name: "b.io"}, {Name: "a.io"}}, []CRD{serving("a.io", 1, "v1"), serving("b.io", 2, "v1")}, "", nil},
		{"one more version", []InventoryItem{{Name: "a.io", Versions: []string{"v1"}}}, []CRD{serving("a.io", 1, "v2", "v1")}, "", nil},
		{"any version", []InventoryItem{{Name: "a.io"}}, []CRD{serving("a.io", 1)}, "", nil},
		{"what was dropped", nil, []CRD{dropped}, "", nil},
		{
			"missing",
			[]InventoryItem{{Name: "b.io", Versions: []string{"v1", "v2"}}, {Name: "a.io"}},
			nil,
			"2 missing, 0 unexpected, 0 no longer serving a version",
			[]string{"- a.io", "- b.io (v1, v2)"},
		},
		{
			"missing, since it was not kept",
			[]InventoryItem{{Name: "dropped.io", Versions: []string{"v1"}}},
			[]CRD{dropped},
			"1 missing, 0 unexpected, 0 no longer serving a version",
			[]string{"- dropped.io (v1), not kept, at in:9 (chart zoo)"},
		},
		{
			"unexpected",
			[]InventoryItem{},
			[]CRD{serving("a.io", 1, "v1"), serving("b.io", 5)},
			"0 missing, 2 unexpected, 0 no longer serving a version",
			[]string{"+ a.io (v1), at in:1", "+ b.io (no version), at in:5"},
		},
		{
			"a version that is there, but not served",
			[]InventoryItem{{Name: "a.io", Versions: []string{"v0", "v1"}}},
			[]CRD{serving("a.io", 1, "v1")},
			"0 missing, 0 unexpected, 1 no longer serving a version",
			[]string{"! a.io no longer serves v0: it serves (v1), at in:1"},
		},
		{
			"one swapped for another",
			[]InventoryItem{{Name: "a.io"}, {Name: "c.io"}},
			[]CRD{serving("c.io", 1, "v1"), serving("b.io", 5, "v1")},
			"1 missing, 1 unexpected, 0 no longer serving a version",
			[]string{"- a.io", "+ b.io (v1), at in:5"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			inventory := &Inventory{Place: Place{Input: "set.yaml", Line: 7}, CRDs: test.inventory}
			var want []Finding
			if test.message != "" {
				want = []Finding{{
					Rule: Inventoried, Place: inventory.Place,
					Message: "the kept CRDs are not those of the inventory: " + test.message,
					Details: test.diff,
					Hint:    "if the change is wanted, write the inventory anew with -o crdset",
				}}
			}
			if diff := cmp.Diff(want, inventory.differences(test.crds)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	if got := (*Inventory)(nil).differences([]CRD{dropped, serving("a.io", 1)}); got != nil {
		t.Errorf("without an inventory: %v", got)
	}
}
