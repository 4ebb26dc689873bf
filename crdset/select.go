package crdset

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// Pattern is a glob over a group or a name: "*" stands for any characters,
// dots too, "?" for one, "[a-z]" for one of a class.
type Pattern struct {
	glob    string
	exclude bool
}

// ParsePattern reads a pattern. A leading "!" makes it take out what others
// select. The error says what is wrong with the text.
func ParsePattern(text string) (Pattern, error) {
	glob, exclude := strings.CutPrefix(text, "!")
	if glob == "" {
		return Pattern{}, errors.New("the pattern is empty")
	}
	glob = strings.ReplaceAll(glob, "[!", "[^") // as a shell has it, and path.Match
	if _, err := path.Match(glob, ""); err != nil {
		return Pattern{}, fmt.Errorf("%q is not a pattern: a class is written [a-z], and nothing stands behind a last backslash", text)
	}
	return Pattern{glob, exclude}, nil
}

// String returns the pattern as it was written.
func (p Pattern) String() string {
	if p.exclude {
		return "!" + p.glob
	}
	return p.glob
}

// Literal reports whether the pattern means one group or name only.
func (p Pattern) Literal() bool { return !strings.ContainsAny(p.glob, `*?[\`) }

// Exclude reports whether the pattern takes out what others select.
func (p Pattern) Exclude() bool { return p.exclude }

// Match reports whether the glob, without its "!", matches all of s.
func (p Pattern) Match(s string) bool {
	if p.Literal() {
		return s == p.glob
	}
	// path.Match is the standard library's glob; only "/" is special to it,
	// which no valid group or name contains, but an invalid one may.
	matched, err := path.Match(hideSlash(p.glob), hideSlash(s))
	return err == nil && matched
}

func hideSlash(s string) string { return strings.ReplaceAll(s, "/", "\x00") }

// Selection is the allowlist of groups and names, and what is done with the
// CRDs on it. The zero value keeps every CRD.
type Selection struct {
	Groups []Pattern // over spec.group
	Names  []Pattern // over metadata.name
	Where  string    // of these, only those for which this yq expression is true
	Drop   bool      // drop the selected CRDs and keep the others
}

// Lists reports whether the CRD is on the allowlist: when a pattern for its
// group or one for its name matches, or there are none; and none with "!" does.
func (s Selection) Lists(c CRD) bool {
	listed, all := false, true
	for _, list := range []struct {
		patterns []Pattern
		value    string
	}{{s.Groups, c.Group}, {s.Names, c.Name}} {
		for _, p := range list.patterns {
			switch {
			case !p.exclude:
				all = false
				listed = listed || p.Match(list.value)
			case p.Match(list.value):
				return false
			}
		}
	}
	return listed || all
}

// Keeps reports whether a CRD that is selected, or is not, leaves on standard output.
func (s Selection) Keeps(selected bool) bool { return selected != s.Drop }

// whyNot says why a CRD of the input is not kept, and what to do about it.
func (s Selection) whyNot(c CRD) (why, hint string) {
	if s.Drop {
		return "was dropped", "narrow --group or --name, or do not require it here"
	}
	for _, p := range s.Groups {
		if p.exclude && p.Match(c.Group) {
			return "was not kept: --group takes it out", fmt.Sprintf("take %s off --group", p)
		}
	}
	for _, p := range s.Names {
		if p.exclude && p.Match(c.Name) {
			return "was not kept: --name takes it out", fmt.Sprintf("take %s off --name", p)
		}
	}
	if s.Lists(c) && !c.Selected {
		return "was not kept: --where is not true for it", "change --where, or do not require it here"
	}
	if !c.Selected {
		return "was not kept: the selection leaves it out", "add --name " + c.Name
	}
	return "was not kept", ""
}

// unmatched returns a finding for each pattern that matches no CRD at all: an
// error for a plain group or name that should have been kept, otherwise a
// warning, as where the caller expects that there may be nothing.
func (s Selection) unmatched(crds []CRD, mayBeEmpty bool) []Finding {
	var findings []Finding
	check := func(what string, patterns []Pattern, value func(CRD) string) {
		for _, p := range patterns {
			if matchesAny(p, crds, value) {
				continue
			}
			f := Finding{
				Rule:    Unmatched,
				Warning: s.Drop || mayBeEmpty || !p.Literal() || p.exclude,
				Message: fmt.Sprintf("no CRD in the input matches the %s %q", what, p),
			}
			if p.Literal() {
				f.Hint = didYouMean(Nearest(p.glob, values(crds, value)))
			}
			findings = append(findings, f)
		}
	}
	check("group", s.Groups, func(c CRD) string { return c.Group })
	check("name", s.Names, func(c CRD) string { return c.Name })
	return findings
}

func matchesAny(p Pattern, crds []CRD, value func(CRD) string) bool {
	for _, c := range crds {
		if p.Match(value(c)) {
			return true
		}
	}
	return false
}

func values(crds []CRD, value func(CRD) string) []string {
	out := make([]string, len(crds))
	for i, c := range crds {
		out[i] = value(c)
	}
	return out
}
