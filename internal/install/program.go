package install

import (
	"errors"
	"os/exec"
)

// release of nixos-anywhere whose src/nixos-anywhere.sh the options were read in. It is what Nix fetches where the
// program is not installed.
const release = "1.13.0"

// ErrNoProgram says that nothing can carry the installation out.
var ErrNoProgram = errors.New("neither nixos-anywhere nor nix is installed here")

// HowToGet says how to get what carries the installation out.
const HowToGet = "install Nix (https://nixos.org/download), or run this where it is"

// Program is how nixos-anywhere is called: its name, or how Nix runs it.
type Program []string

// FindProgram looks for nixos-anywhere, then for Nix, which can fetch it. Without either it returns ErrNoProgram, and
// how it would be called.
func FindProgram() (Program, error) {
	if _, err := exec.LookPath("nixos-anywhere"); err == nil {
		return Program{"nixos-anywhere"}, nil
	}
	if _, err := exec.LookPath("nix"); err == nil {
		return Program{
			"nix", "--extra-experimental-features", "nix-command flakes",
			"run", "github:nix-community/nixos-anywhere/" + release, "--",
		}, nil
	}
	return Program{"nixos-anywhere"}, ErrNoProgram
}
