package storage

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/yamldoc"
)

// content reads what something holds; part is its name within the entry, "" for the entry itself.
func (r *reader) content(n *yamldoc.Node, part string) Content {
	c := Content{
		LUKS:       r.luks(n.Get("luks"), part),
		Filesystem: textOf(n.Get("filesystem")),
		Mount:      textOf(n.Get("mount")), MountAt: r.place(n.Get("mount")),
		MountOptions: texts(n.Get("mountOptions")), FormatOptions: texts(n.Get("formatOptions")), Compression: textOf(n.Get("compression")),
		MemberOf: textOf(n.Get("memberOf")), MemberAt: r.place(n.Get("memberOf")),
		SwapFiles: r.swapFiles(n.Get("swapFiles")),
	}
	for _, e := range entries(n.Get("subvolumes")) {
		s := short(e.Value, "mount")
		c.Subvolumes = append(c.Subvolumes, Subvolume{
			Name: e.Key, At: r.placeOf(e.At.Range()), Mount: textOf(s.Get("mount")), MountAt: r.place(s.Get("mount")),
			MountOptions: texts(s.Get("mountOptions")), NoCOW: s.Get("nocow").IsTrue(), Compression: textOf(s.Get("compression")),
			SwapFiles: r.swapFiles(s.Get("swapFiles")),
		})
	}
	if swap := n.Get("swap"); swap.IsSet() {
		c.Swap = r.swap(swap)
	}
	return c
}

func (r *reader) swapFiles(n *yamldoc.Node) []SwapFile {
	var out []SwapFile
	for _, e := range entries(n) {
		file := SwapFile{Name: e.Key, Swap: *r.swap(e.Value)}
		file.At = r.placeOf(e.At.Range())
		out = append(out, file)
	}
	return out
}

func (r *reader) swap(n *yamldoc.Node) *Swap {
	at := r.place(n)
	n = short(n, "size")
	return &Swap{
		At: at, Size: textOf(n.Get("size")), Kind: textOf(n.Get("kind")),
		Hibernate: n.Get("hibernate").IsTrue(), HibernateAt: r.place(n.Get("hibernate")), ResumeOffset: textOf(n.Get("resumeOffset")),
		Random: n.Get("random").IsTrue(), RandomAt: r.place(n.Get("random")),
		Priority: textOf(n.Get("priority")), Discard: textOf(n.Get("discard")),
	}
}

// The options with which systemd opens an encrypted device by more than a passphrase, and enrols what is to open it.
const (
	TPM2Option  = "tpm2-device=auto"
	PCROption   = "tpm2-pcrs=" // with registers, joined by +
	FIDO2Option = "fido2-device=auto"
)

// SecureBootPCR is the register that a TPM's key is bound to where nobody says more: the state of Secure Boot. What else is
// measured changes with each update. What systemd-cryptenroll takes by itself differs between its versions.
const SecureBootPCR = "7"

// keyFileTimeout is for how many seconds a host waits for the device with a key where nobody says it. Without a time
// systemd requires the device, so that it gives up without a question where that is missing.
const keyFileTimeout = "30"

// keyFolder is where passphrases lie on the installing system.
const keyFolder = "/run/panther/"

func (r *reader) luks(n *yamldoc.Node, part string) *LUKS {
	if !encrypts(n) {
		return nil
	}
	l := &LUKS{
		At: r.place(n), Name: textOf(n.Get("name")), UnlockAt: r.place(n.Get("unlock")), PasswordFile: textOf(n.Get("passwordFile")),
		KeyFile: textOf(n.Get("keyFile")), KeyFileAt: r.place(n.Get("keyFile")), KeyFileSize: textOf(n.Get("keyFileSize")),
		KeyFileOffset: textOf(n.Get("keyFileOffset")), Timeout: textOf(n.Get("keyFileTimeout")), FurtherKeys: texts(n.Get("additionalKeyFiles")),
		PCRs: texts(n.Get("tpm2Pcrs")), Discards: !n.Get("discards").IsFalse(),
		FormatOptions: texts(n.Get("formatOptions")), OpenOptions: texts(n.Get("openOptions")),
	}
	if l.Name == "" {
		l.Name = luksName(r.entry, part)
	}
	ways := texts(n.Get("unlock"))
	if l.PasswordFile == "" && (slices.Contains(ways, UnlockPassphrase) || !slices.Contains(ways, UnlockKeyFile)) {
		l.PasswordFile = keyFolder + l.Name + ".key"
	}
	for _, way := range ways {
		if way != UnlockPassphrase && !slices.Contains(l.Unlock, way) {
			l.Unlock = append(l.Unlock, way)
		}
	}
	if len(l.PCRs) == 0 && slices.Contains(l.Unlock, UnlockTPM2) {
		l.PCRs = []string{SecureBootPCR}
	}
	l.Unlock = append(l.Unlock, UnlockPassphrase) // always possible, and the last that is tried
	if l.KeyOnDevice() && l.Timeout == "" {
		l.Timeout = keyFileTimeout
	}
	return l
}

// KeyOnDevice tells whether a key opens it that lies on a device, such as a USB stick.
func (l *LUKS) KeyOnDevice() bool {
	return slices.Contains(l.Unlock, UnlockKeyFile) && Below(l.KeyFile, "/dev")
}

// KeyAlone tells whether nothing but such a key opens it, so that a question for a passphrase has no answer.
func (l *LUKS) KeyAlone() bool {
	return l.KeyOnDevice() && l.PasswordFile == "" && slices.Equal(l.Unlock, []string{UnlockKeyFile, UnlockPassphrase})
}

// luksName is the name of an opened device: which one it is shows at the prompt for its passphrase.
func luksName(entry, part string) string {
	if part == "" {
		return "crypt-" + entry
	}
	return "crypt-" + entry + "-" + strings.ReplaceAll(part, "/", "-")
}
