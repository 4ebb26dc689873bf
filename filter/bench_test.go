package filter

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// benchmark runs f over the bundled bootstrap and, where CRDFILTER_CORPUS
// names a folder with what real charts render, over all files there, joined.
func benchmark(b *testing.B, f func(b *testing.B, input []byte)) {
	inputs := map[string][]string{"bootstrap": {"../testdata/bootstrap/rendered.yaml"}}
	if folder := os.Getenv("CRDFILTER_CORPUS"); folder != "" {
		files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
		if err != nil || len(files) == 0 {
			b.Fatalf("no files in %s: %v", folder, err)
		}
		inputs["corpus"] = files
	}
	for _, name := range []string{"bootstrap", "corpus"} {
		var input []byte
		for _, file := range inputs[name] {
			text, err := os.ReadFile(file)
			if err != nil {
				b.Fatal(err)
			}
			input = append(input, text...)
		}
		if len(input) == 0 {
			continue
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(input)))
			b.ReportAllocs()
			f(b, input)
		})
	}
}

// eachDocument calls f with each document of an input.
func eachDocument(b *testing.B, input []byte, f func(Document)) {
	for s := NewSplitter(bytes.NewReader(input), "in"); ; {
		d, err := s.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			b.Fatal(err)
		}
		f(d)
	}
}

func BenchmarkSplit(b *testing.B) {
	benchmark(b, func(b *testing.B, input []byte) {
		for b.Loop() {
			eachDocument(b, input, func(Document) {})
		}
	})
}

// BenchmarkRead splits, and reads each document.
func BenchmarkRead(b *testing.B) {
	benchmark(b, func(b *testing.B, input []byte) {
		for b.Loop() {
			eachDocument(b, input, func(d Document) {
				if o := d.read(); o.finding != nil {
					b.Fatal(o.finding.Message)
				}
			})
		}
	})
}

// BenchmarkParse splits, and reads each document with the parser alone.
func BenchmarkParse(b *testing.B) {
	benchmark(b, func(b *testing.B, input []byte) {
		for b.Loop() {
			eachDocument(b, input, func(d Document) {
				if _, err := parse(d.body()); err != nil {
					b.Fatal(err)
				}
			})
		}
	})
}

// BenchmarkFilter is the whole run: keep the CRDs, once with their size for a
// client-side apply, and drop them.
func BenchmarkFilter(b *testing.B) {
	for _, mode := range []struct {
		name             string
		drop, serverSide bool
	}{{"keep", false, true}, {"keep-client-side", false, false}, {"drop", true, true}} {
		b.Run(mode.name, func(b *testing.B) {
			options := lenient(b)
			options.Selection.Drop, options.Checks.ServerSide = mode.drop, mode.serverSide
			benchmark(b, func(b *testing.B, input []byte) {
				for b.Loop() {
					r := Read([]string{"-"}, bytes.NewReader(input), options)
					if r.Err != nil || r.Findings.ExitStatus() > 1 {
						b.Fatal(r.Err)
					}
					if r.Findings.ExitStatus() == 0 { // else a CRD is too large
						if err := r.Write(io.Discard); err != nil {
							b.Fatal(err)
						}
					}
					r.Close()
				}
			})
		})
	}
}
