// Crdfilter passes on the CustomResourceDefinitions in a stream of Kubernetes
// manifests, once it knows that the set of them is complete.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/crdfilter/crdfilter/crdset"
	"github.com/crdfilter/crdfilter/filter"
)

const usage = `usage: crdfilter [flags] [PATH...]

Reads Kubernetes manifests, keeps the CustomResourceDefinitions (CRDs) among
them, and writes these to standard output, byte for byte, once all of the input
was read and every check passed; otherwise it writes nothing.

    helmfile template | crdfilter --expect 33 | kubectl apply -f -

A PATH is a file, a folder (its *.yaml, *.yml and *.json files, recursively,
without folders that begin with "."), or "-" for standard input, which is also
read without a PATH.

Select (a PATTERN is a glob: cert-manager.io, '*.coreos.com', '!*.acme.*'):
  -g, --group PATTERN      select the CRDs whose group matches
  -n, --name PATTERN       select the CRDs whose name matches
                           Both may be repeated and take comma-separated lists.
                           A CRD is selected when either matches, or when there
                           is no pattern; one with "!" takes CRDs out again.
      --where EXPR         of those, only the CRDs for which this yq expression
                           is true
  -x, --drop               drop the selected CRDs and keep everything else
  -s, --set FILE           read selection and checks from a CRDSet file; a flag
                           replaces the file's value for the same thing
      --on-duplicate WHAT  the same CRD twice with different content:
                           fail (default), first, last

Check:
      --expect COUNT       how many distinct CRDs must be kept: 33, 30..40,
                           30.., ..40; with PATTERN= in front, of the groups
                           that match (monitoring.coreos.com=10); repeatable
      --require NAME       a critical CRD that must be kept; may be repeated,
                           takes a comma-separated list
      --needed-by PATH     every CRD that the custom resources in this file or
                           folder need must be kept, and serve the version that
                           they use; repeatable
      --provided GROUP     with --needed-by: a group whose CRDs come from
                           somewhere else; a pattern, repeatable
      --server-side        the output is for "kubectl apply --server-side": it
                           need not fit into what client-side apply can store
      --check              run the checks and write nothing to standard output
      --ignore RULE        do not report this rule's findings; repeatable:
                           not-an-object, unacceptable, apply-size, unmatched

Write:
  -o, --output FORMAT      what standard output carries: yaml (default), name,
                           table, crdset
      --names-to FILE      also write the names of the kept CRDs to FILE, as
                           "kubectl wait" takes them
      --rest-to FILE       also write to FILE what standard output leaves out
      --fix-separators     split documents that were glued together by a missing
                           "---", instead of refusing them
      --stream             write each kept document as soon as it was read and
                           checked on its own: output may precede a failure
      --report FORMAT[=FILE]
                           how findings are written, and where (standard error):
                           text (default), json, github

  -h, --help               print this and exit
  -V, --version            print the version and exit

Exit status: 0 when every check passed and everything was written, 1 when a
check failed, 2 when the job could not be done: wrong usage, unreadable or
malformed input, a failed write.
`

// The exit status, beside 1 for a failed check.
const (
	success = 0
	trouble = 2 // the job could not be done
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the program: it returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	fail := func(err error) int {
		if path := (&fs.PathError{}); errors.As(err, &path) && err.Error() == path.Error() {
			err = fmt.Errorf("%s: %w", path.Path, path.Err) // without the name of the system call
		}
		_, _ = fmt.Fprintln(stderr, "crdfilter: "+crdset.Escape(err.Error())) // nowhere left to say that this fails
		return trouble
	}
	options, paths, err := parseArgs(args, stdout)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		if _, err := io.WriteString(stdout, usage); err != nil {
			return fail(err)
		}
		return success
	case errors.Is(err, errVersion):
		if _, err := fmt.Fprintln(stdout, "crdfilter", version()); err != nil {
			return fail(err)
		}
		return success
	case err != nil:
		return fail(err)
	}
	options.Width, _ = terminalWidth(stdout)
	result := read(paths, stdin, stderr, options)
	defer result.Close()
	if err := result.Report(stderr); err != nil {
		return fail(err)
	}
	if result.Err != nil {
		return trouble // the report says why
	}
	if status := result.Findings.ExitStatus(); status != success {
		return status
	}
	if err := result.Write(stdout); err != nil {
		return fail(err)
	}
	return success
}

