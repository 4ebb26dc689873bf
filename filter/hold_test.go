package filter

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// tempFolder makes a folder the temporary one, and fails the test when
// something is left in it.
func tempFolder(t testing.TB) string {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder) // Windows
	t.Cleanup(func() {
		if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
			t.Errorf("left in the temporary folder: %v, %v", entries, err)
		}
	})
	return folder
}

// padding is a document that is one byte too large to be held in memory with another one.
func padding() []byte {
	return []byte("---\n# " + strings.Repeat("x", heldInMemory-len("---\n# \n")) + "\n")
}

func TestHold(t *testing.T) {
	for _, large := range []bool{false, true} {
		t.Run(fmt.Sprintf("large=%t", large), func(t *testing.T) {
			folder := tempFolder(t)
			var h hold
			defer h.close()
			var all []byte
			var spans []span
			documents := [][]byte{[]byte("---\na: 1\n"), []byte("b: 2\n"), []byte("--- # c\nc: 3\n"), []byte("---\nd: 4\n")}
			if large {
				documents = append([][]byte{padding()}, documents...)
			}
			check := func(want []byte) {
				t.Helper()
				var out bytes.Buffer
				if err := h.writeTo(&out); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(out.Bytes(), want) {
					t.Errorf("%d bytes that end in %q, want %d that end in %q", out.Len(), tail(out.Bytes()), len(want), tail(want))
				}
			}
			for _, d := range documents {
				s, err := h.add(d)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.HasPrefix(d, []byte("---")) {
					d = append([]byte("---\n"), d...)
				}
				spans = append(spans, s)
				all = append(all, d...)
				if got, err := h.get(s); err != nil || !bytes.Equal(got, d) {
					t.Errorf("a document is held as %q, %v, want %q", tail(got), err, tail(d))
				}
			}
			if (h.file != nil) != large {
				t.Errorf("held in a file: %t", h.file != nil)
			}
			if large && runtime.GOOS != "windows" {
				if info, err := h.file.Stat(); err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("mode %v, %v", info.Mode(), err)
				}
				if entries, _ := os.ReadDir(folder); len(entries) > 0 {
					t.Errorf("to be seen while it is held: %v", entries)
				}
			}
			check(all)
			check(all) // writing changes nothing

			// Take back, in no order: "c: 3", then "b: 2" in front of it.
			b, c := spans[len(spans)-3], spans[len(spans)-2]
			h.takeBack(c)
			h.takeBack(b)
			check(append(bytes.Clone(all[:b.from]), all[c.to:]...))
			if got, err := h.get(b); err != nil || string(got) != "---\nb: 2\n" {
				t.Errorf("what is taken back is %q, %v", got, err)
			}
			if _, err := h.add([]byte("e: 5\n")); err != nil {
				t.Fatal(err)
			}
			check(append(append(bytes.Clone(all[:b.from]), all[c.to:]...), "---\ne: 5\n"...))
			for _, s := range spans {
				if s != b && s != c {
					h.takeBack(s)
				}
			}
			check([]byte("---\ne: 5\n"))
			h.takeBack(span{h.size - int64(len("---\ne: 5\n")), h.size})
			check([]byte("# crdfilter: no document is left\n"))

			// A write that fails is told.
			if err := h.writeTo(failing{}); err == nil {
				t.Error("no error from a writer that fails")
			}
		})
	}
}

// tail returns the end of a text, for messages.
func tail(b []byte) []byte { return b[max(0, len(b)-40):] }

// failing is a writer that fails.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, os.ErrClosed }

// TestHoldLimit: the file begins behind 16 MiB.
func TestHoldLimit(t *testing.T) {
	tempFolder(t)
	var h hold
	defer h.close()
	if _, err := h.add(padding()); err != nil || h.file != nil {
		t.Fatalf("16 MiB are in a file: %t, %v", h.file != nil, err)
	}
	if _, err := h.Write([]byte("x")); err != nil || h.file == nil {
		t.Fatalf("16 MiB and a byte are in a file: %t, %v", h.file != nil, err)
	}
	if len(h.memory) > 0 {
		t.Error("and in memory")
	}
}

// TestHoldNoFolder: an error names the temporary folder where it cannot be used.
func TestHoldNoFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "missing")
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder)

	options := lenient(t)
	options.Selection.Drop = true
	large := bytes.Repeat([]byte("---\n"+cm+"data: {a: "+strings.Repeat("x", 1<<20)+"}\n"), 17)
	r := Read([]string{"-"}, bytes.NewReader(large), options)
	defer r.Close()
	want := "the output is too large to be held in memory, and the temporary folder " + folder + " does not take it: "
	if r.Err == nil || !strings.HasPrefix(r.Err.Error(), want) {
		t.Errorf("error %v, want %s", r.Err, want)
	}

	// Without that much there is no need for it.
	options = lenient(t)
	if _, findings, output := run(t, append(large, "---\n"+widgets...), options); string(output) != "---\n"+widgets {
		t.Errorf("%q %s", output, findings)
	}
}

// TestHoldAll runs over more than fits into memory: what comes out is the
// same, duplicates are found, and the last of them can be taken.
func TestHoldAll(t *testing.T) {
	tempFolder(t)
	large := "---\n" + cm + "data:\n  a: " + strings.Repeat("x", 9<<20) + "\n" // two are too large
	first, second := "---\n"+widgets, "---\n"+edit(t, widgets, "Namespaced", "Cluster")
	input := first + large + "---\n" + strings.Replace(widgets, "\n", " # c\n", 1) + large + second
	for what, want := range map[Duplicates]string{
		KeepFirst: first + large + large,
		KeepLast:  large + large + second,
		Fail:      "",
	} {
		t.Run(string(what), func(t *testing.T) {
			options := dropNothing(t)
			options.OnDuplicate = what
			_, findings, output := run(t, []byte(input), options)
			if string(output) != want {
				t.Errorf("%d bytes, want %d: %s", len(output), len(want), findings)
			}
			if n := strings.Count(findings, "[duplicate]"); (what == Fail) != (n == 1) {
				t.Errorf("%d duplicates: %s", n, findings)
			}
		})
	}
}
