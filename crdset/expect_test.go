package crdset

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// expect returns the expectation that a text spells.
func expect(t *testing.T, text string) Expect {
	t.Helper()
	e, err := ParseExpect(text)
	if err != nil {
		t.Fatalf("ParseExpect(%q): %v", text, err)
	}
	return e
}

func TestParseExpect(t *testing.T) {
	for _, test := range []struct {
		text     string
		min, max int
		group    string
		want     string // in words
		none     bool   // allowed
	}{
		{"33", 33, 33, "", "33 CRDs", false},
		{"1", 1, 1, "", "1 CRD", false},
		{"0", 0, 0, "", "0 CRDs", true},
		{"007", 7, 7, "", "7 CRDs", false},
		{"30..40", 30, 40, "", "30 to 40 CRDs", false},
		{"33..33", 33, 33, "", "33 CRDs", false},
		{"1..1", 1, 1, "", "1 CRD", false},
		{"0..1", 0, 1, "", "at most 1 CRD", true},
		{"0..40", 0, 40, "", "at most 40 CRDs", true},
		{"30..", 30, math.MaxInt, "", "30 or more CRDs", false},
		{"1..", 1, math.MaxInt, "", "1 or more CRDs", false},
		{"0..", 0, math.MaxInt, "", "0 or more CRDs", true},
		{"..40", 0, 40, "", "at most 40 CRDs", true},
		{"..1", 0, 1, "", "at most 1 CRD", true},
		{"..0", 0, 0, "", "0 CRDs", true},
		{"2147483647", math.MaxInt32, math.MaxInt32, "", "2147483647 CRDs", false},
		{"monitoring.coreos.com=10", 10, 10, "monitoring.coreos.com", "10 CRDs of monitoring.coreos.com", false},
		{"foo.io=1", 1, 1, "foo.io", "1 CRD of foo.io", false},
		{"*.io=30..40", 30, 40, "*.io", "30 to 40 CRDs of *.io", false},
		{"foo.io=2..", 2, math.MaxInt, "foo.io", "2 or more CRDs of foo.io", false},
		{"foo.io=..3", 0, 3, "foo.io", "at most 3 CRDs of foo.io", false},
		{"foo.io=..1", 0, 1, "foo.io", "at most 1 CRD of foo.io", false},
		// That a group may be empty does not say that all may.
		{"foo.io=0", 0, 0, "foo.io", "0 CRDs of foo.io", false},
		{"a=b=3", 3, 3, "a=b", "3 CRDs of a=b", false},
	} {
		t.Run(test.text, func(t *testing.T) {
			e := expect(t, test.text)
			group := ""
			if e.Group != nil {
				group = e.Group.String()
			}
			if e.Min != test.min || e.Max != test.max || group != test.group {
				t.Errorf("got %d..%d of %q, want %d..%d of %q", e.Min, e.Max, group, test.min, test.max, test.group)
			}
			if got := e.String(); got != test.text {
				t.Errorf("String() = %q", got)
			}
			if got := e.want(); got != test.want {
				t.Errorf("want() = %q, want %q", got, test.want)
			}
			if got := e.allowsNone(); got != test.none {
				t.Errorf("allowsNone() = %t", got)
			}
		})
	}
}

func TestParseExpectErrors(t *testing.T) {
	notACount := func(s string) string {
		return fmt.Sprintf("%q is not a count: want 33, 30..40, 30.. or ..40", s)
	}
	for text, want := range map[string]string{
		"":            notACount(""),
		"x":           notACount("x"),
		"-1":          notACount("-1"),
		"+1":          notACount("+1"),
		" 1":          notACount(" 1"),
		"1.5":         notACount("1.5"),
		"0x10":        notACount("0x10"),
		"1_000":       notACount("1_000"),
		"1-2":         notACount("1-2"),
		"2147483648":  notACount("2147483648"),
		"x..2":        notACount("x"),
		"1..x":        notACount("x"),
		"1..2..3":     notACount("2..3"),
		"1...3":       notACount(".3"),
		"..":          "a range needs at least one end",
		"foo.io=..":   "a range needs at least one end",
		"40..30":      "the range ends (30) before it begins (40)",
		"foo.io=2..1": "the range ends (1) before it begins (2)",
		"foo.io=":     notACount(""),
		"foo.io=x":    notACount("x"),
		"foo.io":      notACount("foo.io"),
		"=10":         "the pattern is empty",
		"!=10":        "the pattern is empty",
		"!foo.io=10":  `a pattern with "!" cannot be counted`,
		"[foo.io=10":  `"[foo.io" is not a pattern: a class is written [a-z], and nothing stands behind a last backslash`,
	} {
		t.Run(text, func(t *testing.T) {
			e, err := ParseExpect(text)
			if err == nil {
				t.Fatalf("got %s, want the error %q", e.want(), want)
			}
			if diff := cmp.Diff(want, err.Error()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestExpectBounds keeps as many CRDs as stand at each end of a range, and
// one more and one less.
func TestExpectBounds(t *testing.T) {
	for _, test := range []struct {
		expect    string
		good, bad []int
	}{
		{"3", []int{3}, []int{1, 2, 4}},
		{"3..5", []int{3, 4, 5}, []int{1, 2, 6}},
		{"3..", []int{3, 4, 100}, []int{1, 2}},
		{"..3", []int{0, 1, 3}, []int{4, 5}},
		{"0..", []int{0, 1, 100}, nil},
		{"0", []int{0}, []int{1, 2}},
		{"foo.io=3", []int{3}, []int{0, 2, 4}},
		{"bar.io=0", []int{0, 3}, nil},
		{"*.io=3..4", []int{3, 4}, []int{0, 2, 5}},
		{"f?o.[h-j]o=3..4", []int{3, 4}, []int{2, 5}},
	} {
		t.Run(test.expect, func(t *testing.T) {
			checks := Checks{Expect: []Expect{expect(t, test.expect)}}
			count := func(n int) (findings int) {
				set := Set{Documents: n}
				for i := range n {
					set.CRDs = append(set.CRDs, keep(crd(fmt.Sprintf("a%d", i), "foo.io")))
				}
				for _, f := range checks.All(set, Selection{}) {
					if f.Rule == Count {
						findings++
					}
				}
				return findings
			}
			for _, n := range test.good {
				if count(n) != 0 {
					t.Errorf("%d CRDs are refused", n)
				}
			}
			for _, n := range test.bad {
				if count(n) != 1 {
					t.Errorf("%d CRDs are not refused", n)
				}
			}
		})
	}
}

func FuzzParseExpect(f *testing.F) {
	for _, seed := range []string{"33", "30..40", "30..", "..40", "..", "", "foo.io=1", "*.io=..2", "!a=1", "=", "1...2", "[=1", "9999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ParseExpect(text)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without words")
			}
			return
		}
		if e.String() != text {
			t.Errorf("prints as %q", e.String())
		}
		if e.Min < 0 || e.Min > e.Max {
			t.Errorf("the range is %d..%d", e.Min, e.Max)
		}
		if (e.Group != nil) != strings.Contains(text, "=") {
			t.Errorf("the group is %v", e.Group)
		}
		if e.want() == "" {
			t.Error("no words for it")
		}
	})
}
