// Package filter reads streams of YAML documents and passes on the
// CustomResourceDefinitions in them, byte for byte, once all of the input was
// read and found good.
//
// Data runs one way: an input is split into documents (split.go), each is
// read (stream.go, parse.go, object.go), chosen, held back (hold.go), and
// written after package crdset has checked the set (write.go).
package filter

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/crdfilter/crdfilter/crdset"
)

// Options say what to keep, what to check and what to write.
type Options struct {
	Selection   crdset.Selection
	Checks      crdset.Checks
	Ignore      []crdset.Rule
	OnDuplicate Duplicates
	Output      Output
	NamesTo     string // a file for the names of the kept CRDs, "" for none
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
	YAML    Output = "yaml" // the documents
	Names   Output = "name" // a line for each kept CRD, as "kubectl -o name" has it
	Nothing Output = ""
)

// Result is what a run read and decided. Nothing was written yet.
type Result struct {
	Findings crdset.Findings
	Set      crdset.Set

	options Options
	output  hold
}

// Read reads all inputs and holds the set of CRDs against the checks. Its
// error means that an input could not be read to its end; the findings up to
// there are in the result.
func Read(paths []string, stdin io.Reader, options Options) (*Result, error) {
	r := reader{
		Result: &Result{options: options, Findings: crdset.Findings{Ignore: options.Ignore}},
		kept:   map[string]copyOf{},
	}
	if err := eachInput(paths, stdin, r.input); err != nil {
		return r.Result, err
	}
	for _, crd := range r.Set.CRDs {
		if crd.Kept {
			r.Findings.Add(options.Checks.Each(crd)...)
		}
	}
	r.Findings.Add(options.Checks.All(r.Set, options.Selection)...)
	return r.Result, nil
}

// reader is a Result in the making.
type reader struct {
	*Result
	kept map[string]copyOf // by name
}

// copyOf is a kept CRD, to hold another of the same name against.
type copyOf struct {
	index int  // in Set.CRDs
	held  span // all that is written for it
	body  span // the document itself, behind what leads to it
}

// input is the one loop: it reads the documents of one input.
func (r *reader) input(in io.Reader, name string) error {
	splitter := NewSplitter(in, name)
	for {
		d, err := splitter.Next()
		var bad *unreadable
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad):
			r.Findings.Add(crdset.Finding{Rule: crdset.Malformed, Place: bad.place, Message: bad.message})
			return nil
		case err != nil:
			return err
		}
		r.document(d)
	}
}

// document decides about one document.
func (r *reader) document(d Document) {
	o := d.read()
	if o.finding != nil {
		r.Findings.Add(*o.finding)
	}
	if !o.empty {
		r.Set.Documents++
	}
	if o.crd != nil {
		r.crd(d, *o.crd)
		return
	}
	if r.options.Selection.Drop && r.options.Output == YAML {
		r.output.add(d.Bytes)
	}
}

// crd decides about a CRD.
func (r *reader) crd(d Document, crd crdset.CRD) {
	crd.Selected = r.options.Selection.Selects(crd)
	if r.options.Selection.Keeps(crd.Selected) && !r.isDuplicate(d, crd) {
		crd.Kept = true
		r.keep(d, &crd)
	}
	r.Set.CRDs = append(r.Set.CRDs, crd)
}

// keep holds a CRD.
func (r *reader) keep(d Document, crd *crdset.CRD) {
	if !r.options.Checks.ServerSide {
		object, err := asKubectl(d.body())
		if err == nil {
			crd.ApplyBytes, err = applyBytes(object)
		}
		if err != nil {
			r.Findings.Add(*d.unreadableToKubectl(err).finding)
		}
	}
	held := r.output.add(d.Bytes)
	r.kept[crd.Name] = copyOf{
		index: len(r.Set.CRDs),
		held:  held,
		body:  span{held.to - len(d.body()), held.to},
	}
}

// isDuplicate reports whether a kept CRD of this name makes this one
// superfluous. Where the last of two is wanted, it takes the first one back.
func (r *reader) isDuplicate(d Document, crd crdset.CRD) bool {
	first, found := r.kept[crd.Name]
	if !found || crd.Name == "" || sameObject(r.output.get(first.body), d.body()) {
		return found && crd.Name != ""
	}
	earlier := &r.Set.CRDs[first.index]
	switch r.options.OnDuplicate {
	case KeepFirst:
		return true
	case KeepLast:
		earlier.Kept = false
		r.output.takeBack(first.held)
		return false
	}
	other := earlier.Place.String()
	if earlier.Chart != "" {
		other += " (chart " + earlier.Chart + ")"
	}
	r.Findings.Add(crdset.Finding{
		Rule: crdset.Duplicate, Place: crd.Place, Chart: crd.Chart, CRD: crd.Name,
		Message: fmt.Sprintf("%s is here with other content than at %s", crd.Name, other),
		Hint:    "switch the CRD off in one of the two charts, or choose with --on-duplicate first or --on-duplicate last",
	})
	return true
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

// Write writes the files and then standard output, which is all that the
// options ask for. It must not be called when a check failed.
func (r *Result) Write(stdout io.Writer) error {
	if r.options.NamesTo != "" {
		if err := writeFile(r.options.NamesTo, r.writeNames); err != nil {
			return err
		}
	}
	switch {
	case r.options.Output == Names:
		return r.writeNames(stdout)
	case r.options.Output == YAML && r.output.empty():
		// Helm refuses an empty output of a post-renderer.
		_, err := io.WriteString(stdout, "# crdfilter: no document is left\n")
		return err
	case r.options.Output == YAML:
		return r.output.writeTo(stdout)
	}
	return nil
}

// writeNames writes the names of the kept CRDs, as "kubectl -o name" does.
func (r *Result) writeNames(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, crd := range r.Set.CRDs {
		if crd.Kept {
			fmt.Fprintln(out, crdset.Escape(crd.ResourceName()))
		}
	}
	return out.Flush()
}
