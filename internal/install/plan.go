package install

import (
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/shell"
	"github.com/hbohlen/panther/internal/storage"
)

// Options are what a person says about an installation.
type Options struct {
	Target   Target
	Folder   string // that of flake.nix, where nixos-anywhere runs
	Identity string // the SSH key to log in with; "" where ssh decides
	Phases   []string
	Token    string
	HostKeys []string
	Extra    []Extra
	DiskKeys map[string]string // files, by the names of encrypted devices
	Rest     []string          // for nixos-anywhere as it is
}

// Plan is an installation before it is carried out.
type Plan struct {
	Options
	Host    string
	Erases  []Disk
	Makes   []Disk   // of several of them
	Enrol   []string // commands for the host once it runs
	Keys    []DiskKey
	Plugged []string // devices with keys that have to be in the machine
	Files   []File
	Owners  []Owner
	Missing []Need // that nothing brings
	Prints  []Print
}

// Print is the fingerprint of a key that the host shows to whoever logs in.
type Print struct{ What, Text string }

// New plans the installation of a host.
func New(h *resolve.Host, layout *storage.Layout, o Options) (*Plan, error) {
	p := &Plan{Options: o, Host: h.Name}
	if err := checkIdentity(o.Identity); err != nil {
		return nil, err
	}
	if err := p.planDisks(layout); err != nil {
		return nil, err
	}
	if err := p.planFiles(h); err != nil {
		return nil, err
	}
	if err := p.keepFiles(persistenceOf(h, layout), homesOf(h)); err != nil {
		return nil, err
	}
	return p, p.checkPaths()
}

// Runs tells whether a phase is run.
func (p *Plan) Runs(phase string) bool { return len(p.Phases) == 0 || slices.Contains(p.Phases, phase) }

func (p *Plan) planDisks(layout *storage.Layout) (err error) {
	if !p.Runs(PhaseDisko) {
		if len(p.DiskKeys) > 0 {
			return mistake("--disk-key is for the phase %s, which is not run", PhaseDisko)
		}
		return nil
	}
	p.Erases, p.Makes, p.Plugged, p.Enrol = disksOf(layout), madeOf(layout), pluggedKeys(layout), enrolments(layout)
	p.Keys, err = keysOf(layout, p.DiskKeys)
	return err
}

func (p *Plan) planFiles(h *resolve.Host) error {
	if !p.Runs(PhaseInstall) {
		if p.Token != "" || len(p.HostKeys)+len(p.Extra) > 0 {
			return mistake("files travel in the phase %s, which is not run", PhaseInstall)
		}
		return nil
	}
	var err error
	if p.Files, err = tokenFile(h, p.Token); err != nil {
		return err
	}
	for _, name := range p.HostKeys {
		files, public, err := hostKeyFiles(h, name)
		if err != nil {
			return err
		}
		p.Files = append(p.Files, files...)
		p.Prints = append(p.Prints, Print{"SSH host key", ssh.FingerprintSHA256(public)})
	}
	for _, e := range p.Extra {
		file, err := extraFile(h, e)
		if err != nil {
			return err
		}
		p.Files = append(p.Files, file)
	}
	if err := p.makeUnlockKey(h); err != nil {
		return err
	}
	for _, n := range Needs(h) {
		if !slices.ContainsFunc(p.Files, func(f File) bool { return f.Path == n.Path }) {
			p.Missing = append(p.Missing, n)
		}
	}
	return nil
}

// checkPaths refuses two files at one place, and a file where another one needs a folder.
func (p *Plan) checkPaths() error {
	for i, f := range p.Files {
		for _, other := range p.Files[:i] {
			if storage.Below(f.Path, other.Path) || storage.Below(other.Path, f.Path) {
				return mistake("two files would be at %s on the host", f.Path)
			}
		}
	}
	return nil
}

// Arguments are those of nixos-anywhere, which runs in the folder of the flake: it takes what stands behind the last # of
// a flake for the host, and Nix a # or a ? in a path for something else than a name. Files are named from the root on. The
// stage is the folder of what travels.
func (p *Plan) Arguments(stage string) []string {
	out := []string{"--flake", ".#" + p.Host, "--target-host", p.Target.SSH()}
	if p.Target.Port != "" {
		out = append(out, "--ssh-port", p.Target.Port)
	}
	if p.Identity != "" {
		out = append(out, "-i", absolute(p.Identity))
	}
	if len(p.Phases) > 0 {
		out = append(out, "--phases", strings.Join(p.Phases, ","))
	}
	for _, k := range p.Keys {
		from := k.From
		switch {
		case k.Lacks() && !k.asked:
			from = "FILE"
		case from == "" || k.secret != nil:
			from = keyIn(stage, k.Device)
		default:
			from = absolute(from)
		}
		out = append(out, "--disk-encryption-keys", k.Path, from)
	}
	if len(p.Files) > 0 {
		out = append(out, "--extra-files", filesIn(stage))
	}
	for _, o := range p.Owners {
		out = append(out, "--chown", o.Path, o.Number)
	}
	return append(out, restFromHere(p.Rest)...)
}

// absolute names a file from the root on.
func absolute(name string) string {
	if abs, err := filepath.Abs(name); err == nil {
		return abs
	}
	return name // the working folder is gone: nothing is found from here, whatever it is called
}

// restFromHere are options for nixos-anywhere, with the files that they name from the root on: it runs elsewhere.
func restFromHere(rest []string) []string {
	out := slices.Clone(rest)
	for i, option := range rest {
		switch {
		case option == "--kexec" && i+1 < len(rest) && exists(rest[i+1]): // else it is an address
			out[i+1] = absolute(rest[i+1])
		case option == "--generate-hardware-config" && i+2 < len(rest):
			out[i+2] = absolute(rest[i+2])
		}
	}
	return out
}

// Command is the whole command for showing, in words of which each stands for itself in a shell. What looks like a
// secret is masked.
func (p *Plan) Command(program Program, stage string) []string {
	all := append(slices.Clone([]string(program)), p.Arguments(stage)...)
	for i := range all {
		all[i] = secrets.Mask(all[i])
	}
	return all
}

// Shell writes a command that a person can paste, each option of nixos-anywhere on a line of its own. The folder is where
// it runs, "" for where the person is.
func Shell(folder string, command []string) string {
	options := slices.Index(command, "--flake")
	var b strings.Builder
	if folder != "" {
		b.WriteString("cd " + shell.Quote(folder) + " && ")
	}
	for i, word := range command {
		switch {
		case i == 0:
		case i >= options && strings.HasPrefix(word, "-"):
			b.WriteString(" \\\n  ")
		default:
			b.WriteString(" ")
		}
		b.WriteString(shell.Quote(word))
	}
	return b.String()
}
