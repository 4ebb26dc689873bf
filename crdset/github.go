package crdset

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteGitHub writes each finding as a workflow command of GitHub Actions,
// which shows it beside the line that it is about. isFile tells inputs that
// are files of the repository from others, such as standard input; stopped is
// why the run ended early, nil when it did not.
// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions)
func (fs *Findings) WriteGitHub(w io.Writer, isFile func(input string) bool, stopped error) error {
	out := bufio.NewWriter(w)
	for _, f := range fs.list {
		properties := "title=" + property("crdfilter "+string(f.Rule))
		message := f.Message
		if f.Place.Item != "" {
			message = f.Place.Item + ": " + message // the line is its own
		}
		if isFile(f.Place.Input) {
			properties = "file=" + property(f.Place.Input) + fmt.Sprintf(",line=%d,", max(1, f.Place.Line)) + properties
		} else if f.Place.Input != "" {
			message = f.Place.String() + ": " + f.Message
		}
		if f.Chart != "" {
			message += " (chart " + f.Chart + ")"
		}
		lines := append([]string{message}, f.Details...)
		if f.Hint != "" {
			lines = append(lines, "hint: "+f.Hint)
		}
		for i, line := range lines {
			lines[i] = data(line)
		}
		fmt.Fprintf(out, "::%s %s::%s\n", f.severity(), properties, strings.Join(lines, "%0A"))
	}
	if fs.more > 0 {
		fmt.Fprintf(out, "::error title=crdfilter::and %s more\n", plural(fs.more, "finding"))
	}
	if stopped != nil {
		fmt.Fprintf(out, "::error title=crdfilter::%s\n", data(stopped.Error()))
	}
	return out.Flush()
}

// data escapes the message of a workflow command.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(Escape(s))
}

// property escapes the value of a property of a workflow command.
func property(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(Escape(s))
}
