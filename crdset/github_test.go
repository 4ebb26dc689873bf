package crdset

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// github returns the findings as workflow commands, where all inputs but
// "<stdin>" are files.
func github(t *testing.T, fs *Findings, stopped error) string {
	t.Helper()
	var out bytes.Buffer
	isFile := func(input string) bool { return input != "" && input != "<stdin>" }
	if err := fs.WriteGitHub(&out, isFile, stopped); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestWriteGitHub(t *testing.T) {
	for _, test := range []struct {
		name    string
		finding Finding
		want    string
	}{
		{"a finding about the set", Finding{Rule: Count, Message: "no"}, "::error title=crdfilter count::no"},
		{"a warning", Finding{Rule: Count, Message: "no", Warning: true}, "::warning title=crdfilter count::no"},
		{"a file", Finding{Rule: Count, Message: "no", Place: Place{Input: "a b.yaml", Line: 7}}, "::error file=a b.yaml,line=7,title=crdfilter count::no"},
		{"a file as a whole", Finding{Rule: Count, Message: "no", Place: Place{Input: "in"}}, "::error file=in,line=1,title=crdfilter count::no"},
		{"an item of a List", Finding{Rule: Count, Message: "no", Place: Place{Input: "in", Line: 7, Item: "items[2]"}}, "::error file=in,line=7,title=crdfilter count::items[2]: no"},
		{"standard input", Finding{Rule: Count, Message: "no", Place: Place{Input: "<stdin>", Line: 7}}, "::error title=crdfilter count::<stdin>:7: no"},
		{"an item there", Finding{Rule: Count, Message: "no", Place: Place{Input: "<stdin>", Line: 7, Item: "items[2]"}}, "::error title=crdfilter count::<stdin>:7: items[2]: no"},
		{"a chart", Finding{Rule: Count, Message: "no", Chart: "zoo"}, "::error title=crdfilter count::no (chart zoo)"},
		{"details and a hint", Finding{Rule: Count, Message: "no", Details: []string{"a: 1", "  b"}, Hint: "do"}, "::error title=crdfilter count::no%0Aa: 1%0A  b%0Ahint: do"},
		{"a percent sign", Finding{Rule: Count, Message: "100%0A", Place: Place{Input: "50%"}}, "::error file=50%25,line=1,title=crdfilter count::100%250A"},
		{"what ends a property", Finding{Rule: Count, Message: "a:b,c", Place: Place{Input: "a:b,c"}}, "::error file=a%3Ab%2Cc,line=1,title=crdfilter count::a:b,c"},
		{"line breaks", Finding{Rule: Count, Message: "a\r\nb", Place: Place{Input: "a\nb"}}, `::error file=a\nb,line=1,title=crdfilter count::a\r\nb`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var fs Findings
			fs.Add(test.finding)
			if diff := cmp.Diff(test.want+"\n", github(t, &fs, nil)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestWriteGitHubMore(t *testing.T) {
	if got := github(t, &Findings{}, nil); got != "" {
		t.Errorf("nothing: %q", got)
	}
	if got, want := github(t, &Findings{}, errors.New("no a%b:\nc")), "::error title=crdfilter::no a%25b:\\nc\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var fs Findings
	for range maxFindings + 1 {
		fs.Add(Finding{Rule: Count})
	}
	lines := strings.Split(strings.TrimSuffix(github(t, &fs, nil), "\n"), "\n")
	if last := lines[len(lines)-1]; len(lines) != maxFindings+1 || last != "::error title=crdfilter::and 1 finding more" {
		t.Errorf("%d lines, the last is %q", len(lines), last)
	}
	if err := fs.WriteGitHub(full{}, func(string) bool { return false }, nil); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
}

// TestWriteGitHubHostile has each finding in one line that holds one command,
// whatever the input is named.
func TestWriteGitHubHostile(t *testing.T) {
	fs, _ := hostileFindings()
	for _, isFile := range []bool{false, true} {
		var out bytes.Buffer
		if err := fs.WriteGitHub(&out, func(string) bool { return isFile }, errors.New(hostile)); err != nil {
			t.Fatal(err)
		}
		checkEscaped(t, out.String())
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != 2 {
			t.Errorf("%d lines: %q", len(lines), out.String())
		}
		for _, line := range lines {
			if !strings.HasPrefix(line, "::error ") || strings.Count(line, "::") != 2 {
				t.Errorf("not one command: %q", line)
			}
		}
	}
}
