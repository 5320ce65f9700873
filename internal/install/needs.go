package install

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

// hostKeyPath is where NixOS's SSH server has a key of a type.
func hostKeyPath(kind string) string { return "/etc/ssh/ssh_host_" + kind + "_key" }

const storeModule = "security/secrets"

// Need is a file that the host reads and that no build puts there.
type Need struct {
	Path string
	What string // what it is, for a person
	Flag string // what brings it; "" where nothing can
}

// Needs lists what has to be on the host before it first starts, or soon after.
func Needs(h *resolve.Host) []Need {
	out := storeNeeds(h)
	for _, f := range h.SecretFiles() {
		if f.Module.ID() != storeModule {
			out = append(out, Need{f.Path, f.Option, flagFor(f.Path)})
		}
	}
	slices.SortStableFunc(out, func(a, b Need) int { return strings.Compare(a.Path, b.Path) })
	return slices.CompactFunc(out, func(a, b Need) bool { return a.Path == b.Path })
}

func flagFor(name string) string {
	if isVolatile(name) {
		return ""
	}
	return "--extra FILE=" + name
}

// isVolatile tells whether nothing that an installation puts there is left when the host starts.
func isVolatile(name string) bool {
	return slices.ContainsFunc([]string{"/run", "/dev", "/proc", "/sys"}, func(dir string) bool { return storage.Below(name, dir) })
}

// storeNeeds are what opens the fleet's secret store on the host.
func storeNeeds(h *resolve.Host) []Need {
	store := h.Module(storeModule)
	if store == nil || len(h.Secrets) == 0 {
		return nil
	}
	provider := h.Secrets[0].Reference.Provider
	if !provider.HostKeys {
		if token := tokenPath(h); token != "" {
			return []Need{{token, "the token with which " + provider.Name + " opens the secret store", "--token FILE"}}
		}
		return nil
	}
	what := "a key with which " + provider.Name + " decrypts"
	var out []Need
	for _, name := range texts(store, "identities") {
		out = append(out, Need{name, what, flagFor(name)})
	}
	for _, name := range texts(store, "ageKey") {
		if provider.Name == "sops" {
			out = append(out, Need{name, what, flagFor(name)})
		}
	}
	if len(out) == 0 {
		out = append(out, Need{hostKeyPath("ed25519"), what, "--host-key FILE"})
	}
	return out
}

// tokenPath is where OpNix reads its token; "" where it is not used, or only NixOS knows.
func tokenPath(h *resolve.Host) string {
	store := h.Module(storeModule)
	if store == nil || len(h.Secrets) == 0 || h.Secrets[0].Reference.Provider.HostKeys {
		return ""
	}
	for _, name := range texts(store, "tokenFile") {
		return name
	}
	return ""
}

// texts are the texts of an option: one, or those of a list.
func texts(m *resolve.Module, option string) []string {
	n := m.Option(option)
	if n == nil || n.Tag != "" && len(n.Items) == 0 {
		return nil
	}
	if n.IsScalar() {
		if path.IsAbs(n.Text) {
			return []string{n.Text}
		}
		return nil
	}
	var out []string
	for _, item := range n.Items {
		if item.Tag == "" && path.IsAbs(item.Text) {
			out = append(out, item.Text)
		}
	}
	return out
}

// modeOf is the mode that a file has on the host, where a module says it.
func modeOf(h *resolve.Host, name string) (fs.FileMode, bool) {
	for _, s := range h.State() {
		if s.File && s.Home == "" && s.Path == name && s.Mode != "" {
			mode, err := strconv.ParseUint(s.Mode, 8, 9)
			return fs.FileMode(mode), err == nil
		}
	}
	isSecret := slices.ContainsFunc(Needs(h), func(n Need) bool { return n.Path == name })
	return 0o600, isSecret
}
