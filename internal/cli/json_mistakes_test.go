package cli_test

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/cli"
)

// questions are what programs ask of a fleet with mistakes, by verb.
var questions = map[string][]string{
	"check":    {"check", "check web1"},
	"diff":     {"diff", "diff web1"},
	"explain":  {"explain web1", "explain web1 security.ssh", "explain web1 services.nonesuch"},
	"facts":    {"facts web1", "facts {}/hosts/web1.yaml"},
	"graph":    {"graph", "graph web1", "graph web1 --disks", "graph modules", "graph profiles"},
	"install":  {"install web1 --target 192.0.2.10 --dry-run"},
	"lint":     {"lint", "lint web1", "lint --fix --dry-run"},
	"list":     {"list"},
	"modules":  {"modules", "modules disks"},
	"options":  {"options networking.hostName"},
	"show":     {"show web1", "show web1 --disks"},
	"validate": {"validate", "validate {}/hosts/web1.yaml"},
	"verify":   {"verify", "verify web1"},
	"version":  {"version"},
	"why":      {"why hosts/web1/configuration.nix", "why hosts/web1/configuration.nix:12", "why flake.nix"},
}

// brokenFleets are fleets with mistakes of all kinds: what a host says, what cannot be read, and what concerns all hosts.
var brokenFleets = map[string]map[string]string{
	"a key in a host":          {"hosts/web1.yaml": smallHost("web1") + "colour: blue\n"},
	"a host that is no YAML":   {"hosts/web1.yaml": smallHost("web1") + "  : [\n"},
	"a host that is a list":    {"hosts/web1.yaml": "- web1\n"},
	"an empty host":            {"hosts/web1.yaml": ""},
	"a profile that is not":    {"hosts/web1.yaml": strings.Replace(smallHost("web1"), "vps", "vsp", 1)},
	"a report that is none":    {"hosts/web1.yaml": smallHost("web1") + "report: ./web1.json\n", "hosts/web1.json": "[]\n"},
	"a key of the fleet":       {"panther.yaml": smallFleet + "colour: blue\n"},
	"a fleet that is no YAML":  {"panther.yaml": smallFleet + "  : [\n"},
	"a profile that is broken": {"profiles/site.yaml": "extends: [server]\ncolour: blue\n", "hosts/web1.yaml": strings.Replace(smallHost("web1"), "vps", "[vps, site]", 1)},
}

// TestJSONSaysMistakes asks every verb that prints JSON about fleets with mistakes: it prints an object of its shape, with
// the mistakes that it names for people, and ends with the same code.
func TestJSONSaysMistakes(t *testing.T) {
	t.Parallel()
	for verb, formats := range cli.FormatsByVerb() {
		if slices.Contains(formats, "json") {
			assert.Contains(t, questions, verb, "what does a program ask it?")
		}
	}
	for name, files := range brokenFleets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
			write(t, filepath.Join(dir, "hosts/web1.yaml"), smallHost("web1"))
			for file, text := range files {
				write(t, filepath.Join(dir, file), text)
			}
			for _, asked := range questions {
				for _, question := range asked {
					askForJSON(t, dir, question)
				}
			}
		})
	}
}

var errorCode = regexp.MustCompile(`(?m)^error\[([a-z-]+)\]`)

func askForJSON(t *testing.T, dir, question string) {
	t.Helper()
	args := append([]string{"-C", dir}, strings.Fields(strings.ReplaceAll(question, "{}", dir))...)
	people, programs := run(args...), run(append(args, "--format", "json")...)
	assert.Equal(t, people.code, programs.code, question)
	var named []string
	for _, found := range errorCode.FindAllStringSubmatch(people.out+people.errors, -1) {
		named = append(named, found[1])
	}
	if people.code == 2 && len(named) == 0 { // it could not answer, and said why
		assert.Empty(t, programs.out, question)
		return
	}
	require.Regexp(t, verbOf, programs.out, "%s\n%s", question, programs.errors)
	assert.NoError(t, checkShape(schemas, []byte(programs.out)), question)
	assert.NotContains(t, programs.errors, "error[", "%s says twice what is wrong", question)
	var printed struct {
		Data struct {
			Diagnostics []struct{ Code, Severity string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(programs.out), &printed), question)
	var have []string
	for _, d := range printed.Data.Diagnostics {
		if d.Severity == "error" {
			have = append(have, d.Code)
		}
	}
	for _, code := range named {
		assert.Contains(t, have, code, question)
	}
}
