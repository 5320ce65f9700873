package install

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"

	"golang.org/x/crypto/ssh"

	"github.com/hbohlen/panther/internal/resolve"
)

const encryptionModule = "filesystems/encryption"

// unlockKeyPath is where the host has the key of the SSH server that asks for passphrases at boot; "" where there is no
// such server, or only NixOS knows.
func unlockKeyPath(h *resolve.Host) string {
	m := h.Module(encryptionModule)
	if m == nil || !m.On("remoteUnlock", "enable") {
		return ""
	}
	at := m.Option("remoteUnlock", "hostKey")
	if at == nil || at.Tag != "" {
		return ""
	}
	return at.Text
}

// makeUnlockKey makes the key of that server, unless somebody brings one. The boot loader's installation copies it to the
// boot partition, so that it must be another key than that of the running system.
func (p *Plan) makeUnlockKey(h *resolve.Host) error {
	at := unlockKeyPath(h)
	if at == "" {
		return nil
	}
	for i := range p.Files {
		if f := &p.Files[i]; f.Path == at {
			f.What, f.Mode, f.early = "key of the SSH server that asks for passphrases", 0o600, true
			return nil
		}
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := ssh.MarshalPrivateKey(private, "root@"+h.Name)
	if err != nil {
		return err
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		return err
	}
	p.Files = append(p.Files, File{
		What: "key of the SSH server that asks for passphrases, made anew", Path: at, Mode: 0o600, early: true, content: pem.EncodeToMemory(block),
	})
	p.Prints = append(p.Prints, Print{"key when it asks for passphrases", ssh.FingerprintSHA256(key)})
	return nil
}
