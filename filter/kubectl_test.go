package filter

import (
	"fmt"
	"strings"
	"testing"

	"github.com/crdfilter/crdfilter/crdset"
)

// sized returns a CRD with an added line in its metadata, one in its schema,
// and one at the root, and with a description.
func sized(metadata, schema, root, description string) string {
	line := func(indent int, text string) string {
		if text == "" {
			return ""
		}
		return strings.Repeat(" ", indent) + text + "\n"
	}
	return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.ex.example.com
` + line(2, metadata) + `spec:
  group: ex.example.com
  scope: Namespaced
  names:
    kind: Widget
    plural: widgets
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
` + line(8, schema) + `        description: "` + description + "\"\n" + line(0, root)
}

// TestApplyBytesMeasured holds the size against a real API server:
// kube-apiserver 1.35.4 took each object with a description that is longer by
// this many bytes, from "kubectl apply" 1.35, and refused it with one more.
func TestApplyBytesMeasured(t *testing.T) {
	repeat := strings.Repeat
	for _, test := range []struct {
		name, metadata, schema, root, description string
		more                                      int
	}{
		{name: "no annotations", more: 261739},
		{name: "annotations: null", metadata: "annotations: null", more: 261739},
		{name: "annotations: {}", metadata: "annotations: {}", more: 261739},
		{name: "two annotations", metadata: "annotations: {a: b, controller-gen.kubebuilder.io/version: v0.16.5}", more: 261636},
		{name: "bytes of an annotation, not characters", metadata: `annotations: {a: "é<&>"}`, more: 261707},
		{name: "a large annotation", metadata: "annotations: {a: " + repeat("x", 100000) + "}", more: 61732},
		{name: "an annotation that is null", metadata: "annotations: {a: null}", more: 261732},
		{name: "kubectl's own annotation", metadata: `annotations: {` + lastApplied + `: "{}"}`, more: 261739},
		{name: "kubectl's own and another", metadata: `annotations: {` + lastApplied + `: "{}", a: b}`, more: 261730},
		{name: "kubectl's own, too large", metadata: `annotations: {` + lastApplied + `: "` + repeat("x", 300000) + `", a: b}`, more: 261730},
		{name: "kubectl's own, null", metadata: `annotations: {` + lastApplied + `: null}`, more: 261739},
		{name: "labels: null", metadata: "labels: null", more: 261725},
		{name: "labels: {}", metadata: "labels: {}", more: 261727},
		{name: "a label that is null", metadata: "labels: {a: null}", more: 261719},
		{name: "creationTimestamp", metadata: "creationTimestamp: null", more: 261714},
		{name: "a namespace", metadata: "namespace: default", more: 261739},
		{name: "an empty namespace", metadata: `namespace: ""`, more: 261739},
		{name: "a status", root: `status: {acceptedNames: {kind: "", plural: ""}, conditions: [], storedVersions: []}`, more: 261652},

		{name: "<", description: repeat("<", 100), more: 261139},
		{name: ">", description: repeat(">", 100), more: 261139},
		{name: "&", description: repeat("&", 100), more: 261139},
		{name: "U+2028", description: repeat(`\u2028`, 100), more: 261139},
		{name: "U+2029", description: repeat(`\u2029`, 100), more: 261139},
		{name: "é", description: repeat("é", 100), more: 261539},
		{name: "an emoji", description: repeat("\U0001f600", 100), more: 261339},
		{name: "what JSON escapes with two bytes", description: repeat(`\n\t\r\"\\`, 20), more: 261539},
		{name: "backspace and form feed", description: repeat(`\b\f`, 20), more: 261659},
		{name: "a control character", description: repeat(`\x01`, 20), more: 261619},
		{name: "DEL", description: repeat(`\x7f`, 20), more: 261719},
		{name: "NEL", description: repeat(`\N`, 20), more: 261699},
		{name: "U+FEFF", description: repeat(`\uFEFF`, 20), more: 261679},
		{name: "a slash and a quote", description: repeat("/'", 20), more: 261699},

		{name: "yes", schema: "example: yes", more: 261724},
		{name: "n", schema: "example: n", more: 261723},
		{name: "Y", schema: "example: Y", more: 261724},
		{name: "yes in quotes", schema: `example: "yes"`, more: 261723},
		{name: "~", schema: "example: ~", more: 261724},
		{name: "nothing", schema: "example:", more: 261724},
		{name: "0777", schema: "example: 0777", more: 261725},
		{name: "0o777", schema: "example: 0o777", more: 261725},
		{name: "0x1F", schema: "example: 0x1F", more: 261726},
		{name: "0b11", schema: "example: 0b11", more: 261727},
		{name: "1_000", schema: "example: 1_000", more: 261724},
		{name: "089", schema: "example: 089", more: 261726},
		{name: "+12", schema: "example: +12", more: 261726},
		{name: "1e20", schema: "example: 1e20", more: 261707},
		{name: "1e21", schema: "example: 1e21", more: 261723},
		{name: "1e-6", schema: "example: 1e-6", more: 261720},
		{name: "1e-7", schema: "example: 1e-7", more: 261724},
		{name: "1.5e300", schema: "example: 1.5e300", more: 261720},
		{name: "1.0", schema: "example: 1.0", more: 261727},
		{name: "1.50", schema: "example: 1.50", more: 261725},
		{name: "-0.0", schema: "example: -0.0", more: 261727},
		{name: "the largest int64", schema: "example: 9223372036854775807", more: 261709},
		{name: "one more", schema: "example: 9223372036854775808", more: 261709},
		{name: "the largest uint64", schema: "example: 18446744073709551615", more: 261708},
		{name: "the smallest int64, less one", schema: "example: -9223372036854775809", more: 261708},
		{name: "24 digits", schema: "example: 123456789012345678901234", more: 261706},
		{name: "many digits", schema: "example: 3.14159265358979323846", more: 261711},
		{name: "a date", schema: "example: 2001-01-01", more: 261716},
		{name: "base 60", schema: "example: 190:20:30", more: 261717},
		{name: "a tag", schema: "example: !!str 1", more: 261725},
		{name: "another tag", schema: "example: !!float 1", more: 261727},
		{name: "base64", schema: "example: !!binary aGk=", more: 261724},
		{name: "a number as a key", schema: "example: {1: a}", more: 261719},
		{name: "a boolean as a key", schema: "example: {yes: a}", more: 261716},
		{name: "a float as a key", schema: "example: {1.50: a}", more: 261717},
		{name: "a large float as a key", schema: "example: {1e20: a}", more: 261715},
		{name: "an octal number as a key", schema: "example: {0777: a}", more: 261717},
		{name: "a key twice", schema: "example: {a: 1, a: 2}", more: 261721},
		{name: "keys", schema: `example: {b: 1, a: 2, B: 3, é: 4, "<": 5}`, more: 261691},
		{name: "an alias", schema: "example: [&x {k: v}, *x]", more: 261707},
		{name: "a merge", schema: "example: {<<: {a: 1, b: 2}, b: 3}", more: 261715},
		{name: "empty collections", schema: "example: []", more: 261726},
	} {
		t.Run(test.name, func(t *testing.T) {
			body := sized(test.metadata, test.schema, test.root, test.description+repeat("a", test.more))
			got, err := applyBytes([]byte(body))
			if err != nil || got != crdset.MaxAnnotationBytes {
				t.Errorf("%d bytes, %v; a server says %d", got, err, crdset.MaxAnnotationBytes)
			}
		})
	}
}

