package filter

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"math"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// node is a node of the parser. Only this file knows whose parser it is.
type node = yaml.Node

// parse reads the one document in body with the judge of what is YAML:
// go.yaml.in/yaml/v3, as kyaml hands it on. It returns the root, which is nil
// where the document is empty or null. The lines of the nodes count from 1 at
// the start of the body.
//
// Documents are read as nodes, since decoding into Go values refuses what
// nodes accept, and takes time quadratic in the keys of a mapping.
func parse(body []byte) (*node, error) {
	return parseFrom(bytes.NewReader(body))
}

func parseFrom(r io.Reader) (*node, error) {
	decoder := yaml.NewDecoder(r)
	var document, another node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, err
	}
	if err := decoder.Decode(&another); err == nil {
		return nil, errors.New("yaml: a second document without a separator")
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	root := document.Content[0]
	if root.Kind == yaml.ScalarNode && root.ShortTag() == yaml.NodeTagNull {
		return nil, nil
	}
	return root, nil
}

// target follows an alias to the node that it stands for. An alias of an
// alias does not exist: an anchor names a node with content.
func target(n *node) *node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func isMapping(n *node) bool  { n = target(n); return n != nil && n.Kind == yaml.MappingNode }
func isSequence(n *node) bool { n = target(n); return n != nil && n.Kind == yaml.SequenceNode }
func isNull(n *node) bool {
	n = target(n)
	return n == nil || n.Kind == yaml.ScalarNode && n.ShortTag() == yaml.NodeTagNull
}

// scalar returns the text of a scalar of whatever type, as it is written: the
// name 1.10 is not 1.1.
func scalar(n *node) (text string, ok bool) {
	n = target(n)
	if n == nil || n.Kind != yaml.ScalarNode || n.ShortTag() == yaml.NodeTagNull {
		return "", false
	}
	if n.ShortTag() == "!!binary" {
		decoded, err := base64.StdEncoding.DecodeString(n.Value)
		return string(decoded), err == nil
	}
	return n.Value, true
}

// text returns the value of a scalar that is a string to kubectl: also a date,
// and one with a tag of an application, but not what is a boolean to it.
func text(n *node) (value string, ok bool) {
	value, ok = scalar(n)
	if !ok {
		return "", false
	}
	switch target(n).ShortTag() {
	case yaml.NodeTagBool, yaml.NodeTagInt, yaml.NodeTagFloat:
		return "", false
	}
	_, isBoolean := boolean(n)
	return value, !isBoolean
}

// boolean returns the value of a scalar that is a boolean to kubectl, which
// reads YAML 1.1: yes, on and y are true (goyaml.v2, resolve.go).
func boolean(n *node) (value, ok bool) {
	n = target(n)
	if n == nil || n.Kind != yaml.ScalarNode || n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return false, false
	}
	if n.Style&yaml.TaggedStyle != 0 && n.ShortTag() != yaml.NodeTagBool {
		return false, false
	}
	switch n.Value {
	case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON":
		return true, true
	case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF":
		return false, true
	}
	return false, false
}

// describe says what a node is, for messages.
func describe(n *node) string {
	switch n = target(n); {
	case n == nil:
		return "missing"
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a sequence"
	}
	switch n.ShortTag() {
	case yaml.NodeTagNull:
		return "null"
	case yaml.NodeTagBool:
		return "a boolean"
	case yaml.NodeTagInt, yaml.NodeTagFloat:
		return "a number"
	case "!!timestamp":
		return "a date"
	}
	if _, ok := boolean(n); ok {
		return "a boolean"
	}
	return "a string"
}

// mergeKey is the key that brings the entries of other mappings into one.
const mergeKey = "<<"

// field returns the value of a key of a mapping: of two equal keys the last
// one's, as kubectl has it, and where there is none, what a merge key brings.
// It returns nil where n is no mapping or has no such key.
func field(n *node, key string) *node {
	return fieldOf(n, key, nil)
}

// fieldOf is field for a mapping and those that it merges; searched are the
// mappings that lack the key, since merges can repeat and contain themselves.
func fieldOf(n *node, key string, searched map[*node]bool) *node {
	n = target(n)
	if n == nil || n.Kind != yaml.MappingNode || searched[n] {
		return nil
	}
	var found, merged *node
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, _ := scalar(n.Content[i])
		switch {
		case k == key:
			found = n.Content[i+1]
		case n.Content[i].ShortTag() == yaml.MergeTag: // a quoted "<<" is a key like any other
			merged = target(n.Content[i+1])
		}
	}
	if found != nil || merged == nil {
		return found
	}
	if searched == nil {
		searched = map[*node]bool{}
	}
	searched[n] = true
	if merged.Kind != yaml.SequenceNode {
		return fieldOf(merged, key, searched)
	}
	for _, m := range merged.Content {
		if found = fieldOf(m, key, searched); found != nil {
			return found
		}
	}
	return nil
}

// keyLines returns the lines of each key that a mapping has itself, and the
// keys in the order of their first lines; nothing where n is no mapping.
func keyLines(n *node) (keys []string, lines map[string][]int) {
	lines = map[string][]int{}
	entries(n, func(key string, at, _ *node) {
		if len(lines[key]) == 0 {
			keys = append(keys, key)
		}
		lines[key] = append(lines[key], at.Line)
	})
	return keys, lines
}

// elements returns the items of a sequence; none where n is no sequence.
func elements(n *node) []*node {
	if !isSequence(n) {
		return nil
	}
	return target(n).Content
}

