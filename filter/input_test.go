package filter

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folder makes a folder of files: each line is "NAME" for a file that holds
// its own name, "NAME -> TARGET" for a link, "NAME/" for a folder, and
// "NAME|" for a named pipe.
func folder(t testing.TB, lines ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, line := range lines {
		name, target, link := strings.Cut(line, " -> ")
		path := filepath.Join(root, strings.TrimRight(name, "/|"))
		err := os.MkdirAll(filepath.Dir(path), 0o777)
		switch {
		case err != nil:
		case link:
			err = os.Symlink(target, path)
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(path, 0o777)
		case strings.HasSuffix(name, "|"):
			if err = exec.Command("mkfifo", path).Run(); err != nil {
				t.Skip("no named pipes here")
			}
		default:
			err = os.WriteFile(path, []byte(name), 0o666)
		}
		if err != nil {
			if link && runtime.GOOS == "windows" {
				t.Skip("no links here")
			}
			t.Fatal(err)
		}
	}
	return root
}

// inputs returns what the paths below a folder name, as "NAME" where a file
// holds its own name, else "NAME=CONTENT".
func inputs(t testing.TB, root string, paths ...string) (got []string, err error) {
	t.Helper()
	for i, path := range paths {
		if path != "-" {
			paths[i] = filepath.Join(root, path)
		}
	}
	err = eachInput(paths, strings.NewReader("stdin"), func(r io.Reader, name string) error {
		content, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		if below, err := filepath.Rel(root, name); err == nil && name != stdinName {
			name = filepath.ToSlash(below)
		}
		if string(content) != name {
			name += "=" + string(content)
		}
		got = append(got, name)
		return nil
	})
	return got, err
}

