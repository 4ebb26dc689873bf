package crdset_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/crdfilter/crdfilter/crdset"
	"github.com/crdfilter/crdfilter/filter"
	"sigs.k8s.io/yaml"
)

func schema(t *testing.T, file string) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(file)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decode(t *testing.T, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// The schema for editors and the reader of CRDSet files take the same files.
func TestCRDSetSchema(t *testing.T) {
	s := schema(t, "crdset.schema.json")
	const head = "apiVersion: crdfilter.dev/v1\nkind: CRDSet\n"
	for _, tt := range []struct {
		file string
		ok   bool
	}{
		{head + "metadata: {name: phase-0}\nspec:\n  groups: [cert-manager.io, '*.coreos.com', '!acme.*']\n  names: []\n" +
			"  expect: {total: 33, groups: {monitoring.coreos.com: 10..}}\n  require: [a.b.c]\n  crds: [{name: a.b.c, versions: [v1]}]\n", true},
		{head + "spec: {}\n", true},
		{head + "spec: {expect: {total: ..40}, crds: []}\n", true},
		{head, false},
		{head + "spec: {group: [a]}\n", false},
		{head + "spec: {groups: a}\n", false},
		{head + "spec: {groups: ['']}\n", false},
		{head + "spec: {groups: [1]}\n", false},
		{head + "spec: {expect: 33}\n", false},
		{head + "spec: {expect: {total: -1}}\n", false},
		{head + "spec: {expect: {total: ..}}\n", false},
		{head + "spec: {expect: {totals: 1}}\n", false},
		{head + "spec: {expect: {groups: {'!a': 1}}}\n", false},
		{head + "spec: {require: ['*.b']}\n", false},
		{head + "spec: {crds: [a]}\n", false},
		{head + "spec: {crds: [{version: v1}]}\n", false},
		{head + "spec: {crds: [{name: a, versions: v1}]}\n", false},
		{head + "data: {}\nspec: {}\n", false},
		{"apiVersion: crdfilter.dev/v2\nkind: CRDSet\nspec: {}\n", false},
		{"apiVersion: crdfilter.dev/v1\nkind: CRDset\nspec: {}\n", false},
	} {
		text, err := yaml.YAMLToJSON([]byte(tt.file))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(decode(t, text)); (err == nil) != tt.ok {
			t.Errorf("the schema says %v, of\n%s", err, tt.file)
		}
		path := t.TempDir() + "/set.yaml"
		if err := os.WriteFile(path, []byte(tt.file), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := filter.ReadSet(path); (err == nil) != tt.ok {
			t.Errorf("ReadSet says %v, of\n%s", err, tt.file)
		}
	}
}

// What is written as a report or a CRDSet file is as its schema has it.
func TestWrittenSchemas(t *testing.T) {
	const bootstrap = "../testdata/bootstrap/rendered.yaml"
	report := schema(t, "report.schema.json")
	for _, tt := range []struct {
		name    string
		input   string
		options filter.Options
	}{
		{"all is well", "", filter.Options{Output: filter.YAML}},
		{"a count that is off", "", filter.Options{Checks: crdset.Checks{Require: []string{"foos.example.com"}}}},
		{"hostile", "---\n# Source: ::error::\x7f/templates/x\nkind: [\n---\nkind: a\n---\na: \x1b[31m\n", filter.Options{}},
		{"a List", "kind: List\napiVersion: v1\nitems:\n- {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition}\n", filter.Options{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.options.Report.Format = filter.JSON
			path := bootstrap
			if tt.input != "" {
				path = "-"
			}
			r := filter.Read([]string{path}, strings.NewReader(tt.input), tt.options)
			defer r.Close()
			var text bytes.Buffer
			if err := r.Report(&text); err != nil {
				t.Fatal(err)
			}
			if err := report.Validate(decode(t, text.Bytes())); err != nil {
				t.Errorf("%v\n%s", err, text.String())
			}
		})
	}

	r := filter.Read([]string{bootstrap}, nil, filter.Options{Output: filter.CRDSet})
	defer r.Close()
	var text bytes.Buffer
	if err := r.Write(&text); err != nil {
		t.Fatal(err)
	}
	asJSON, err := yaml.YAMLToJSON(text.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if err := schema(t, "crdset.schema.json").Validate(decode(t, asJSON)); err != nil {
		t.Errorf("%v\n%s", err, text.String())
	}
}
