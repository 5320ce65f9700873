package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/needs"
)

// endings are those of the files that hold pictures, by format.
var endings = map[string]string{"text": ".txt", "svg": ".svg", "mermaid": ".mmd", "dot": ".dot", "json": ".json"}

// TestGraphs holds the pictures of the reference fleet and of a larger one against those that were looked at:
// PANTHER_UPDATE=1 draws them anew, and then they are looked at again.
func TestGraphs(t *testing.T) {
	t.Parallel()
	many := t.TempDir()
	thirtyHosts(t, many)
	for _, c := range []struct {
		dir, name string
		args      []string
		kept      string // formats whose pictures are kept
	}{
		{"../..", "fleet", nil, "text mermaid dot"},
		{"../..", "profiles", []string{"profiles"}, "text svg mermaid dot"},
		{"../..", "modules", []string{"modules"}, "text svg mermaid dot"},
		{"../..", "host", []string{"zephyrus"}, "text svg mermaid dot"},
		{many, "thirty-fleet", []string{"fleet"}, "svg"},
		{many, "thirty-tags", []string{"fleet", "--by", "tag"}, "mermaid"},
		{many, "thirty-profiles", []string{"profiles"}, "svg"},
		{many, "thirty-modules", []string{"modules", "--all"}, "svg"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for format, ending := range endings {
				got := run(append([]string{"-C", c.dir, "graph", "--format", format}, c.args...)...)
				require.Equal(t, 0, got.code, "%s", got.errors)
				if format == "json" {
					assert.NoError(t, checkShape(schemas, []byte(got.out)))
				}
				if strings.Contains(c.kept, format) {
					comparePicture(t, filepath.Join(pictures, "graph-"+c.name+ending), got.out)
				}
			}
		})
	}
}

// thirtyHosts writes a fleet of thirty hosts in five folders, with profiles of its own.
func thirtyHosts(t *testing.T, dir string) {
	t.Helper()
	write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
	for name, text := range map[string]string{
		"site":     "description: What all sites have\nextends: [server]\nservices: { tailscale: true }\n",
		"web":      "description: Web servers\nextends: [site]\nservices: { podman: true }\n",
		"database": "description: Databases\nextends: [site]\n",
		"build":    "description: Build machines\nextends: [site]\nservices: { podman: true }\n",
		"old":      "description: What nobody uses any more\nextends: [site]\n",
	} {
		write(t, filepath.Join(dir, "profiles", name+".yaml"), text)
	}
	kinds := []struct{ folder, profile, tags string }{
		{"hosts/berlin", "web", "[front, public]"}, {"hosts/berlin", "database", "[data]"}, {"hosts/paris", "web", "[front, public]"},
		{"hosts/paris", "[web, monitored]", "[front]"}, {"hosts/build", "build", "[]"}, {"hosts/rented/small", "hetzner", "[public]"}, {"hosts/rented/large", "ovh", "[public]"},
	}
	write(t, filepath.Join(dir, "profiles/monitored.yaml"), "description: Hosts that are watched\nservices: { monitoring: true }\n")
	for i := range 30 {
		kind, name := kinds[i%len(kinds)], fmt.Sprintf("node%02d", i+1)
		text := strings.Replace(smallHost(name), "profile: vps", "firmware: uefi\nprofile: "+kind.profile+"\ntags: "+kind.tags, 1)
		write(t, filepath.Join(dir, kind.folder, name+".yaml"), text)
	}
}

// TestGraphvizReadsGraphs gives what is written for Graphviz to its own parser.
func TestGraphvizReadsGraphs(t *testing.T) {
	t.Parallel()
	dot := needs.Program(t, "graphviz", "dot")
	files, err := filepath.Glob(pictures + "/*.dot")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		cmd := exec.Command(dot, "-Tplain")
		cmd.Stdin = strings.NewReader(string(text))
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s: %s", file, out)
		assert.Equal(t, strings.Count(string(text), " [label=\"")+strings.Count(string(text), " -> "), strings.Count("\n"+string(out), "\nnode ")+strings.Count(string(out), "\nedge "), "%s", file)
	}
}
