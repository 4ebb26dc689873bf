package crdset

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestUnacceptable holds the rules against the API server. Its words are those
// of ValidateCustomResourceDefinition in k8s.io/apiextensions-apiserver v0.35.4
// (pkg/apis/apiextensions/validation), which was asked about each CRD here
// after SetDefaults_CustomResourceDefinition; kube-apiserver 1.35.4 says the
// same. Where no function is named, validateCustomResourceDefinitionSpec says it.
func TestUnacceptable(t *testing.T) {
	long := func(n int) string { return strings.Repeat("w", n) }
	rename := func(plural, group string) func(*CRD) {
		return func(c *CRD) { c.Name, c.Names.Plural, c.Group = plural+"."+group, plural, group }
	}
	protected := func(group string, approval ...string) func(*CRD) {
		return func(c *CRD) {
			rename("widgets", group)(c)
			for _, url := range approval {
				c.Annotations = map[string]string{"api-approved.kubernetes.io": url}
			}
		}
	}
	versions := func(versions ...Version) func(*CRD) {
		return func(c *CRD) { c.Versions = versions }
	}
	v1 := Version{Name: "v1", Served: true, Storage: true, Schema: true}
	v2 := Version{Name: "v2", Served: true, Schema: true}
	named := func(name string) func(*CRD) {
		return versions(v1, Version{Name: name, Served: true, Schema: true})
	}

	for _, test := range []struct {
		name   string
		change func(*CRD)
		server string   // its words; "" where it accepts the CRD
		want   []string // the reasons; nil where any will do
	}{
		{"as it should be", func(*CRD) {}, "", nil},

		// Not served: the group has v1 only since Kubernetes 1.22.
		{
			"v1beta1", func(c *CRD) { c.APIVersion = "apiextensions.k8s.io/v1beta1" },
			`no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1"`,
			[]string{"apiextensions.k8s.io/v1beta1 is not served since Kubernetes 1.22"},
		},
		{
			"v1beta1, whose fields are others", func(c *CRD) { c.APIVersion, c.Versions = "apiextensions.k8s.io/v1beta1", nil },
			`no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1"`,
			[]string{"apiextensions.k8s.io/v1beta1 is not served since Kubernetes 1.22"},
		},
		{
			"v2", func(c *CRD) { c.APIVersion = "apiextensions.k8s.io/v2" },
			`no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v2"`,
			[]string{`it has the version "apiextensions.k8s.io/v2", and only apiextensions.k8s.io/v1 is served`},
		},

		// metadata.name: nameValidationFn in ValidateCustomResourceDefinition.
		{
			"another name", func(c *CRD) { c.Name = "wrong.foo.io" },
			`metadata.name: Invalid value: "wrong.foo.io": must be spec.names.plural+"."+spec.group`,
			[]string{`metadata.name is "wrong.foo.io" and must be <plural>.<group>, "widgets.foo.io"`},
		},
		{
			"the plural only", func(c *CRD) { c.Name = "widgets" },
			`metadata.name: Invalid value: "widgets": must be spec.names.plural+"."+spec.group`,
			[]string{`metadata.name is "widgets" and must be <plural>.<group>, "widgets.foo.io"`},
		},
		{
			"no name", func(c *CRD) { c.Name = "" },
			`metadata.name: Required value: name or generateName is required`,
			[]string{`metadata.name is "" and must be <plural>.<group>, "widgets.foo.io"`},
		},
		{
			// NameIsDNSSubdomain: 253 characters.
			"a name that is too long", rename("widgets", strings.Repeat("a.", 122)+"io"), // 8+246
			`metadata.name: Invalid value: "…": must be no more than 253 characters`, nil,
		},
		{"the longest name", rename("widgets", strings.Repeat("a.", 121)+"aio"), "", nil},

		// The group.
		{
			"no group", func(c *CRD) { c.Group = "" },
			`spec.group: Required value`,
			[]string{"spec.group is missing"},
		},
		{
			"a group without a dot", rename("widgets", "foo"),
			`spec.group: Invalid value: "foo": should be a domain with at least one dot`,
			[]string{`spec.group "foo" has no dot`},
		},
		{
			"a group in upper case", rename("widgets", "Foo.io"),
			`spec.group: Invalid value: "Foo.io": a lowercase RFC 1123 subdomain must consist of …`,
			[]string{`spec.group "Foo.io" is not a DNS name in lower case`},
		},
		{
			"a group in upper case, the name is not", func(c *CRD) { c.Group = "Foo.io" },
			`spec.group: Invalid value: "Foo.io": a lowercase RFC 1123 subdomain must consist of …`,
			[]string{
				`spec.group "Foo.io" is not a DNS name in lower case`,
				`metadata.name is "widgets.foo.io" and must be <plural>.<group>, "widgets.Foo.io"`,
			},
		},
		{"a group with an underscore", rename("widgets", "a_b.io"), `spec.group: Invalid value: "a_b.io": a lowercase RFC 1123 subdomain …`, []string{`spec.group "a_b.io" is not a DNS name in lower case`}},
		{"a group that ends in a dot", rename("widgets", "foo.io."), `spec.group: Invalid value: "foo.io.": a lowercase RFC 1123 subdomain …`, []string{`spec.group "foo.io." is not a DNS name in lower case`}},
		{"a group that ends in a line break", rename("widgets", "foo.io\n"), `spec.group: Invalid value: "foo.io\n": a lowercase RFC 1123 subdomain …`, []string{`spec.group "foo.io\n" is not a DNS name in lower case`}},
		{"a group that is too long", rename("w", strings.Repeat("a.", 126)+"io"), `spec.group: Invalid value: "…": must be no more than 253 characters`, nil},
		{"digits in a group", rename("widgets", "1.2"), "", nil},
		{"a long label in the group", rename("widgets", long(64)+".foo.io"), "", nil}, // no label's length is checked

		// The names: required are plural, kind, and what SetDefaults_CustomResourceDefinitionSpec
		// makes of the kind; their form is the business of ValidateCustomResourceDefinitionNames.
		{"no plural", func(c *CRD) { c.Names.Plural = "" }, "spec.names.plural: Required value", []string{"spec.names.plural is missing"}},
		{"no kind", func(c *CRD) { c.Names.Kind = "" }, "spec.names.kind: Required value", []string{"spec.names.kind is missing"}},
		{"no names", func(c *CRD) { c.Names = Names{} }, "spec.names.plural: Required value", []string{"spec.names.plural is missing", "spec.names.kind is missing"}},
		{"a plural in upper case", rename("Widgets", "foo.io"), `spec.names.plural: Invalid value: "Widgets": a DNS-1035 label …`, []string{`spec.names.plural "Widgets" is not a valid name`}},
		{"a plural with a dot", rename("wid.gets", "foo.io"), `spec.names.plural: Invalid value: "wid.gets": a DNS-1035 label …`, []string{`spec.names.plural "wid.gets" is not a valid name`}},
		{"a plural that begins with a digit", rename("1widgets", "foo.io"), `spec.names.plural: Invalid value: "1widgets": a DNS-1035 label …`, []string{`spec.names.plural "1widgets" is not a valid name`}},
		{"a plural of 64 characters", rename(long(64), "foo.io"), `spec.names.plural: Invalid value: "www…": must be no more than 63 characters`, []string{`spec.names.plural "` + long(64) + `" is not a valid name`}},
		{"a plural of 63 characters", rename(long(63), "foo.io"), "", nil},
		{"a plural of one letter", rename("w", "foo.io"), "", nil},
		{"a singular in upper case", func(c *CRD) { c.Names.Singular = "Widget" }, `spec.names.singular: Invalid value: "Widget": a DNS-1035 label …`, []string{`spec.names.singular "Widget" is not a valid name`}},
		{"a singular", func(c *CRD) { c.Names.Singular = "widget" }, "", nil},
		{"the singular is the plural", func(c *CRD) { c.Names.Singular = "widgets" }, "", nil},
		{"a kind with an underscore", func(c *CRD) { c.Names.Kind = "Wid_get" }, `spec.names.kind: Invalid value: "Wid_get": may have mixed case, but should otherwise match: a DNS-1035 label …`, []string{`spec.names.kind "Wid_get" is not a valid name`}},
		{"a kind that begins with a digit", func(c *CRD) { c.Names.Kind = "1Widget" }, `spec.names.kind: Invalid value: "1Widget": may have mixed case, …`, []string{`spec.names.kind "1Widget" is not a valid name`}},
		{"a kind with an accent", func(c *CRD) { c.Names.Kind = "Widgét" }, `spec.names.kind: Invalid value: "Widgét": may have mixed case, …`, []string{`spec.names.kind "Widgét" is not a valid name`}},
		{"a kind with a hyphen", func(c *CRD) { c.Names.Kind = "Wid-get" }, "", nil},
		{"a kind in lower case", func(c *CRD) { c.Names.Kind = "widget" }, "", nil},
		{"a kind in upper case", func(c *CRD) { c.Names.Kind = "WIDGET" }, "", nil},
		{"a kind of 64 characters", func(c *CRD) { c.Names.Kind = long(64) }, `spec.names.kind: Invalid value: "www…": may have mixed case, but should otherwise match: must be no more than 63 characters`, nil},
		// SetDefaults_CustomResourceDefinitionSpec appends "List" to it.
		{"a kind of 60 characters without listKind", func(c *CRD) { c.Names.Kind = long(60) }, `spec.names.listKind: Invalid value: "www…List": may have mixed case, but should otherwise match: must be no more than 63 characters`, nil},
		{"a kind of 59 characters without listKind", func(c *CRD) { c.Names.Kind = long(59) }, "", nil},
		{"a kind of 63 characters with listKind", func(c *CRD) { c.Names.Kind, c.Names.ListKind = long(63), "WList" }, "", nil},
		{"listKind is the kind", func(c *CRD) { c.Names.ListKind = "Widget" }, `spec.names.listKind: Invalid value: "Widget": kind and listKind may not be the same`, []string{`spec.names.listKind "Widget" is the same as the kind`}},
		{"listKind is the kind but for case", func(c *CRD) { c.Names.ListKind = "widget" }, "", nil},
		{"a listKind", func(c *CRD) { c.Names.ListKind = "WidgetList" }, "", nil},
		{"an unusual listKind", func(c *CRD) { c.Names.ListKind = "Foo" }, "", nil},
		{"a listKind with an underscore", func(c *CRD) { c.Names.ListKind = "Widget_List" }, `spec.names.listKind: Invalid value: "Widget_List": may have mixed case, …`, []string{`spec.names.listKind "Widget_List" is not a valid name`}},
		{"a kind that ends in List", func(c *CRD) { c.Names.Kind = "WidgetList" }, "", nil},

		// The scope: validateEnumStrings.
		{"no scope", func(c *CRD) { c.Scope = "" }, "spec.scope: Required value", []string{"spec.scope is missing"}},
		{"cluster scope", func(c *CRD) { c.Scope = "Cluster" }, "", nil},
		{"a scope in lower case", func(c *CRD) { c.Scope = "namespaced" }, `spec.scope: Unsupported value: "namespaced": supported values: "Cluster", "Namespaced"`, []string{`spec.scope is "namespaced" and must be Namespaced or Cluster`}},

		// The versions.
		{"no version", versions(), "spec.versions: Invalid value: null: must have exactly one version marked as storage version", []string{"spec.versions is empty"}},
		{"two versions", versions(v2, v1), "", nil},
		{"a version twice", versions(v1, v2, v2), "spec.versions: Invalid value: […]: must contain unique version names", []string{"version v2 is there twice"}},
		{"a version with a dot", named("v1.0"), `spec.versions[1].name: Invalid value: "v1.0": a DNS-1035 label …`, []string{`version name "v1.0" is not a DNS label`}},
		{"a version in upper case", named("V2"), `spec.versions[1].name: Invalid value: "V2": a DNS-1035 label …`, []string{`version name "V2" is not a DNS label`}},
		{"a version that begins with a digit", named("2v"), `spec.versions[1].name: Invalid value: "2v": a DNS-1035 label …`, []string{`version name "2v" is not a DNS label`}},
		{"a version of 64 characters", named(long(64)), `spec.versions[1].name: Invalid value: "www…": must be no more than 63 characters`, []string{`version name "` + long(64) + `" is not a DNS label`}},
		{"a version of 63 characters", named(long(63)), "", nil},
		{"a version without a v", named("foo"), "", nil},
		{"a version without a name", named(""), `spec.versions[1].name: Invalid value: "": a DNS-1035 label …`, []string{"spec.versions[1] has no name"}},
		{"no storage version", versions(v2), "spec.versions: Invalid value: […]: must have exactly one version marked as storage version", []string{"no version has storage: true, and exactly one must"}},
		{
			"two storage versions", versions(v1, Version{Name: "v2", Storage: true, Schema: true}),
			"spec.versions: Invalid value: […]: must have exactly one version marked as storage version",
			[]string{"versions v1, v2 have storage: true, and exactly one must"},
		},
		{"a served version without a schema", versions(v1, Version{Name: "v2", Served: true}), "spec.versions[1].schema.openAPIV3Schema: Required value", []string{"version v2 has no schema"}},
		{"an unserved version without a schema", versions(v1, Version{Name: "v2"}), "spec.versions[1].schema.openAPIV3Schema: Required value", []string{"version v2 has no schema"}},
		{"an unserved version with a schema", versions(v1, Version{Name: "v2", Schema: true}), "", nil},
		{"a storage version that is not served", versions(Version{Name: "v1", Storage: true, Schema: true}, v2), "", nil},
		{"no served version", versions(Version{Name: "v1", Storage: true, Schema: true}), "", nil},

		// validatePreserveUnknownFields
		{
			"preserveUnknownFields", func(c *CRD) { c.PreserveUnknownFields = true },
			"spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead",
			[]string{"spec.preserveUnknownFields is true, which v1 does not allow"},
		},

		// validateAPIApproval, with IsProtectedCommunityGroup and GetAPIApprovalState of pkg/apihelpers.
		{
			"under k8s.io", protected("x.k8s.io"),
			`metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111`,
			[]string{"group x.k8s.io is protected, and the annotation api-approved.kubernetes.io is missing"},
		},
		{"under kubernetes.io", protected("x.y.kubernetes.io"), "metadata.annotations[api-approved.kubernetes.io]: Required value: …", []string{"group x.y.kubernetes.io is protected, and the annotation api-approved.kubernetes.io is missing"}},
		{"k8s.io itself", protected("k8s.io"), "metadata.annotations[api-approved.kubernetes.io]: Required value: …", []string{"group k8s.io is protected, and the annotation api-approved.kubernetes.io is missing"}},
		{"kubernetes.io itself", protected("kubernetes.io"), "metadata.annotations[api-approved.kubernetes.io]: Required value: …", []string{"group kubernetes.io is protected, and the annotation api-approved.kubernetes.io is missing"}},
		{"an empty approval", protected("x.k8s.io", ""), "metadata.annotations[api-approved.kubernetes.io]: Required value: …", []string{"group x.k8s.io is protected, and the annotation api-approved.kubernetes.io is missing"}},
		{"approved", protected("x.k8s.io", "https://github.com/kubernetes/kubernetes/pull/1"), "", nil},
		{"approved by another scheme", protected("x.k8s.io", "ftp://host/x"), "", nil},
		{"unapproved", protected("x.kubernetes.io", "unapproved, testing only"), "", nil},
		{"unapproved without a reason", protected("x.k8s.io", "unapproved"), "", nil},
		{"an approval of words", protected("x.k8s.io", "yes"), `metadata.annotations[api-approved.kubernetes.io]: Invalid value: "yes": protected groups must have approval annotation "api-approved.kubernetes.io" with either a URL or a reason starting with "unapproved", see …`, nil},
		{"unapproved in upper case", protected("x.k8s.io", "Unapproved"), `metadata.annotations[api-approved.kubernetes.io]: Invalid value: "Unapproved": …`, nil},
		{"an approval without a scheme", protected("x.k8s.io", "github.com/kubernetes/kubernetes/pull/1"), `metadata.annotations[api-approved.kubernetes.io]: Invalid value: "github.com/…": …`, nil},
		{"an approval without a host", protected("x.k8s.io", "https:///a"), `metadata.annotations[api-approved.kubernetes.io]: Invalid value: "https:///a": …`, nil},
		{"an approval with only a path", protected("x.k8s.io", "/pull/1"), `metadata.annotations[api-approved.kubernetes.io]: Invalid value: "/pull/1": …`, nil},
		{"a group that only looks protected", protected("foo-k8s.io"), "", nil},
		{"another one", protected("xkubernetes.io"), "", nil},
		{"and another one", protected("x.k8s.io.example.com"), "", nil},
		{"an approval that nobody asks for", protected("foo.io", "yes"), "", nil},

		// What the server cannot decode: BadRequest, before any validation.
		{
			"a fault", func(c *CRD) { c.Faults = []string{"spec.versions[0].served is a string, not a boolean"} },
			`json: cannot unmarshal string into Go struct field CustomResourceDefinitionVersion.spec.versions.served of type bool`,
			[]string{"spec.versions[0].served is a string, not a boolean"},
		},

		{
			"all at once", func(c *CRD) { *c = CRD{APIVersion: c.APIVersion, Name: c.Name} },
			"spec.group: Required value",
			[]string{
				"spec.group is missing", "spec.names.plural is missing", "spec.names.kind is missing",
				"spec.scope is missing", "spec.versions is empty",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := crd("widgets", "foo.io")
			test.change(&c)
			got := unacceptable(c)
			switch {
			case test.want != nil:
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			case test.server == "" && len(got) > 0:
				t.Errorf("the server takes it, but: %q", got)
			case test.server != "" && len(got) == 0:
				t.Errorf("no reason, but the server says: %s", test.server)
			}
		})
	}
}

