package filter_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/crdfilter/crdfilter/filter"
)

const stream = `---
# Source: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: shop
---
# Source: shop/crds/carts.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: carts.shop.example.com   # this comment stays
spec:
  group: shop.example.com
  names: {kind: Cart, plural: carts}
  scope: Namespaced
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
`

// A filter reads all inputs first, and writes only when nothing was wrong.
func ExampleRead() {
	result := filter.Read([]string{"-"}, strings.NewReader(stream), filter.Options{Output: filter.YAML})
	defer result.Close()
	if err := result.Findings.WriteText(os.Stdout); err != nil || result.Err != nil {
		fmt.Println(err, result.Err)
		return
	}
	if result.Findings.ExitStatus() != 0 {
		return
	}
	if err := result.Write(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// ---
	// # Source: shop/crds/carts.yaml
	// apiVersion: apiextensions.k8s.io/v1
	// kind: CustomResourceDefinition
	// metadata:
	//   name: carts.shop.example.com   # this comment stays
	// spec:
	//   group: shop.example.com
	//   names: {kind: Cart, plural: carts}
	//   scope: Namespaced
	//   versions:
	//   - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
}

// A Splitter knows where each document begins, and the chart it comes from.
func ExampleNewSplitter() {
	splitter := filter.NewSplitter(strings.NewReader(stream), "shop.yaml")
	for {
		document, err := splitter.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %d bytes from chart %s\n", document.Place, len(document.Bytes), document.Chart)
	}
	// Output:
	// shop.yaml:1: 94 bytes from chart shop
	// shop.yaml:7: 354 bytes from chart shop
}
