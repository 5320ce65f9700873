// Package samplefleet writes fleets of any size, for measuring panther and for killing it at work. Their hosts are as
// varied as those of the reference fleet.
package samplefleet

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Output is the folder of the rendered tree inside a sample fleet.
const Output = "rendered"

// Fleet says what is written.
type Fleet struct {
	Hosts int
	Edit  int // a value that every host renders: another one makes all of them stale
}

// Name is the name of a host, counted from 0.
func Name(host int) string { return fmt.Sprintf("host-%05d", host) }

// Path is a host's manifest relative to the fleet, without its ending. A folder holds up to a hundred.
func Path(host int) string { return fmt.Sprintf("hosts/site-%03d/%s", host/100, Name(host)) }

// Write writes the fleet into a folder. What is there under other names stays.
func (f Fleet) Write(dir string) error {
	if err := f.WriteSettings(dir); err != nil {
		return err
	}
	for name, text := range profiles {
		if err := write(dir, "profiles/"+name+".yaml", text); err != nil {
			return err
		}
	}
	for host := range f.Hosts {
		if err := write(dir, Path(host)+".yaml", f.manifest(host)); err != nil {
			return err
		}
	}
	return nil
}

// WriteSettings writes panther.yaml alone, which is where Edit stands.
func (f Fleet) WriteSettings(dir string) error { return write(dir, "panther.yaml", f.settings()) }

func write(dir, name, text string) error {
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

// people is how many the fleet has; each host picks one or two of them.
func (f Fleet) people() int { return min(8, f.Hosts) }

func (f Fleet) settings() string {
	var b strings.Builder
	fmt.Fprintf(&b, "description: a sample of %d hosts\nrelease: \"26.05\"\noutput: %s\n", f.Hosts, Output)
	b.WriteString("devShells: [default, nix, go]\nusers:\n")
	for i := range f.people() {
		fmt.Fprintf(&b, "  admin%d:\n    description: Administrator %d\n    admin: true\n    passwordlessSudo: true\n", i, i)
		fmt.Fprintf(&b, "    shell: fish\n    sshKeys:\n      - %s admin%d@example.org\n", sshKey(i), i)
	}
	fmt.Fprintf(&b, "defaults:\n  settings:\n    boot.kernel.sysctl.\"vm.swappiness\": %d\n", f.Edit)
	return b.String()
}

// sshKey is a public key of which nobody has the other half.
func sshKey(i int) string {
	const kind = "ssh-ed25519"
	blob := binary.BigEndian.AppendUint32(nil, uint32(len(kind)))
	blob = append(blob, kind...)
	blob = binary.BigEndian.AppendUint32(blob, 32)
	blob = append(blob, strings.Repeat(string(rune('A'+i)), 32)...)
	return kind + " " + base64.StdEncoding.EncodeToString(blob)
}
