package filter

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/crdfilter/crdfilter/crdset"
)

// object is what a document says it is.
type object struct {
	empty bool        // null, which kubectl passes over
	crd   *crdset.CRD // nil where it is none
	items []Document  // of a List that holds a CRD, each a document of its own

	size jsonSize // of a CRD; zero where the parser read it

	finding *crdset.Finding // why the document is refused, nil where it is not
}

// read tells what the document is, as the recogniser proves it, or else as
// the parser judges it. It is a function of the document's bytes and place
// alone.
func (d Document) read() object {
	h, sure := recognise(d.body())
	if !sure || !hasPlainCharacters(d.Bytes[:d.Lead]) {
		return d.judge()
	}
	if h.crd == nil {
		return object{}
	}
	h.crd.Place, h.crd.Chart = d.Place, d.Chart
	return object{crd: h.crd, size: h.size}
}

// judge tells what the document is, as the parser has it.
func (d Document) judge() object {
	if offset, reason := d.refuse(); reason != "" {
		return d.malformed(d.at(offset), reason)
	}
	root, err := parse(d.body())
	if err != nil {
		return d.notYAML(err)
	}
	if root == nil && d.Place.Item != "" {
		return d.notAnObject(d.Place, "it is null, which kubectl cannot apply")
	}
	if root == nil {
		return object{empty: true}
	}
	if !isMapping(root) {
		return d.notAnObject(d.line(root.Line), "it is "+describe(root))
	}
	if o := d.repeatedKey(root); o.finding != nil {
		return o
	}
	traits := inspect(root)
	if f := d.endless(traits); f != nil {
		return object{finding: f}
	}
	o := d.identify(root)
	if o.finding == nil && (traits.special || traits.notJSON && o.crd != nil) {
		o = d.crossCheck(root, o)
	}
	if holdCRDs := listsOfCRDs(root); o.finding == nil && holdCRDs[root] {
		return d.unwrap(root, holdCRDs)
	}
	return o
}

// endless tells of aliases that never end, or not soon; nil where there are none.
func (d Document) endless(traits traits) *crdset.Finding {
	switch {
	case traits.circular != 0:
		return d.malformed(d.line(traits.circular), "an alias that contains itself, which has no end").finding
	case traits.special && traits.expanded > maxDocument:
		return d.malformed(d.Place, fmt.Sprintf("aliases make more than %d MiB of this document", maxDocument>>20)).finding
	}
	return nil
}

// finding returns a finding about the document.
func (d Document) finding(rule crdset.Rule, place crdset.Place, message, hint string) object {
	return object{finding: &crdset.Finding{Rule: rule, Place: place, Chart: d.Chart, Message: message, Hint: hint}}
}

func (d Document) malformed(place crdset.Place, message string) object {
	return d.finding(crdset.Malformed, place, message, "")
}

// notYAML tells of a document that the parser refuses.
func (d Document) notYAML(err error) object {
	line, opened, message := errorLine(d.body(), err)
	if line == lineBehind(d.body()) {
		if opened > 0 {
			message += fmt.Sprintf(" that begins at line %d", d.line(opened).Line)
		}
		if d.Last {
			message += ": was the input cut off?"
			line-- // there is none behind the body
		}
		return d.malformed(d.line(line), message)
	}
	text := string(bytes.TrimSpace(lineOf(d.body(), line)))
	return d.finding(crdset.Malformed, d.line(line), fmt.Sprintf("malformed YAML, at %q: %s", clip(text), message), strayText(text))
}

// strayText returns what to do about a text that should be no part of a
// manifest, "" where there is no telling.
func strayText(text string) string {
	if strings.HasPrefix(text, "Error:") {
		return "this is an error message, not a manifest: look at the chart that printed it, and at its values"
	}
	if strings.Contains(text, "{{") {
		return "this looks like a template that was not rendered"
	}
	return ""
}

// notAnObject tells of a document that is YAML but no Kubernetes object. Its
// first words say most about where it came from.
func (d Document) notAnObject(place crdset.Place, why string) object {
	line, _ := cutLine(content(d.body()))
	first := string(bytes.TrimSpace(line))
	hint := strayText(first)
	if hint == "" {
		hint = "find what wrote this into the stream: log lines belong on standard error, values files in another folder"
	}
	return d.finding(crdset.NotAnObject, place,
		fmt.Sprintf("the document that begins with %q is no Kubernetes object: %s", clip(first), why), hint)
}

