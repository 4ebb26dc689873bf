package crdset

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// WriteTable writes a line for each kept CRD, in aligned columns, for eyes
// only. The storage version is marked with a "*". Lines are cut to the width,
// in characters; 0 is no limit.
func WriteTable(w io.Writer, crds []CRD, width int) error {
	var text bytes.Buffer
	table := tabwriter.NewWriter(&text, 0, 0, 3, ' ', 0)
	row := func(cells ...string) {
		_, _ = fmt.Fprintln(table, strings.Join(cells, "\t")) // a Buffer takes everything
	}
	row("NAME", "KIND", "VERSIONS", "SCOPE", "SIZE", "CHART")
	for _, c := range kept(crds) {
		var versions []string
		for _, v := range c.Versions {
			switch {
			case v.Served && v.Storage:
				versions = append(versions, v.Name+"*")
			case v.Served:
				versions = append(versions, v.Name)
			}
		}
		row(Escape(c.Name), Escape(c.Names.Kind), Escape(strings.Join(versions, ",")), Escape(c.Scope), size(c.Bytes), Escape(c.Chart))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	var out bytes.Buffer
	for line := range strings.Lines(text.String()) {
		line = strings.TrimRight(line, " \n")
		if width > 0 && utf8.RuneCountInString(line) > width {
			line = string([]rune(line)[:width-1]) + "…"
		}
		out.WriteString(line + "\n")
	}
	_, err := w.Write(out.Bytes())
	return err
}

// size returns a number of bytes in the unit that people read: 812 B, 98.3 KiB.
func size(n int) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case float64(n) < 1023.95*(1<<10): // more would be rounded to 1024.0
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	default:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
}
