package install

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/storage"
)

// DiskKey is what an encrypted device is opened with for the first time.
type DiskKey struct {
	Device string // its name below /dev/mapper, or of a further key its path
	Path   string // on the installing system, where disko reads it
	From   string // the file here; "" for what is asked for

	asked  bool   // a person may type it
	exact  bool   // disko takes the file to the last byte, a line break at its end too
	secret []byte // typed, or read from what cannot be read twice
}

// Lacks tells whether the key is still to be asked for.
func (k *DiskKey) Lacks() bool { return k.From == "" && k.secret == nil }

// Asked tells whether a person may type the key; else it has to be a file.
func (k *DiskKey) Asked() bool { return k.asked }

// Give sets what a person typed.
func (k *DiskKey) Give(secret []byte) { k.secret = secret }

// Typed is what a person typed, for another device that has the same.
func (k *DiskKey) Typed() []byte {
	if !k.asked {
		return nil
	}
	return slices.Clone(k.secret)
}

// isSafePath tells whether nixos-anywhere can hand a path to a shell, which it does without quotes.
func isSafePath(name string) bool { return isWord(name, "/._+-") && name[0] == '/' }

// keysOf lists what disko reads on the installing system, each with the file that it was given.
func keysOf(layout *storage.Layout, given map[string]string) ([]DiskKey, error) {
	var out []DiskKey
	for _, p := range storage.Encrypted(layout) {
		l := p.LUKS
		if l.PasswordFile != "" { // beside a key file it is one of disko's additionalKeyFiles
			out = append(out, DiskKey{Device: l.Name, Path: l.PasswordFile, asked: true, exact: l.KeyFile != ""})
		}
		further := l.FurtherKeys
		if l.KeyFile != "" && !storage.Below(l.KeyFile, "/dev") {
			further = append([]string{l.KeyFile}, further...)
		}
		for _, name := range further {
			out = append(out, DiskKey{Device: name, Path: name})
		}
	}
	var names []string
	for i := range out {
		k := &out[i]
		names = append(names, k.Device)
		if !isSafePath(k.Path) {
			return nil, mistake("the key of %s is read from %s, which nixos-anywhere cannot bring: letters, digits, /, ., _, + and - alone", k.Device, diag.Quote(k.Path))
		}
		k.From = given[k.Device]
		if err := k.check(); err != nil {
			return nil, err
		}
	}
	for name := range given {
		if !slices.Contains(names, name) {
			return nil, noDevice(name, names)
		}
	}
	return slices.CompactFunc(out, func(a, b DiskKey) bool { return a.Path == b.Path }), nil
}

func noDevice(name string, names []string) error {
	if len(names) == 0 {
		return mistake("--disk-key: no disk of the host is opened with a key")
	}
	return mistake("--disk-key: there is no encrypted device %s; %s", diag.Quote(name), diag.DidYouMean(name, names))
}

// check reads what cannot be read a second time, and refuses what is no key.
func (k *DiskKey) check() error {
	if k.From == "" {
		return nil
	}
	content, _, err := readFile("--disk-key "+k.Device, k.From)
	if err != nil {
		return err
	}
	if err := k.checkContent(content); err != nil {
		clear(content)
		return err
	}
	if k.asked && k.exact {
		k.secret = passphrase(content)
		return nil
	}
	if info, err := os.Stat(k.From); err != nil || !info.Mode().IsRegular() || strings.HasPrefix(k.From, "/dev/") {
		k.secret = content
		return nil
	}
	clear(content)
	return nil
}

// passphrase is what disko makes of a file with a passphrase: its shell takes what is in it without line breaks at the end.
func passphrase(content []byte) []byte { return bytes.TrimRight(content, "\n") }

// checkContent refuses a passphrase that nobody could type, and a key that is for something else. A key file may hold anything.
func (k *DiskKey) checkContent(content []byte) error {
	refuse := func(why string) error { return mistake("--disk-key %s: %s %s", k.Device, diag.Quote(k.From), why) }
	if begin := bytes.Index(content, []byte("-----BEGIN ")); begin >= 0 && bytes.Contains(content[begin:], []byte("PRIVATE KEY-----")) {
		return refuse("is a private key, and no passphrase")
	}
	if !k.asked {
		return nil
	}
	switch typed := passphrase(content); {
	case len(typed) == 0:
		return refuse("has no passphrase in its first line")
	case bytes.HasSuffix(typed, []byte("\r")) && bytes.Count(typed, []byte("\r")) == 1 && !bytes.Contains(typed, []byte("\n")):
		return refuse("ends its line as Windows does, which would be part of the passphrase: write it with printf %s")
	case bytes.ContainsRune(typed, '\n'):
		return refuse("has more than one line, and a passphrase is one that somebody types when the host starts")
	case !utf8.Valid(typed) || bytes.ContainsFunc(typed, unicode.IsControl):
		return refuse("has bytes that nobody can type when the host starts")
	}
	return nil
}

// checkIdentity refuses what nixos-anywhere would only find to be no key after it has built the host.
func checkIdentity(name string) error {
	if name == "" {
		return nil
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() { // a pipe of panther's is not there for it either
		return mistake("--identity: %s is no file that nixos-anywhere could read", diag.Quote(name))
	}
	content, _, err := readFile("--identity", name)
	if err != nil {
		return err
	}
	defer clear(content)
	for _, kind := range []string{"ssh-", "ecdsa-", "sk-"} {
		if bytes.HasPrefix(content, []byte(kind)) {
			return mistake("--identity: %s is the public half of a key; name the private one", diag.Quote(name))
		}
	}
	return nil
}

// ParseDiskKeys reads NAME=FILE, of which each device has one.
func ParseDiskKeys(texts []string) (map[string]string, error) {
	out := map[string]string{}
	for _, text := range texts {
		name, file, found := strings.Cut(text, "=")
		switch {
		case secrets.Kind(text) != "" || !found || name == "" || file == "":
			return nil, mistake("--disk-key takes NAME=FILE: the name of an encrypted device, and the file with its passphrase")
		case out[name] != "":
			return nil, mistake("--disk-key names %s twice", diag.Quote(name))
		}
		out[name] = file
	}
	return out, nil
}

// pluggedKeys are the devices with keys that have to be in the machine while it is installed.
func pluggedKeys(layout *storage.Layout) []string {
	var out []string
	for _, p := range storage.Encrypted(layout) {
		if name := p.LUKS.KeyFile; storage.Below(name, "/dev") && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// enrolments are the commands, for the host once it runs, that bind encrypted devices to the hardware that is to open
// them. Until then the passphrase does.
func enrolments(layout *storage.Layout) []string {
	var out []string
	for _, p := range storage.Encrypted(layout) {
		for _, way := range p.LUKS.Unlock {
			switch way {
			case storage.UnlockTPM2:
				registers := storage.PCROption + strings.Join(p.LUKS.PCRs, "+")
				out = append(out, "systemd-cryptenroll --"+storage.TPM2Option+" --"+registers+" "+p.Device)
			case storage.UnlockFIDO2:
				out = append(out, "systemd-cryptenroll --"+storage.FIDO2Option+" "+p.Device)
			}
		}
	}
	return out
}