// clip shortens what a message quotes of the input.
func clip(s string) string {
	const most = 100
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// repeatedKey refuses what kubectl reads otherwise at the root: a key that
// comes twice, of which kubectl takes the last, and a merge key.
func (d Document) repeatedKey(root *node) object {
	keys, lines := keyLines(root)
	if at := lines[mergeKey]; at != nil {
		return d.malformed(d.line(at[0]), `a merge key ("<<") at the root, which hides what the object is: write the keys out`)
	}
	for _, glued := range []bool{true, false} {
		for _, key := range keys {
			if len(lines[key]) < 2 || glued != (key == "apiVersion" || key == "kind") {
				continue
			}
			second := d.line(lines[key][1])
			where := fmt.Sprintf("the key %q stands at lines %s", clip(key), d.lineNumbers(lines[key]))
			if glued {
				return d.finding(crdset.Glued, second,
					"documents are glued together: "+where+", and kubectl would apply the last one only",
					`put a line "---" between them, where the chart or the command before the pipe leaves it out, or let --fix-separators cut them`)
			}
			return d.malformed(second, where+", and kubectl would take the last one only")
		}
	}
	_, lines = keyLines(field(root, "metadata"))
	if at := lines["name"]; len(at) > 1 {
		return d.malformed(d.line(at[1]), fmt.Sprintf("metadata.name stands at lines %s, and kubectl would take the last one only", d.lineNumbers(at)))
	}
	return object{}
}

// lineNumbers lists lines of the body as lines of the input: "3 and 7".
func (d Document) lineNumbers(lines []int) string {
	const most = 5
	var text []string
	for _, n := range lines[:min(most, len(lines))] {
		text = append(text, fmt.Sprint(d.line(n).Line))
	}
	if more := len(lines) - most; more > 0 {
		text = append(text, fmt.Sprintf("%d more", more))
	}
	last := len(text) - 1
	return strings.Join(text[:last], ", ") + " and " + text[last]
}

// identify reads apiVersion and kind, and all of a CRD that there is to know.
func (d Document) identify(root *node) object {
	apiVersion, kind := field(root, "apiVersion"), field(root, "kind")
	var faults []string
	for _, f := range []struct {
		name  string
		value *node
	}{{"apiVersion", apiVersion}, {"kind", kind}} {
		value, ok := text(f.value)
		switch {
		case f.value == nil:
			faults = append(faults, "it has no "+f.name)
		case !ok:
			faults = append(faults, f.name+" is "+describe(f.value))
		case value == "":
			faults = append(faults, f.name+" is empty")
		case f.name == "apiVersion" && strings.Count(value, "/") > 1:
			faults = append(faults, fmt.Sprintf("apiVersion %q is not GROUP/VERSION", clip(value)))
		}
	}
	switch {
	case apiVersion == nil && kind == nil:
		return d.notAnObject(d.line(root.Line), "it has neither apiVersion nor kind")
	case len(faults) > 0:
		return d.notAnObject(d.line(root.Line), strings.Join(faults, ", "))
	}
	group, _ := text(apiVersion)
	name, _ := text(kind)
	switch {
	case name == "ResourceList" && strings.HasPrefix(group, "config.kubernetes.io/"):
		return d.malformed(d.line(root.Line), "a ResourceList, the input of KRM functions: crdfilter is none, give it the manifests themselves")
	case !crdset.IsCRD(group, name):
		return object{}
	case field(root, "items") != nil:
		return d.malformed(d.line(root.Line), `a CRD with "items", which kubectl takes for a list: delete them`)
	}
	crd := readCRD(root)
	crd.Place, crd.Chart = d.Place, d.Chart
	return object{crd: &crd}
}

// crossCheck asks kubectl's own reader about a document with anchors, merge
// keys or tags, in which the two readers can see different objects.
func (d Document) crossCheck(root *node, o object) object {
	theirs, err := asKubectl(d.body())
	if err != nil {
		return d.unreadableToKubectl(err)
	}
	for _, f := range []struct {
		path   []string
		needed bool
	}{
		{[]string{"apiVersion"}, true},
		{[]string{"kind"}, true},
		{[]string{"metadata", "name"}, o.crd != nil},
		{[]string{"spec", "group"}, o.crd != nil},
	} {
		ours, value := root, any(theirs)
		for _, key := range f.path {
			ours = field(ours, key)
			parent, _ := value.(map[string]any)
			value = parent[key]
		}
		want, isText := text(ours)
		if got, _ := value.(string); f.needed && isText && got != want {
			return d.malformed(d.line(ours.Line), fmt.Sprintf("kubectl reads %s as %q, and YAML as %q: write it without merge keys and tags",
				strings.Join(f.path, "."), clip(fmt.Sprint(value)), clip(want)))
		}
	}
	return o
}

// unreadableToKubectl tells of a document that is YAML, but not to kubectl.
func (d Document) unreadableToKubectl(err error) object {
	return d.malformed(d.Place, "kubectl cannot read this document: "+trimParserName(err))
}
