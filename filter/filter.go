// Package filter reads streams of YAML documents and passes on the
// CustomResourceDefinitions in them, byte for byte, once all of the input was
// read and found good.
//
// Data runs one way: an input is split into documents (split.go), each is
// read (ahead.go; by recognise.go, or else by parse.go and object.go), chosen
// (filter.go), held back (side.go, hold.go), and written after package crdset
// has checked the set (write.go).
package filter

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/crdfilter/crdfilter/crdset"
)

// Options say what to keep, what to check and what to write.
type Options struct {
	Selection     crdset.Selection
	Checks        crdset.Checks
	Ignore        []crdset.Rule
	OnDuplicate   Duplicates
	FixSeparators bool             // cut documents that are glued together
	NeededBy      []string         // files and folders of custom resources, whose CRDs must be kept
	Provided      []crdset.Pattern // groups whose CRDs come from somewhere else

	Output Output
	Width  int // of a table, in characters; 0: no limit
	Report Report

	Progress func(Progress) // is told of each document; nil: nobody wants to know
	NamesTo  string         // a file for the names of the kept CRDs, "" for none
	RestTo   string         // a file for what the output leaves out, "" for none
	Stream   io.Writer      // where each kept document goes as soon as it was read; nil: see [Result.Write]
}

// Duplicates says what becomes of a CRD that comes twice with different content.
type Duplicates string

// The ways to treat duplicates. Equal ones are always written once.
const (
	Fail      Duplicates = "fail"
	KeepFirst Duplicates = "first"
	KeepLast  Duplicates = "last"
)

// Output is what standard output carries.
type Output string

// The outputs.
const (
	YAML    Output = "yaml"   // the documents
	Names   Output = "name"   // a line for each kept CRD, as "kubectl -o name" has it
	Table   Output = "table"  // a line for each kept CRD, for eyes
	CRDSet  Output = "crdset" // the CRDSet file that the kept CRDs satisfy
	Nothing Output = ""
)

// Result is what a run read and decided.
type Result struct {
	Findings crdset.Findings
	Set      crdset.Set
	Err      error // why reading ended early; nil when all inputs were read

	options    Options
	where      *expression // nil: always true
	kept, rest side
}

// Read reads all inputs and holds the set of CRDs against the checks. Where
// that ends early, since an input cannot be read or the output not be held,
// the result has an Err and the findings up to there. Close the result.
func Read(paths []string, stdin io.Reader, options Options) *Result {
	r := &Result{
		options:  options,
		Findings: crdset.Findings{Ignore: options.Ignore},
		kept:     side{wanted: options.Output == YAML, copies: map[string]copyOf{}},
		rest:     side{wanted: options.RestTo != "", copies: map[string]copyOf{}},
	}
	if options.Output == YAML {
		r.kept.stream = options.Stream
	}
	if r.Err = r.prepare(); r.Err != nil {
		return r
	}
	if r.Err = eachInput(paths, stdin, r.input); r.Err != nil {
		return r
	}
	if options.Stream == nil { // else each was checked before it was written
		for _, crd := range r.Set.CRDs {
			if crd.Kept {
				r.Findings.Add(options.Checks.Each(crd)...)
			}
		}
	}
	r.Findings.Add(r.options.Checks.All(r.Set, options.Selection)...)
	return r
}

// prepare reads what there is to read beside the inputs.
func (r *Result) prepare() (err error) {
	if where := r.options.Selection.Where; where != "" {
		if r.where, err = compile(where); err != nil {
			return fmt.Errorf("--where: %w", err)
		}
	}
	if len(r.options.NeededBy) > 0 {
		needs, findings, err := readNeeds(r.options.NeededBy, r.options.Provided)
		if err != nil {
			return fmt.Errorf("--needed-by: %w", err)
		}
		r.Findings.Add(findings...)
		r.options.Checks.Needs = needs
	}
	return nil
}

// selects reports whether a CRD is selected.
func (r *Result) selects(d Document, crd crdset.CRD) (bool, error) {
	if !r.options.Selection.Lists(crd) || r.where == nil {
		return r.options.Selection.Lists(crd), nil
	}
	selected, err := r.where.isTrue(d.body())
	if err != nil {
		err = fmt.Errorf("--where, for %s at %s: %w", crd.Name, crd.Where(), err)
	}
	return selected, err
}