// TestUnacceptableNamesVersions has reasons speak of a version by its name
// only where it has one that can be read.
func TestUnacceptableNamesVersions(t *testing.T) {
	c := crd("widgets", "foo.io")
	c.Versions = []Version{{Storage: true}, {Name: "v1", Storage: true, Schema: true}}
	for _, reason := range unacceptable(c) {
		if strings.Contains(reason, "  ") || strings.Contains(reason, " , ") {
			t.Errorf("a name is missing in %q", reason)
		}
	}
}

// TestUnacceptableFaults has a field that is there, but of a wrong type, not
// be told to be missing.
func TestUnacceptableFaults(t *testing.T) {
	c := crd("widgets", "foo.io")
	c.Scope, c.Versions[0].Storage = "", false
	c.Faults = []string{"spec.scope is a sequence, not a string", "spec.versions[0].storage is a string, not a boolean"}
	if diff := cmp.Diff(c.Faults, unacceptable(c)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestUnacceptableDoesNotChangeFaults since all reasons are collected behind them.
func TestUnacceptableDoesNotChangeFaults(t *testing.T) {
	faults := append(make([]string, 0, 8), "a fault")
	c := crd("widgets", "foo")
	c.Faults = faults
	unacceptable(c)
	if diff := cmp.Diff([]string{"a fault", ""}, faults[:2]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
