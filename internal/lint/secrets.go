package lint

import (
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// fromStore tells whether a value points at what the secret store hands out, as a manifest writes it or by its run-time path.
func fromStore(n *yamldoc.Node) bool {
	if n.Tag == yamldoc.TagRef {
		return secrets.HandsOut(n.Text)
	}
	return secrets.ProviderOf(n.Text) != nil
}

// storeOff reports settings that switch the store off while modules take secrets from it: NixOS has no path for them then.
func storeOff(h *resolve.Host, diags *diag.List) {
	if len(h.Secrets) == 0 || h.Doubtful("security", "secrets") || h.Doubtful("settings") {
		return
	}
	first := h.Secrets[0]
	provider := first.Reference.Provider
	if provider.Switch == nil {
		return
	}
	if off := h.Setting(provider.Switch...); off.IsFalse() {
		diags.Add(diag.Conflict, off.Range(), "%s is switched off, and %s takes a secret from it", provider.Name, first.Option).
			See(first.At, "the first of its secrets").Help("remove the setting, or name files instead of references")
	}
}

// storeKeys reports a host that takes secrets from a store which decrypts with keys of the host, and has none.
func storeKeys(h *resolve.Host, diags *diag.List) {
	store := h.Module("security/secrets")
	if len(h.Secrets) == 0 || store == nil || h.Doubtful("security", "secrets") || h.Doubtful("services", "ssh") || h.Doubtful("settings") {
		return
	}
	first := h.Secrets[0]
	provider := first.Reference.Provider
	server := h.Module("services/ssh") != nil && !h.Setting("services", "openssh", "enable").IsFalse()
	hasKeys := server || h.Setting("services", "openssh", "enable").IsTrue() || len(manifest.ListItems(store.Option("identities"))) > 0 ||
		store.Option("ageKey").IsSet() || h.Setting("sops") != nil || h.Setting("age") != nil
	if provider.HostKeys && !hasKeys {
		diags.Add(diag.SecretReference, first.At, "nothing on the host can decrypt %s: %s would use the keys of the SSH server, which is off", first.Option, provider.Name).
			Help("name keys in security.secrets.identities, or switch services.ssh on")
	}
}
