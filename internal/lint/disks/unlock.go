package disks

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// triedInOrder is the order in which systemd-cryptsetup tries what may open a device, whatever the order of its options
// (src/cryptsetup/cryptsetup.c: determine_token_type, and what follows where a token fails).
var triedInOrder = []string{storage.UnlockTPM2, storage.UnlockFIDO2, storage.UnlockKeyFile, storage.UnlockPassphrase}

// unlockOrder warns of an order that cannot be had: who writes a key to touch in front of a TPM means it to be asked for.
func (p *plan) unlockOrder(x *part, n *yamldoc.Node) {
	var ways []string
	for _, item := range manifest.ListItems(n.Get("unlock")) {
		at := slices.Index(triedInOrder, item.Text)
		if at < 0 {
			return
		}
		later := slices.IndexFunc(ways, func(way string) bool { return slices.Index(triedInOrder, way) > at })
		if later >= 0 {
			p.diags.Warn(diag.Encryption, item.Range(), "%s is opened with %s before %s is tried, whatever the order here", x.path(), item.Text, ways[later]).
				Help("write it in the order that systemd has (%s), or leave %s out", strings.Join(triedInOrder, ", "), item.Text)
			return
		}
		ways = append(ways, item.Text)
	}
}

// needsSystemd checks that the host starts in the way that knows more than a passphrase.
func (p *plan) needsSystemd(x *part) {
	off := p.host.Setting("boot", "initrd", "systemd", "enable")
	byHardware := slices.ContainsFunc(x.LUKS.Unlock, func(way string) bool { return way == storage.UnlockTPM2 || way == storage.UnlockFIDO2 })
	if off.IsFalse() && (byHardware || x.LUKS.KeyOnDevice()) {
		p.diags.Add(diag.Conflict, off.Range(), "the initrd's systemd opens %s, and it is off", x.path()).See(x.LUKS.At, "the encryption").Help("remove the setting")
	}
}
