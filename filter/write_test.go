package filter

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// contents returns "NAME=CONTENT" for what is in a folder.
func contents(t testing.TB, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		text := "/"
		if !e.IsDir() {
			b, err := os.ReadFile(filepath.Join(folder, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			text = string(b)
		}
		all = append(all, e.Name()+"="+text)
	}
	return strings.Join(all, " ")
}

func writes(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// TestWriteFile: a file is beside its place until it is renamed.
func TestWriteFile(t *testing.T) {
	for _, test := range []struct {
		name, path     string
		files          []string
		before, behind string
	}{
		{"a new file", "a", nil, "", "a=new"},
		{"an old file", "a", []string{"a"}, "a=a", "a=new"},
		{"through a link", "l", []string{"a", "l -> a"}, "a=a l=a", "a=new l=new"},
		{"through two links", "m", []string{"a", "l -> a", "m -> l"}, "a=a l=a m=a", "a=new l=new m=new"},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := folder(t, test.files...)
			f, err := writeFile(filepath.Join(root, test.path), writes("new"))
			if err != nil {
				t.Fatal(err)
			}
			temporary := filepath.Base(f.temporary) + "=new"
			if got, want := contents(t, root), strings.TrimSpace(temporary+" "+test.before); got != want {
				t.Errorf("before the rename %q, want %q", got, want)
			}
			if err := f.rename(); err != nil {
				t.Fatal(err)
			}
			if got := contents(t, root); got != test.behind {
				t.Errorf("got %q, want %q", got, test.behind)
			}
			for _, line := range test.files {
				if name, target, link := strings.Cut(line, " -> "); link {
					if got, err := os.Readlink(filepath.Join(root, name)); err != nil || got != target {
						t.Errorf("%s leads to %s, %v", name, got, err)
					}
				}
			}
		})
	}
}

func TestWriteFilePermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permissions here")
	}
	for _, mode := range []os.FileMode{0o600, 0o640, 0o644, 0o666, 0o755, 0o444} {
		path := filepath.Join(folder(t, "a"), "a")
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		f, err := writeFile(path, writes("new"))
		if err == nil {
			err = f.rename()
		}
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("mode %v, %v, want %v", info.Mode(), err, mode)
		}
	}
}

// TestWriteFileInPlace: what is no file is written to as it is.
func TestWriteFileInPlace(t *testing.T) {
	if _, err := os.Stat("/dev/null"); err != nil {
		t.Skip("no devices here")
	}
	if f, err := writeFile("/dev/null", writes("new")); err != nil || f != (file{}) {
		t.Errorf("%+v, %v", f, err)
	}
	if info, err := os.Stat("/dev/null"); err != nil || info.Mode().IsRegular() {
		t.Errorf("/dev/null is %v, %v", info.Mode(), err)
	}
	if _, err := os.Stat("/dev/full"); err == nil {
		if _, err := writeFile("/dev/full", writes("new")); err == nil {
			t.Error("no error from a full disk")
		}
	}
	root := folder(t, "a|")
	read := make(chan string)
	go func() {
		b, _ := os.ReadFile(filepath.Join(root, "a"))
		read <- string(b)
	}()
	if _, err := writeFile(filepath.Join(root, "a"), writes("new")); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "new" {
		t.Errorf("through the pipe came %q", got)
	}
}

// TestWriteFiles: all files are written, and none where one cannot be.
func TestWriteFiles(t *testing.T) {
	const names = "customresourcedefinition.apiextensions.k8s.io/widgets.example.com\n"
	for _, test := range []struct {
		name, names, rest string
		files             []string
		want              string // what is in the folder
		fails             string // the path that the error names
	}{
		{"both", "n", "r", nil, "n=" + names + " r=---\n" + cm, ""},
		{"over old ones", "n", "r", []string{"n", "r", "x"}, "n=" + names + " r=---\n" + cm + " x=x", ""},
		{"the names have no folder", "missing/n", "r", []string{"r"}, "r=r", "missing/n"},
		{"the rest has no folder", "n", "missing/r", []string{"n"}, "n=n", "missing/r"},
		{"the names are a folder", "n", "r", []string{"n/", "r"}, "n=/ r=r", "n"},
		{"the rest is a folder", "n", "r", []string{"n", "r/"}, "n=n r=/", "r"},
		{"a file for a folder", "x/n", "r", []string{"x"}, "x=x", "x/n"},
		{"a link to itself", "n", "r", []string{"n -> n", "r"}, "", "n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := folder(t, test.files...)
			options := lenient(t)
			options.NamesTo, options.RestTo = filepath.Join(root, test.names), filepath.Join(root, test.rest)
			r := Read([]string{"-"}, strings.NewReader(cm+"---\n"+widgets), options)
			defer r.Close()
			if got := contentsOf(t, root, test.files); r.Err != nil || strings.Contains(got, names) {
				t.Errorf("written before it was asked for: %v, %q", r.Err, got)
			}
			var out bytes.Buffer
			err := r.Write(&out)
			if test.fails == "" {
				if err != nil || out.String() != "---\n"+widgets {
					t.Errorf("%q, %v", out.String(), err)
				}
			} else {
				if err == nil || !strings.Contains(err.Error(), filepath.Join(root, test.fails)) {
					t.Errorf("error %v does not name %s", err, test.fails)
				}
				if out.Len() > 0 {
					t.Errorf("written although a file failed: %q", out.String())
				}
			}
			if test.want != "" {
				if diff := cmp.Diff(test.want, contents(t, root)); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			} else if entries, err := os.ReadDir(root); err != nil || len(entries) != len(test.files) {
				t.Errorf("%d files, %v, want %d", len(entries), err, len(test.files))
			}
		})
	}
}

// contentsOf returns what is in a folder where nothing leads in circles.
func contentsOf(t testing.TB, root string, files []string) string {
	t.Helper()
	for _, f := range files {
		if strings.Contains(f, " -> ") {
			return ""
		}
	}
	return contents(t, root)
}

// TestWriteFails: a write that fails leaves the old file, and nothing else.
func TestWriteFails(t *testing.T) {
	broken := errors.New("the disk is broken")
	for name, write := range map[string]func(io.Writer) error{
		"at once": func(io.Writer) error { return broken },
		"later": func(w io.Writer) error {
			_, err := w.Write(make([]byte, 1<<20))
			return errors.Join(err, broken)
		},
	} {
		root := folder(t, "a")
		err := writeAll([]output{{filepath.Join(root, "new"), writes("x")}, {filepath.Join(root, "a"), write}})
		if !errors.Is(err, broken) {
			t.Errorf("%s: error %v", name, err)
		}
		if got := contents(t, root); got != "a=a" {
			t.Errorf("%s: left %q", name, got)
		}
	}
}

// TestWriteStdout: what standard output refuses is an error, whatever it carries.
func TestWriteStdout(t *testing.T) {
	for _, output := range []Output{YAML, Names, Table, CRDSet} {
		options := lenient(t)
		options.Output = output
		r := Read([]string{"-"}, strings.NewReader(widgets), options)
		defer r.Close()
		if err := r.Write(failing{}); !errors.Is(err, os.ErrClosed) {
			t.Errorf("%s: error %v", output, err)
		}
	}
	options := lenient(t)
	options.Stream = failing{}
	r := Read([]string{"-"}, strings.NewReader(widgets), options)
	defer r.Close()
	if !errors.Is(r.Err, os.ErrClosed) {
		t.Errorf("stream: error %v", r.Err)
	}
}
