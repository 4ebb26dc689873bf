package crdset

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func table(t *testing.T, crds []CRD, width int) string {
	t.Helper()
	var out bytes.Buffer
	if err := WriteTable(&out, crds, width); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestWriteTable(t *testing.T) {
	crds := []CRD{
		{
			Name: "foos.example.com", Names: Names{Kind: "Foo"}, Scope: "Namespaced", Chart: "zoo", Bytes: 812, Kept: true,
			Versions: []Version{{Name: "v2", Served: true}, {Name: "v1", Served: true, Storage: true}, {Name: "v1beta1"}},
		},
		{Name: "dropped.example.com"},
		{
			Name: "éé.example.com", Names: Names{Kind: "É"}, Scope: "Cluster", Bytes: 100700, Kept: true,
			Versions: []Version{{Name: "v1", Storage: true}},
		},
		{Kept: true, Bytes: 3 << 20, Chart: "a\tb\n"},
	}
	const head = "NAME               KIND   VERSIONS   SCOPE        SIZE       CHART\n"
	want := head +
		"foos.example.com   Foo    v2,v1*     Namespaced   812 B      zoo\n" +
		"éé.example.com     É                 Cluster      98.3 KiB\n" +
		"                                                  3.0 MiB    a\\tb\\n\n"
	if diff := cmp.Diff(want, table(t, crds, 0)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff(want, table(t, crds, 67)); diff != "" {
		t.Errorf("as wide as it is (-want +got):\n%s", diff)
	}
	if got := table(t, nil, 0); got != "NAME   KIND   VERSIONS   SCOPE   SIZE   CHART\n" {
		t.Errorf("of nothing: %q", got)
	}
}

func TestWriteTableWidth(t *testing.T) {
	crds := []CRD{{Name: "éééééé.example.com", Names: Names{Kind: "É"}, Kept: true}}
	for width := 1; width < 60; width++ {
		all := strings.Split(table(t, crds, 0), "\n")
		for i, line := range strings.Split(table(t, crds, width), "\n") {
			runes, want := []rune(line), []rune(all[i])
			switch {
			case len(want) <= width && line != all[i]:
				t.Errorf("width %d: %q, want %q", width, line, all[i])
			case len(want) > width && line != string(want[:width-1])+"…":
				t.Errorf("width %d: %q of %d characters", width, line, len(runes))
			}
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int]string{
		0: "0 B", 1: "1 B", 1023: "1023 B", 1024: "1.0 KiB", 1536: "1.5 KiB", 262144: "256.0 KiB", 1 << 20: "1.0 MiB", 5<<20 + 1<<19: "5.5 MiB",
		1<<20 - 1: "1.0 MiB", // not 1024.0 KiB
	} {
		if got := size(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestWriteTableFails(t *testing.T) {
	if err := WriteTable(full{}, nil, 0); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}
