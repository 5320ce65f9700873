// Package install puts NixOS on a machine with nixos-anywhere: it plans what is erased and what travels there, hands
// secrets over in files that nobody else can read, and runs the program.
package install

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hbohlen/panther/internal/diag"
)

// Mistake is something that a person asked for and cannot be done.
type Mistake struct{ error }

func mistake(format string, args ...any) error { return Mistake{fmt.Errorf(format, args...)} }

// IsMistake tells whether an error is about what a person asked for.
func IsMistake(err error) bool {
	var m Mistake
	return errors.As(err, &m)
}

// The phases of nixos-anywhere, in their order.
const (
	PhaseKexec   = "kexec"
	PhaseDisko   = "disko"
	PhaseInstall = "install"
	PhaseReboot  = "reboot"
)

// Phases lists the phases in their order.
func Phases() []string { return []string{PhaseKexec, PhaseDisko, PhaseInstall, PhaseReboot} }

// CheckPhases refuses names of phases that nixos-anywhere does not have.
func CheckPhases(names []string) error {
	for _, name := range names {
		if !slices.Contains(Phases(), name) {
			return mistake("there is no phase %s; %s", diag.Quote(name), diag.DidYouMean(name, Phases()))
		}
	}
	return nil
}

// ours are the options of nixos-anywhere that decide what is erased and what travels, with what panther has for each.
var ours = map[string]string{
	"-f": "the flake is the fleet's own", "--flake": "the flake is the fleet's own",
	"-s": "the flake is the fleet's own", "--store-paths": "the flake is the fleet's own",
	"--target-host": "use --target", "-p": "use --target ADDRESS:PORT", "--ssh-port": "use --target ADDRESS:PORT", "-i": "use --identity",
	"--extra-files": "use --extra", "--disk-encryption-keys": "use --disk-key",
	"--phases": "use --phases before the --", "--no-reboot": "use --phases kexec,disko,install", "--stop-after-disko": "use --phases kexec,disko",
	"--disko-mode": "run nixos-anywhere itself, as --dry-run prints it", "--vm-test": "run nixos-anywhere itself, as --dry-run prints it",
}

// CheckRest refuses options for nixos-anywhere that panther decides: what it says about the run would be wrong.
func CheckRest(args []string) error {
	for _, arg := range args {
		if instead, is := ours[arg]; is {
			return mistake("%s cannot be handed on to nixos-anywhere; %s", arg, instead)
		}
	}
	return nil
}
