package crdset

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// patterns returns the patterns that a list of words separated by spaces spells.
func patterns(t *testing.T, list string) []Pattern {
	t.Helper()
	var out []Pattern
	for _, text := range strings.Fields(list) {
		p, err := ParsePattern(text)
		if err != nil {
			t.Fatalf("ParsePattern(%q): %v", text, err)
		}
		out = append(out, p)
	}
	return out
}

func TestParsePattern(t *testing.T) {
	for _, test := range []struct {
		text             string
		literal, exclude bool
	}{
		{"cert-manager.io", true, false},
		{"*.coreos.com", false, false},
		{"foo.?o", false, false},
		{"[a-z]*.io", false, false},
		{`foo\*`, false, false},
		{"a]b", true, false},
		{"a/b", true, false},
		{"!cert-manager.io", true, true},
		{"!*.io", false, true},
		{"!!a", true, true}, // takes out the name "!a"
	} {
		p, err := ParsePattern(test.text)
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		if p.String() != test.text || p.Literal() != test.literal || p.Exclude() != test.exclude {
			t.Errorf("%s: prints as %s, literal %t, exclude %t", test.text, p, p.Literal(), p.Exclude())
		}
	}
}

func TestParsePatternErrors(t *testing.T) {
	const empty = "the pattern is empty"
	malformed := func(quoted string) string {
		return quoted + " is not a pattern: a class is written [a-z], and nothing stands behind a last backslash"
	}
	for text, want := range map[string]string{
		"":       empty,
		"!":      empty,
		"[":      malformed(`"["`),
		"![a":    malformed(`"![a"`),
		"a[b":    malformed(`"a[b"`),
		"*.[a-z": malformed(`"*.[a-z"`), // behind what an empty text fails to match
		"[]":     malformed(`"[]"`),
		"[^]":    malformed(`"[^]"`),
		`a\`:     malformed(`"a\\"`),
		"[a\x1b": malformed(`"[a\x1b"`),
	} {
		if p, err := ParsePattern(text); err == nil {
			t.Errorf("%q is the pattern %s", text, p)
		} else if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Errorf("%q: -want +got:\n%s", text, diff)
		}
	}
}

func TestPatternMatch(t *testing.T) {
	for _, test := range []struct {
		pattern   string
		match, no []string
	}{
		{
			"cert-manager.io",
			[]string{"cert-manager.io"},
			[]string{"", "acme.cert-manager.io", "cert-manager.io.foo", "cert-manager-io", "Cert-Manager.io"},
		},
		{"*", []string{"", "a", "a.b.c", "a/b/c", "é\n"}, nil},
		{"*.io", []string{".io", "foo.io", "a.foo.io", "a/foo.io"}, []string{"io", "foo.io.com"}},
		{"*external-secrets.io", []string{"external-secrets.io", "generators.external-secrets.io"}, []string{"external-secrets.iox"}},
		{"a*z", []string{"az", "a.b.c.z", "a/z", "azaz"}, []string{"a", "aza"}},
		{"*.*.io", []string{"a.b.io", "a.b.c.io"}, []string{"a.io"}},
		{"a?c", []string{"abc", "a.c", "a/c", "aéc", "a\xffc"}, []string{"ac", "abbc"}},
		{"[a-c]x", []string{"ax", "bx", "cx"}, []string{"dx", "x", "abx", "Ax"}},
		{"[^a-c]x", []string{"dx", ".x", "/x"}, []string{"ax", "x"}},
		{"[abé]", []string{"a", "b", "é"}, []string{"c", ""}},
		{`\*`, []string{"*"}, []string{"a", `\*`}},
		{"a/b", []string{"a/b"}, []string{"ab", "a.b", "a\x00b"}},
		{"a/*", []string{"a/b", "a/b/c"}, []string{"a", "a.b"}},
		{"!*.io", []string{"foo.io"}, []string{"foo.com", "!foo.com"}}, // the glob without its "!"
	} {
		p := patterns(t, test.pattern)[0]
		for _, s := range test.match {
			if !p.Match(s) {
				t.Errorf("%s does not match %q", test.pattern, s)
			}
		}
		for _, s := range test.no {
			if p.Match(s) {
				t.Errorf("%s matches %q", test.pattern, s)
			}
		}
	}
}

func TestLists(t *testing.T) {
	crds := []CRD{
		crd("issuers", "cert-manager.io"),
		crd("orders", "acme.cert-manager.io"),
		crd("probes", "monitoring.coreos.com"),
		crd("rules", "monitoring.coreos.com"),
	}
	const issuers, orders, probes, rules = "issuers.cert-manager.io", "orders.acme.cert-manager.io",
		"probes.monitoring.coreos.com", "rules.monitoring.coreos.com"
	for _, test := range []struct {
		groups, names string
		want          []string
	}{
		{"", "", []string{issuers, orders, probes, rules}},
		{"cert-manager.io", "", []string{issuers}},
		{"*cert-manager.io", "", []string{issuers, orders}},
		{"cert-manager.io monitoring.coreos.com", "", []string{issuers, probes, rules}},
		{"foo.io", "", nil},
		{"", probes, []string{probes}},
		{"", "*.monitoring.coreos.com", []string{probes, rules}},
		{"", "monitoring.coreos.com", nil}, // a group is no name
		{issuers, "", nil},                 // nor the other way round
		{"*.c*", "", []string{orders, probes, rules}},
		{"", "o* r*", []string{orders, rules}},

		// Groups and names are one allowlist.
		{"cert-manager.io", probes, []string{issuers, probes}},
		{"cert-manager.io", issuers, []string{issuers}},
		{"foo.io", probes, []string{probes}},

		// "!" takes out again, wherever it stands.
		{"*cert-manager.io !acme.*", "", []string{issuers}},
		{"!acme.* *cert-manager.io", "", []string{issuers}},
		{"monitoring.coreos.com", "!probes.*", []string{rules}},
		{"!monitoring.coreos.com", "r* o*", []string{orders}},
		{"* !*", "", nil},
		{"", "rules.* !" + rules, nil},

		// Only "!": out of all.
		{"!monitoring.coreos.com", "", []string{issuers, orders}},
		{"!cert-manager.io !monitoring.coreos.com", "", []string{orders}},
		{"", "!" + probes, []string{issuers, orders, rules}},
		{"!acme.cert-manager.io", "!" + rules, []string{issuers, probes}},
		{"!*", "", nil},
		{"!foo.io", "", []string{issuers, orders, probes, rules}},
	} {
		t.Run(test.groups+","+test.names, func(t *testing.T) {
			for _, drop := range []bool{false, true} { // what is selected does not depend on it
				s := Selection{Groups: patterns(t, test.groups), Names: patterns(t, test.names), Drop: drop}
				var got []string
				for _, c := range crds {
					if s.Lists(c) {
						got = append(got, c.Name)
					}
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("drop %t: -want +got:\n%s", drop, diff)
				}
			}
		})
	}
}

func TestKeeps(t *testing.T) {
	for _, test := range []struct{ drop, selected, want bool }{
		{false, true, true},
		{false, false, false},
		{true, true, false},
		{true, false, true},
	} {
		if got := (Selection{Drop: test.drop}).Keeps(test.selected); got != test.want {
			t.Errorf("drop %t, selected %t: keeps %t", test.drop, test.selected, got)
		}
	}
}

func TestUnmatched(t *testing.T) {
	crds := []CRD{crd("issuers", "cert-manager.io"), crd("orders", "acme.cert-manager.io")}
	failure := func(message, hint string) Finding {
		return Finding{Rule: Unmatched, Message: "no CRD in the input matches the " + strings.TrimPrefix(message, "--"), Hint: hint}
	}
	warning := func(message, hint string) Finding {
		f := failure(message, hint)
		f.Warning = true
		return f
	}
	for _, test := range []struct {
		name       string
		selection  Selection
		mayBeEmpty bool
		want       []Finding
	}{
		{"nothing to match", Selection{}, false, nil},
		{
			"all match",
			Selection{Groups: patterns(t, "cert-manager.io acme.* !acme.*"), Names: patterns(t, "orders.* !*")},
			false, nil,
		},
		{
			"plain ones fail",
			Selection{Groups: patterns(t, "foo.io"), Names: patterns(t, "bars.foo.io")},
			false,
			[]Finding{failure(`--group "foo.io"`, ""), failure(`--name "bars.foo.io"`, "")},
		},
		{
			"the nearest is shown",
			Selection{Groups: patterns(t, "cert-manger.io"), Names: patterns(t, "order.acme.cert-manager.io")},
			false,
			[]Finding{
				failure(`--group "cert-manger.io"`, "did you mean cert-manager.io?"),
				failure(`--name "order.acme.cert-manager.io"`, "did you mean orders.acme.cert-manager.io?"),
			},
		},
		{
			"a group is looked for among the groups only",
			Selection{Groups: patterns(t, "issuers.cert-manager.io"), Names: patterns(t, "acme.cert-manager.io")},
			false,
			[]Finding{
				failure(`--group "issuers.cert-manager.io"`, "did you mean cert-manager.io?"),         // which it contains
				failure(`--name "acme.cert-manager.io"`, "did you mean orders.acme.cert-manager.io?"), // which contains it
			},
		},
		{
			"globs warn",
			Selection{Groups: patterns(t, "*.foo.io"), Names: patterns(t, "issuer?")},
			false,
			[]Finding{warning(`--group "*.foo.io"`, ""), warning(`--name "issuer?"`, "")},
		},
		{
			"what takes out warns",
			Selection{Groups: patterns(t, "!cert-manger.io !foo.*")},
			false,
			[]Finding{warning(`--group "!cert-manger.io"`, "did you mean cert-manager.io?"), warning(`--group "!foo.*"`, "")},
		},
		{
			"drop warns",
			Selection{Groups: patterns(t, "foo.io"), Names: patterns(t, "bars.foo.io"), Drop: true},
			false,
			[]Finding{warning(`--group "foo.io"`, ""), warning(`--name "bars.foo.io"`, "")},
		},
		{
			"where zero is allowed, warns",
			Selection{Groups: patterns(t, "foo.io")},
			true,
			[]Finding{warning(`--group "foo.io"`, "")},
		},
		{
			"each pattern on its own",
			Selection{Groups: patterns(t, "cert-manager.io foo.io bar.*")},
			false,
			[]Finding{failure(`--group "foo.io"`, ""), warning(`--group "bar.*"`, "")},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.selection.unmatched(crds, test.mayBeEmpty)
			if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func FuzzParsePattern(f *testing.F) {
	for _, seed := range [][2]string{
		{"cert-manager.io", "cert-manager.io"},
		{"*.io", "a.io"},
		{"!a?[b-d]", "aac"},
		{"a/b", "a\x00b"},
		{`\`, ""},
		{"[", "["},
		{"[]a]", "a"},
		{"!", ""},
		{"\xff", "\xfe"},
		{"***************a", "aaaaaaaaaaaaaaaaaaaaaaaaab"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, text, s string) {
		p, err := ParsePattern(text)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without words")
			}
			return
		}
		if p.String() != text {
			t.Errorf("prints as %q", p)
		}
		if p.Exclude() != strings.HasPrefix(text, "!") {
			t.Errorf("Exclude() = %t", p.Exclude())
		}
		matched := p.Match(s)
		if !p.Literal() {
			return
		}
		plain := strings.TrimPrefix(text, "!")
		if want := s == plain; matched != want {
			t.Errorf("%q matches %q: %t, want %t", text, s, matched, want)
		}
		if !p.Match(plain) {
			t.Errorf("%q does not match itself", text)
		}
	})
}
