package filter

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
)

// seeds adds the tricky streams and the bootstrap to a fuzz target.
func seeds(f *testing.F) {
	f.Helper()
	for _, s := range streams(f) {
		f.Add(s.bytes)
	}
	bootstrap, err := os.ReadFile("../testdata/bootstrap/rendered.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, d := range split(f, bytes.NewReader(bootstrap)) {
		f.Add(d.Bytes)
	}
}

// split returns copies of the documents of an input, or fails.
func split(t testing.TB, r io.Reader) []Document {
	t.Helper()
	var documents []Document
	for s := NewSplitter(r, "in"); ; {
		d, err := s.Next()
		if errors.Is(err, io.EOF) {
			return documents
		}
		if err != nil {
			t.Fatal(err)
		}
		d.Bytes = bytes.Clone(d.Bytes)
		documents = append(documents, d)
	}
}

// FuzzSplit: joining the documents gives the input, however it is read, and
// each of them splits into itself.
func FuzzSplit(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, input []byte) {
		if _, err := NewSplitter(bytes.NewReader(input), "in").Next(); err != nil && !errors.Is(err, io.EOF) {
			t.Skip("not in UTF-8")
		}
		documents := split(t, bytes.NewReader(input))
		var joined []byte
		line := 1
		for _, d := range documents {
			joined = append(joined, d.Bytes...)
			if want := line + bytes.Count(d.Bytes[:d.Lead], newline); d.Place.Line != want {
				t.Errorf("a document at line %d is said to be at line %d", want, d.Place.Line)
			}
			line += bytes.Count(d.Bytes, newline)
			if parts := split(t, bytes.NewReader(d.Bytes)); len(parts) != 1 || !bytes.Equal(parts[0].Bytes, d.Bytes) {
				t.Errorf("the document %q is split again, into %d", d.Bytes, len(parts))
			}
		}
		want := bytes.TrimPrefix(input, []byte(byteOrderMark))
		if len(want) > 0 && want[len(want)-1] != '\n' {
			want = append(bytes.Clone(want), '\n')
		}
		if !bytes.Equal(joined, want) {
			t.Errorf("joined: %q\nwant:   %q", joined, want)
		}
		slowly := split(t, iotest.OneByteReader(bytes.NewReader(input)))
		if len(slowly) != len(documents) {
			t.Errorf("read byte by byte: %d documents, at once: %d", len(slowly), len(documents))
		}
	})
}

// FuzzFilter: whatever the input, there is no panic, no output when a check
// fails, and output that is filtered again stays what it is. What is kept and
// what is left are, together, what came in.
func FuzzFilter(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, input []byte) {
		for _, fix := range []bool{false, true} {
			options := lenient(t)
			options.FixSeparators = fix
			options.RestTo = filepath.Join(t.TempDir(), "rest")
			r, findings, output := run(t, input, options)
			if output == nil {
				if _, err := os.Stat(options.RestTo); err == nil {
					t.Errorf("a rest is there, although a check failed")
				}
				return
			}
			if bytes.ContainsAny([]byte(findings), "\x00\x1b\r") || bytes.Contains([]byte(findings), []byte("::error")) {
				t.Errorf("raw input in the findings: %q", findings)
			}
			_, findings, again := run(t, output, lenient(t))
			if !bytes.Equal(again, output) {
				t.Errorf("filtered again: %q\nwant: %q\n%s", again, output, findings)
			}
			rest, err := os.ReadFile(options.RestTo)
			if err != nil {
				t.Fatal(err)
			}
			options = lenient(t)
			options.Selection.Drop = true
			if dropped, _, left := run(t, rest, options); len(dropped.Set.CRDs) != 0 || !bytes.HasSuffix(left, rest) {
				t.Errorf("the rest %q holds %d CRDs, and without them it is %q", rest, len(dropped.Set.CRDs), left)
			}
			if fix || hasList(r) {
				return // documents are written anew
			}
			if from := split(t, bytes.NewReader(input)); !isSubsequence(split(t, bytes.NewReader(output)), from) {
				t.Errorf("output %q\nis no part of the input %q", output, input)
			}
		}
	})
}

func hasList(r *Result) bool {
	for _, crd := range r.Set.CRDs {
		if crd.Place.Item != "" {
			return true
		}
	}
	return false
}

// isSubsequence reports whether the documents are some of those that came in,
// byte for byte and in their order. A marker may have been added, and where
// there are none, a comment stands for them.
func isSubsequence(documents, in []Document) bool {
	for _, d := range in {
		if len(documents) == 0 {
			return true
		}
		want := d.Bytes
		if !isMarker(want, startMarker) {
			want = append([]byte("---\n"), want...)
		}
		if bytes.Equal(documents[0].Bytes, want) {
			documents = documents[1:]
		}
	}
	return len(documents) == 0 || bytes.HasPrefix(documents[0].Bytes, []byte("# crdfilter: "))
}
