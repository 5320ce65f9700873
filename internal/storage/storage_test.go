package storage_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// disks are those of a host whose manifest says so.
func disks(t *testing.T, content string) []storage.Disk {
	t.Helper()
	root, diags := yamldoc.Parse(source.New("hosts/web1.yaml", []byte(content)))
	require.Empty(t, diags)
	return storage.Disks(&resolve.Host{Root: root})
}

func TestDefaultsAreFilledIn(t *testing.T) {
	all := disks(t, "disks:\n  main: { device: /dev/x }\n  data: { device: /dev/y, layout: xfs, bootSize: 512M, swap: 8G, compression: none, unstableName: true }\n")
	require.Len(t, all, 2)
	main, data := all[0], all[1]
	assert.Equal(t, []string{"main", "/dev/x", "btrfs", "1G", "", "zstd"}, []string{main.Name, main.Device, main.Layout, main.BootSize, main.Swap, main.Compression})
	assert.False(t, main.Unstable)
	assert.Equal(t, "/dev/x", main.DeviceAt.Text())
	assert.Equal(t, "main", main.At.Text())
	assert.Equal(t, []string{"data", "/dev/y", "xfs", "512M", "8G", "none"}, []string{data.Name, data.Device, data.Layout, data.BootSize, data.Swap, data.Compression})
	assert.True(t, data.Unstable)

	assert.Empty(t, disks(t, "description: none\n"))
	assert.Empty(t, disks(t, "disks: {}\n"))
	nulls := disks(t, "disks: { main: { device: /dev/x, layout: ~, swap: ~, bootSize: ~, compression: ~, unstableName: ~ } }\n")
	assert.Equal(t, disks(t, "disks: { main: { device: /dev/x } }\n")[0].Layout, nulls[0].Layout, "null is as if nobody had set it")
	assert.Equal(t, "1G zstd ", strings.Join([]string{nulls[0].BootSize, nulls[0].Compression, nulls[0].Swap}, " "))
}