// read reads the inputs. When standard error is a terminal and that takes
// long, a line there shows how far it is.
func read(paths []string, stdin io.Reader, stderr io.Writer, options filter.Options) *filter.Result {
	if width, isTerminal := terminalWidth(stderr); isTerminal {
		ticker := time.NewTicker(500 * time.Millisecond)
		defer ticker.Stop()
		update, stop := filter.ShowProgress(stderr, width, ticker.C)
		defer stop()
		options.Progress = update
	}
	return filter.Read(paths, stdin, options)
}

// terminalWidth returns the columns of a terminal, 0 where that is not known,
// and whether w is a terminal that can be written to more than once a line.
func terminalWidth(w io.Writer) (columns int, isTerminal bool) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || os.Getenv("TERM") == "dumb" {
		return 0, false
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		columns = 0
	}
	return columns, true
}

var errVersion = errors.New("the version was asked for")

// parseArgs reads the command line. The options name stdout where documents
// are to be written to it at once. Its error is pflag.ErrHelp, errVersion or
// what is wrong with the usage.
func parseArgs(args []string, stdout io.Writer) (options filter.Options, paths []string, err error) {
	flags := pflag.NewFlagSet("crdfilter", pflag.ContinueOnError)
	flags.Usage = func() {}
	flags.SortFlags = false

	selection, checks := &options.Selection, &options.Checks
	flags.FuncP("group", "g", "", eachOf(appendTo(&selection.Groups, crdset.ParsePattern)))
	flags.FuncP("name", "n", "", eachOf(appendTo(&selection.Names, crdset.ParsePattern)))
	flags.Func("where", "", set(&selection.Where, parseNotEmpty))
	var setFile string
	flags.FuncP("set", "s", "", set(&setFile, parseNotEmpty))
	flags.BoolVarP(&selection.Drop, "drop", "x", false, "")
	flags.Func("expect", "", appendTo(&checks.Expect, crdset.ParseExpect))
	flags.Func("require", "", eachOf(appendTo(&checks.Require, crdset.ParseName)))
	flags.Func("needed-by", "", appendTo(&options.NeededBy, parseNotEmpty))
	flags.Func("provided", "", eachOf(appendTo(&options.Provided, crdset.ParsePattern)))
	flags.BoolVar(&checks.ServerSide, "server-side", false, "")
	flags.Func("ignore", "", eachOf(appendTo(&options.Ignore, oneOf(crdset.Ignorable...))))
	options.OnDuplicate = filter.Fail
	flags.Func("on-duplicate", "", set(&options.OnDuplicate, oneOf(filter.Fail, filter.KeepFirst, filter.KeepLast)))
	options.Output = filter.YAML
	flags.FuncP("output", "o", "", set(&options.Output, oneOf(filter.YAML, filter.Names, filter.Table, filter.CRDSet)))
	options.Report.Format = filter.Text
	flags.Func("report", "", set(&options.Report, parseReport))
	flags.Func("names-to", "", set(&options.NamesTo, parseNotEmpty))
	flags.Func("rest-to", "", set(&options.RestTo, parseNotEmpty))
	flags.BoolVar(&options.FixSeparators, "fix-separators", false, "")
	stream := flags.Bool("stream", false, "")
	check := flags.Bool("check", false, "")
	showVersion := flags.BoolP("version", "V", false, "")

	if err := flags.Parse(args); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return options, nil, err
		}
		return options, nil, wrongUsage(withSuggestion(err, flags))
	}
	if *showVersion {
		return options, nil, errVersion
	}
	if *check {
		options.Output = filter.Nothing
	}
	if setFile != "" {
		spec, err := filter.ReadSet(setFile)
		if err != nil {
			return options, nil, err
		}
		apply(spec, &options)
	}
	switch {
	case options.Provided != nil && options.NeededBy == nil:
		return options, nil, wrongUsage(errors.New("--provided says something about --needed-by, which is not there"))
	case *stream && options.OnDuplicate == filter.KeepLast:
		return options, nil, wrongUsage(errors.New("--stream writes the first of two CRDs before it sees the last: --on-duplicate last does not go with it"))
	}
	files := []string{options.NamesTo, options.RestTo, options.Report.File}
	for i, file := range files {
		if file != "" && slices.Contains(files[:i], file) {
			return options, nil, wrongUsage(fmt.Errorf("%s is to be written twice: --names-to, --rest-to and --report need files of their own", file))
		}
	}
	if *stream {
		options.Stream = stdout
	}
	if paths = flags.Args(); len(paths) == 0 {
		paths = []string{"-"}
	}
	return options, paths, nil
}

