package filter

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crdfilter/crdfilter/crdset"
)

// stream is a small tricky input from testdata/streams and the truth about it.
type stream struct {
	name  string
	bytes []byte

	CRDs      []string // metadata.name, in order
	Docs      int      // documents that are not null
	Valid     bool     // go.yaml.in/yaml/v3 reads it
	Line      int      // the one to repair, where it is not valid
	Ambiguous string   // why refusing it is right, too
}

// streams returns all of testdata/streams.
func streams(t testing.TB) []stream {
	t.Helper()
	files, err := filepath.Glob("../testdata/streams/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no streams: %v", err)
	}
	var all []stream
	for _, file := range files {
		base := strings.TrimSuffix(file, ".json")
		s := stream{name: filepath.Base(base)}
		text, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(text, &s)
		}
		if err == nil {
			s.bytes, err = os.ReadFile(base + ".yaml")
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// lenient takes streams in which many CRDs are only a head.
func lenient(t testing.TB) Options {
	t.Helper()
	any, err := crdset.ParseExpect("0..")
	if err != nil {
		t.Fatal(err)
	}
	return Options{
		Checks:      crdset.Checks{Expect: []crdset.Expect{any}, ServerSide: true},
		Ignore:      []crdset.Rule{crdset.Unacceptable, crdset.NotAnObject},
		OnDuplicate: KeepFirst,
		Output:      YAML,
	}
}

// run returns the result of a run over one input, its findings as text and
// its output, which is nil where a check failed.
func run(t testing.TB, input []byte, options Options) (r *Result, findings string, output []byte) {
	t.Helper()
	r = Read([]string{"-"}, bytes.NewReader(input), options)
	t.Cleanup(r.Close)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	var text, out bytes.Buffer
	if err := r.Findings.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if r.Findings.ExitStatus() != 0 {
		return r, text.String(), nil
	}
	if err := r.Write(&out); err != nil {
		t.Fatal(err)
	}
	return r, text.String(), out.Bytes()
}

// Streams that the design wants refused at another line than their truth has:
// at the directive itself, at the text behind "---" or "...", and at the first
// line that the parser cannot bring in line with those above it.
var otherLine = map[string]int{
	"dir-duplicate":                1,
	"dir-no-start":                 1,
	"sep-inline-literal-col0":      1,
	"end-in-dquote-col0":           8,
	"decoy-literal-leading-spaces": 8,
}

func TestStreams(t *testing.T) {
	for _, s := range streams(t) {
		t.Run(s.name, func(t *testing.T) {
			r, findings, output := run(t, s.bytes, lenient(t))
			status := r.Findings.ExitStatus()
			if !s.Valid {
				line := s.Line
				if other, found := otherLine[s.name]; found {
					line = other
				}
				want := crdset.Place{Input: stdinName, Line: line}.String() + ": "
				if status != 2 || !strings.HasPrefix(findings, "crdfilter: "+want) {
					t.Fatalf("exit status %d, want 2 and a finding at %s\n%s", status, want, findings)
				}
				return
			}
			if status != 0 {
				if s.Ambiguous == "" {
					t.Fatalf("exit status %d, want 0\n%s", status, findings)
				}
				return
			}
			var got []string
			for _, crd := range r.Set.CRDs {
				got = append(got, crd.Name)
			}
			if diff := cmp.Diff(strings.Join(s.CRDs, " "), strings.Join(got, " ")); diff != "" {
				t.Errorf("CRDs (-want +got):\n%s", diff)
			}
			_, findings, again := run(t, output, lenient(t))
			if !bytes.Equal(again, output) {
				t.Errorf("filtered again:\n%s%s\nwant:\n%s", findings, again, output)
			}
		})
	}
}
