package crdset

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestNearest(t *testing.T) {
	for _, test := range []struct {
		name  string
		typed string
		words []string
		want  []string
	}{
		{"no words", "cert-manager.io", nil, nil},
		{"a missing letter", "cert-manger.io", []string{"cert-manager.io", "monitoring.coreos.com"}, []string{"cert-manager.io"}},
		{"an additional letter", "cert-mannager.io", []string{"cert-manager.io"}, []string{"cert-manager.io"}},
		{"another letter", "cert-manaqer.io", []string{"cert-manager.io"}, []string{"cert-manager.io"}},
		{"two letters swapped", "cret-manager.io", []string{"cert-manager.io"}, []string{"cert-manager.io"}},
		{"upper case", "Cert-Manager.IO", []string{"cert-manager.io"}, []string{"cert-manager.io"}},
		{"a word in upper case", "widgets.foo.io", []string{"Widgets.Foo.io"}, []string{"Widgets.Foo.io"}},
		{"three edits are too many", "abcdef.io", []string{"abcxyz.io"}, nil},
		{"the first label only", "cert-manager", []string{"cert-manager.io", "monitoring.coreos.com"}, []string{"cert-manager.io"}},
		{"too much behind it", "cert-manager.io.example", []string{"cert-manager.io"}, []string{"cert-manager.io"}},
		{"the first labels are missing", "coreos.com", []string{"monitoring.coreos.com"}, []string{"monitoring.coreos.com"}},
		{"moved to another group", "ingressroutes.traefik.containo.us", []string{"ingressroutes.traefik.io", "middlewares.traefik.io"}, []string{"ingressroutes.traefik.io"}},
		{"short labels say nothing", "a.example.com", []string{"a.foo.io"}, nil},
		{"nothing like it", "cert-manager.io", []string{"monitoring.coreos.com"}, nil},
		{
			"the best three, the best first", "abcd.io",
			[]string{"abcd.io.example.com", "abcdef.io", "abce.io", "abcd.example.com", "bcd.io"},
			[]string{"abce.io", "bcd.io", "abcdef.io"},
		},
		{"each word once", "foo.ip", []string{"foo.io", "bar.com", "foo.io"}, []string{"foo.io"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			words := slices.Clone(test.words)
			if diff := cmp.Diff(test.want, Nearest(test.typed, words), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if diff := cmp.Diff(test.words, words); diff != "" {
				t.Errorf("the caller's words were changed: %s", diff)
			}
		})
	}
}

func TestEditDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int // 3 for more than 2
	}{
		{"", "", 0},
		{"abc", "abc", 0},
		{"", "ab", 2},
		{"ab", "", 2},
		{"", "abc", 3},
		{"abc", "abd", 1},
		{"abc", "bc", 1},
		{"abc", "bca", 2},
		{"kitten", "sitting", 3},
		{"é", "e", 2}, // bytes
	} {
		if got := min(3, editDistance(test.a, test.b, 2)); got != test.want {
			t.Errorf("editDistance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	for _, test := range []struct {
		suggestions []string
		want        string
	}{
		{nil, ""},
		{[]string{"a"}, "did you mean a?"},
		{[]string{"a", "b", "c"}, "did you mean a or b or c?"},
	} {
		if got := didYouMean(test.suggestions); got != test.want {
			t.Errorf("%q: got %q, want %q", test.suggestions, got, test.want)
		}
	}
}
