package crdset

import "slices"

// Rule is the name of a check. It stands at the end of each message and in
// the reports, and is what --ignore takes.
type Rule string

// The rules, in the order in which a document meets them.
const (
	Malformed    Rule = "malformed"     // not YAML, or YAML that kubectl reads otherwise
	Glued        Rule = "glued"         // two documents without a "---" between them
	NotAnObject  Rule = "not-an-object" // YAML, but no Kubernetes object
	Duplicate    Rule = "duplicate"     // the same CRD twice with different content
	Unacceptable Rule = "unacceptable"  // no API server takes this CRD
	ApplySize    Rule = "apply-size"    // too large for client-side apply
	Unmatched    Rule = "unmatched"     // a pattern that selects nothing
	Empty        Rule = "empty"         // no CRD was kept
	Count        Rule = "count"         // not the expected number of CRDs
	Required     Rule = "required"      // a critical CRD is missing
	Needed       Rule = "needed"        // a custom resource has no CRD
	Inventoried  Rule = "inventory"     // the CRDs are not those of the inventory
)

// Ignorable are the rules that --ignore takes. Each of the others has a flag
// that says what is wanted instead, or guards the promise of the program.
var Ignorable = []Rule{NotAnObject, Unacceptable, ApplySize, Unmatched}

// Finding is one thing that a person should know about the input.
//
// Message, Details and Hint may quote the input as it came: whoever prints
// them escapes it (see [WriteText]).
type Finding struct {
	Rule    Rule
	Warning bool // does not fail the run

	Place Place
	Chart string // the chart that the place belongs to, if known
	CRD   string // the name of the CRD that the finding is about, if it is about one

	Message string   // what was expected and what was found, in one line
	Details []string // further lines: lists and breakdowns
	Hint    string   // what to do next
}

// maxFindings bounds what one run collects: a stream of a million broken
// documents is told by its first thousand.
const maxFindings = 1000

// Findings collects the findings of a run, in the order in which they are
// added. The zero value is empty and ready to use.
type Findings struct {
	Ignore []Rule // findings of these rules are not taken

	list   []Finding
	more   int // findings beyond maxFindings
	status int
}

// Add takes findings, and reports whether one of them fails the run.
func (fs *Findings) Add(findings ...Finding) (failed bool) {
	for _, f := range findings {
		if slices.Contains(fs.Ignore, f.Rule) {
			continue
		}
		fs.status = max(fs.status, f.status())
		failed = failed || f.status() > 0
		if len(fs.list) == maxFindings {
			fs.more++
			continue
		}
		fs.list = append(fs.list, f)
	}
	return failed
}

// ExitStatus returns what the findings make of the run: 2 when the input
// could not be read as what it should be, 1 when a check failed, otherwise 0.
func (fs *Findings) ExitStatus() int { return fs.status }

func (f Finding) status() int {
	switch {
	case f.Rule == Malformed || f.Rule == Glued:
		return 2
	case f.Warning:
		return 0
	default:
		return 1
	}
}
