package nixosproof

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/builtin"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// layouts are what panther reads of the hosts' disks, by name.
func (p *proof) layouts(t *testing.T, hosts []*hostfile) map[string]*storage.Layout {
	t.Helper()
	b, err := builtin.Load()
	require.NoError(t, err)
	in := pipeline.Input{BuiltIn: b, Fleet: source.New("panther.yaml", []byte(fleetYAML))}
	for _, m := range hosts {
		content, err := yamldoc.Write(m.root)
		require.NoError(t, err)
		in.Hosts = append(in.Hosts, source.New("hosts/"+m.name+".yaml", content))
	}
	f, err := pipeline.Open(in)
	require.NoError(t, err)
	out := map[string]*storage.Layout{}
	for _, h := range f.Run(pipeline.Options{Keep: true}).Hosts {
		out[h.Name] = h.Layout
	}
	return out
}

// password has as many characters as the key on the stick.
const password = "nineteen characters"

// runDisko runs a host's script in a virtual machine. It is emulated and slow, the more so when several run.
func (p *proof) runDisko(r *combined) (string, error) {
	script := r.script
	for _, file := range r.swapFiles() {
		script += "\nstat -c 'swap file of %s' " + file.path + "\n"
	}
	for _, device := range r.swap() { // disko makes it and leaves it to NixOS to use it
		script += "\necho swap device " + device + " is $(blkid -o value -s TYPE " + device + ")\n"
	}
	file := filepath.Join(p.scratch, r.name()+".sh")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		return "", err
	}
	args := append([]string{"--size", "4G"}, r.secrets()...)
	args = append(args, file)
	for _, disk := range r.disks() {
		args = append(args, r.device(disk))
	}
	var out string
	var err error
	for range attempts {
		cmd := exec.Command(filepath.Join(p.dir, "disko-vm"), args...)
		cmd.Env = append(os.Environ(), "DISKO_VM_SECONDS=900", "DISKO_SCRIPT_SECONDS=600")
		out, err = output(cmd)
		if err == nil || !slices.ContainsFunc(confused, func(sign string) bool { return strings.Contains(out, sign) }) {
			break
		}
	}
	return out, err
}

// attempts are made because the machine, when it is slow, names its disks in another order than they were given: it then
// looks for the script on the wrong one, or wipes its own.
const attempts = 10

var confused = []string{"/tmp/run.sh: No such file", "Structure needs cleaning", "the machine did not finish"}

// secrets are the files that the script reads keys and passphrases from.
func (r *combined) secrets() []string {
	var out []string
	for _, p := range r.layout.Parts() {
		if l := p.Content.LUKS; l != nil {
			out = append(out, "--secret", or(l.KeyFile, l.PasswordFile)+"="+password)
		}
	}
	return out
}

// swapFile is one that the script makes.
type swapFile struct{ path, size string }

func (r *combined) swapFiles() []swapFile {
	var out []swapFile
	for _, m := range r.layout.Mounts() {
		if m.Sub == nil {
			continue
		}
		for _, f := range m.Sub.SwapFiles {
			out = append(out, swapFile{"/mnt" + m.Point + "/" + f.Name, f.Size})
		}
	}
	return out
}

func (r *combined) swapSizes() []string {
	var out []string
	for _, f := range r.swapFiles() {
		var mebibytes int
		if _, err := fmt.Sscanf(f.size, "%dM", &mebibytes); err != nil {
			panic(err) // choices_test.go writes them
		}
		out = append(out, fmt.Sprint(mebibytes<<20))
	}
	return out
}

// swap is the devices that are swapped to; what has a random key is only made at boot.
func (r *combined) swap() []string {
	var out []string
	for _, p := range r.layout.Parts() {
		if s := p.Content.Swap; s != nil && !s.Random && p.Name != "" {
			out = append(out, p.Opened())
		}
	}
	return out
}

// labels are those of all partitions.
func (r *combined) labels() []string {
	var out []string
	for _, e := range r.layout.Entries {
		for _, p := range e.Partitions {
			out = append(out, e.PartitionLabel(p))
		}
	}
	return out
}
