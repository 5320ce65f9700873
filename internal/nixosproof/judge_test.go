package nixosproof

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// judge evaluates rendered trees in the NixOS module system: it asks the folder that PANTHER_NIXOS_EVAL names.
type judge struct {
	dir     string // holds run, eval.nix and the lists of package names
	src     string // holds the flake's inputs
	ids     string // file of all package names
	scratch string
	own     string // this package's folder, for proof.nix
}

// batch is how many hosts one process evaluates: each takes some 400 MB and does not give them back.
const batch = 4

// processes is how many evaluations run at once.
const processes = 2

func newJudge(t *testing.T, dir, src string) *judge {
	t.Helper()
	own, err := os.Getwd()
	require.NoError(t, err)
	j := &judge{dir: dir, src: src, own: own, scratch: t.TempDir()}
	j.ids = filepath.Join(j.scratch, "names")
	j.collectNames(t)
	// home-manager imports pkgs.path when it does not share the system's packages
	shim := filepath.Join(src, "nixpkgs/default.nix")
	if _, err := os.Stat(shim); err != nil {
		content, err := os.ReadFile(filepath.Join(dir, "nixpkgs-shim.nix"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(shim, content, 0o644))
	}
	return j
}

// named are the inputs whose Nix files name packages, as the judge's `run` lists them.
var named = []string{
	"nixpkgs/nixos/modules", "nixpkgs/nixos/lib", "disko", "home-manager/modules", "home-manager/nixos", "impermanence",
	"opnix/nix", "dank-material-shell/distro", "nixos-facter-modules/modules", "nixos-hardware",
}

// collectNames writes the names of the packages that there are, as `run` does.
func (j *judge) collectNames(t *testing.T) {
	t.Helper()
	args := []string{filepath.Join(j.dir, "package-names.py")}
	for _, folder := range named {
		args = append(args, filepath.Join(j.src, folder))
	}
	out, err := exec.Command("python3", args...).Output()
	require.NoError(t, err, "the package names")
	names := append(strings.Split(string(out), "\n"), j.lines(t, "known-packages.txt")...)
	for _, p := range packages(t) {
		names = append(names, p.name)
	}
	removed := j.lines(t, "removed-packages.txt")
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" || slices.Contains(removed, name) })
	slices.Sort(names)
	require.NoError(t, os.WriteFile(j.ids, []byte(strings.Join(slices.Compact(names), "\n")+"\n"), 0o644))
}

func (j *judge) lines(t *testing.T, name string) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(j.dir, name))
	require.NoError(t, err)
	return strings.Split(string(content), "\n")
}

// request is what is asked about one host of a tree.
type request struct {
	Tree    string     `json:"tree"`
	Host    string     `json:"host"`
	Singles []rendered `json:"singles,omitempty"` // modules whose single values are wanted
	Look    []place    `json:"look,omitempty"`    // option paths whose values are wanted
	Facts   bool       `json:"facts,omitempty"`
}

// rendered is a rendered module, and whose home it is in; no user stands for the system.
type rendered struct {
	File string `json:"file"`
	User string `json:"user"`
}

// place is an option path of the system, or of a user's home.
type place struct {
	User string   `json:"user"`
	Path []string `json:"path"`
}

// answer is what came of one request.
type answer struct {
	Host    string   `json:"host"`
	Verdict verdict  `json:"verdict"`
	Singles []single `json:"singles"`
	Look    []looked `json:"look"`
	Facts   *facts   `json:"facts,omitempty"`

	Failure string `json:"-"` // why the host does not evaluate, "" where it does
}

// verdict is the part of what the judge says of a host that is of interest here.
type verdict struct {
	Warnings    []string `json:"warnings"`
	Removed     []string `json:"removed"`
	FileSystems map[string]struct {
		FSType  string   `json:"fsType"`
		Options []string `json:"options"`
		Device  string   `json:"device"`
	} `json:"fileSystems"`
	Homes map[string]struct {
		Warnings []string `json:"warnings"`
	} `json:"homes"`
}

// single is a single value that a module sets.
type single struct {
	rendered
	Path    []string `json:"path"`
	Kind    string   `json:"kind"` // of the value; "plain" for one that nothing overrides
	Type    string   `json:"type"` // of the option, "" where NixOS declares none
	Value   any      `json:"value"`
	Choices []any    `json:"choices"`
}

// looked is the value of an option.
type looked struct {
	place
	Value any `json:"value"`
}

// warnings are those of the system and of the homes.
func (a answer) warnings() []string {
	all := slices.Clone(a.Verdict.Warnings)
	for _, home := range a.Verdict.Homes {
		all = append(all, home.Warnings...)
	}
	return all
}

// complaint says what is wrong with the host, "" where nothing is.
func (a answer) complaint() string {
	switch {
	case a.Failure != "":
		return a.Failure
	case len(a.Verdict.Removed) > 0:
		return "not in this release: " + strings.Join(a.Verdict.Removed, "; ")
	case len(a.warnings()) > 0:
		return "warnings: " + strings.Join(a.warnings(), "; ")
	}
	return ""
}

// ask evaluates hosts, several in one process. Where one of a batch fails Nix gives no answer at all, so that each of
// them is then asked about alone.
func (j *judge) ask(requests []request) map[string]answer {
	answers := map[string]answer{}
	var mu sync.Mutex
	inParallel(slices.Collect(slices.Chunk(requests, batch)), func(some []request) {
		for _, a := range j.evaluate(some) {
			mu.Lock()
			answers[a.Host] = a
			mu.Unlock()
		}
	})
	return answers
}

// inParallel runs a job for each item, a few at a time.
func inParallel[T any](items []T, job func(T)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, processes)
	for _, item := range items {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			job(item)
		})
	}
	wg.Wait()
}

func (j *judge) evaluate(requests []request) []answer {
	answers, err := j.nix(requests)
	if err == nil {
		return answers
	}
	if len(requests) == 1 {
		return []answer{{Host: requests[0].Host, Failure: err.Error()}}
	}
	for _, r := range requests {
		answers = append(answers, j.evaluate([]request{r})...)
	}
	return answers
}

func (j *judge) nix(requests []request) ([]answer, error) {
	file, err := os.CreateTemp(j.scratch, "requests-*.json")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if err := json.NewEncoder(file).Encode(requests); err != nil {
		return nil, err
	}
	cmd := exec.Command("nix-instantiate", "--eval", "--strict", "--json", "--readonly-mode", "--store", "dummy://",
		"--argstr", "judge", j.dir, "--argstr", "src", j.src, "--argstr", "ids", j.ids, "--argstr", "requests", file.Name(),
		filepath.Join(j.own, "proof.nix"))
	cmd.Env = append(os.Environ(), "NIXOS_EVAL_HERE="+j.dir, "NIXOS_EVAL_SRC="+j.src, "NIXOS_EVAL_IDS="+j.ids,
		"GC_INITIAL_HEAP_SIZE=1500000000") // collecting garbage early would take a third of the time
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, lastLines(complaints.String(), 12))
	}
	var answers []answer
	err = json.Unmarshal(out, &answers)
	return answers, err
}

// lastLines are where Nix says what is wrong.
func lastLines(text string, most int) string {
	lines := slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool {
		return strings.TrimSpace(line) == "" || strings.Contains(line, "--show-trace") || strings.Contains(line, "mkAliasOptionModuleMD")
	})
	return strings.Join(lines[max(0, len(lines)-most):], "\n")
}
