package nixosproof

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hbohlen/panther/internal/yamldoc"
)

// layout is one way to lay out a disk.
type layout struct {
	filesystem, firmware string
	swap                 bool
	data                 string // file system of a second disk with nothing but data, "" for none
}

func (l layout) name() string {
	name := "disk-" + l.filesystem + "-" + l.firmware
	if l.swap {
		name += "-swap"
	}
	if l.data != "" {
		name += "-data-" + l.data
	}
	return name
}

// layouts are all of them.
func layouts() []layout {
	var out []layout
	for _, filesystem := range []string{"btrfs", "ext4", "xfs"} {
		for _, firmware := range []string{"bios", "uefi", "hybrid"} {
			out = append(out, layout{filesystem, firmware, false, ""}, layout{filesystem, firmware, true, ""})
		}
	}
	for _, data := range []string{"btrfs", "ext4", "xfs"} {
		out = append(out, layout{"btrfs", "uefi", false, data}, layout{"btrfs", "uefi", true, data})
	}
	return out
}

// devices are the disk of the system and the one with data, where there is one.
func (l layout) devices() []string {
	out := []string{"/dev/disk/by-id/" + l.name()}
	if l.data != "" {
		out = append(out, out[0]+"-second")
	}
	return out
}

func (l layout) host() *hostfile {
	m := newHost(l.name())
	m.set(text(l.firmware), "firmware")
	m.set(text(l.devices()[0]), "disks", "main", "device")
	m.set(text(l.filesystem), "disks", "main", "layout")
	m.set(text("512M"), "disks", "main", "bootSize")
	if l.swap {
		m.set(yamldoc.Scalar(yamldoc.Text, "256M", nil), "disks", "main", "swap")
	}
	if l.data != "" {
		m.set(text(l.devices()[1]), "disks", "data", "device")
		m.set(text(l.data), "disks", "data", "layout")
		m.set(text("/srv/data"), "disks", "data", "mount")
	}
	return m
}

// mounts are what the manifest says: the mount points with their file systems.
func (l layout) mounts() map[string]string {
	out := map[string]string{"/": l.filesystem, "/boot": "vfat"}
	if l.firmware == "bios" {
		out["/boot"] = "ext4"
	}
	if l.filesystem == "btrfs" {
		for _, subvolume := range []string{"/home", "/nix", "/var/log"} {
			out[subvolume] = "btrfs"
		}
		if l.swap {
			out["/.swap"] = "btrfs"
		}
	}
	if l.data != "" {
		out["/srv/data"] = l.data
	}
	return out
}

// diskRow is what came of one layout.
type diskRow struct {
	layout
	evaluates string
	machine   string // what the script did on a blank disk
}

// disks proves that every layout evaluates, with and without swap, and that disko's script for it makes and mounts what
// the manifest says.
func (p *proof) disks(t *testing.T) {
	var hosts []*hostfile
	for _, l := range layouts() {
		hosts = append(hosts, l.host())
	}
	answers, f := p.evaluate(t, hosts, false)
	var rows []*diskRow
	for _, l := range layouts() {
		r := &diskRow{layout: l, evaluates: p.table.verdict(t, l.name(), answers[l.name()]), machine: "not run"}
		if r.evaluates == "ok" {
			have := map[string]string{}
			for at, fs := range answers[l.name()].Verdict.FileSystems {
				have[at] = fs.FSType
			}
			r.compare(t, p.table, "NixOS mounts", have)
		}
		rows = append(rows, r)
	}
	p.runScripts(t, f, rows)
	for _, r := range rows {
		p.table.disks = append(p.table.disks, *r)
	}
}

func (r *diskRow) compare(t *testing.T, tb *table, who string, have map[string]string) bool {
	t.Helper()
	want := r.mounts()
	same := len(have) == len(want)
	for at, fs := range want {
		same = same && have[at] == fs
	}
	if !same {
		tb.fail(t, r.name(), fmt.Sprintf("%s %v, and the manifest says %v", who, have, want))
	}
	return same
}

