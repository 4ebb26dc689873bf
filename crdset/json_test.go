package crdset

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestWriteJSON(t *testing.T) {
	var fs Findings
	fs.Add(
		Finding{
			Rule: Needed, Place: Place{Input: "in", Line: 7, Item: "items[1]"}, Chart: "zoo", CRD: "a.io",
			Message: "it is", Details: []string{"a", "b"}, Hint: "do it",
		},
		Finding{Rule: Unmatched, Warning: true, Message: "no"},
	)
	crds := []CRD{
		{
			Name: "a.io", Group: "io", Names: Names{Kind: "A"}, Scope: "Cluster", Chart: "zoo",
			Place: Place{Input: "in", Line: 3, Item: "items[0]"}, Bytes: 10, ApplyBytes: 20, Kept: true,
			Versions: []Version{{Name: "v1", Served: true}, {Name: "v2", Storage: true}},
		},
		{Place: Place{Input: "in"}},
	}
	var out bytes.Buffer
	if err := fs.WriteJSON(&out, crds, errors.New("stopped")); err != nil {
		t.Fatal(err)
	}
	const want = `{
  "version": 1,
  "crds": [
    {
      "name": "a.io",
      "group": "io",
      "kind": "A",
      "scope": "Cluster",
      "versions": [
        {
          "name": "v1",
          "served": true,
          "storage": false
        },
        {
          "name": "v2",
          "served": false,
          "storage": true
        }
      ],
      "chart": "zoo",
      "input": "in",
      "line": 3,
      "item": "items[0]",
      "bytes": 10,
      "applyBytes": 20,
      "kept": true
    },
    {
      "name": "",
      "group": "",
      "kind": "",
      "scope": "",
      "versions": [],
      "input": "in",
      "line": 0,
      "bytes": 0,
      "kept": false
    }
  ],
  "findings": [
    {
      "rule": "needed",
      "severity": "error",
      "message": "it is",
      "details": [
        "a",
        "b"
      ],
      "hint": "do it",
      "input": "in",
      "line": 7,
      "item": "items[1]",
      "chart": "zoo",
      "crd": "a.io"
    },
    {
      "rule": "unmatched",
      "severity": "warning",
      "message": "no"
    }
  ],
  "error": "stopped"
}
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWriteJSONEmpty(t *testing.T) {
	var fs Findings
	var out bytes.Buffer
	if err := fs.WriteJSON(&out, nil, nil); err != nil {
		t.Fatal(err)
	}
	if want := "{\n  \"version\": 1,\n  \"crds\": [],\n  \"findings\": []\n}\n"; out.String() != want {
		t.Errorf("got %s", out.String())
	}
	if err := fs.WriteJSON(full{}, nil, nil); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
}

// TestWriteJSONMany has the findings counted that are not listed.
func TestWriteJSONMany(t *testing.T) {
	var fs Findings
	for range maxFindings + 3 {
		fs.Add(Finding{Rule: Needed})
	}
	var out bytes.Buffer
	if err := fs.WriteJSON(&out, nil, nil); err != nil {
		t.Fatal(err)
	}
	var report struct {
		Findings []any
		More     int `json:"moreFindings"`
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) != maxFindings || report.More != 3 {
		t.Errorf("%d findings and %d more", len(report.Findings), report.More)
	}
}

// hostile is what must be raw in no report.
const hostile = "a\x1b[31m\r\n::error file=x::##[group]\u202e\u2028%0A\xff"

// checkEscaped fails where a report holds something raw. Its lines end in "\n".
func checkEscaped(t *testing.T, report string) {
	t.Helper()
	for _, r := range strings.ReplaceAll(report, "\n", "") {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			t.Errorf("%U is not printable: %s", r, report)
		}
	}
	if strings.Contains(report, "##[") {
		t.Errorf("a command is left: %s", report)
	}
}

func hostileFindings() (*Findings, []CRD) {
	var fs Findings
	fs.Add(Finding{
		Rule: Needed, Place: Place{Input: hostile}, Chart: hostile, CRD: hostile,
		Message: hostile, Details: []string{hostile}, Hint: hostile,
	})
	return &fs, []CRD{{
		Name: hostile, Group: hostile, Names: Names{Kind: hostile}, Scope: hostile, Chart: hostile,
		Place: Place{Input: hostile}, Versions: []Version{{Name: hostile}}, Kept: true,
	}}
}

func TestWriteJSONHostile(t *testing.T) {
	fs, crds := hostileFindings()
	var out bytes.Buffer
	if err := fs.WriteJSON(&out, crds, errors.New(hostile)); err != nil {
		t.Fatal(err)
	}
	checkEscaped(t, out.String())
	if strings.Contains(out.String(), "::") {
		t.Errorf("a command is left: %s", out.String())
	}
	var report any
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Error(err)
	}
}
