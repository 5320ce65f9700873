package lint

import (
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
)

// screen warns of a desktop that nobody could log in to: a greeter asks for a password, and an SSH key is none.
func screen(h *resolve.Host, diags *diag.List) {
	desktop := h.Module("services/desktop")
	if desktop == nil || desktop.Option("autoLogin").IsSet() || h.Doubtful("core", "users") || h.Doubtful("settings", "users", "users") ||
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
	diags.Warn(diag.ScreenLogin, at, "the host has a desktop, and nobody has a password to log in with at its screen").
		See(desktop.At, "the desktop").
		Help("give somebody a hashedPasswordFile, such as /var/lib/secrets/operator-password, which mkpasswd fills on the host")
}
