// Bench measures `panther gen` and `panther check` as whole processes on fleets of several sizes, beside `cp -r` of the tree
// that gen rendered, and check of the fleet of this repository, and says which limits and goals are met. It exits 1 where a limit is not.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	sizes := flag.String("hosts", "1,100,1000,10000", "sizes of the fleets")
	rounds := flag.Int("rounds", 0, "runs of each kind; 0 takes more of them for small fleets")
	binary := flag.String("panther", "", "the program to measure; it is built where this is empty")
	dir := flag.String("dir", "", "where the fleets are made; a temporary folder where this is empty")
	flag.Parse()
	failed, err := bench(*sizes, *rounds, *binary, *dir)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	case failed:
		os.Exit(1)
	}
}

// bench works in a folder of its own, which it removes.
func bench(sizes string, rounds int, binary, dir string) (failed bool, err error) {
	work, err := os.MkdirTemp(dir, "panther-bench-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(work)
	if binary == "" {
		binary = filepath.Join(work, "panther")
		build := exec.Command("go", "build", "-trimpath", "-o", binary, "./cmd/panther")
		build.Env = append(os.Environ(), "CGO_ENABLED=0") // as `make build` does
		if out, err := build.CombinedOutput(); err != nil {
			return false, fmt.Errorf("building panther: %w\n%s", err, out)
		}
	}
	var results []result
	printHead(os.Stdout)
	for text := range strings.SplitSeq(sizes, ",") {
		hosts, err := strconv.Atoi(text)
		if err != nil || hosts < 1 {
			return false, fmt.Errorf("-hosts takes numbers, not %q", text)
		}
		r, err := measure(binary, work, hosts, rounds)
		if err != nil {
			return false, err
		}
		r.print(os.Stdout)
		results = append(results, r)
	}
	reference, err := measureReference(binary)
	if err != nil {
		return false, err
	}
	return verdict(os.Stdout, results, reference), nil
}
