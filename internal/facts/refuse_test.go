package facts_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/source"
)

func TestWhatIsNoReport(t *testing.T) {
	for content, want := range map[string]string{
		"":                 "1:1 empty-file: the report is empty",
		" \n\t":            "1:1 empty-file: the report is empty",
		"hardware":         "1:1 not-a-report: the report is not JSON: invalid character 'h' looking for beginning of value",
		"{\"version\": 1,": "1:14 not-a-report: the report ends in the middle",
		"{\"version\": 1, \"hardware\": {\"disk\": [{\"model\": \"x\n": "1:50 not-a-report: the report is not JSON: invalid character '\\n' in string literal",
		"[]":                             "1:1 not-a-report: the report is not an object: this is no report of nixos-facter, or one of another form",
		"null":                           "1:1 not-a-report: the report is not an object: this is no report of nixos-facter, or one of another form",
		"{}":                             `1:1 not-a-report: this is no report of nixos-facter: it has no key "version"`,
		`{"cpu": {"vendor": "amd"}}`:     `1:2 not-a-report: this is no report of nixos-facter: it has no key "version"`,
		`{"version": 2}`:                 "1:13 not-a-report: the report has version 2, and panther reads version 1",
		`{"version": "1"}`:               "1:13 not-a-report: the report has version 1, and panther reads version 1",
		`{"version": 1}`:                 `1:2 not-a-report: this is no report of nixos-facter: it has no key "system"`,
		`{"version": 1, "hardware": []}`: "1:28 not-a-report: hardware is not an object: this is no report of nixos-facter, or one of another form",
		`{"version": 1, "hardware": {"disk": {}}}`:                             "1:37 not-a-report: hardware.disk is not a list: this is no report of nixos-facter, or one of another form",
		`{"version": 1, "hardware": {"disk": [{"model": 5}]}}`:                 "1:38 not-a-report: the report has a number where nixos-facter writes another type",
		`{"version": 1, "hardware": {"disk": [5]}}`:                            "1:38 not-a-report: the report has a number where nixos-facter writes another type",
		`{"version": 1, "system": "x86_64-linux", "hardware": {}}`:             "1:2 not-a-report: the report lists no processor, so that NixOS cannot use it",
		`{"version": 1, "system": "PLACEHOLDER", "hardware": {"cpu": [{}]}}`:   `1:26 not-a-report: this is no report of nixos-facter: "PLACEHOLDER" is no system`,
		`{"version": 1, "system": null, "hardware": {"cpu": [{}]}}`:            `1:2 not-a-report: this is no report of nixos-facter: "" is no system`,
		`{"version": 1, "system": "a-linux", "hardware": {"cpu": [{}]}} {}`:    "1:64 not-a-report: something follows the end of the report",
		"{\"version\": 1, \"odd\": " + strings.Repeat("[", 200) + "}":          "1:122 too-deep: the report is nested deeper than 100 levels",
		`{"version": 1, "odd": "` + strings.Repeat("x", facts.MaxBytes) + `"}`: "1:1 too-large: the report is larger than 4096 kB",
	} {
		r, diags := facts.Read(source.New("facter.json", []byte(content)))
		assert.Nil(t, r)
		require.Len(t, diags, 1, "%.80s", content)
		d := diags[0]
		assert.Equal(t, want, fmt.Sprintf("%d:%d %s: %s", d.Range.Start.Line, d.Range.Start.Column, d.Code, d.Message), "%.80s", content)
	}
}

// A report that was cut off anywhere is refused, whatever stands at its end.
func TestTruncatedReports(t *testing.T) {
	content, err := os.ReadFile(reports["yoga"])
	require.NoError(t, err)
	for end := 0; end < len(content)-2; end += 997 {
		r, diags := facts.Read(source.New("facter.json", content[:end]))
		assert.Nil(t, r, "%d", end)
		assert.Len(t, diags, 1, "%d", end)
	}
}
