package filter

import (
	"fmt"
	"io"
	"os"

	"github.com/crdfilter/crdfilter/crdset"
)

// Report says how findings are written, and where.
type Report struct {
	Format Format
	File   string // "" for the writer that [Result.Report] is given
}

// Format is a form of the report.
type Format string

// The formats.
const (
	Text   Format = "text"   // for people
	JSON   Format = "json"   // for programs, see report.schema.json beside package crdset
	GitHub Format = "github" // workflow commands of GitHub Actions
)

// Report writes the findings, and why the run ended early if it did, to w in
// the format that the options ask for.
// Where they name a file for it, it is written whether a check failed or not,
// and the findings go to w as text.
func (r *Result) Report(w io.Writer) error {
	report := r.options.Report
	if report.File == "" {
		return r.writeReport(w, report.Format)
	}
	err := writeAll([]output{{report.File, func(f io.Writer) error { return r.writeReport(f, report.Format) }}})
	if textErr := r.writeReport(w, Text); err == nil {
		err = textErr
	}
	return err
}

func (r *Result) writeReport(w io.Writer, format Format) error {
	switch format {
	case JSON:
		return r.Findings.WriteJSON(w, r.Set.CRDs, r.Err)
	case GitHub:
		return r.Findings.WriteGitHub(w, isFile, r.Err)
	}
	err := r.Findings.WriteText(w)
	if err == nil && r.Err != nil {
		_, err = fmt.Fprintln(w, "crdfilter: "+crdset.Escape(r.Err.Error()))
	}
	return err
}

// isFile tells files from standard input and what else was read.
func isFile(input string) bool {
	info, err := os.Stat(input)
	return err == nil && info.Mode().IsRegular()
}
