package lint

import (
	"cmp"
	"path"
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

// screen warns of a desktop that nobody could log in to: a greeter asks for a password, and an SSH key is none.
func screen(h *resolve.Host, l *storage.Layout, diags *diag.List) {
	desktop := h.Module("services/desktop")
	if h.Incomplete || desktop == nil || desktop.Option("autoLogin").IsSet() || h.Doubtful("core", "users") || h.Doubtful("settings", "users", "users") ||
		h.Doubtful("services", "desktop") {
		return
	}
	accounts := people(h)
	if slices.ContainsFunc(accounts, account.hasPassword) {
		return
	}
	at := desktop.At
	if len(accounts) > 0 {
		at = accounts[0].At.Range()
	}
	who := cmp.Or(aPerson(h), "operator")
	if own := h.People(); len(own) > 0 {
		who = own[0].Name
	}
	diags.Warn(diag.ScreenLogin, at, "the host has a desktop, and nobody has a password to log in with at its screen").
		See(desktop.At, "the desktop").
		Help("give %s a hashedPasswordFile, such as %s, which mkpasswd fills on the host", who, secretPath(h, l, who+"-password"))
}

// secretPath is where a secret that somebody brings to the host may stand, so that it is there after each boot.
func secretPath(h *resolve.Host, l *storage.Layout, name string) string {
	return path.Join(keptAt(h, l), "/var/lib/secrets", name)
}
