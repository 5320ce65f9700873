package nixoshardware_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/nixoshardware"
)

func TestModulesAreFoundByName(t *testing.T) {
	m, ok := nixoshardware.Find("asus-zephyrus-gu603h")
	require.True(t, ok)
	assert.Equal(t, nixoshardware.Module{Name: "asus-zephyrus-gu603h", NVIDIA: true}, m)
	m, _ = nixoshardware.Find("common-gpu-intel-kaby-lake")
	assert.True(t, m.Deprecated)
	m, _ = nixoshardware.Find("common-gpu-nvidia-disable")
	assert.False(t, m.NVIDIA)
	_, ok = nixoshardware.Find("#")
	assert.False(t, ok)
	assert.Greater(t, len(nixoshardware.Names()), 400)
	assert.NotContains(t, nixoshardware.Names(), "lenovo-yoga-7-14ARH7")
	m, _ = nixoshardware.Find("lenovo-yoga-7-14ARH7")
	assert.Equal(t, []string{"lenovo-yoga-7-14ARH7-amdgpu", "lenovo-yoga-7-14ARH7-nvidia"}, m.Variants())
}

// TestTheListIsThatOfTheFlake reads the sources of nixos-hardware, and writes the list with PANTHER_UPDATE=1.
func TestTheListIsThatOfTheFlake(t *testing.T) {
	src := os.Getenv("PANTHER_NIXOS_SRC")
	if src == "" {
		t.Skip("PANTHER_NIXOS_SRC does not name the sources of NixOS: make nixos")
	}
	want := listOf(t, filepath.Join(src, "nixos-hardware"))
	if os.Getenv("PANTHER_UPDATE") != "" {
		require.NoError(t, os.WriteFile("modules.txt", []byte(want), 0o644))
	}
	have, err := os.ReadFile("modules.txt")
	require.NoError(t, err)
	assert.Equal(t, want, string(have))
}

const head = `# The names in nixosModules of github:NixOS/nixos-hardware's flake.nix, with marks; panther takes nothing else from there.
# Made by: PANTHER_UPDATE=1 PANTHER_NIXOS_SRC=DIR go test ./internal/nixoshardware
`

var (
	attribute = regexp.MustCompile(`(?s)^ *([A-Za-z0-9_-]+) =\s*(.*)$`)
	imported  = regexp.MustCompile(`import (\./\S+?)\)?\s*\)?$`)
	relative  = regexp.MustCompile(`(?:^|[\s\[(])(\.{1,2}/[A-Za-z0-9_./-]+|\.\.)`)
)

// listOf reads the names from flake.nix, and the marks from what the modules say. Nix itself would have to build what
// some of them import.
func listOf(t *testing.T, dir string) string {
	t.Helper()
	flake, err := os.ReadFile(filepath.Join(dir, "flake.nix"))
	require.NoError(t, err)
	_, body, found := strings.Cut(string(flake), "# let the module system know what we are exporting")
	require.True(t, found)
	_, body, _ = strings.Cut(body, "{")
	body, _, _ = strings.Cut(body, "\n        };")
	var lines []string
	for _, statement := range strings.Split(body, ";\n") {
		m := attribute.FindStringSubmatch(strings.Trim(statement, "\n"))
		if m == nil {
			require.Empty(t, strings.TrimSpace(statement))
			continue
		}
		lines = append(lines, strings.Join(append([]string{m[1]}, marks(t, dir, m[2])...), " "))
	}
	slices.Sort(lines)
	return head + strings.Join(lines, "\n") + "\n"
}

func marks(t *testing.T, dir, value string) []string {
	t.Helper()
	if strings.HasPrefix(value, "throw ") {
		return []string{"refused"}
	}
	m := imported.FindStringSubmatch(strings.TrimSuffix(strings.TrimSpace(value), ";"))
	require.NotNil(t, m, value)
	files := map[string]string{}
	start := collect(t, filepath.Join(dir, m[1]), files)
	var out []string
	if strings.Contains(files[start], "assertion = false;") {
		return []string{"refused"}
	}
	if strings.HasPrefix(value, "deprecated ") || strings.Contains(files[start], "DEPRECATED") {
		out = append(out, "deprecated")
	}
	for name := range files {
		if strings.HasSuffix(name, "common/gpu/nvidia/default.nix") {
			out = append(out, "nvidia")
		}
	}
	return out
}

// collect reads a module and those that it imports, and returns the name of its file.
func collect(t *testing.T, name string, files map[string]string) string {
	t.Helper()
	if info, err := os.Stat(name); err != nil {
		return name // a file that is no module, such as a script that is made when it is built
	} else if info.IsDir() {
		name = filepath.Join(name, "default.nix")
	}
	if _, seen := files[name]; seen || filepath.Ext(name) != ".nix" {
		return name
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return name
	}
	files[name] = string(content)
	for _, m := range relative.FindAllStringSubmatch(string(content), -1) {
		collect(t, filepath.Join(filepath.Dir(name), m[1]), files)
	}
	return name
}
