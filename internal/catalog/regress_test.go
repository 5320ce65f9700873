package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Each of these interfaces is taken, and something goes wrong later or is silently left out.
func TestInterfacesThatCannotWork(t *testing.T) {
	for name, modules := range map[string]map[string]string{
		"collects what is no option":                 {"services/a": "description: d\noptions: { x: { type: list, of: any, collect: [nope], description: d } }\n"},
		"entries that collect":                       {"services/a": "description: d\nentries: { x: { type: list, of: any, collect: [x], description: d } }\n"},
		"fed from a key that no manifest has":        {"services/a": "description: d\noptions: { x: { type: string, from: firmwar, description: d } }\n"},
		"a home module that requires a NixOS module": {"services/a": "description: d\n", "home/b": "description: d\nrequires: [services/a]\n"},
		"a NixOS module that requires a home module": {"home/a": "description: d\n", "services/b": "description: d\nrequires: [home/a]\n"},
		"two names of one key":                       {"services/a-1b": "description: d\n", "services/a1b": "description: d\n"},
		"an option named like the switch":            {"services/a": "description: d\noptions: { enable: { type: string, description: d } }\n"},
		"a description that is no text":              {"services/a": "description: [d]\n"},
		"requires itself":                            {"services/a": "description: d\nrequires: [services/a]\nconflicts: [services/a]\n"},
	} {
		_, diags := load(modules)
		assert.NotEmpty(t, diags, name)
	}
}