// entries calls visit with each scalar key that a mapping has itself: its
// text, its node and its value. It does nothing where n is no mapping.
func entries(n *node, visit func(key string, at, value *node)) {
	if !isMapping(n) {
		return
	}
	content := target(n).Content
	for i := 0; i+1 < len(content); i += 2 {
		if key, ok := scalar(content[i]); ok {
			visit(key, content[i], content[i+1])
		}
	}
}

// oddKey returns the first key of a mapping that entries passes over, since
// it is no scalar or null; nil where there is none.
func oddKey(n *node) *node {
	if !isMapping(n) {
		return nil
	}
	content := target(n).Content
	for i := 0; i+1 < len(content); i += 2 {
		if _, ok := scalar(content[i]); !ok {
			return content[i]
		}
	}
	return nil
}

// traits are what two readers of YAML may see differently.
type traits struct {
	special  bool // has an anchor, an alias, a merge key or a tag
	notJSON  bool // has a key or a number that JSON cannot say
	circular int  // the line of an alias that contains itself; 0 without one
	expanded int  // the bytes of all scalars, and one for each node, with the aliases resolved
}

// inspect walks over all nodes of a document, over each of them once.
func inspect(root *node) traits {
	var t traits
	sizes := map[*node]int{} // of the nodes with an anchor; -1 while inside
	var walk func(n *node) (size int)
	walk = func(n *node) (size int) {
		if n.Anchor != "" {
			if size, seen := sizes[n]; seen {
				return size
			}
			sizes[n] = -1
			defer func() { sizes[n] = size }()
		}
		if n.Anchor != "" || n.Kind == yaml.AliasNode || n.Style&yaml.TaggedStyle != 0 || n.Value == mergeKey {
			t.special = true
		}
		if n.Kind == yaml.AliasNode {
			size := walk(n.Alias)
			if size < 0 {
				t.circular = n.Line
			}
			return max(0, size)
		}
		size = 1 + len(n.Value)
		for i, child := range n.Content {
			isKey := n.Kind == yaml.MappingNode && i%2 == 0
			t.notJSON = t.notJSON || isKey && (child.Kind != yaml.ScalarNode || isNull(child)) || isNoNumber(child)
			size = min(size+walk(child), math.MaxInt/2)
		}
		return size
	}
	t.expanded = walk(root)
	return t
}

// isNoNumber reports whether a node is one of the floats that JSON lacks.
func isNoNumber(n *node) bool {
	return n.Tag == yaml.NodeTagFloat && strings.ContainsAny(n.Value, "iInN")
}

// encode writes a node as a document of its own, behind a "---" line, with
// aliases resolved and the comments and styles that the parser kept.
func encode(n *node) ([]byte, error) {
	n = resolved(n)
	out, err := encodeNode(n)
	if err == nil && !readsAs(out, n) {
		// The encoder is known to go wrong with comments in odd places, folded
		// scalars with indented lines, and nothing where null is meant.
		out, err = encodeNode(simplified(n))
		if err == nil && !readsAs(out, n) {
			err = errors.New("it cannot be written as a document of its own")
		}
	}
	return out, err
}

func encodeNode(n *node) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("---\n")
	encoder := yaml.NewEncoder(&out)
	if err := encoder.Encode(n); err != nil {
		return nil, err
	}
	err := encoder.Close()
	return out.Bytes(), err
}

// marshal writes a value as YAML, in block style, indented by two.
func marshal(value any) ([]byte, error) {
	return yaml.MarshalWithOptions(value, &yaml.EncoderOptions{SeqIndent: yaml.WideSequenceStyle})
}

// resolved returns a copy of a node without anchors and aliases. The caller
// has bounded how large that is (see traits.expanded).
func resolved(n *node) *node {
	n = target(n)
	c := *n
	c.Anchor = ""
	c.Content = make([]*node, len(n.Content))
	for i, child := range n.Content {
		c.Content[i] = resolved(child)
	}
	return &c
}

// simplified returns a copy of a node without comments and folded scalars, in
// which null is spelt.
func simplified(n *node) *node {
	c := *n
	c.HeadComment, c.LineComment, c.FootComment = "", "", ""
	if c.Style&yaml.FoldedStyle != 0 {
		c.Style = yaml.DoubleQuotedStyle
	}
	if isNull(n) {
		c.Value = "null"
	}
	c.Content = make([]*node, len(n.Content))
	for i, child := range n.Content {
		c.Content[i] = simplified(child)
	}
	return &c
}

// readsAs reports whether a document has the content of a node.
func readsAs(document []byte, n *node) bool {
	root, err := parse(document)
	return err == nil && root != nil && equal(root, n)
}

// equal reports whether two trees without aliases have the same content.
func equal(a, b *node) bool {
	if isNull(a) && isNull(b) {
		return true
	}
	if a.Kind != b.Kind || a.ShortTag() != b.ShortTag() || a.Value != b.Value || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !equal(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}

// withType returns a mapping with this apiVersion and kind, in front.
func withType(n *node, apiVersion, kind string) *node {
	c := *target(n)
	text := func(value string) *node { return &node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: value} }
	c.Content = []*node{text("apiVersion"), text(apiVersion), text("kind"), text(kind)}
	for i, key := range target(n).Content {
		if i%2 == 0 {
			if k, _ := scalar(key); k != "apiVersion" && k != "kind" {
				c.Content = append(c.Content, key, target(n).Content[i+1])
			}
		}
	}
	return &c
}

// trimParserName takes the parser's name off its messages.
func trimParserName(err error) string {
	return strings.TrimPrefix(err.Error(), "yaml: ")
}
