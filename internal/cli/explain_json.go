package cli

import (
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/provenance"
	"github.com/hbohlen/panther/internal/secrets"
)

// sourceRecord is the JSON shape of a place that something comes from.
type sourceRecord struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Ours   bool   `json:"comesWithPanther"`
}

func sourceRecordOf(p provenance.Place) *sourceRecord {
	if p.IsZero() {
		return nil
	}
	return &sourceRecord{p.File.Name, p.Start.Line, p.Start.Column, p.Ours}
}

func sourceRecords(places []provenance.Place) []sourceRecord {
	out := []sourceRecord{}
	for _, p := range places {
		if r := sourceRecordOf(p); r != nil {
			out = append(out, *r)
		}
	}
	return out
}

// saidRecord is the JSON shape of what one document says of a value.
type saidRecord struct {
	Value   any            `json:"value"`
	By      string         `json:"by"`
	At      *sourceRecord  `json:"at,omitempty"`
	Via     []sourceRecord `json:"via"`
	Default bool           `json:"default"`
	Also    []saidRecord   `json:"also,omitempty"`
}

func saidRecords(name string, all []provenance.Said) []saidRecord {
	out := []saidRecord{}
	for _, s := range all {
		out = append(out, saidRecord{masked(name, s.Node.Plain()), s.By, sourceRecordOf(s.At), sourceRecords(s.Via), s.Default, saidRecords(name, s.Also)})
	}
	return out
}

// remarkRecord is the JSON shape of something else that there is to know.
type remarkRecord struct {
	Text string        `json:"text"`
	At   *sourceRecord `json:"at,omitempty"`
}

func remarkRecords(all []provenance.Remark) []remarkRecord {
	out := []remarkRecord{}
	for _, r := range all {
		out = append(out, remarkRecord{r.Text, sourceRecordOf(r.At)})
	}
	return out
}

// reasonRecord is the JSON shape of why a module is on or off.
type reasonRecord struct {
	ID   string         `json:"id"`
	On   bool           `json:"on"`
	Said []saidRecord   `json:"said"`
	Why  []remarkRecord `json:"why"`
}

// explanationRecord is the JSON shape of an explained value.
type explanationRecord struct {
	Path        string              `json:"path"`
	Description string              `json:"description,omitempty"`
	Value       any                 `json:"value"`
	Said        []saidRecord        `json:"said"`
	Items       []saidRecord        `json:"items"`
	Members     []explanationRecord `json:"members"`
	Module      *reasonRecord       `json:"module,omitempty"`
	Remarks     []remarkRecord      `json:"remarks"`
}

func explanationRecordOf(e *provenance.Explanation) explanationRecord {
	name := lastName(e.Path)
	r := explanationRecord{
		Path: provenance.PathText(e.Path), Description: e.Description, Said: saidRecords(name, e.Said),
		Items: saidRecords(name, e.Items), Members: memberRecords(e.Members), Remarks: remarkRecords(e.Remarks),
	}
	if e.Value != nil {
		r.Value = masked(name, e.Value.Plain())
	}
	if m := e.Module; m != nil {
		r.Module = &reasonRecord{m.Module.ID(), m.On, saidRecords("enable", m.Said), remarkRecords(m.Why)}
	}
	return r
}

func memberRecords(all []provenance.Member) []explanationRecord {
	out := []explanationRecord{}
	for _, m := range all {
		out = append(out, explanationRecordOf(&m.Explanation))
	}
	return out
}

// overviewRecord is the JSON shape of what a host is made of.
type overviewRecord struct {
	File    string              `json:"file"`
	Layers  []layerRecord       `json:"layers"` // weakest first
	Modules []onRecord          `json:"modules"`
	Own     []explanationRecord `json:"own"`
	Facts   []explanationRecord `json:"facts"`
}

// layerRecord is the JSON shape of a document that sets values.
type layerRecord struct {
	Name string         `json:"name"`
	At   *sourceRecord  `json:"at,omitempty"`
	Via  []sourceRecord `json:"via"`
}

// onRecord is the JSON shape of a module that is on.
type onRecord struct {
	Path string       `json:"path"`
	ID   string       `json:"id"`
	Why  remarkRecord `json:"why"`
}

func overviewRecordOf(h *pipeline.Host, o *provenance.Overview) overviewRecord {
	r := overviewRecord{File: h.Document.File.Name, Layers: []layerRecord{}, Modules: []onRecord{}, Own: memberRecords(o.Own), Facts: memberRecords(o.Facts)}
	for _, l := range o.Layers {
		r.Layers = append(r.Layers, layerRecord{l.Name, sourceRecordOf(l.At), sourceRecords(l.Via)})
	}
	for _, m := range o.Modules {
		r.Modules = append(r.Modules, onRecord{provenance.PathText(m.Path), m.Module.ID(), remarkRecord{m.Why.Text, sourceRecordOf(m.Why.At)}})
	}
	return r
}

// masked is a value that is plain by now without what looks like a secret, or like something to guess one from.
func masked(name string, value any) any {
	switch value := value.(type) {
	case string:
		return secrets.MaskValue(name, value)
	case []any:
		for i := range value {
			value[i] = masked(name, value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = masked(key, value[key])
		}
	}
	return value
}

func lastName(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return path[len(path)-1]
}

// explained is the JSON shape of what explain prints: a value, or the host as a whole.
type explained struct {
	Host        string             `json:"host"`
	Explanation *explanationRecord `json:"explanation,omitempty"`
	Overview    *overviewRecord    `json:"overview,omitempty"`
	Diagnostics []diag.Record      `json:"diagnostics"`
}
