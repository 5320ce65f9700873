package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hbohlen/panther/internal/cli"
	"github.com/hbohlen/panther/internal/term"
)

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) != "panther" { // what somebody has set for panther is not for tests that run it in here
		for _, name := range []string{"PANTHER_ROOT", "PANTHER_COLOR", "PANTHER_QUIET", "PANTHER_GIT_ADD"} {
			os.Unsetenv(name)
		}
	}
	testscript.Main(m, map[string]func(){
		"panther": func() { os.Exit(runChecked()) },
	})
}

// update tells whether golden texts are to be written instead of compared.
func update() bool { return os.Getenv("PANTHER_UPDATE") == "1" }

// result is what a run in this process left behind.
type result struct {
	code        int
	out, errors string
}

// run runs a command line in this process, with an empty standard input, no terminal and an empty environment.
func run(args ...string) result {
	var out, errors bytes.Buffer
	streams := term.Streams{In: strings.NewReader(""), Out: &out, Err: &errors}
	code := cli.Main(args, streams, func(string) string { return "" })
	return result{code, out.String(), errors.String()}
}

// operatorKey is a public key that nobody has the private one of.
const operatorKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@example"

// smallFleet is the panther.yaml of fleets whose test is not about it.
const smallFleet = `description: A small fleet
release: "26.05"
users:
  operator:
    admin: true
    passwordlessSudo: true
    sshKeys:
      - ` + operatorKey + `
`

// smallHost is the manifest of a host that has nothing but a name.
func smallHost(name string) string {
	return `description: The host ` + name + `
profile: vps
stateVersion: "26.05"
disks:
  main:
    device: /dev/disk/by-id/virtio-` + name + `
core:
  users:
    operator: {}
`
}
