package nixosproof

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
	script, err := p.run(append(p.gaps(), "--disko-script", p.disksOf.dir, r.name())...)
	if err != nil {
		return script, err
	}
	for _, file := range r.swapFiles() {
		script += "\nstat -c 'swap file of %s' " + file.path + "\n"
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
	for range attempts {
		cmd := exec.Command(filepath.Join(p.dir, "disko-vm"), args...)
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

// swap is what is swapped to: what has a random key is only made at boot.
func (r *combined) swap() []string {
	var out []string
	for range r.swapFiles() {
		out = append(out, "file")
	}
	for _, p := range r.layout.Parts() {
		if s := p.Content.Swap; s != nil && !s.Random && p.Name != "" {
			out = append(out, "partition")
		}
	}
	return out
}

// labels are those of all partitions.
func (r *combined) labels() []string {
	var out []string
	for _, e := range r.layout.Entries {
		for _, p := range e.Partitions {
			out = append(out, or(p.Label, "disk-"+e.Name+"-"+p.Name))
		}
	}
	return out
}
