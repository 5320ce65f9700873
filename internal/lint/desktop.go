package lint

import (
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// desktops reports what only a host with a desktop has a use for, whom a greeter does not know, and keys that do nothing.
func desktops(h *resolve.Host, diags *diag.List) {
	desktop := h.Module("services/desktop")
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			if m.ID() != "home/desktop" {
				continue
			}
			if desktop == nil && !h.Doubtful("services", "desktop") {
				diags.Warn(diag.NoDesktop, m.At, "%s has a desktop here, and the host has none", home.User).
					Help("switch services.desktop on, or this off")
			}
			keyBindings(h, home, m, diags)
		}
	}
	if desktop != nil && !h.Incomplete && !h.Doubtful("core", "users") {
		autoLogin(h, desktop.Option("autoLogin"), diags)
	}
}

// autoLogin reports a session for somebody who is not there.
func autoLogin(h *resolve.Host, user *yamldoc.Node, diags *diag.List) {
	if !isSet(user) || user.Tag != "" || settingAt(h, "users", "users", user.Text) != nil {
		return
	}
	users := h.Root.Get("core").Get("users")
	if users.Get(user.Text) != nil {
		return
	}
	var names []string
	if users != nil {
		for _, e := range users.Entries {
			names = append(names, e.Key)
		}
	}
	diags.Add(diag.UnknownUser, user.Range(), "the host has no user %s", diag.Quote(user.Text)).
		Help("%s", diag.DidYouMean(user.Text, names))
}

// keyBindings reports bindings that say not one thing to do: NixOS would refuse the host.
func keyBindings(h *resolve.Host, home *resolve.Home, m *resolve.Module, diags *diag.List) {
	binds := m.Option("binds")
	if binds == nil || binds.Kind != yamldoc.Map {
		return
	}
	for _, e := range binds.Entries {
		if isFalse(e.Value.Get("enable")) || h.Doubtful("home", home.User, "desktop", "binds", e.Key) {
			continue
		}
		said := 0
		for _, key := range []string{"action", "shell", "spawn"} {
			if isSet(e.Value.Get(key)) {
				said++
			}
		}
		switch {
		case said == 0:
			diags.Warn(diag.KeyBinding, e.At.Range(), "%s does nothing", diag.Quote(e.Key)).
				Help("give it one of spawn, shell and action, or enable: false to take a default binding away")
		case said > 1:
			diags.Warn(diag.KeyBinding, e.At.Range(), "%s does several things", diag.Quote(e.Key)).
				Help("keep one of spawn, shell and action; a shell can run several commands")
		}
	}
}
