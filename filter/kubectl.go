package filter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"sigs.k8s.io/yaml"

	"github.com/crdfilter/crdfilter/crdset"
)

// lastApplied is the annotation in which a client-side "kubectl apply" keeps
// the object that it was given.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

// asJSON returns what is in body in the one form that all equal documents have.
func asJSON(body []byte) ([]byte, error) { return yaml.YAMLToJSON(body) }

// asKubectl returns the object in body as kubectl reads it: with its own
// library, by the rules of YAML 1.1. A number is an int64 where it fits into
// one, otherwise a float64, as in kubectl's unstructured objects.
func asKubectl(body []byte) (map[string]any, error) {
	text, err := asJSON(body)
	if err != nil {
		return nil, err
	}
	var object map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil {
		return nil, errors.New("it is no object")
	}
	return withNumbers(object).(map[string]any), nil
}

// withNumbers turns each json.Number in a value into the number it stands for.
func withNumbers(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, v := range value {
			value[key] = withNumbers(v)
		}
	case []any:
		for i, v := range value {
			value[i] = withNumbers(v)
		}
	case json.Number:
		if n, err := value.Int64(); err == nil {
			return n
		}
		if n, err := value.Float64(); err == nil {
			return n
		}
	}
	return value
}

// applySize returns what applyBytes does, or 0 where it is only known that the
// object is not too large: it is plain from what the recogniser found in most
// cases, and asking kubectl's reader takes long.
func applySize(body []byte, o object) (int, error) {
	if o.size.asApplied {
		own := len(lastApplied) + len("\n") + o.size.added
		for key, value := range o.crd.Annotations {
			own += len(key) + len(value)
		}
		if o.size.least == o.size.most {
			return own + o.size.most, nil
		}
		if own+o.size.most <= crdset.MaxAnnotationBytes {
			return 0, nil
		}
	}
	return applyBytes(body)
}

// applyBytes returns the bytes that the annotations of the object in body take
// after a client-side "kubectl apply", which is what the API server limits:
// keys and values of its own, and the annotation in which kubectl stores the
// object as JSON with a line break behind it. Measured to the byte against
// kube-apiserver and kubectl 1.35: of the object as it is stored, kubectl
// removes the namespace, which a CRD does not have, and that annotation; it
// writes an empty "annotations" where there are none, and "" for null.
func applyBytes(body []byte) (int, error) {
	object, err := asKubectl(body)
	if err != nil {
		return 0, err
	}
	metadata, ok := object["metadata"].(map[string]any)
	if !ok {
		return 0, nil // no server takes it, whatever its size
	}
	annotations, ok := metadata["annotations"].(map[string]any)
	if !ok {
		annotations = map[string]any{}
	}
	delete(metadata, "namespace")
	delete(annotations, lastApplied)
	metadata["annotations"] = annotations

	size := 0
	for key, value := range annotations {
		text, _ := value.(string)
		annotations[key] = text
		size += len(key) + len(text)
	}
	stored, err := json.Marshal(object)
	if err != nil {
		return 0, fmt.Errorf("as JSON: %w", err)
	}
	return size + len(lastApplied) + len(stored) + len("\n"), nil
}
