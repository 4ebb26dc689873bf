package filter

import "bytes"

// flowNode reads a node in a flow collection.
func (r *reader) flowNode(as role) value {
	switch r.b[r.i] {
	case '{':
		return r.flowMapping(as)
	case '[':
		return r.flowSequence(as)
	case '"', '\'':
		return r.quotedScalar()
	}
	text, ok := r.flowPlain()
	if !ok {
		return value{}
	}
	return r.plain(r.bytes(text), text)
}

// flowMapping reads a mapping in braces. Each key has a value.
func (r *reader) flowMapping(as role) value {
	if r.depth++; r.depth > maxDepth {
		return value{}
	}
	set := keySet{first: len(r.keys)}
	for r.i++; ; {
		if !r.separate() {
			return value{}
		}
		if r.b[r.i] == '}' {
			r.i++
			return r.endMapping(set)
		}
		key, ok := r.flowKey()
		if !ok || !r.newKey(&set, key) || !r.separate() {
			return value{}
		}
		field := as.field(r.bytes(key))
		v := r.flowNode(field)
		if v.kind == unsure || !r.endFlowEntry('}') {
			return value{}
		}
		r.note(field, key, v)
	}
}

// flowSequence reads a sequence in brackets.
func (r *reader) flowSequence(as role) value {
	if r.depth++; r.depth > maxDepth {
		return value{}
	}
	item := as.item()
	r.i++
	for n := 0; ; n++ {
		if !r.separate() {
			return value{}
		}
		if r.b[r.i] == ']' {
			r.i++
			return r.endSequence(n)
		}
		r.beginItem(item)
		v := r.flowNode(item)
		if v.kind == unsure || !r.endFlowEntry(']') {
			return value{}
		}
		r.endItem(item, v)
	}
}

// endFlowEntry reads what separates an entry from the next, or stops before
// what ends the collection. A comma may stand there, too.
func (r *reader) endFlowEntry(end byte) bool {
	if !r.separate() {
		return false
	}
	if r.b[r.i] == ',' {
		r.i++
		return true
	}
	return r.b[r.i] == end
}

// flowKey reads a key in a flow mapping and the ":" behind it. Behind a plain
// key there has to be white space, too.
func (r *reader) flowKey() (key extent, ok bool) {
	start := r.i
	switch r.b[r.i] {
	case '"', '\'':
		key, ok = r.quotedKey()
		r.skipSpaces()
	default:
		key, ok = r.flowPlain()
		ok = ok && isTextKey(r.bytes(key))
	}
	if !ok || r.b[r.i] != ':' || r.i-start > maxImplicitKey {
		return extent{}, false
	}
	r.i++
	return key, true
}

// flowPlain reads a plain scalar in flow context, which has to end on its line.
func (r *reader) flowPlain() (text extent, ok bool) {
	if !r.beginsPlain() {
		return extent{}, false
	}
	from := r.i
	for ; ; r.i++ {
		switch c := r.b[r.i]; c {
		case '[', '{', '?', '\t':
			return extent{}, false
		case ':':
			if !isWhite(r.b[r.i+1]) {
				continue
			}
		case '#':
			if r.b[r.i-1] != ' ' {
				continue
			}
		case ',', ']', '}', '\n':
		default:
			continue
		}
		break
	}
	to := r.i
	for r.b[to-1] == ' ' {
		to--
	}
	return extent{from, to}, true
}

// separate moves over the spaces, line breaks and comments between two
// tokens in flow context, where indentation does not matter.
func (r *reader) separate() bool {
	for {
		switch r.b[r.i] {
		case ' ':
			r.i++
			continue
		case '#':
			if c := r.b[r.i-1]; c != ' ' && c != '\n' {
				return false
			}
			r.isNoText(r.i, r.eol)
			r.i = r.eol
		case '\n':
		default:
			return true
		}
		r.i++
		if r.i == len(r.b) {
			return false
		}
		r.line = r.i
		r.eol = r.i + bytes.IndexByte(r.b[r.i:], '\n')
		if r.atMarker() {
			return false
		}
	}
}
