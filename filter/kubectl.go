package filter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"sigs.k8s.io/yaml"
)

// lastApplied is the annotation in which a client-side "kubectl apply" keeps
// the object that it was given.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

// asJSON returns what is in body in the one form that all equal documents have.
func asJSON(body []byte) ([]byte, error) { return yaml.YAMLToJSON(body) }

// asKubectl returns the object in body as kubectl reads it: with its own
// library, by the rules of YAML 1.1. Numbers keep their digits.
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
	return object, nil
}

// applyBytes returns the bytes that the annotations of the object in body take after a
// client-side "kubectl apply", which is what the API server limits: keys and
// values of its own, and the annotation in which kubectl stores the object as
// JSON with a line break behind it. Measured to the byte against
// kube-apiserver 1.35.
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
	delete(annotations, lastApplied)
	metadata["annotations"] = annotations // kubectl writes an empty one, too

	size := 0
	for key, value := range annotations {
		text, _ := value.(string)
		size += len(key) + len(text)
	}
	stored, err := json.Marshal(object)
	if err != nil {
		return 0, fmt.Errorf("as JSON: %w", err)
	}
	return size + len(lastApplied) + len(stored) + len("\n"), nil
}
