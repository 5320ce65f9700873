package main

import (
	"fmt"
	"io"
	"time"
)

// The limits that panther keeps, and the goal beyond them.
const (
	oneHost     = 15 * time.Millisecond // from process start
	busy        = 2                     // times as long the fastest run may take: a shared machine is rarely idle
	copyLimit   = 5.0                   // times cp -r of the tree, for copyHosts
	copyGoal    = 2.0
	copyHosts   = 1000
	steadyHosts = 10000
	checkOne    = 30 * time.Millisecond // check of the reference fleet
	checkLimit  = 2.0                   // times gen -n, for copyHosts
	steady      = 1.5                   // times the cost per host of copyHosts that one of steadyHosts may have
)

func printHead(w io.Writer) {
	fmt.Fprintln(w, "medians   rounds     gen ms   ms/host   gen again   cp -r ms   gen/cp   peak MB   gen -n    check")
}

func (r result) print(w io.Writer) {
	fmt.Fprintf(w, "%7d   %6d   %8.1f   %7.3f   %9.1f   %8.1f   %6.2f   %7.1f   %6.1f   %6.1f\n",
		r.hosts, r.rounds, millis(r.first.median()), millis(r.perHost()), millis(r.again.median()), millis(r.copied.median()),
		r.ratio, float64(r.memory)/(1<<20), millis(r.planned.median()), millis(r.checked.median()))
}

func millis(d time.Duration) float64 { return d.Seconds() * 1000 }

// verdict says which limits are met, as far as their fleets were measured.
func verdict(w io.Writer, results []result, reference times) (failed bool) {
	bySize := map[int]result{}
	for _, r := range results {
		bySize[r.hosts] = r
	}
	v := &judge{w: w}
	fmt.Fprintln(w)
	if r, ok := bySize[1]; ok {
		v.limitTime("1 host into an empty folder, ms", r.first, oneHost)
		v.limitTime("1 host with nothing to do, ms", r.again, oneHost)
	}
	v.limitTime("check of the reference fleet, ms", reference, checkOne)
	thousand, ok := bySize[copyHosts]
	if ok {
		v.limit("check of 1,000 hosts, times gen -n", thousand.checkRatio, checkLimit)
		v.limit("1,000 hosts, times cp -r of their tree", thousand.ratio, copyLimit)
		v.goal("1,000 hosts, times cp -r of their tree", thousand.ratio, copyGoal)
	}
	if r, measured := bySize[steadyHosts]; ok && measured {
		v.limit("a host of 10,000, times one of 1,000", r.perHost().Seconds()/thousand.perHost().Seconds(), steady)
	}
	return v.failed
}

// judge prints one line for each limit and goal.
type judge struct {
	w      io.Writer
	failed bool
}

func (j *judge) limit(what string, value, limit float64) {
	j.failed = j.failed || value > limit
	j.say("limit", what, value, limit, state(value <= limit))
}

func (j *judge) goal(what string, value, limit float64) {
	j.say("goal", what, value, limit, state(value <= limit))
}

// limitTime holds a time against a limit. A machine that has other work as well makes every run slower, and none faster:
// one run within the limit shows that panther needs no longer, and one that misses it by a little shows nothing.
func (j *judge) limitTime(what string, runs times, limit time.Duration) {
	said := state(runs.median() <= limit)
	switch fastest := runs.fastest(); {
	case runs.median() <= limit:
	case fastest <= limit:
		said = fmt.Sprintf("met by the fastest run (%.1f): the machine is busy", millis(fastest))
	case fastest <= busy*limit:
		said = fmt.Sprintf("missed, even by the fastest run (%.1f); a busy machine is allowed %g", millis(fastest), millis(busy*limit))
	default:
		j.failed = true
	}
	j.say("limit", what, millis(runs.median()), millis(limit), said)
}

func state(met bool) string {
	if met {
		return "met"
	}
	return "MISSED"
}

func (j *judge) say(kind, what string, value, limit float64, said string) {
	fmt.Fprintf(j.w, "%-5s  %-40s %8.2f  at most %-4g  %s\n", kind, what, value, limit, said)
}
