package install

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/shell"
	"github.com/hbohlen/panther/internal/storage"
)

// largest is how much of a file panther takes along. Data of other sizes is better brought once the host runs.
const largest = 16 << 20

// File travels to the host.
type File struct {
	What string // for a person
	From string // the file here; "" for what was made of another
	Path string // on the host
	Mode fs.FileMode

	content []byte
	early   bool // it is read while NixOS is installed, too
}

// Extra is a file that a person wants on the host.
type Extra struct{ From, Path string }

// ParseExtra reads FILE=PATH-ON-HOST.
func ParseExtra(text string) (Extra, error) {
	at := strings.LastIndex(text, "=/")
	if at < 1 {
		return Extra{}, mistake("--extra takes FILE=PATH-ON-HOST with the path from the root on, not %s", diag.Quote(text))
	}
	e := Extra{text[:at], text[at+1:]}
	switch {
	case path.Clean(e.Path) != e.Path || e.Path == "/":
		return Extra{}, mistake("--extra: %s is not the path of a file as the host has it", diag.Quote(e.Path))
	case isVolatile(e.Path):
		return Extra{}, mistake("--extra: %s lies in memory, and is gone when the host starts", diag.Quote(e.Path))
	case storage.Below(e.Path, "/nix"):
		return Extra{}, mistake("--extra: %s belongs to Nix", diag.Quote(e.Path))
	}
	return e, nil
}

// readFile reads a file that a flag names. What it is given may be the secret itself, which is not repeated.
func readFile(flag, name string) ([]byte, fs.FileMode, error) {
	if kind := secrets.Kind(name); kind != "" {
		return nil, 0, mistake("%s takes a file, and this looks like %s; on a command line everybody on the machine can read it", flag, kind)
	}
	file, err := os.Open(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, 0, mistake("%s: there is no file %s", flag, diag.Quote(name))
	case errors.Is(err, fs.ErrPermission):
		return nil, 0, mistake("%s: no permission to read %s", flag, diag.Quote(name))
	case err != nil:
		return nil, 0, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	if info.IsDir() {
		return nil, 0, mistake("%s: %s is a folder; name the files in it, each with a flag of its own", flag, diag.Quote(name))
	}
	content, err := io.ReadAll(io.LimitReader(file, largest+1))
	switch {
	case err != nil:
		return nil, 0, err
	case len(content) == 0:
		return nil, 0, mistake("%s: %s is empty", flag, diag.Quote(name))
	case len(content) > largest:
		return nil, 0, mistake("%s: %s is larger than 16 MiB; bring it once the host runs", flag, diag.Quote(name))
	}
	return content, info.Mode().Perm(), nil
}

// tokenFile takes the token of OpNix along.
func tokenFile(h *resolve.Host, name string) ([]File, error) {
	if name == "" {
		return nil, nil
	}
	at := tokenPath(h)
	if at == "" {
		return nil, mistake("--token: %s takes nothing from 1Password, so that nothing reads a token there", h.Name)
	}
	content, _, err := readFile("--token", name)
	if err != nil {
		return nil, err
	}
	mode, _ := modeOf(h, at)
	return []File{{What: "token of OpNix", From: name, Path: at, Mode: mode, content: content}}, nil
}

// hostKeyKinds are the types of keys of NixOS's SSH server.
var hostKeyKinds = map[string]string{ssh.KeyAlgoED25519: "ed25519", ssh.KeyAlgoRSA: "rsa"}

// hostKeyFiles takes a key of the SSH server along, with its public half.
func hostKeyFiles(h *resolve.Host, name string) ([]File, ssh.PublicKey, error) {
	content, _, err := readFile("--host-key", name)
	if IsMistake(err) && !exists(name) && secrets.Kind(name) == "" {
		return nil, nil, mistake("%w; `ssh-keygen -t ed25519 -N '' -C %s -f %s` makes one", err, h.Name, shell.Quote(name))
	}
	if err != nil {
		return nil, nil, err
	}
	signer, err := ssh.ParsePrivateKey(content)
	var locked *ssh.PassphraseMissingError
	switch {
	case errors.As(err, &locked):
		return nil, nil, mistake("--host-key: %s has a passphrase, which nobody could type when the host starts", diag.Quote(name))
	case err != nil:
		return nil, nil, mistake("--host-key: %s is no private SSH key", diag.Quote(name))
	}
	public := signer.PublicKey()
	kind := hostKeyKinds[public.Type()]
	if kind == "" {
		return nil, nil, mistake("--host-key: %s is a key of the type %s; the SSH server of NixOS has ed25519 and rsa", diag.Quote(name), public.Type())
	}
	at := hostKeyPath(kind)
	return []File{
		{What: "SSH host key (" + kind + ")", From: name, Path: at, Mode: 0o600, content: content},
		{What: "its public half", Path: at + ".pub", Mode: 0o644, content: publicLine(public, h.Name)},
	}, public, nil
}

func publicLine(key ssh.PublicKey, host string) []byte {
	return []byte(strings.TrimSuffix(string(ssh.MarshalAuthorizedKey(key)), "\n") + " root@" + host + "\n")
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// extraFile takes along what a person named. What the host reads as a secret is for root alone, whatever it is here.
func extraFile(h *resolve.Host, e Extra) (File, error) {
	content, mode, err := readFile("--extra", e.From)
	if err != nil {
		return File{}, err
	}
	what := "file"
	if known, is := modeOf(h, e.Path); is {
		mode = known
	}
	for _, n := range Needs(h) {
		if n.Path == e.Path {
			what = n.What
		}
	}
	return File{What: what, From: e.From, Path: e.Path, Mode: mode, content: content}, nil
}
