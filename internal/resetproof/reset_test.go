package resetproof

import (
	"archive/tar"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/cli"
	"github.com/hbohlen/panther/internal/needs"
	"github.com/hbohlen/panther/internal/term"
)

//go:embed testdata/proof.sh
var proof string

// subvolumes are names of the root's: the usual one, and one that a shell would take apart.
var subvolumes = []string{"@root", "roots/my root's"}

// place is where the script finds its device and the proof its scripts, on loop devices and in the machine.
const place = "/tmp/panther-reset-proof"

// machineTime is how long the virtual machine may take, emulated on a busy computer.
const machineTime = 8 * time.Minute

// TestResetSlow boots hosts many times over: in an ordinary way, with clocks that are wrong, with roots that are
// missing, with every step failing and with the power going after every step. proof.sh has the cases.
func TestResetSlow(t *testing.T) {
	if !needs.Required("vm") && os.Getenv("PANTHER_SLOW") == "" {
		t.Skip("it takes half a minute: PANTHER_SLOW=1 runs it where it can, PANTHER_REQUIRE=vm in any case")
	}
	if !needs.Found(t, "nix", "nix-instantiate") {
		t.Skip("there is no nix-instantiate to read the script from the rendered module")
	}
	files := map[string]string{"proof.sh": proof}
	module := renderedModule(t)
	for i, subvolume := range subvolumes {
		files[scriptName(i)] = script(t, module, subvolume)
	}
	switch {
	case hasLoopDevices():
		out := onLoopDevices(t, files)
		report(t, out, 2, 50)
	case needs.Found(t, "vm", "guestfish"):
		out := inMachine(t, files)
		report(t, out, 1, 20)
	default:
		t.Skip("there are neither loop devices nor a virtual machine")
	}
}

func scriptName(i int) string { return fmt.Sprintf("reset-%d", i) }

// renderedModule renders a fleet with a host whose root is made anew, and returns the file of the module.
func renderedModule(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write := func(name, content string) {
		file := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
	}
	write("panther.yaml", `description: proof
release: "26.05"
users:
  operator:
    admin: true
    passwordlessSudo: true
    sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@proof]
`)
	write("hosts/anew.yaml", `profile: base
stateVersion: "26.05"
firmware: uefi
disks: { main: { device: /dev/disk/by-id/anew, layout: btrfs-impermanent } }
core: { users: { operator: {} } }
filesystems: { impermanence: true }
`)
	var said bytes.Buffer
	code := cli.Main([]string{"-C", root, "gen", "--git-add=never"}, term.Streams{In: strings.NewReader(""), Out: &said, Err: &said}, func(string) string { return "" })
	require.Zero(t, code, said.String())
	return filepath.Join(root, "modules/nixos/filesystems/impermanence.nix")
}

// script takes the script out of the module as Nix reads it, for a disk that the proof makes.
func script(t *testing.T, module, subvolume string) string {
	t.Helper()
	root, err := json.Marshal(map[string]string{"device": place + "/scratch/disk", "subvolume": subvolume})
	require.NoError(t, err)
	cmd := exec.Command("nix-instantiate", "--eval", "--strict", "--json", "--readonly-mode", "--store", "dummy://",
		"--argstr", "root", string(root), "--arg", "module", module, "testdata/script.nix")
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	require.NoError(t, err, complaints.String())
	var text string
	require.NoError(t, json.Unmarshal(out, &text))
	return text
}

// commands run the proof of each subvolume, with these cases.
func commands(cases ...string) string {
	var out strings.Builder
	for i, which := range cases {
		fmt.Fprintf(&out, "umount %[1]s/scratch 2>/dev/null; mkdir -p %[1]s/scratch; mount -t tmpfs tmpfs %[1]s/scratch; echo on %[3]q; bash %[1]s/proof.sh %[1]s/%[2]s %[3]q %[1]s/scratch %[4]s\n", place, scriptName(i), subvolumes[i], which)
	}
	return out.String()
}

// hasLoopDevices tells whether this process may mount a file: it then can in a mount namespace of its own, too.
func hasLoopDevices() bool {
	for _, program := range []string{"unshare", "losetup", "mkfs.btrfs", "btrfs", "setsid"} {
		if _, err := exec.LookPath(program); err != nil {
			return false
		}
	}
	return os.Getuid() == 0 && exec.Command("unshare", "--mount", "losetup", "--find").Run() == nil
}

func onLoopDevices(t *testing.T, files map[string]string) string {
	t.Helper()
	require.NoError(t, os.RemoveAll(place))
	require.NoError(t, os.MkdirAll(place, 0o700))
	t.Cleanup(func() { _ = os.RemoveAll(place) })
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(place, name), []byte(content), 0o600))
	}
	out, err := exec.Command("unshare", "--mount", "bash", "-c", commands("all", "few")).CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

// inMachine runs the proof in guestfish's small system: the kernel and the tools of this computer, on an emulated one.
func inMachine(t *testing.T, files map[string]string) string {
	t.Helper()
	var packed bytes.Buffer
	w := tar.NewWriter(&packed)
	files["run.sh"] = "export PATH=/usr/sbin:/usr/bin:/sbin:/bin\nmodprobe loop\n" + commands("some")
	for name, content := range files {
		require.NoError(t, w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content))}))
		_, err := w.Write([]byte(content))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	disk := filepath.Join(t.TempDir(), "files.tar") // they travel on a disk of their own, which is a multiple of a sector
	require.NoError(t, os.WriteFile(disk, packed.Bytes(), 0o600))
	ctx, cancel := context.WithTimeout(t.Context(), machineTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "guestfish", "--format=raw", "-a", disk)
	cmd.Env = append(os.Environ(), "LIBGUESTFS_BACKEND=direct", "LIBGUESTFS_BACKEND_SETTINGS=force_tcg")
	// its own disk may be found first
	start := fmt.Sprintf("mkdir -p %[1]s; for disk in /dev/sd?; do tar xf $disk -C %[1]s && break; done 2>/dev/null; bash %[1]s/run.sh </dev/null 2>&1", place)
	cmd.Stdin = strings.NewReader(fmt.Sprintf("run\ndebug sh %q\n", start))
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

// report makes a test of each line; there have to be so many ends, and at least so many cases.
func report(t *testing.T, out string, ends, least int) {
	t.Helper()
	on, ended, cases := "", 0, 0
	for line := range strings.Lines(out) {
		line = strings.TrimSuffix(line, "\n")
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "on":
			on = strings.Trim(rest, `"`)
		case "ok":
			t.Run(on+"/"+rest, func(*testing.T) {})
			cases++
		case "FAIL":
			name, why, _ := strings.Cut(rest, ": ")
			t.Run(on+"/"+name, func(t *testing.T) { t.Error(why) })
			cases++
		case "end":
			ended++
		}
	}
	assert.Equal(t, ends, ended, "the proof did not come to its end:\n%s", out)
	assert.GreaterOrEqual(t, cases, least, "cases are missing:\n%s", out)
}
