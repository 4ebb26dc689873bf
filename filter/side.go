package filter

import (
	"io"

	"github.com/crdfilter/crdfilter/crdset"
)

// side is one of the two places a document can go: the output or the rest.
type side struct {
	wanted bool      // somebody wants what is held
	stream io.Writer // where documents go at once instead; nil: hold them
	held   hold
	copies map[string]copyOf // of the CRDs, by name
}

// copyOf is a held CRD, to compare another of the same name with.
type copyOf struct {
	index int  // in Set.CRDs
	all   span // what is written
	body  span // the document itself, behind what leads to it
}

// add puts a document on the side.
func (s *side) add(d Document) error {
	switch {
	case s.stream != nil:
		return writeDocument(s.stream, d.Bytes)
	case s.wanted:
		_, err := s.held.add(d.Bytes)
		return err
	}
	return nil
}

// addCRD puts a CRD on the side. It is held in any case.
func (s *side) addCRD(d Document, crd crdset.CRD, index int) error {
	if s.stream != nil {
		if err := writeDocument(s.stream, d.Bytes); err != nil {
			return err
		}
	}
	all, err := s.held.add(d.Bytes)
	s.copies[crd.Name] = copyOf{index, all, span{all.to - int64(len(d.body())), all.to}}
	return err
}

// writeDocument writes a document as it came, behind a "---" line.
func writeDocument(w io.Writer, document []byte) error {
	if !isMarker(document, startMarker) {
		if _, err := io.WriteString(w, "---\n"); err != nil {
			return err
		}
	}
	_, err := w.Write(document)
	return err
}
