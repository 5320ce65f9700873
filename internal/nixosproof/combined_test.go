package nixosproof

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/needs"
	"github.com/hbohlen/panther/internal/storage"
)

// combined is what came of one combination of choices.
type combined struct {
	combination
	layout    *storage.Layout
	evaluates string // "ok", or what failed
	script    string // disko's, "" where there is none
	machine   string // what disko did on blank disks
}

// TestDisks proves every pair of choices that is allowed about disks: the host evaluates, and disko carries it out on
// blank disks in a virtual machine. It leaves a table in docs/disks.md.
func TestDisks(t *testing.T) {
	p := newProof(t)
	tb := &diskTable{table: p.table, refusals: refusals(t)}
	tb.allowed = slices.DeleteFunc(combinations(), func(c combination) bool { return tb.refusals[c.name()] != nil })
	chosen := covering(tb.allowed)
	only := os.Getenv("PANTHER_DISKS") // a part of the names of those to look at again; nothing is left in docs then
	chosen = slices.DeleteFunc(chosen, func(c combination) bool { return !strings.Contains(c.String(), only) })
	tb.rows = p.combined(t, chosen)
	p.onBlankDisks(t, tb)
	if only != "" {
		for _, r := range tb.rows {
			t.Logf("%s: evaluates: %s, on blank disks: %s", r, r.evaluates, r.machine)
		}
		return
	}
	tb.leave(t)
}

// refusals are the diagnostics that panther has against combinations, by the names of their hosts.
func refusals(t *testing.T) map[string][]diag.Record {
	t.Helper()
	f := &fleet{dir: t.TempDir()}
	f.write(t, "panther.yaml", []byte(fleetYAML))
	for _, c := range combinations() {
		f.writeHost(t, c.host())
	}
	_, out := f.panther("validate", "--format", "json")
	var found struct {
		Data struct{ Diagnostics []diag.Record }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &found), out)
	against := map[string][]diag.Record{}
	for _, d := range found.Data.Diagnostics {
		if d.Severity != diag.Error.String() {
			continue
		}
		require.NotNil(t, d.At, d.Message)
		name := strings.TrimSuffix(strings.TrimPrefix(d.At.File, "hosts/"), ".yaml")
		against[name] = append(against[name], d)
	}
	return against
}

// TestWhatIsRefusedIsACombination proves that nothing is refused that a single choice, or the proof itself, says wrongly:
// each value of each dimension is in some combination that is allowed.
func TestWhatIsRefusedIsACombination(t *testing.T) {
	against := refusals(t)
	allowed := slices.DeleteFunc(combinations(), func(c combination) bool { return against[c.name()] != nil })
	t.Logf("%d of %d combinations are allowed; %d of them have every pair", len(allowed), len(combinations()), len(covering(allowed)))
	for i, d := range dimensions {
		for _, value := range d.values {
			assert.True(t, slices.ContainsFunc(allowed, func(c combination) bool { return c[i] == value }), "%s: %s", d.name, value)
		}
	}
	for _, found := range against {
		for _, d := range found {
			assert.NotContains(t, []diag.Code{diag.UnknownKey, diag.WrongType, diag.BadValue}, d.Code, d.Message)
		}
	}
}

