package crdset

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExitStatus(t *testing.T) {
	var (
		malformed = Finding{Rule: Malformed}
		glued     = Finding{Rule: Glued}
		count     = Finding{Rule: Count}
		warning   = Finding{Rule: Unmatched, Warning: true}
	)
	for _, test := range []struct {
		name   string
		add    []Finding
		ignore []Rule
		want   int
	}{
		{"no findings", nil, nil, 0},
		{"a warning", []Finding{warning}, nil, 0},
		{"a failed check", []Finding{count}, nil, 1},
		{"a failed check, then a warning", []Finding{count, warning}, nil, 1},
		{"malformed", []Finding{malformed}, nil, 2},
		{"glued", []Finding{glued}, nil, 2},
		{"both", []Finding{count, malformed, warning}, nil, 2},
		{"both, the other way round", []Finding{warning, malformed, count}, nil, 2},
		{"ignored", []Finding{{Rule: ApplySize}}, []Rule{Unmatched, ApplySize}, 0},
		{"another one is ignored", []Finding{{Rule: ApplySize}, count}, []Rule{ApplySize}, 1},
	} {
		fs := Findings{Ignore: test.ignore}
		if got, want := fs.Add(test.add...), test.want > 0; got != want {
			t.Errorf("%s: Add = %t, want %t", test.name, got, want)
		}
		if got := fs.ExitStatus(); got != test.want {
			t.Errorf("%s: got %d, want %d", test.name, got, test.want)
		}
		if fs.Add(warning) {
			t.Errorf("%s: a warning that follows fails the run", test.name)
		}
	}
	for _, rule := range []Rule{NotAnObject, Duplicate, Unacceptable, ApplySize, Unmatched, Empty, Count, Required} {
		var fs Findings
		fs.Add(Finding{Rule: rule})
		if got := fs.ExitStatus(); got != 1 {
			t.Errorf("%s: got %d, want 1", rule, got)
		}
	}
}

// TestExitStatusBehindTheLimit has what is not shown any more count all the same.
func TestExitStatusBehindTheLimit(t *testing.T) {
	var fs Findings
	for range 1000 {
		fs.Add(Finding{Rule: Unmatched, Warning: true})
	}
	for _, f := range []Finding{{Rule: Count}, {Rule: Malformed}} {
		fs.Add(f)
		if got, want := fs.ExitStatus(), f.status(); got != want {
			t.Errorf("%s: got %d, want %d", f.Rule, got, want)
		}
	}
}

// TestIgnorable holds the list against the one that users were promised.
func TestIgnorable(t *testing.T) {
	want := []Rule{"not-an-object", "unacceptable", "apply-size", "unmatched"}
	if diff := cmp.Diff(want, Ignorable); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
