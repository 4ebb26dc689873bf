package filter

import "bytes"

// unglue cuts a document in which several are glued together, before each
// apiVersion or kind at column 0 that its part has already, with the comments
// above it. It returns nil where that does not make an object of each part.
// The keys are the parser's, so that no cut is inside a scalar.
func (d Document) unglue() []Document {
	root, err := parse(d.body())
	if err != nil || root == nil {
		return nil
	}
	var cuts []int // offsets in the body
	seen := map[string]bool{}
	entries(root, func(key string, at, _ *node) {
		if key != "apiVersion" && key != "kind" || at.Column != 1 {
			return
		}
		if seen[key] {
			clear(seen)
			cuts = append(cuts, cutAbove(d.body(), at.Line))
		}
		seen[key] = true
	})
	var parts []Document
	from := 0
	for _, to := range append(cuts, len(d.body())) {
		part := Document{
			Bytes: d.body()[from:to],
			Place: d.at(d.Lead + from),
			Chart: d.Chart,
			Last:  d.Last && to == len(d.body()),
		}
		if from == 0 {
			part.Bytes, part.Lead = d.Bytes[:d.Lead+to], d.Lead
		}
		if part.read().finding != nil {
			return nil
		}
		parts = append(parts, part)
		from = to
	}
	return parts
}

// cutAbove returns where the comments above a line of the body begin: the
// lines at column 0 with a "#", and blank ones between them.
func cutAbove(body []byte, line int) int {
	cut := 0
	for range line - 1 {
		cut += bytes.IndexByte(body[cut:], '\n') + 1
	}
	for above := cut; above > 0; {
		above = bytes.LastIndexByte(body[:above-1], '\n') + 1
		text := body[above:]
		if text[0] == '#' {
			cut = above
		} else if !isBlank(text[:bytes.IndexByte(text, '\n')]) || bytes.TrimLeft(text, " \t\r")[0] == '#' {
			break
		}
	}
	return cut
}
