package crdset

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Expect is how many distinct CRDs must be kept, of all groups or of those
// that a pattern matches.
type Expect struct {
	Min, Max int      // both included; Max is math.MaxInt where there is no upper limit
	Group    *Pattern // nil: all groups

	text string
}

// ParseExpect reads "33", "30..40", "30.." or "..40", each with "PATTERN=" in
// front of it or without. The error says what is wrong with the text.
func ParseExpect(text string) (Expect, error) {
	e := Expect{text: text, Max: math.MaxInt}
	count := text
	if i := strings.LastIndexByte(text, '='); i >= 0 {
		p, err := ParsePattern(text[:i])
		if err != nil {
			return Expect{}, err
		}
		if p.Exclude() {
			return Expect{}, errors.New(`a pattern with "!" cannot be counted`)
		}
		e.Group, count = &p, text[i+1:]
	}
	low, high, ranged := strings.Cut(count, "..")
	if !ranged {
		high = low
	}
	var err error
	if low != "" || !ranged {
		if e.Min, err = parseCount(low); err != nil {
			return Expect{}, err
		}
	}
	if high != "" {
		if e.Max, err = parseCount(high); err != nil {
			return Expect{}, err
		}
	}
	if low == "" && high == "" {
		return Expect{}, errors.New("a range needs at least one end")
	}
	if e.Min > e.Max {
		return Expect{}, fmt.Errorf("the range ends (%d) before it begins (%d)", e.Max, e.Min)
	}
	return e, nil
}

func parseCount(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 31)
	if err != nil {
		return 0, fmt.Errorf("%q is not a count: want 33, 30..40, 30.. or ..40", s)
	}
	return int(n), nil
}

// String returns the expectation as it was written.
func (e Expect) String() string { return e.text }

// SameGroups reports whether both expectations count the same CRDs.
func (e Expect) SameGroups(other Expect) bool {
	if e.Group == nil || other.Group == nil {
		return e.Group == other.Group
	}
	return *e.Group == *other.Group
}

// allowsNone reports whether the run may keep no CRD at all.
func (e Expect) allowsNone() bool { return e.Group == nil && e.Min == 0 }

// counts reports whether the expectation is about this CRD.
func (e Expect) counts(c CRD) bool { return e.Group == nil || e.Group.Match(c.Group) }

// want says the expectation in words: "33 CRDs", "30 to 40 CRDs of foo.io".
func (e Expect) want() string {
	var count string
	switch {
	case e.Min == e.Max:
		count = strconv.Itoa(e.Min)
	case e.Max == math.MaxInt:
		count = fmt.Sprintf("%d or more", e.Min)
	case e.Min == 0:
		count = fmt.Sprintf("at most %d", e.Max)
	default:
		count = fmt.Sprintf("%d to %d", e.Min, e.Max)
	}
	noun := " CRDs"
	if e.Max == 1 {
		noun = " CRD"
	}
	if e.Group != nil {
		noun += " of " + e.Group.String()
	}
	return count + noun
}