// combined renders and evaluates a host for each of the combinations.
func (p *proof) combined(t *testing.T, chosen []combination) []*combined {
	t.Helper()
	var hosts []*hostfile
	for _, c := range chosen {
		hosts = append(hosts, c.host())
	}
	answers, f := p.evaluate(t, hosts, false)
	p.disksOf = f
	layouts := p.layouts(t, hosts)
	var rows []*combined
	for _, c := range chosen {
		row := &combined{combination: c, layout: layouts[c.name()]}
		row.evaluates = p.table.verdict(t, c.String(), answers[c.name()])
		if row.evaluates == "ok" {
			have := map[string]string{}
			for at, fs := range answers[c.name()].Verdict.FileSystems {
				have[at] = fs.FSType
			}
			if why := unlike(row.types(), have); why != "" {
				p.table.fail(t, c.String(), "NixOS mounts other file systems than the manifest says: "+why)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// types are the file systems that the manifest says, by mount point.
func (r *combined) types() map[string]string {
	out := map[string]string{}
	for _, m := range r.layout.Mounts() {
		out[m.Point] = m.Type
	}
	return out
}

// unlike tells what is in one of two maps and not in the other, "" for nothing.
func unlike(want, have map[string]string) string {
	var out []string
	for _, key := range sortedKeys(want) {
		if have[key] != want[key] {
			out = append(out, key+" is "+or(have[key], "missing")+" and not "+want[key])
		}
	}
	for _, key := range sortedKeys(have) {
		if _, known := want[key]; !known {
			out = append(out, key+" is "+have[key]+" and nothing says so")
		}
	}
	return strings.Join(out, "; ")
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// onBlankDisks lets disko's own script make and mount the disks of each host, once for hosts whose scripts differ in
// nothing but their names.
func (p *proof) onBlankDisks(t *testing.T, tb *diskTable) {
	t.Helper()
	if !needs.Found(t, "vm", "guestfish") {
		tb.machine = "The scripts were not run: there is no guestfish."
		return
	}
	p.scripts(t, tb)
	first := map[string]*combined{}
	var chosen []*combined
	for _, r := range tb.rows {
		what := strings.ReplaceAll(r.script, r.name(), "HOST")
		switch other := first[what]; {
		case r.script == "":
		case other != nil:
			r.machine = "as " + other.name()
		default:
			first[what] = r
			chosen = append(chosen, r)
		}
	}
	inParallel(chosen, func(r *combined) { r.machine = p.carryOut(t, r) })
}

// scripts asks for disko's script of each host that evaluates.
func (p *proof) scripts(t *testing.T, tb *diskTable) {
	inParallel(tb.rows, func(r *combined) {
		if r.evaluates != "ok" {
			return
		}
		script, err := p.run(append(p.gaps(), "--disko-script", p.disksOf.dir, r.name())...)
		if err != nil {
			p.table.fail(t, r.String()+", disko's script", lastLines(script, 12)+" "+err.Error())
			return
		}
		r.script = script
	})
}

// carryOut tells what became of blank disks.
func (p *proof) carryOut(t *testing.T, r *combined) string {
	if why := unavailable(r); why != "" {
		return why
	}
	out, err := p.runDisko(r)
	why := ""
	if err != nil {
		why = lastLines(out, 15) + " " + err.Error()
	} else {
		why = r.compare(out)
	}
	if why != "" {
		p.table.fail(t, r.String()+" on blank disks", why)
		return failed
	}
	return "as the manifest says"
}

// unavailable tells why the virtual machine cannot carry a layout out, "" where it can.
func unavailable(r *combined) string {
	for _, e := range r.layout.Entries {
		if e.Kind == storage.KindZFS {
			return "not run: the machine's kernel has no ZFS"
		}
	}
	return ""
}

var (
	mountFound = regexp.MustCompile(`(?m)^(/mnt\S*) (\S+) (\S+)`)
	partFound  = regexp.MustCompile(`(?m)^sd[a-z][0-9]+ part \S+ (\S+)`)
	swapFound  = regexp.MustCompile(`(?m)^swap device (\S+) is swap$`)
	sizeFound  = regexp.MustCompile(`(?m)^swap file of ([0-9]+)`)
)

// compare tells in what the machine's disks differ from what the manifest says, "" where they do not.
func (r *combined) compare(out string) string {
	_, report, _ := strings.Cut(out, "DISKO-MOUNTS")
	mounts, blocks, _ := strings.Cut(report, "DISKO-BLOCKS")
	types, options := map[string]string{}, map[string]string{}
	for _, m := range mountFound.FindAllStringSubmatch(mounts, -1) {
		at := or(strings.TrimPrefix(m[1], "/mnt"), "/")
		types[at], options[at] = m[2], m[3]
	}
	why := []string{unlike(r.types(), types)}
	for _, m := range r.layout.Mounts() {
		why = append(why, missingOptions(m, options[m.Point]))
	}
	why = append(why, different("partition labels", r.labels(), allFound(partFound, blocks)), different("swap devices", r.swap(), allFound(swapFound, out)))
	why = append(why, different("sizes of swap files", r.swapSizes(), allFound(sizeFound, out)))
	return strings.Join(slices.DeleteFunc(why, func(s string) bool { return s == "" }), "; ")
}

func allFound(form *regexp.Regexp, in string) []string {
	var out []string
	for _, m := range form.FindAllStringSubmatch(in, -1) {
		out = append(out, m[1])
	}
	return out
}

// different tells two lists apart, in any order.
func different(what string, want, have []string) string {
	slices.Sort(want)
	slices.Sort(have)
	if slices.Equal(want, have) {
		return ""
	}
	return what + " are " + strings.Join(have, ", ") + " and not " + strings.Join(want, ", ")
}

// missingOptions tells which options of a mount are not in force. The kernel spells some in its own way.
func missingOptions(m storage.Mount, have string) string {
	var missing []string
	for _, option := range m.Options {
		if option == "defaults" || option == "nofail" || strings.HasPrefix(option, "x-") || strings.HasPrefix(option, "X-") {
			continue
		}
		if !strings.Contains(","+have+",", ","+spelt(option)+",") && !strings.HasPrefix(option, "compress=") || !strings.Contains(have, spelt(option)) {
			missing = append(missing, option)
		}
	}
	if missing == nil {
		return ""
	}
	return m.Point + " lacks " + strings.Join(missing, ",") + " among " + have
}

// spelt is an option as the kernel lists it.
func spelt(option string) string {
	switch {
	case option == "umask=0077":
		return "fmask=0077,dmask=0077"
	case strings.HasPrefix(option, "subvol="):
		return "subvol=/" + strings.TrimPrefix(strings.TrimPrefix(option, "subvol="), "/")
	}
	return option
}
