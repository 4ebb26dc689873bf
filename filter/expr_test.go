package filter

import (
	"strings"
	"testing"
)

const clusterScoped = `---
# Source: zoo/templates/crd.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: foos.example.com, labels: {app: zoo}}
spec:
  group: example.com
  names: &names {kind: Foo, plural: foos}
  x-names: *names
  scope: Cluster
  versions: [{name: v1, served: true}, {name: v2, served: false}]
`

func TestExpression(t *testing.T) {
	for text, want := range map[string]bool{
		`.spec.scope == "Cluster"`:                 true,
		`.spec.scope == "Namespaced"`:              false,
		`.metadata.labels.app == "zoo"`:            true,
		`.spec.conversion.strategy != "Webhook"`:   true,
		`.spec | has("conversion") | not`:          true,
		`.spec.x-names.kind == "Foo"`:              true,
		`.spec.versions[].served`:                  true, // one of them is enough
		`.spec.versions[] | select(.name == "v3")`: false,
		`.spec.versions | all_c(.served)`:          false,
		`.spec.versions | length == 2`:             true,
		`false, true`:                              true,
		`null, false`:                              false,
		`true`:                                     true,
		`0`:                                        true,
		`""`:                                       true,
		`[]`:                                       true,
		`.missing`:                                 false,
		`null`:                                     false,
		"true # a comment":                         true,
		"false # ) or true":                        false,
		"true # one\n and # two\n false":           false,
		`del(.spec)`:                               true,
		`.spec.scope = "x" | .spec.scope == "x"`:   true,
		`.spec.scope as $scope | $scope == "Cluster"`:                 true,
		`.metadata.name | test("^foos\.")`:                            true,
		`(.spec.names | keys | .[0]) == "kind"`:                       true,
		`. | head_comment | contains("Source")`:                       true,
		`[.spec.versions[].name] | contains(["v2"])`:                  true,
		`.spec.versions | map(select(.served)) | .[0].name == "v1"`:   true,
		`with(.spec; .scope = "Namespaced") | .spec.scope=="Cluster"`: false,
	} {
		e, err := compile(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for range 2 { // evaluating leaves no trace
			if got, err := e.isTrue([]byte(clusterScoped)); err != nil || got != want {
				t.Errorf("%s: %t, %v", text, got, err)
			}
		}
	}
}

func TestCompileErrors(t *testing.T) {
	for _, text := range []string{
		"", " ", "\n", "# nothing", ".a ==", "(", ")", "true)", "true) | select(true", "(true", "nonsense", `"open`, "[", ".a[", "}",
	} {
		if _, err := compile(text); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

// TestExpressionRefused has operators refused that reach out of the document.
func TestExpressionRefused(t *testing.T) {
	t.Setenv("SECRET", "hush")
	for text, want := range map[string]string{
		`load("/etc/hosts")`:                       "file operations have been disabled",
		`load_str("/etc/hosts")`:                   "file operations have been disabled",
		`load_xml("/etc/hosts")`:                   "file operations have been disabled",
		`load_props("/etc/hosts")`:                 "file operations have been disabled",
		`load_base64("/etc/hosts")`:                "file operations have been disabled",
		`eval("load(\"/etc/hosts\")")`:             "file operations have been disabled",
		`env(SECRET)`:                              "env operations have been disabled",
		`strenv(SECRET)`:                           "env operations have been disabled",
		`"$SECRET" | envsubst`:                     "env operations have been disabled",
		`.spec.versions[] | .name == env(SECRET)`:  "env operations have been disabled",
		`system("true")`:                           "system operations are disabled",
		`.spec.scope | system("echo"; "a", "b")`:   "system operations are disabled",
		`error("on purpose: " + .metadata.name)`:   "on purpose: foos.example.com",
		`.spec.scope == "Namespaced" or error("")`: "",
	} {
		e, err := compile(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got, err := e.isTrue([]byte(clusterScoped))
		if err == nil || got {
			t.Errorf("%s: %t, %v", text, got, err)
			continue
		}
		if err.Error() != want && want != "" || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
