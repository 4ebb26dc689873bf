package crdset

import (
	"encoding/json"
	"io"
)

// reportVersion is the version of the JSON report. It changes when a field
// goes away or changes its meaning; report.schema.json describes the fields.
const reportVersion = 1

type jsonReport struct {
	Version  int           `json:"version"`
	CRDs     []jsonCRD     `json:"crds"`
	Findings []jsonFinding `json:"findings"`
	More     int           `json:"moreFindings,omitempty"`
	Error    string        `json:"error,omitempty"`
}

type jsonCRD struct {
	Name       string        `json:"name"`
	Group      string        `json:"group"`
	Kind       string        `json:"kind"`
	Scope      string        `json:"scope"`
	Versions   []jsonVersion `json:"versions"`
	Chart      string        `json:"chart,omitempty"`
	Input      string        `json:"input"`
	Line       int           `json:"line"`
	Item       string        `json:"item,omitempty"`
	Bytes      int           `json:"bytes"`
	ApplyBytes int           `json:"applyBytes,omitempty"`
	Kept       bool          `json:"kept"`
}

type jsonVersion struct {
	Name    string `json:"name"`
	Served  bool   `json:"served"`
	Storage bool   `json:"storage"`
}

type jsonFinding struct {
	Rule     Rule     `json:"rule"`
	Severity string   `json:"severity"`
	Message  string   `json:"message"`
	Details  []string `json:"details,omitempty"`
	Hint     string   `json:"hint,omitempty"`
	Input    string   `json:"input,omitempty"`
	Line     int      `json:"line,omitempty"`
	Item     string   `json:"item,omitempty"`
	Chart    string   `json:"chart,omitempty"`
	CRD      string   `json:"crd,omitempty"`
}

// WriteJSON writes the findings and all CRDs that were seen as one JSON
// object, as report.schema.json describes it. stopped is why the run ended
// early, nil when it did not.
func (fs *Findings) WriteJSON(w io.Writer, crds []CRD, stopped error) error {
	report := jsonReport{Version: reportVersion, CRDs: []jsonCRD{}, Findings: []jsonFinding{}, More: fs.more}
	for _, c := range crds {
		versions := []jsonVersion{}
		for _, v := range c.Versions {
			versions = append(versions, jsonVersion{Escape(v.Name), v.Served, v.Storage})
		}
		report.CRDs = append(report.CRDs, jsonCRD{
			Name: Escape(c.Name), Group: Escape(c.Group), Kind: Escape(c.Names.Kind), Scope: Escape(c.Scope),
			Versions: versions, Chart: Escape(c.Chart),
			Input: Escape(c.Place.Input), Line: c.Place.Line, Item: c.Place.Item,
			Bytes: c.Bytes, ApplyBytes: c.ApplyBytes, Kept: c.Kept,
		})
	}
	for _, f := range fs.list {
		details := make([]string, len(f.Details))
		for i, d := range f.Details {
			details[i] = Escape(d)
		}
		report.Findings = append(report.Findings, jsonFinding{
			Rule: f.Rule, Severity: f.severity(), Message: Escape(f.Message), Details: details, Hint: Escape(f.Hint),
			Input: Escape(f.Place.Input), Line: f.Place.Line, Item: f.Place.Item,
			Chart: Escape(f.Chart), CRD: Escape(f.CRD),
		})
	}
	if stopped != nil {
		report.Error = Escape(stopped.Error())
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}

func (f Finding) severity() string {
	if f.Warning {
		return "warning"
	}
	return "error"
}
