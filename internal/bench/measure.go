package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/hbohlen/panther/internal/bench/samplefleet"
)

// result is what was measured on one fleet.
type result struct {
	hosts  int
	rounds int
	first  times   // gen into an empty folder
	again  times   // gen with nothing to do
	copied times   // cp -r of the rendered tree
	ratio  float64 // median of first to copied, each of one round
	memory int64   // bytes, the largest of all runs

	planned, checked times   // gen -n and check with nothing to do
	checkRatio       float64 // median of checked to planned, each of one round
}

func (r result) perHost() time.Duration { return r.first.median() / time.Duration(r.hosts) }

type times []time.Duration

func (t times) median() time.Duration  { return median(t) }
func (t times) fastest() time.Duration { return slices.Min(t) }

// measure makes a fleet and runs gen and cp on it in turns, so that whatever else the machine does meets both.
func measure(binary, work string, hosts, rounds int) (result, error) {
	dir := filepath.Join(work, fmt.Sprintf("fleet-%d", hosts))
	if err := (samplefleet.Fleet{Hosts: hosts}).Write(dir); err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	if rounds == 0 {
		rounds = usualRounds(hosts)
	}
	r := result{hosts: hosts, rounds: rounds}
	var ratios, checkRatios []float64
	for range rounds {
		one, err := r.round(binary, dir)
		if err != nil {
			return result{}, err
		}
		r.first, r.again, r.copied = append(r.first, one.first), append(r.again, one.again), append(r.copied, one.copied)
		ratios = append(ratios, one.first.Seconds()/one.copied.Seconds())
		r.planned, r.checked = append(r.planned, one.planned), append(r.checked, one.checked)
		checkRatios = append(checkRatios, one.checked.Seconds()/one.planned.Seconds())
	}
	r.ratio, r.checkRatio = median(ratios), median(checkRatios)
	return r, nil
}

func usualRounds(hosts int) int {
	switch {
	case hosts <= 10:
		return 41
	case hosts <= 2000:
		return 9
	}
	return 3
}

type round struct{ first, again, copied, planned, checked time.Duration }

// round renders a fleet into an empty folder, once more, says what it would write, checks, and copies what was rendered.
func (r *result) round(binary, dir string) (one round, err error) {
	tree, duplicate := filepath.Join(dir, samplefleet.Output), filepath.Join(dir, "copy")
	for _, old := range []string{tree, duplicate} {
		if err := os.RemoveAll(old); err != nil {
			return one, err
		}
	}
	if one.first, err = r.gen(binary, dir); err != nil {
		return one, err
	}
	if one.again, err = r.gen(binary, dir); err != nil {
		return one, err
	}
	if one.planned, err = r.gen(binary, dir, "--dry-run"); err != nil {
		return one, err
	}
	if one.checked, _, err = run(exec.Command(binary, "--quiet", "--root", dir, "check")); err != nil {
		return one, err
	}
	one.copied, _, err = run(exec.Command("cp", "-r", tree, duplicate))
	return one, err
}

// measureReference runs check on the fleet of the folder, which need not be as rendered.
func measureReference(binary string) (times, error) {
	var all times
	for range usualRounds(1) {
		start := time.Now()
		out, err := exec.Command(binary, "--quiet", "check").CombinedOutput()
		took := time.Since(start)
		var failed *exec.ExitError
		if err != nil && (!errors.As(err, &failed) || failed.ExitCode() != 1) {
			return nil, fmt.Errorf("panther check: %w\n%s", err, out)
		}
		all = append(all, took)
	}
	return all, nil
}

func (r *result) gen(binary, dir string, flags ...string) (time.Duration, error) {
	took, memory, err := run(exec.Command(binary, append([]string{"--quiet", "--root", dir, "gen"}, flags...)...))
	r.memory = max(r.memory, memory)
	return took, err
}

// run times a whole process, from before it is started until it is gone.
func run(cmd *exec.Cmd) (took time.Duration, memory int64, err error) {
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	start := time.Now()
	err = cmd.Run()
	took = time.Since(start)
	if err != nil {
		return took, 0, fmt.Errorf("%s: %w\n%s", cmd, err, complaint.Bytes())
	}
	return took, peakMemory(cmd.ProcessState), nil
}

// peakMemory is the largest resident set of a process. The system never gives less than that of its parent.
func peakMemory(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return usage.Maxrss // bytes there, kB elsewhere
	}
	return usage.Maxrss * 1024
}

func median[T time.Duration | float64](values []T) T {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}
