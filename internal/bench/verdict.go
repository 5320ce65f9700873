package main

import (
	"fmt"
	"io"
	"time"
)

// The limits that panther keeps, and the goal beyond them.
const (
	oneHost     = 15 * time.Millisecond // from process start
	busy        = 1.5                   // times as long as that is let pass: a shared machine is rarely idle
	copyLimit   = 5.0                   // times cp -r of the tree, on copyHosts
	copyGoal    = 2.0
	copyHosts   = 1000
	steadyHosts = 10000
	steady      = 1.5 // times the cost per host of copyHosts that one of steadyHosts may have
)

func printHead(w io.Writer) {
	fmt.Fprintln(w, "  hosts   rounds     gen ms   ms/host   gen again   cp -r ms   gen/cp   peak MB")
}

func (r result) print(w io.Writer) {
	fmt.Fprintf(w, "%7d   %6d   %8.1f   %7.3f   %9.1f   %8.1f   %6.2f   %7.1f\n",
		r.hosts, r.rounds, millis(r.first), millis(r.perHost()), millis(r.again), millis(r.copied), r.ratio, float64(r.memory)/(1<<20))
}

func millis(d time.Duration) float64 { return d.Seconds() * 1000 }

// verdict says which limits are met, as far as their fleets were measured.
func verdict(w io.Writer, results []result) (failed bool) {
	bySize := map[int]result{}
	for _, r := range results {
		bySize[r.hosts] = r
	}
	say := func(kind, what string, value, limit, allowed float64) {
		state := "met"
		switch {
		case value > allowed:
			state = "MISSED"
			failed = failed || kind == "limit"
		case value > limit:
			state = fmt.Sprintf("missed, but within the %g that a busy machine is allowed", allowed)
		}
		fmt.Fprintf(w, "%-6s %-52s %8.2f  at most %-5g %s\n", kind, what, value, limit, state)
	}
	fmt.Fprintln(w)
	if r, ok := bySize[1]; ok {
		say("limit", "one host into an empty folder, ms", millis(r.first), millis(oneHost), millis(oneHost)*busy)
		say("limit", "one host with nothing to do, ms", millis(r.again), millis(oneHost), millis(oneHost)*busy)
	}
	thousand, ok := bySize[copyHosts]
	if !ok {
		return failed
	}
	say("limit", "1,000 hosts, times cp -r of their tree", thousand.ratio, copyLimit, copyLimit)
	say("goal", "1,000 hosts, times cp -r of their tree", thousand.ratio, copyGoal, copyGoal)
	if r, ok := bySize[steadyHosts]; ok {
		growth := r.perHost().Seconds() / thousand.perHost().Seconds()
		say("limit", "a host of 10,000, times one of 1,000", growth, steady, steady)
	}
	return failed
}
