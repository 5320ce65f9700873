package diag

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"

	"github.com/hbohlen/panther/internal/source"
)

// SARIF is what a SARIF log says beside its results: the Static Analysis Results Interchange Format, version 2.1.0, of OASIS.
type SARIF struct {
	Version string                    // of panther
	Verb    string                    // that was run; it keeps its results apart from those of other verbs
	Rules   map[Code]string           // a sentence for each code that has no rule
	Page    func(rule Rule) SARIFHelp // what there is to read about a rule; nil for its sentence
}

// SARIFHelp is what a viewer shows beside the results of a rule.
type SARIFHelp struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

// The base of all names of files: the repository of the fleet, wherever it lies.
const sarifBase = "%SRCROOT%"

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool                `json:"tool"`
	Automation  map[string]string        `json:"automationDetails"`
	Invocations []map[string]bool        `json:"invocations"`
	Bases       map[string]sarifArtifact `json:"originalUriBaseIds"`
	ColumnKind  string                   `json:"columnKind"`
	Results     []sarifResult            `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name            string      `json:"name"`
	SemanticVersion string      `json:"semanticVersion"`
	InformationURI  string      `json:"informationUri"`
	Rules           []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               Code              `json:"id"`
	ShortDescription sarifText         `json:"shortDescription"`
	Help             SARIFHelp         `json:"help"`
	Configuration    map[string]string `json:"defaultConfiguration"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID       Code              `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifText         `json:"message"`
	Locations    []sarifLocation   `json:"locations,omitempty"`
	Related      []sarifLocation   `json:"relatedLocations,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints"`
	Fixes        []sarifFix        `json:"fixes,omitempty"`
}

type sarifFix struct {
	Description sarifText     `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	Artifact     sarifArtifact      `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	Deleted  sarifRegion `json:"deletedRegion"`
	Inserted sarifText   `json:"insertedContent"`
}

type sarifLocation struct {
	ID       int           `json:"id,omitempty"`
	Physical sarifPhysical `json:"physicalLocation"`
	Message  *sarifText    `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI         string     `json:"uri,omitempty"`
	Base        string     `json:"uriBaseId,omitempty"`
	Description *sarifText `json:"description,omitempty"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

// WriteSARIF writes a log of one run. No path of the machine is in it, and of what a file says, which may be for nobody else
// to read, no more than messages name and fixes write anew.
func WriteSARIF(w io.Writer, list List, about SARIF) error {
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: "panther", SemanticVersion: about.Version, InformationURI: "https://github.com/hbohlen/panther", Rules: about.rulesOf(list),
		}},
		Automation:  map[string]string{"id": "panther/" + about.Verb + "/"},
		Invocations: []map[string]bool{{"executionSuccessful": true}},
		Bases:       map[string]sarifArtifact{sarifBase: {Description: &sarifText{Text: "The repository that the fleet lies in; where it lies in none, the folder of panther.yaml."}}},
		ColumnKind:  "unicodeCodePoints",
		Results:     []sarifResult{},
	}
	seen := map[uint64]int{}
	for _, d := range list {
		rule := slices.IndexFunc(run.Tool.Driver.Rules, func(r sarifRule) bool { return r.ID == d.Code })
		run.Results = append(run.Results, resultOf(d, rule, seen))
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(sarifLog{"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// rulesOf describes the kinds of diagnostics of a list, each once.
func (about SARIF) rulesOf(list List) []sarifRule {
	rules := []sarifRule{}
	for _, d := range list {
		at, known := slices.BinarySearchFunc(rules, d.Code, func(r sarifRule, code Code) int { return cmp.Compare(r.ID, code) })
		if known {
			continue
		}
		rules = slices.Insert(rules, at, about.describe(d))
	}
	return rules
}

func (about SARIF) describe(d Diagnostic) sarifRule {
	sentence, help := about.Rules[d.Code], SARIFHelp{}
	if rule, known := RuleOf(d.Code); known {
		sentence = rule.Sentence
		if about.Page != nil {
			help = about.Page(rule)
		}
	}
	if help.Text == "" {
		help.Text = sentence
	}
	return sarifRule{ID: d.Code, ShortDescription: sarifText{sentence}, Help: help, Configuration: map[string]string{"level": d.Severity.String()}}
}

func resultOf(d Diagnostic, rule int, seen map[uint64]int) sarifResult {
	text := d.Message
	if d.Hint != "" {
		text += "\n" + d.Hint
	}
	r := sarifResult{RuleID: d.Code, RuleIndex: rule, Level: d.Severity.String(), Message: sarifText{Text: text}, Fingerprints: fingerprint(d, seen)}
	if !d.Range.IsZero() {
		place := sarifLocation{Physical: physical(d.Range)}
		if d.Label != "" {
			place.Message = &sarifText{Text: d.Label}
		}
		r.Locations = []sarifLocation{place}
	}
	if d.Fix != nil && len(d.Fix.Edits) > 0 {
		r.Fixes = []sarifFix{sarifFixOf(d.Fix)}
	}
	for i, related := range d.Related {
		r.Related = append(r.Related, sarifLocation{ID: i + 1, Physical: physical(related.Range), Message: &sarifText{Text: related.Label}})
	}
	return r
}

func sarifFixOf(f *Fix) sarifFix {
	change := sarifChange{Artifact: artifact(f.Edits[0].Range.File.Name)}
	for _, e := range f.Edits {
		change.Replacements = append(change.Replacements, sarifReplacement{region(e.Range), sarifText{Text: e.With}})
	}
	return sarifFix{sarifText{Text: f.Title}, []sarifChange{change}}
}

// fingerprint finds a result again after lines were added above it: by what is said of which file, and how many times
// before. It is made of nothing that the file says, which may be a secret.
func fingerprint(d Diagnostic, seen map[uint64]int) map[string]string {
	sum := source.Sum([]byte(string(d.Code) + "\x00" + fileName(d.Range) + "\x00" + d.Message))
	seen[sum]++
	return map[string]string{"panther/v1": fmt.Sprintf("%016x:%d", sum, seen[sum])}
}

func physical(r source.Range) sarifPhysical {
	return sarifPhysical{Artifact: artifact(r.File.Name), Region: region(r)}
}

func artifact(name string) sarifArtifact {
	uri := url.URL{Path: name}
	return sarifArtifact{URI: uri.String(), Base: sarifBase}
}

func region(r source.Range) sarifRegion {
	return sarifRegion{StartLine: r.Start.Line, StartColumn: r.Start.Column, EndLine: r.End.Line, EndColumn: r.End.Column}
}
