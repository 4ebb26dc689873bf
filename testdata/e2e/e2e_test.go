// Package e2e runs the scripts of script/ against helmfile, Helm, kubectl, an
// API server and pre-commit. The program "run" builds and starts these.
package e2e

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"
)

// forGo are the variables from which Go learns where its modules come from.
var forGo = regexp.MustCompile(`(?i)^(GO[A-Z]+|CGO_ENABLED|https?_proxy|no_proxy|SSL_CERT_.*)$`)

const gitConfig = `
[user]
	name = e2e
	email = e2e@example.com
[init]
	defaultBranch = main
[safe]
	directory = *
`

func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("E2E_PATH") == "" {
		fmt.Fprintln(os.Stderr, "e2e: to be started by testdata/e2e/run")
		os.Exit(1)
	}
	// The scripts share one cluster: one after the other.
	if err := flag.Set("test.parallel", "1"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// TestScripts runs script/: each file shows one claim as a shell session, with
// a cluster that has no CRDs. Beside the commands of testscript they know
//
//	exits STATUS COMMAND...   run a command that ends with this exit status
//	lines FILE COUNT PATTERN  COUNT lines of FILE match
//	crds COUNT                the cluster has so many CRDs
//
// and the variables REPOSITORY, BOOTSTRAP (a copy of testdata/bootstrap),
// HELM3 and HELM4 (the folders of these programs; helm is version 3) and CORPUS.
func TestScripts(t *testing.T) {
	repository := os.Getenv("E2E_REPOSITORY")
	corpus := os.Getenv("CRDFILTER_CORPUS")
	testscript.Run(t, testscript.Params{
		Dir:                 "script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, ".home")
			for _, variable := range os.Environ() { // pre-commit builds with Go
				if name, value, _ := strings.Cut(variable, "="); forGo.MatchString(name) {
					env.Setenv(name, value)
				}
			}
			env.Setenv("PATH", os.Getenv("E2E_PATH"))
			env.Setenv("HOME", home)
			env.Setenv("KUBECONFIG", os.Getenv("KUBECONFIG"))
			env.Setenv("HELM3", os.Getenv("E2E_HELM3"))
			env.Setenv("HELM4", os.Getenv("E2E_HELM4"))
			env.Setenv("REPOSITORY", repository)
			env.Setenv("CORPUS", corpus)
			env.Setenv("BOOTSTRAP", filepath.Join(env.WorkDir, "bootstrap"))
			if err := os.CopyFS(filepath.Join(env.WorkDir, "bootstrap"), os.DirFS(filepath.Join(repository, "testdata", "bootstrap"))); err != nil {
				return err
			}
			if err := os.Mkdir(home, 0o777); err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(home, ".gitconfig"), []byte(gitConfig), 0o666); err != nil {
				return err
			}
			return reset()
		},
		Condition: func(condition string) (bool, error) {
			if condition == "corpus" {
				return corpus != "", nil
			}
			return false, fmt.Errorf("unknown condition %q", condition)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "lines": lines, "crds": crds,
		},
	})
}

// kubectl runs kubectl and returns its standard output.
func kubectl(args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, os.Getenv("E2E_KUBECTL"), args...)
	var stderr strings.Builder
	command.Stderr = &stderr
	stdout, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("kubectl %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return string(stdout), nil
}

// reset deletes all CRDs, and with them the custom resources, and what else
// scripts leave behind and others would stumble over. Namespaces stay: there
// is no controller that would let them go.
func reset() error {
	names, err := kubectl("get", "crd", "-o", "name")
	if err != nil {
		return err
	}
	if names != "" {
		if _, err := kubectl(append([]string{"delete", "--timeout=90s"}, strings.Fields(names)...)...); err != nil {
			return err
		}
	}
	_, err = kubectl("delete", "--timeout=90s", "--all-namespaces", "--selector=!kubernetes.io/bootstrapping",
		"clusterroles,clusterrolebindings,roles,rolebindings,mutatingwebhookconfigurations,validatingwebhookconfigurations,deployments")
	return err
}

func crds(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: crds COUNT")
	}
	names, err := kubectl("get", "crd", "-o", "name")
	ts.Check(err)
	if n := len(strings.Fields(names)); args[0] != strconv.Itoa(n) {
		ts.Fatalf("the cluster has %d CRDs, want %s:\n%s", n, args[0], names)
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

// TestREADME looks for each block of the README's section on the places where
// crdfilter runs among the files of the scripts: what is shown there is run.
func TestREADME(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(os.Getenv("E2E_REPOSITORY"), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	section := regexp.MustCompile(`(?ms)^## Where it runs\n(.*?)^## `).FindSubmatch(readme)
	if section == nil {
		t.Fatal(`the README has no section "Where it runs"`)
	}
	scripts, err := filepath.Glob("script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no scripts", err)
	}
	var files []string
	for _, script := range scripts {
		archive, err := txtar.ParseFile(script)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range archive.Files {
			files = append(files, string(file.Data))
		}
	}
	blocks := regexp.MustCompile("(?ms)^```\\w+\n(.*?)^```$").FindAllSubmatch(section[1], -1)
	if len(blocks) == 0 {
		t.Fatal("the section shows nothing")
	}
	for _, block := range blocks {
		if !slices.Contains(files, string(block[1])) {
			t.Errorf("no script runs this:\n%s", block[1])
		}
	}
}
