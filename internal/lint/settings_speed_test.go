//go:build linux

package lint

import (
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/options"
)

// processorTime is what this thread has worked so far: a machine that is busy with something else makes it no longer.
func processorTime(t *testing.T) time.Duration {
	const ofThread = 1
	var used syscall.Rusage
	require.NoError(t, syscall.Getrusage(ofThread, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func TestAThousandSettingsTakeFiveMilliseconds(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	h, index := hostWith("settings", thousand(t)), options.NixOS("26.05")
	lists := OptionLists{NixOS: func() *options.Index { return index }}
	const rounds = 100 // the kernel counts in steps of some milliseconds, which a single round may not reach
	start := processorTime(t)
	for range rounds {
		require.Empty(t, Settings(h, lists, nil))
	}
	each := (processorTime(t) - start) / rounds
	t.Logf("%s", each)
	assert.Positive(t, each, "nothing was measured")
	assert.Less(t, each, 5*time.Millisecond)
}
