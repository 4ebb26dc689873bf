// Command bench is what memory.sh and peers.sh need beside a shell: it writes
// streams that look like what charts render, and measures commands.
//
//	bench generate MIB          write about so many MiB, five percent of them CRDs
//	bench json                  write 54 CRDs, of which 22 are JSON on few lines
//	bench measure COMMAND [ARGUMENT...]
//	                            run a command, and tell its peak memory and time
//	                            on standard error
//	bench compare ROUNDS FILE NAME COMMAND [NAME COMMAND...]
//	                            run shell commands in turn with the file as standard
//	                            input, and print the median of each, and how many
//	                            times that of the first it is
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "generate":
		mib, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return generate(int64(mib) << 20)
	case len(args) == 1 && args[0] == "json":
		return generateJSON()
	case len(args) > 1 && args[0] == "measure":
		return measure(args[1:])
	case len(args) > 4 && args[0] == "compare":
		rounds, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return compare(rounds, args[2], args[3:])
	}
	return errors.New("usage: bench generate MIB | json | measure COMMAND | compare ROUNDS FILE NAME COMMAND...")
}

// deployment is about 1 KiB, as most objects in a chart are.
const deployment = `---
# Source: shop/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop-%[1]d
  namespace: shop
  labels:
    app.kubernetes.io/name: shop
    app.kubernetes.io/instance: "shop-%[1]d"
    app.kubernetes.io/version: "1.2.3"
    app.kubernetes.io/managed-by: Helm
    helm.sh/chart: shop-1.2.3
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: shop
      app.kubernetes.io/instance: "shop-%[1]d"
  template:
    metadata:
      labels:
        app.kubernetes.io/name: shop
        app.kubernetes.io/instance: "shop-%[1]d"
    spec:
      serviceAccountName: shop
      containers:
      - name: shop
        image: "registry.example.com/shop:1.2.3"
        imagePullPolicy: IfNotPresent
        args:
        - --listen=:8080
        - --log-level=info
        ports:
        - name: http
          containerPort: 8080
          protocol: TCP
        livenessProbe: {httpGet: {path: /healthz, port: http}}
        resources:
          requests: {cpu: 100m, memory: 128Mi}
`

// The head of a CRD, and a property of its schema. With 60 of these it has
// about 20 KiB, as the CRDs of common operators have.
const (
	crd = `---
# Source: shop/crds/carts.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    controller-gen.kubebuilder.io/version: v0.16.5
  name: carts%[1]d.shop.example.com
spec:
  group: shop.example.com
  names:
    kind: Cart%[1]d
    listKind: Cart%[1]dList
    plural: carts%[1]d
    singular: cart%[1]d
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        description: A cart of the shop.
        type: object
        properties:
`
	property = `          property%d:
            description: |-
              A field of the cart, whose description is a text of some lines, as the
              comments of a Go type make it. More info: https://shop.example.com/docs
            type: object
            required: [name]
            properties:
              name: {type: string, minLength: 1}
              count: {type: integer, format: int64}
`
)

func generate(size int64) error {
	var properties strings.Builder
	for i := range 60 {
		fmt.Fprintf(&properties, property, i)
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	var written, crds int64
	for i := 0; written < size; i++ {
		n, err := fmt.Fprintf(out, deployment, i)
		written += int64(n)
		if err == nil && crds*20 < written {
			n, err = fmt.Fprintf(out, crd+properties.String(), i)
			written += int64(n)
			crds += int64(n)
		}
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

// generateJSON writes every third CRD or so as some charts do: metadata and
// spec as JSON on one line each.
func generateJSON() error {
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	var asYAML, asJSON strings.Builder
	for i := range 200 {
		fmt.Fprintf(&asYAML, property, i)
		if i > 0 {
			asJSON.WriteString(",")
		}
		fmt.Fprintf(&asJSON, `"property%d":{"description":"A field of the cart, whose description is a text of some lines, as the\ncomments of a Go type make it. More info: https://shop.example.com/docs","properties":{"count":{"format":"int64","type":"integer"},"name":{"minLength":1,"type":"string"}},"required":["name"],"type":"object"}`, i)
	}
	for i := range 54 {
		var err error
		if i%5 == 1 || i%5 == 3 {
			_, err = fmt.Fprintf(out, `---
# Source: shop/templates/carts.yaml
apiVersion: apiextensions.k8s.io/v1
kind: "CustomResourceDefinition"
metadata: {"annotations":{"controller-gen.kubebuilder.io/version":"v0.16.5"},"name":"carts%[1]d.shop.example.com"}
spec: {"group":"shop.example.com","names":{"kind":"Cart%[1]d","listKind":"Cart%[1]dList","plural":"carts%[1]d","singular":"cart%[1]d"},"scope":"Namespaced","versions":[{"name":"v1","schema":{"openAPIV3Schema":{"description":"A cart of the shop.","properties":{%[2]s},"type":"object"}},"served":true,"storage":true}]}
`, i, asJSON.String())
		} else {
			_, err = fmt.Fprintf(out, crd+asYAML.String(), i)
		}
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

func measure(args []string) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	took, peak, err := runAndMeasure(cmd)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%4d MiB at most, %5.1f s, of them %5.1f s of processor time\n", peak>>20, took.Seconds(),
		(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
	return nil
}

// runAndMeasure runs a command, and returns how long that takes, and how many
// bytes of memory at most.
func runAndMeasure(cmd *exec.Cmd) (took time.Duration, peak int64, err error) {
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return 0, 0, fmt.Errorf("%v: %w", cmd.Args, err)
	}
	took = time.Since(began)
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0, 0, errors.New("this system does not tell how much memory a process took")
	}
	peak = int64(usage.Maxrss)
	if runtime.GOOS != "darwin" { // there it is in bytes
		peak <<= 10
	}
	return took, peak, nil
}

func compare(rounds int, file string, commands []string) error {
	times := make([][]time.Duration, len(commands)/2)
	peaks := make([][]int64, len(commands)/2)
	for range rounds {
		for i := range times {
			in, err := os.Open(file)
			if err != nil {
				return err
			}
			cmd := exec.Command("sh", "-c", "exec "+commands[2*i+1])
			cmd.Stdin = in
			took, peak, err := runAndMeasure(cmd)
			if err = errors.Join(err, in.Close()); err != nil {
				return err
			}
			times[i], peaks[i] = append(times[i], took), append(peaks[i], peak)
		}
	}
	for i := range times {
		took, peak := median(times[i]), median(peaks[i])
		fmt.Printf("  %-24s %9.1f ms %7.1f x %8.1f MiB %6.1f x\n", commands[2*i],
			took.Seconds()*1000, took.Seconds()/median(times[0]).Seconds(),
			float64(peak)/(1<<20), float64(peak)/float64(median(peaks[0])))
	}
	return nil
}

func median[T int64 | time.Duration](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}
