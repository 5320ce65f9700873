package provenance_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/provenance"
)

const store = "/nix/store/0v4z2q9kk1c3nzv9hb2w6y8xj7m5l3d1-source/"

// TestReadComplaints has what Nix 2.8 prints, whose traces follow the error, what 2.18 and later print, whose traces come
// before it, and what is printed of sources that are not in the store.
func TestReadComplaints(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		said string
		want []provenance.Complaint
	}{
		"a dirty work tree and a lock file that would change are no complaints": {
			"warning: Git tree '/home/operator/fleet' is dirty\nwarning: not writing modified lock file\n", nil,
		},
		"2.8: an unknown option": {
			"error: The option `services.openssh.prot' does not exist. Definition values:\n       - In `" + store + "hosts/web1/configuration.nix': 22\n\n       Did you mean `services.openssh.ports'?\n",
			[]provenance.Complaint{{
				Text:    "The option `services.openssh.prot' does not exist. Definition values:\n- In `" + store + "hosts/web1/configuration.nix': 22\nDid you mean `services.openssh.ports'?",
				Options: []string{"services.openssh.prot"}, Places: []provenance.Spot{{Source: store, File: "hosts/web1/configuration.nix"}},
				Defined: []provenance.Definition{{In: provenance.Spot{Source: store, File: "hosts/web1/configuration.nix"}, Value: "22"}},
			}},
		},
		"2.8: what is missing, with the trace behind it": {
			"error: attribute 'domian' missing\n\n       at " + store + "hosts/web1/configuration.nix:25:14:\n\n           24|   networking = {\n           25|     domain = config.networking.domian;\n             |              ^\n       Did you mean domain?\n\n" +
				"       … while evaluating the option `networking.domain':\n\n       at " + store + "lib/modules.nix:1147:7:\n",
			[]provenance.Complaint{{
				Text: "attribute 'domian' missing\nDid you mean domain?", Options: []string{"networking.domain"},
				Places: []provenance.Spot{{Source: store, File: "hosts/web1/configuration.nix", Line: 25, Quoted: "domain = config.networking.domian;"}, {Source: store, File: "lib/modules.nix", Line: 1147, Traced: true}},
			}},
		},
		"2.24: a trace in front, the nearest last": {
			"error:\n       … while calling the 'head' builtin\n         at " + store + "lib/attrsets.nix:1575:11:\n         1574|         || pred here\n\n       … while evaluating the option `networking.fqdn':\n\n" +
				"       (stack trace truncated; use '--show-trace' to show the full trace)\n\n       error: infinite recursion encountered\n       at " + store + "hosts/web1/mine.nix:3:5:\n",
			[]provenance.Complaint{{
				Text: "infinite recursion encountered", Options: []string{"networking.fqdn"},
				Places: []provenance.Spot{{Source: store, File: "hosts/web1/mine.nix", Line: 3}, {Source: store, File: "lib/attrsets.nix", Line: 1575, Traced: true}},
			}},
		},
		"2.30: a source that is not copied": {
			"error:\n       error: undefined variable 'pkgs'\n       at «git+file:///home/operator/fleet»/hosts/web1/mine.nix:1:7:\n",
			[]provenance.Complaint{{Text: "undefined variable 'pkgs'", Places: []provenance.Spot{{Source: "«git+file:///home/operator/fleet»/", File: "hosts/web1/mine.nix", Line: 1}}}},
		},
		"each assertion for itself": {
			"error:\n       Failed assertions:\n       - The option `a.b' is not set.\n       - Second one,\n         over two lines.\n",
			[]provenance.Complaint{
				{Assertion: true, Text: "The option `a.b' is not set.", Options: []string{"a.b"}},
				{Assertion: true, Text: "Second one,\nover two lines."},
			},
		},
		"warnings, in the colours of a terminal and twice": {
			"trace: \x1b[1;31mwarning: an old name\x1b[0m\nevaluation warning: another one\n                    goes on\nevaluation warning: another one\n                    goes on\n",
			[]provenance.Complaint{{Warning: true, Text: "an old name"}, {Warning: true, Text: "another one\ngoes on"}},
		},
	} {
		got := provenance.ReadComplaints(c.said)
		assert.Equal(t, c.want, got, name)
	}
}
