package lint_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/lint/disks"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
)

// TestExamplesOfDiskoAreFine: what disko shows as examples breaks no rule that is not about whole hosts.
func TestExamplesOfDiskoAreFine(t *testing.T) {
	files, err := filepath.Glob("../../testdata/disko-examples/*.yaml")
	require.NoError(t, err)
	files = slices.DeleteFunc(files, func(file string) bool { return filepath.Base(file) == "differences.yaml" })
	require.Len(t, files, 38)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		document, diags := language().ReadHost(source.New(filepath.Base(file), content))
		require.Empty(t, diags, file)
		for _, d := range disks.Alone(storage.Read(&resolve.Host{Root: document.Root}, nil)) {
			assert.Failf(t, "a mistake in an example of disko", "%s: %s: %s", filepath.Base(file), d.Range.Text(), d.Message)
		}
	}
}

// TestPresetsAreFine: no preset breaks a rule, with any firmware, encrypted or not, and with swap of any kind.
func TestPresetsAreFine(t *testing.T) {
	for _, preset := range storage.Presets() {
		for _, firmware := range []string{"bios", "uefi", "hybrid"} {
			for _, luks := range []string{"", ", luks: true", ", luks: { unlock: keyFile, keyFile: /dev/disk/by-id/usb-x }"} {
				for _, swap := range []string{"", ", swap: 8G", ", swap: { size: 8G, kind: partition }"} {
					disk := func(name, device, more string) string {
						return fmt.Sprintf("%s: { %s, layout: %s%s%s }\n", name, device, preset, luks, more)
					}
					disks := disk("a", diskA, swap)
					if strings.HasSuffix(preset, "-mirror") {
						disks += disk("b", diskB, "")
					}
					content := onDisks(disks, "firmware: "+firmware, "core: { users: { ada: {} } }", "filesystems: { impermanence: false }")
					assert.Empty(t, fleet{hosts: map[string]string{"web1": content}}.run(t), content)
				}
			}
		}
	}
}