// runScripts runs disko's scripts on blank disks. Swap is part of the script for btrfs alone, so that of each layout
// only the one with swap is run.
func (p *proof) runScripts(t *testing.T, f *fleet, rows []*diskRow) {
	t.Helper()
	if !needs(t, "vm", "guestfish") {
		p.table.machine = "The scripts were not run: there is no guestfish."
		return
	}
	chosen := slices.DeleteFunc(slices.Clone(rows), func(r *diskRow) bool { return !r.swap || r.evaluates != "ok" })
	inParallel(chosen, func(r *diskRow) {
		r.machine = failed
		out, err := p.onBlankDisk(f, r.layout)
		if err != nil {
			p.table.fail(t, r.name()+" on a blank disk", lastLines(out, 15)+" "+err.Error())
			return
		}
		if r.compare(t, p.table, "the script mounts", mounted(out)) {
			r.machine = "mounts " + strings.Join(sortedKeys(r.mounts()), " ")
		}
		if r.filesystem == "btrfs" && !strings.Contains(out, "swap file of 268435456") {
			r.machine = failed
			p.table.fail(t, r.name(), "the script makes no swap file of the size that the manifest says")
		}
	})
}

// onBlankDisk runs a host's script in a virtual machine. It is emulated and slow, the more so when several run.
func (p *proof) onBlankDisk(f *fleet, l layout) (string, error) {
	script, err := p.run(append(p.gaps(), "--disko-script", f.dir, l.name())...)
	if err != nil {
		return script, err
	}
	script += "\n[ ! -e /mnt/.swap/swapfile ] || stat -c 'swap file of %s' /mnt/.swap/swapfile\n"
	file := filepath.Join(p.scratch, l.name()+".sh")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		return "", err
	}
	var out string
	for range attempts {
		cmd := exec.Command(filepath.Join(p.dir, "disko-vm"), append([]string{"--size", "4G", file}, l.devices()...)...)
		cmd.Env = append(os.Environ(), "DISKO_VM_SECONDS=900", "DISKO_SCRIPT_SECONDS=600")
		if out, err = output(cmd); !strings.Contains(out, "/tmp/run.sh: No such file") {
			break
		}
	}
	return out, err
}

// attempts are made because the machine, when it is slow, names its disks in another order than they were given, and
// then looks for the script on the wrong one.
const attempts = 4

var mountLine = regexp.MustCompile(`(?m)^(/mnt\S*) (\S+) `)

// mounted reads the mounts that the virtual machine reports.
func mounted(out string) map[string]string {
	_, report, _ := strings.Cut(out, "DISKO-MOUNTS")
	report, _, _ = strings.Cut(report, "DISKO-BLOCKS")
	have := map[string]string{}
	for _, m := range mountLine.FindAllStringSubmatch(report, -1) {
		at := strings.TrimPrefix(m[1], "/mnt")
		if at == "" {
			at = "/"
		}
		have[at] = m[2]
	}
	return have
}

func (tb *table) diskTable(b *strings.Builder) {
	b.WriteString("## Disks\n\nEvery layout under every firmware, evaluated without and with a swap file; the script is disko's own for the layout with swap,\n" +
		"run on a blank disk in a virtual machine. The last ones have a second disk with nothing but data.\n\n" +
		"| file system | firmware | data | evaluates | with swap | the script |\n|---|---|---|---|---|---|\n")
	for i := 0; i+1 < len(tb.disks); i += 2 {
		without, with := tb.disks[i], tb.disks[i+1]
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", without.filesystem, without.firmware, without.data, without.evaluates, with.evaluates, with.machine)
	}
	if tb.machine != "" {
		b.WriteString("\n" + tb.machine + "\n")
	}
	b.WriteString("\nThe virtual machine: `apt-get install libguestfs-tools linux-image-amd64 qemu-system-x86`.\n\n")
}
