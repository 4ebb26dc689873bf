package crdset

import (
	"slices"
	"strings"
)

// Nearest returns those of the words that somebody who wrote typed may have
// meant, at most three, best first: words up to two edits away, then words
// of which one contains the other ("cert-manager" in "cert-manager.io") or
// that begin with the same label, as when a release moves a CRD to another
// group.
func Nearest(typed string, words []string) []string {
	const edits, related, unrelated = 2, 3, 4 // the ranks
	a := strings.ToLower(typed)
	label, _, _ := strings.Cut(a, ".")
	rank := func(word string) int {
		b := strings.ToLower(word)
		if d := editDistance(a, b, edits); d <= edits {
			return d
		}
		if len(label) < 4 || len(b) < 4 {
			return unrelated
		}
		if strings.HasPrefix(b, label) || strings.Contains(a, b) || strings.Contains(b, a) {
			return related
		}
		return unrelated
	}
	words = slices.Compact(slices.Sorted(slices.Values(words)))
	words = slices.DeleteFunc(words, func(w string) bool { return rank(w) == unrelated })
	slices.SortStableFunc(words, func(a, b string) int { return rank(a) - rank(b) })
	return words[:min(3, len(words))]
}

// editDistance returns the Levenshtein distance of a and b in bytes, or any
// number above limit as soon as it is known to be above it.
func editDistance(a, b string, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substituted := diagonal
			if a[i] != b[j] {
				substituted++
			}
			diagonal = row[j+1]
			row[j+1] = min(substituted, row[j+1]+1, row[j]+1)
		}
		if slices.Min(row) > limit {
			return limit + 1
		}
	}
	return row[len(b)]
}

// didYouMean turns suggestions into a hint, "" without any.
func didYouMean(suggestions []string) string {
	if len(suggestions) == 0 {
		return ""
	}
	return "did you mean " + strings.Join(suggestions, " or ") + "?"
}
