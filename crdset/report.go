package crdset

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDetails is how many lines below a finding are shown.
const maxDetails = 100

// WriteText writes the findings for people: "crdfilter: PLACE: MESSAGE
// (chart X) [rule]", lists below it indented by two, and what to do once
// behind all findings in a row that have the same remedy. Nothing from the
// input is written raw (see [Escape]).
func (fs *Findings) WriteText(w io.Writer) error {
	out := bufio.NewWriter(w)
	for i, f := range fs.list {
		fmt.Fprintln(out, f.headline())
		for _, detail := range f.Details[:min(maxDetails, len(f.Details))] {
			fmt.Fprintln(out, "  "+Escape(detail))
		}
		if more := len(f.Details) - maxDetails; more > 0 {
			fmt.Fprintf(out, "  … and %s more\n", plural(more, "line"))
		}
		last := i+1 == len(fs.list) || fs.list[i+1].Hint != f.Hint
		if f.Hint != "" && last {
			fmt.Fprintln(out, "  hint: "+Escape(f.Hint))
		}
	}
	if fs.more > 0 {
		fmt.Fprintf(out, "crdfilter: and %s more\n", plural(fs.more, "finding"))
	}
	return out.Flush()
}

// headline returns the first line of a finding.
func (f Finding) headline() string {
	line := "crdfilter: "
	if f.Place != (Place{}) {
		line += Escape(f.Place.String()) + ": "
	}
	if f.Warning {
		line += "warning: "
	}
	line += Escape(f.Message)
	if f.Chart != "" {
		line += " (chart " + Escape(f.Chart) + ")"
	}
	return line + " [" + string(f.Rule) + "]"
}

// maxShown is how many bytes of one text are shown: the input may hold a
// name of many MiB.
const maxShown = 2000

// Escape returns s fit for a terminal, a log and the line protocol of a CI
// system: what is not printable, and the "::" and "##" that begin a workflow
// command, as Go escapes; a long text is cut.
func Escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i >= maxShown {
			fmt.Fprintf(&b, "… (%s more)", plural(len(s)-i, "byte"))
			break
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case !strconv.IsPrint(r):
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		case (r == ':' || r == '#') && strings.HasSuffix(b.String(), string(r)):
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