// TestApplyBytes computes the size from the JSON that kubectl stores.
func TestApplyBytes(t *testing.T) {
	const (
		head = `{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":`
		spec = `,"spec":{"group":"ex.example.com","names":{"kind":"Widget","plural":"widgets"},"scope":"Namespaced",` +
			`"versions":[{"name":"v1","schema":{"openAPIV3Schema":{"description":"%s"%s,"type":"object"}},"served":true,"storage":true}]}}`
		none = `{"annotations":{},"name":"widgets.ex.example.com"}`
	)
	for _, test := range []struct {
		name, metadata, schema, description string
		json                                string // without the line break behind it
		others                              int    // keys and values of the other annotations
	}{
		{"nothing", "", "", "", head + none + fmt.Sprintf(spec, "", ""), 0},
		{
			"annotations", "annotations: {b: \"<\", a: é}", "", "",
			head + `{"annotations":{"a":"é","b":"\u003c"},"name":"widgets.ex.example.com"}` + fmt.Sprintf(spec, "", ""),
			len("a") + len("é") + len("b") + len("<"),
		},
		{"escapes", "", "", `<&>\u2028é`, head + none + fmt.Sprintf(spec, `\u003c\u0026\u003e\u2028é`, ""), 0},
		{
			"values", "", "example: [yes, 0777, 1e20, 1.0, ~, no]", "",
			head + none + fmt.Sprintf(spec, "", `,"example":[true,511,100000000000000000000,1,null,false]`), 0,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			// 48 bytes are the annotation's key, and one is a line break.
			want := 48 + len(test.json) + 1 + test.others
			for _, more := range []int{0, crdset.MaxAnnotationBytes - want, crdset.MaxAnnotationBytes - want + 1} {
				body := sized(test.metadata, test.schema, "", test.description+strings.Repeat("a", more))
				got, err := applyBytes([]byte(body))
				if err != nil || got != want+more {
					t.Errorf("%d bytes, %v, want %d", got, err, want+more)
				}
				// As JSON, with comments, behind a marker: the same object.
				for _, same := range []string{"--- # c\n# c\n" + body + "...\n", strings.ReplaceAll(body, "\n", "\r\n")} {
					if got, err := applyBytes([]byte(same)); err != nil || got != want+more {
						t.Errorf("%d bytes, %v, want %d, for %.40q", got, err, want+more, same)
					}
				}

				_, findings, output := run(t, []byte(body), Options{Output: YAML, OnDuplicate: Fail})
				message := fmt.Sprintf("would get %d bytes of annotations, the API server allows 262144", want+more)
				if tooLarge := want+more > 262144; tooLarge != strings.Contains(findings, message) || tooLarge != (output == nil) {
					t.Errorf("%d bytes: %s", want+more, findings)
				}
				options := Options{Output: YAML, OnDuplicate: Fail}
				options.Checks.ServerSide = true
				if _, findings, output := run(t, []byte(body), options); findings != "" || output == nil {
					t.Errorf("%d bytes, server-side: %s", want+more, findings)
				}
			}
		})
	}
}

// TestAsJSON: which objects are the same to kubectl.
func TestAsJSON(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"a: 1\nb: 2\n", "{b: 2, 'a': 1}\n", true},
		{"a: yes\n", "a: true\n", true},
		{"a: 0777\n", "a: 511\n", true},
		{"a: 1.0\n", "a: 1\n", true},
		{"a: 1\n", "a: '1'\n", false},
		{"a: ~\n", "a:\n", true},
		{"a: ~\n", "b: 1\n", false},
		{"a: ~\n", "{}\n", false},
		{"a: |\n  x\n", `a: "x\n"`, true},
		{"a: x\n", "a: x # c\n", true},
		{"---\n# c\na: &x 1\nb: *x\n...\n", "a: 1\nb: 1\n", true},
		{"a: [1, 2]\n", "a:\n- 2\n- 1\n", false},
		{"a: 9007199254740993\n", "a: 9007199254740992\n", false},
		{"a: [\n", "a: [\n", true}, // the same bytes
		{"a: [\n", "a: [ \n", false},
	} {
		if got := sameObject([]byte(test.a), []byte(test.b)); got != test.want {
			t.Errorf("%q and %q: same object: %t", test.a, test.b, got)
		}
	}
}