func TestInput(t *testing.T) {
	for _, test := range []struct {
		name         string
		files, paths []string
		want         string
	}{
		{"standard input", nil, []string{"-"}, "<stdin>=stdin"},
		{"files, in the order that is given", []string{"b", "a.txt", "c.yaml"}, []string{"c.yaml", "b", "-", "a.txt"}, "c.yaml b <stdin>=stdin a.txt"},
		{"a file twice", []string{"a"}, []string{"a", "a"}, "a a"},
		{"a folder", []string{"b.yaml", "a.yml", "c.json"}, []string{""}, "a.yml b.yaml c.json"},
		{"folders in it", []string{"b.yaml", "a/z.yaml", "c/d/e.json", "c/a.yaml"}, []string{""}, "a/z.yaml b.yaml c/a.yaml c/d/e.json"},
		{"other files in it", []string{"a.yaml", "b.yaml.bak", "c.txt", "yaml", "d.YAML", "e.yaml~", "f.tpl"}, []string{""}, "a.yaml"},
		{"folders that begin with a dot", []string{".git/a.yaml", "a/.b/c.yaml", "a/d.yaml"}, []string{""}, "a/d.yaml"},
		{"a file that begins with a dot", []string{".a.yaml"}, []string{""}, ".a.yaml"},
		{"a folder that begins with a dot, by name", []string{".a/b.yaml"}, []string{".a"}, ".a/b.yaml"},
		{"a folder that is called like a file", []string{"a.yaml/b.yaml", "c.yaml"}, []string{""}, "a.yaml/b.yaml c.yaml"},
		{"a folder and standard input", []string{"a/b.yaml", "c/d.yaml"}, []string{"c", "-", "a"}, "c/d.yaml <stdin>=stdin a/b.yaml"},

		{"a link to a file beside it", []string{"a.yaml -> b.txt", "b.txt"}, []string{""}, "a.yaml=b.txt"},
		{"a link to a file further down", []string{"a.yaml -> b/c.txt", "b/c.txt"}, []string{""}, "a.yaml=b/c.txt"},
		{"a link to a folder in it", []string{"a -> b", "b/c.yaml", "d.yaml -> b"}, []string{""}, "b/c.yaml"},
		{"a link that is no manifest", []string{"a.txt -> /missing", "b.yaml"}, []string{""}, "b.yaml"},
		{"a path that is a link to a file", []string{"a.yaml -> b.txt", "b.txt"}, []string{"a.yaml"}, "a.yaml=b.txt"},
		{"a path that is a link to a folder", []string{"a -> b", "b/c.yaml"}, []string{"a"}, "a/c.yaml=b/c.yaml"},
		{"a path with a link to a folder in it", []string{"a -> b", "b/c.yaml"}, []string{"a/c.yaml"}, "a/c.yaml=b/c.yaml"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := inputs(t, folder(t, test.files...), test.paths...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestInputErrors(t *testing.T) {
	for _, test := range []struct {
		name         string
		files, paths []string
		before       string // what is read before it
		path, why    string // in the error
	}{
		{"a missing file", []string{"a"}, []string{"a", "b", "a"}, "a", "b", "no such file"},
		{"an empty path", nil, []string{""}, "", "", "no *.yaml, *.yml or *.json file in this folder"},
		{"a folder without manifests", []string{"a/b.txt", "a/.c/d.yaml", "a/e/"}, []string{"a"}, "", "a", "no *.yaml, *.yml or *.json file in this folder"},
		{"a link that leads nowhere", []string{"a.yaml", "b.yaml -> c.yaml"}, []string{""}, "a.yaml", "b.yaml", "leads nowhere"},
		{"a link that leads out", []string{"a.yaml", "d/b.yaml -> ../a.yaml"}, []string{"d"}, "", "d/b.yaml", "out of the folder"},
		{"a link to an absolute path", []string{"a.yaml -> /etc/passwd"}, []string{""}, "", "a.yaml", "out of the folder"},
		{"a link to itself", []string{"a.yaml -> a.yaml"}, []string{""}, "", "a.yaml", "too many"},
		{"links to each other", []string{"a.yaml -> b.yml", "b.yml -> a.yaml"}, []string{""}, "", "a.yaml", "too many"},
		{"a named pipe in a folder", []string{"a.yaml|"}, []string{""}, "", "a.yaml", "not a regular file"},
		{"a link to a named pipe in a folder", []string{"a|", "b.yaml -> a"}, []string{""}, "", "b.yaml", "not a regular file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := folder(t, test.files...)
			got, err := inputs(t, root, test.paths...)
			if err == nil {
				t.Fatal("no error")
			}
			if path := filepath.Join(root, test.path); !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), test.why) {
				t.Errorf("error %q, want one about %q, with %q", err, path, test.why)
			}
			if got := strings.Join(got, " "); got != test.before {
				t.Errorf("read %q before it, want %q", got, test.before)
			}
		})
	}
	if _, err := inputs(t, folder(t), "missing"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v is not fs.ErrNotExist", err)
	}
	broken := errors.New("broken")
	if err := eachInput([]string{"-"}, nil, func(io.Reader, string) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("error %v, want that of the reader", err)
	}
	if err := eachInput([]string{folder(t, "a.yaml")}, nil, func(io.Reader, string) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("error %v, want that of the reader", err)
	}
}

// TestInputPipe: a named pipe by its own path is read, as <(command) is one.
func TestInputPipe(t *testing.T) {
	root := folder(t, "a|")
	path := filepath.Join(root, "a")
	go func() { _ = os.WriteFile(path, []byte("through the pipe"), 0) }()
	got, err := inputs(t, root, "a")
	if want := []string{"a=through the pipe"}; err != nil || !cmp.Equal(want, got) {
		t.Errorf("read %q, %v", got, err)
	}
}

// TestInputBegins: each input begins a new document, and its lines at 1.
func TestInputBegins(t *testing.T) {
	root := t.TempDir()
	var paths []string
	for _, name := range []string{"a", "b", "c"} {
		path := filepath.Join(root, name+".yaml")
		paths = append(paths, path)
		text := "\ufeff# c\n" + named(t, name)
		if err := os.WriteFile(path, []byte(text[:len(text)-1]), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r := Read(paths, nil, lenient(t))
	defer r.Close()
	var got []string
	for _, crd := range r.Set.CRDs {
		got = append(got, crd.Place.String()+" "+crd.Name)
	}
	want := []string{paths[0] + ":1 a.example.com", paths[1] + ":1 b.example.com", paths[2] + ":1 c.example.com"}
	if diff := cmp.Diff(want, got); diff != "" || r.Err != nil {
		t.Errorf("%v, -want +got:\n%s", r.Err, diff)
	}
	var out strings.Builder
	if err := r.Write(&out); err != nil {
		t.Fatal(err)
	}
	wantOut := ""
	for _, name := range []string{"a", "b", "c"} {
		wantOut += "---\n# c\n" + named(t, name)
	}
	if diff := cmp.Diff(wantOut, out.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