// withSuggestion adds the flag that is meant to the error for one that does
// not exist.
func withSuggestion(err error, flags *pflag.FlagSet) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return err
	}
	var names []string
	flags.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := crdset.Nearest(unknown.GetSpecifiedName(), names); len(near) > 0 {
		err = fmt.Errorf("%w, did you mean --%s?", err, near[0])
	}
	return err
}

// wrongUsage adds to an error where the usage is explained.
func wrongUsage(err error) error { return fmt.Errorf("%w (see crdfilter --help)", err) }

// eachOf applies what sets one value to each of a comma-separated list.
func eachOf(set func(string) error) func(string) error {
	return func(list string) error {
		for item := range strings.SplitSeq(list, ",") {
			if err := set(strings.TrimSpace(item)); err != nil {
				return err
			}
		}
		return nil
	}
}

// set returns a function that parses a value and stores it.
func set[T any](value *T, parse func(string) (T, error)) func(string) error {
	return func(text string) (err error) {
		*value, err = parse(text)
		return err
	}
}

// appendTo returns a function that parses a value and appends it to a list.
func appendTo[T any](list *[]T, parse func(string) (T, error)) func(string) error {
	return func(text string) error {
		value, err := parse(text)
		if err == nil {
			*list = append(*list, value)
		}
		return err
	}
}

// oneOf returns a parser for one of a few words.
func oneOf[T ~string](words ...T) func(string) (T, error) {
	return func(text string) (T, error) {
		if !slices.Contains(words, T(text)) {
			return "", fmt.Errorf("must be one of %s", strings.ReplaceAll(strings.Trim(fmt.Sprint(words), "[]"), " ", ", "))
		}
		return T(text), nil
	}
}

func parseNotEmpty(text string) (string, error) {
	if text == "" {
		return "", errors.New("must not be empty")
	}
	return text, nil
}

// parseReport reads "FORMAT" or "FORMAT=FILE".
func parseReport(text string) (report filter.Report, err error) {
	format, file, hasFile := strings.Cut(text, "=")
	if hasFile && file == "" {
		return report, errors.New("the file name is empty")
	}
	report.Format, err = oneOf(filter.Text, filter.JSON, filter.GitHub)(format)
	report.File = file
	return report, err
}

// apply takes from a CRDSet file what the flags do not say.
func apply(spec crdset.Spec, options *filter.Options) {
	selection, checks := &options.Selection, &options.Checks
	if selection.Groups == nil {
		selection.Groups = spec.Groups
	}
	if selection.Names == nil {
		selection.Names = spec.Names
	}
	if checks.Require == nil {
		checks.Require = spec.Require
	}
	for _, e := range spec.Expect {
		if !slices.ContainsFunc(checks.Expect, e.SameGroups) {
			checks.Expect = append(checks.Expect, e)
		}
	}
	checks.Inventory = spec.Inventory
}

// version returns what the Go toolchain recorded: the module's version where
// it was installed by version, otherwise the commit.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
