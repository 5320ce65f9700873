// Panther renders NixOS flakes from a few lines of YAML per machine.
package main

import (
	"os"

	"github.com/hbohlen/panther/internal/cli"
	"github.com/hbohlen/panther/internal/term"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], term.System(), os.Getenv))
}