// Close frees what the result holds.
func (r *Result) Close() {
	r.kept.held.close()
	r.rest.held.close()
}

// input reads the documents of one input, and decides about each.
func (r *Result) input(in io.Reader, name string) error {
	err := readAhead(NewSplitter(in, name), func(d Document, o object) error {
		if r.options.Progress != nil {
			r.options.Progress(Progress{r.Set.Documents, len(r.Set.CRDs), d.Chart})
		}
		return r.document(d, o)
	})
	var bad *unreadable
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case errors.As(err, &bad):
		r.Findings.Add(crdset.Finding{Rule: crdset.Malformed, Place: bad.place, Message: bad.message})
		r.Set.Refused++
		return nil
	}
	return err
}

// document decides about one document, which was read as o.
func (r *Result) document(d Document, o object) error {
	if o.finding != nil && o.finding.Rule == crdset.Glued && r.options.FixSeparators {
		if parts := d.unglue(); parts != nil {
			o = object{items: parts}
		}
	}
	if o.items != nil {
		for _, item := range o.items {
			if err := r.document(item, item.read()); err != nil {
				return err
			}
		}
		return nil
	}
	if !o.empty {
		r.Set.Documents++
	}
	if o.finding != nil && r.Findings.Add(*o.finding) {
		r.Set.Refused++
		return nil
	}
	if o.crd != nil {
		crd, err := r.crd(d, o)
		r.Set.CRDs = append(r.Set.CRDs, crd)
		return err
	}
	if r.options.Selection.Drop {
		return r.kept.add(d)
	}
	return r.rest.add(d)
}

// crd decides about a CRD, and returns it with what was decided.
func (r *Result) crd(d Document, o object) (crdset.CRD, error) {
	crd := *o.crd
	crd.Bytes = len(d.body())
	selected, err := r.selects(d, crd)
	if err != nil {
		return crd, err
	}
	crd.Selected = selected
	if !r.options.Selection.Keeps(crd.Selected) {
		if !r.rest.wanted {
			return crd, nil
		}
		superfluous, err := r.isDuplicate(&r.rest, d, crd)
		if err != nil || superfluous {
			return crd, err
		}
		return crd, r.rest.addCRD(d, crd, len(r.Set.CRDs))
	}
	superfluous, err := r.isDuplicate(&r.kept, d, crd)
	if err != nil || superfluous {
		return crd, err
	}
	if !r.options.Checks.ServerSide {
		if crd.ApplyBytes, err = applySize(d.body(), o); err != nil {
			r.Findings.Add(*d.unreadableToKubectl(err).finding)
			r.Set.Refused++
			return crd, nil
		}
	}
	if r.options.Stream != nil && r.Findings.Add(r.options.Checks.Each(crd)...) {
		return crd, nil
	}
	crd.Kept = true
	return crd, r.kept.addCRD(d, crd, len(r.Set.CRDs))
}

// isDuplicate reports whether an earlier CRD of the same name makes this one
// superfluous. Where the last of two is wanted, it takes the first one back.
func (r *Result) isDuplicate(s *side, d Document, crd crdset.CRD) (bool, error) {
	copy, found := s.copies[crd.Name]
	if !found || crd.Name == "" {
		return false, nil
	}
	first, err := s.held.get(copy.body)
	if err != nil {
		return false, err
	}
	if sameObject(first, d.body()) {
		return true, nil
	}
	earlier := &r.Set.CRDs[copy.index]
	switch {
	case r.options.OnDuplicate == KeepFirst:
		return true, nil
	case r.options.OnDuplicate == KeepLast:
		earlier.Kept = false
		s.held.takeBack(copy.all)
		return false, nil
	case s == &r.rest:
		return false, nil // the checks are about what is kept
	}
	r.Findings.Add(crdset.Finding{
		Rule: crdset.Duplicate, Place: crd.Place, Chart: crd.Chart, CRD: crd.Name,
		Message: fmt.Sprintf("%s comes a second time, with other content", crd.Name),
		Details: []string{"the first: " + earlier.Where()},
		Hint:    "take one of the two out of the input, or choose with --on-duplicate first or --on-duplicate last",
	})
	return true, nil
}

// sameObject reports whether two documents are equal as JSON.
func sameObject(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, errX := asJSON(a)
	y, errY := asJSON(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
