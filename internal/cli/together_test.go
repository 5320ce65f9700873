package cli_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// held starts a run and stops it while it holds the lock of its fleet.
func (v *victim) held() *exec.Cmd {
	for range 20 {
		require.NoError(v, os.RemoveAll(v.tree()))
		cmd := exec.Command("panther", "--root", v.dir, "gen")
		require.NoError(v, cmd.Start())
		if v.stopHolding(cmd) {
			return cmd
		}
		_ = cmd.Wait() // it was done too soon
	}
	v.Fatal("no run could be stopped while it holds the lock")
	return nil
}

func (v *victim) stopHolding(cmd *exec.Cmd) bool {
	pid := strconv.Itoa(cmd.Process.Pid)
	for range 2000 {
		holder, _ := os.ReadFile(filepath.Join(v.dir, ".panther/lock"))
		if strings.TrimSpace(string(holder)) == pid {
			return cmd.Process.Signal(syscall.SIGSTOP) == nil && !v.complete()
		}
		time.Sleep(100 * time.Microsecond)
	}
	return false
}

func (v *victim) complete() bool {
	_, err := os.Stat(filepath.Join(v.tree(), "flake.nix"))
	return err == nil
}

// TestTheSecondRunWaits has one run hold the lock: another one says whom it waits for, and then does its work.
func TestTheSecondRunWaits(t *testing.T) {
	v := newVictim(t, 60)
	first := v.held()
	second := exec.Command("panther", "--root", v.dir, "gen")
	stderr, err := second.StderrPipe()
	require.NoError(t, err)
	var out bytes.Buffer
	second.Stdout = &out
	require.NoError(t, second.Start())
	said, err := bufio.NewReader(stderr).ReadString('\n')
	require.NoError(t, err)
	assert.Contains(t, said, "waiting for panther with the process id "+strconv.Itoa(first.Process.Pid)+",")
	assert.False(t, v.complete(), "nothing is written beside the first run")

	require.NoError(t, first.Process.Signal(syscall.SIGCONT))
	require.NoError(t, first.Wait())
	require.NoError(t, second.Wait())
	assert.Contains(t, out.String(), "0 written", "the first run has done the work")
	v.same("complete", 0)
}

// TestWaitingCanBeInterrupted gives up waiting for the lock.
func TestWaitingCanBeInterrupted(t *testing.T) {
	v := newVictim(t, 60)
	first := v.held()
	second := exec.Command("panther", "--root", v.dir, "gen")
	stderr, err := second.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, second.Start())
	_, err = bufio.NewReader(stderr).ReadString('\n')
	require.NoError(t, err)
	require.NoError(t, second.Process.Signal(os.Interrupt))
	_ = second.Wait()
	assert.Equal(t, 130, second.ProcessState.ExitCode())
	require.NoError(t, first.Process.Signal(syscall.SIGCONT))
	require.NoError(t, first.Wait())
}

// TestInterruptedRuns interrupts a run: it says so with its exit code, and leaves whole files.
func TestInterruptedRuns(t *testing.T) {
	v := newVictim(t, 500) // long enough to be met in the middle
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd := v.held()
		require.NoError(t, cmd.Process.Signal(signal))
		require.NoError(t, cmd.Process.Signal(syscall.SIGCONT))
		_ = cmd.Wait()
		assert.Equal(t, 130, cmd.ProcessState.ExitCode(), signal.String())
		assert.False(t, v.complete(), "an interrupted run stops before its end")
		v.whole()
		v.gen()
		v.same("interrupted", 0)
	}
}

// TestManyRunsAtOnce lets runs meet as they happen to.
func TestManyRunsAtOnce(t *testing.T) {
	v := newVictim(t, 20)
	require.NoError(t, os.RemoveAll(v.tree()))
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			out, err := exec.Command("panther", "--root", v.dir, "gen").CombinedOutput()
			assert.NoError(t, err, string(out))
		})
	}
	group.Wait()
	v.same("empty", 0)
}
