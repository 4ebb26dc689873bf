package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"crdfilter": main})
}

// TestScripts runs testdata/script: each file shows one behaviour as a shell
// session. Beside the commands of testscript they know
//
//	exits STATUS COMMAND...   run a command that ends with this exit status
//	lines FILE COUNT PATTERN  COUNT lines of FILE match
//	fresh                     nothing is in the folder but what was there before
//
// and the variables BOOTSTRAP and CORPUS, the folders of the bundled bootstrap
// and of what real charts render (see the condition [corpus]).
func TestScripts(t *testing.T) {
	testscript.Run(t, params(t, "testdata/script"))
}

func params(t *testing.T, dir string) testscript.Params {
	bootstrap, err := filepath.Abs("testdata/bootstrap")
	if err != nil {
		t.Fatal(err)
	}
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("CRDFILTER_UPDATE") != "", // for a person to read the difference
		Setup: func(env *testscript.Env) error {
			env.Setenv("BOOTSTRAP", bootstrap)
			env.Setenv("CORPUS", os.Getenv("CRDFILTER_CORPUS"))
			return nil
		},
		Condition: func(condition string) (bool, error) {
			switch condition {
			case "corpus":
				return os.Getenv("CRDFILTER_CORPUS") != "", nil
			case "devfull":
				_, err := os.Stat("/dev/full")
				return err == nil, nil
			case "root":
				return os.Getuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", condition)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "lines": lines, "fresh": fresh,
		},
	}
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND...")
	}
	status := 0
	err := ts.Exec(args[1], args[2:]...)
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		status = failed.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if args[0] != strconv.Itoa(status) {
		ts.Fatalf("exit status %d, want %s", status, args[0])
	}
}

func lines(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: lines FILE COUNT PATTERN")
	}
	pattern, err := regexp.Compile("(?m)" + args[2])
	ts.Check(err)
	if n := len(pattern.FindAllString(ts.ReadFile(args[0]), -1)); args[1] != strconv.Itoa(n) {
		ts.Fatalf("%d lines of %s match %q, want %s", n, args[0], args[2], args[1])
	}
}

// fresh fails when a file is in the current folder that the script did not
// bring along or name, above all a temporary file that was left behind.
func fresh(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: fresh [FILE...]")
	}
	entries, err := os.ReadDir(ts.MkAbs("."))
	ts.Check(err)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if got, want := strings.Join(got, " "), strings.Join(args, " "); got != want {
		ts.Fatalf("the folder holds %q, want %q", got, want)
	}
}

// TestREADME runs each "$ command" of the README's console blocks in the
// repository's folder, and compares what it prints, on standard output and
// standard error together, with what the README shows.
func TestREADME(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the README's commands are for a Unix shell")
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	repository, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```console\n(.*?)^```$").FindAllStringSubmatch(string(readme), -1)
	if len(blocks) == 0 {
		t.Fatal("the README shows no command")
	}
	script := "cd $REPOSITORY\n"
	files := ""
	for i, block := range blocks {
		for j, session := range regexp.MustCompile(`(?m)^\$ `).Split(block[1], -1)[1:] {
			command, want, _ := strings.Cut(session, "\n")
			for strings.HasSuffix(command, `\`) {
				more, rest, _ := strings.Cut(want, "\n")
				command, want = strings.TrimSuffix(command, `\`)+more, rest
			}
			name := fmt.Sprintf("%d-%d.txt", i, j)
			script += fmt.Sprintf("exec sh -c '{ %s ; } 2>&1 || true'\ncmp stdout $WORK/%s\n", strings.ReplaceAll(command, "'", "''"), name)
			files += fmt.Sprintf("-- %s --\n%s", name, want)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "readme.txtar"), []byte(script+files), 0o666); err != nil {
		t.Fatal(err)
	}
	p := params(t, dir)
	setup := p.Setup
	p.Setup = func(env *testscript.Env) error {
		env.Setenv("REPOSITORY", repository)
		return setup(env)
	}
	testscript.Run(t, p)
}
