package crdset_test

import (
	"fmt"
	"os"

	"github.com/crdfilter/crdfilter/crdset"
)

// A caller reads the documents, asks the selection about each CRD, and holds
// the set of them against the checks.
func Example() {
	group, err := crdset.ParsePattern("monitoring.coreos.com")
	if err != nil {
		fmt.Println(err)
		return
	}
	count, err := crdset.ParseExpect("3")
	if err != nil {
		fmt.Println(err)
		return
	}
	selection := crdset.Selection{Groups: []crdset.Pattern{group}}
	checks := crdset.Checks{
		Expect:  []crdset.Expect{count},
		Require: []string{"prometheusrules.monitoring.coreos.com"},
	}

	set := crdset.Set{Documents: 5}
	for i, name := range [][2]string{
		{"probes", "monitoring.coreos.com"},
		{"podmonitors", "monitoring.coreos.com"},
		{"issuers", "cert-manager.io"},
	} {
		crd := crdset.CRD{
			Place: crdset.Place{Input: "<stdin>", Line: 1 + 100*i},
			Chart: "a-chart",
			Name:  name[0] + "." + name[1],
			Group: name[1],
		}
		crd.Selected = selection.Lists(crd)
		crd.Kept = selection.Keeps(crd.Selected)
		set.CRDs = append(set.CRDs, crd)
	}

	var findings crdset.Findings
	findings.Add(checks.All(set, selection)...)
	if err := findings.WriteText(os.Stdout); err != nil {
		fmt.Println(err)
	}
	fmt.Println("exit status", findings.ExitStatus())
	// Output:
	// crdfilter: expected 3 CRDs, kept 2 [count]
	//   a-chart: 2
	//     monitoring.coreos.com: 2 (podmonitors, probes)
	//   in the input, but not kept: 1
	//     a-chart: 1
	//       cert-manager.io: 1 (issuers)
	//   hint: widen the selection: enough CRDs are in the input
	// crdfilter: the required CRD prometheusrules.monitoring.coreos.com is absent: no document in the input defines it [required]
	//   hint: look for the chart that brings it: was it rendered, with its CRDs switched on?
	// exit status 1
}

// A pattern's "*" spans dots, so that it reaches the groups below a domain.
func ExamplePattern_Match() {
	pattern, err := crdset.ParsePattern("*.cert-manager.io")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(pattern.Match("acme.cert-manager.io"))
	fmt.Println(pattern.Match("a.b.cert-manager.io"))
	fmt.Println(pattern.Match("cert-manager.io"))
	// Output:
	// true
	// true
	// false
}

// What came from outside must not steer a terminal or a CI system.
func ExampleEscape() {
	fmt.Println(crdset.Escape("::error::\x1b[31mred\n"))
	// Output: :\x3aerror:\x3a\x1b[31mred\n
}
