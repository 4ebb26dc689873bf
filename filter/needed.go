package filter

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/crdfilter/crdfilter/crdset"
)

// needs collects what the manifests of a GitOps repository need.
type needs struct {
	crdset.Needs
	findings   []crdset.Finding
	passedOver []string // files that are templates
}

// readNeeds reads the custom resources in files and folders, and the CRDs
// that stand beside them. Files in the templates/ folder of a chart are no
// manifests; a finding says which were passed over.
func readNeeds(paths []string, provided []crdset.Pattern) (*crdset.Needs, []crdset.Finding, error) {
	n := &needs{Needs: crdset.Needs{Provided: provided}}
	for _, path := range paths {
		if err := n.read(path); err != nil {
			return nil, nil, err
		}
	}
	if count := len(n.passedOver); count > 0 {
		const most = 5
		message := "1 file in the folders of --needed-by is a template, and was passed over: what it renders may need CRDs, too"
		if count > 1 {
			message = fmt.Sprintf("%d files in the folders of --needed-by are templates, and were passed over: what they render may need CRDs, too", count)
		}
		f := crdset.Finding{
			Rule: crdset.Needed, Warning: true,
			Message: message,
			Details: n.passedOver[:min(most, count)],
		}
		if count > most {
			f.Details = append(slices.Clip(f.Details), fmt.Sprintf("and %d more", count-most))
		}
		n.findings = append(n.findings, f)
	}
	return &n.Needs, n.findings, nil
}

func (n *needs) read(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return plain(err)
	}
	if !info.IsDir() {
		return openFile(path, n.input)
	}
	return eachManifest(path, func(r io.Reader, name string) error {
		if inTemplates(path, name) {
			n.passedOver = append(n.passedOver, name)
			return nil
		}
		return n.input(r, name)
	})
}

// inTemplates reports whether a file is in the templates/ folder of a chart,
// at or below the folder that was named.
func inTemplates(folder, name string) bool {
	folder = filepath.Clean(folder)
	for name != folder {
		parent := filepath.Dir(name)
		if parent == name {
			break // there is no folder above it
		}
		if filepath.Base(name) == "templates" {
			if _, err := os.Stat(filepath.Join(parent, "Chart.yaml")); err == nil {
				return true
			}
		}
		name = parent
	}
	return false
}

// action is what a template does: "{{ … }}", also over more than one line.
var action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// isTemplate reports whether a document that is no YAML is plainly a
// template: an action is where it fails, or it would be YAML without them. A
// PrometheusRule has texts that look like actions, and is to be repaired
// where it is broken.
func isTemplate(body []byte, err error) bool {
	if !action.Match(body) {
		return false
	}
	line, _, _ := errorLine(body, err)
	if bytes.Contains(lineOf(body, line), []byte("{{")) {
		return true
	}
	_, err = parse(action.ReplaceAll(body, nil))
	return err == nil
}

// input reads the manifests of one file.
func (n *needs) input(r io.Reader, name string) error {
	splitter := NewSplitter(r, name)
	for {
		d, err := splitter.Next()
		var bad *unreadable
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad):
			n.findings = append(n.findings, crdset.Finding{Rule: crdset.Malformed, Place: bad.place, Message: bad.message})
			return nil
		case err != nil:
			return err
		}
		if said, sure := recogniseResource(d.body()); sure {
			n.resource(d.at(len(d.Bytes)-len(content(d.body()))), said)
			continue
		}
		root, err := parse(d.body())
		switch {
		case err != nil && isTemplate(d.body(), err):
			n.passedOver = append(n.passedOver, name)
			return nil
		case err != nil:
			n.findings = append(n.findings, *d.notYAML(err).finding)
		case root != nil:
			if f := d.endless(inspect(root)); f != nil {
				n.findings = append(n.findings, *f)
				return nil
			}
			n.object(d, root)
		}
	}
}

// object takes what a document needs or provides.
func (n *needs) object(d Document, root *node) {
	if isList(root) {
		for _, item := range elements(field(root, "items")) {
			if inherits(root) && isBare(item) {
				apiVersion, _ := text(field(root, "apiVersion"))
				item = withType(item, apiVersion, crdset.Kind)
			}
			if isMapping(item) {
				n.object(d, target(item))
			}
		}
		return
	}
	said := resourceOf(root)
	if !crdset.IsCRD(said.apiVersion, said.kind) {
		n.resource(d.line(root.Line), said)
		return
	}
	crd := readCRD(root)
	crd.Place = d.line(root.Line)
	n.CRDs = append(n.CRDs, crd)
}

// resource is what an object says of itself, "" for what it does not say.
type resource struct {
	apiVersion, kind, namespace, name string

	local string // the annotation localConfig
}

// localConfig marks objects that are for programs on this side of the API
// server (https://kubernetes.io/docs/reference/labels-annotations-taints/).
const localConfig = "config.kubernetes.io/local-config"

// resourceOf returns what the object at a root says of itself.
func resourceOf(root *node) resource {
	var said resource
	metadata := field(root, "metadata")
	said.apiVersion, _ = text(field(root, "apiVersion"))
	said.kind, _ = text(field(root, "kind"))
	said.namespace, _ = scalar(field(metadata, "namespace"))
	said.name, _ = scalar(field(metadata, "name"))
	said.local, _ = scalar(field(field(metadata, "annotations"), localConfig))
	return said
}

// resource takes an object that is no CRD, where it is for the API server and
// not of the core group.
func (n *needs) resource(place crdset.Place, said resource) {
	group, version, found := strings.Cut(said.apiVersion, "/")
	if said.kind == "" || !found || said.local != "" && said.local != "false" || strings.HasPrefix(said.apiVersion, "ENC[") {
		return
	}
	n.Resources = append(n.Resources, crdset.Resource{
		Place: place, Group: group, Version: version, Kind: said.kind, Namespace: said.namespace, Name: said.name,
	})
}
