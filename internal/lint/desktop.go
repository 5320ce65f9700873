package lint

import (
	"strconv"

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
			outputs(h, home, m, diags)
		}
	}
	if desktop != nil && !h.Incomplete && !h.Doubtful("core", "users") {
		autoLogin(h, desktop.Option("autoLogin"), diags)
	}
}

// autoLogin reports a session for somebody who is not there.
func autoLogin(h *resolve.Host, user *yamldoc.Node, diags *diag.List) {
	if !user.IsSet() || user.Tag != "" || h.Setting("users", "users", user.Text) != nil {
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
	written := map[string]yamldoc.Entry{}
	for _, e := range binds.Entries {
		if h.Doubtful("home", home.User, "desktop", "binds", e.Key) || checkKeys(e, diags) {
			continue
		}
		if first, ok := written[sameKeys(e.Key)]; ok {
			diags.Add(diag.KeyBinding, e.At.Range(), "%s and %s are the same keys", diag.Quote(first.Key), diag.Quote(e.Key)).
				See(first.At.Range(), "the other one").Help("keep one of the two, or write them alike where one is to replace the other")
			continue
		}
		written[sameKeys(e.Key)] = e
		if e.Value.Get("enable").IsFalse() {
			continue
		}
		checkAction(e, diags)
		said := 0
		for _, key := range []string{"action", "shell", "spawn"} {
			if e.Value.Get(key).IsSet() {
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

// outputs reports what niri would not do as it is written: it draws nothing at less than a tenth of its size, and an output
// has a place among the others by both coordinates.
func outputs(h *resolve.Host, home *resolve.Home, m *resolve.Module, diags *diag.List) {
	screens := m.Option("outputs")
	if screens == nil || screens.Kind != yamldoc.Map {
		return
	}
	for _, e := range screens.Entries {
		if h.Doubtful("home", home.User, "desktop", "outputs", e.Key) {
			continue
		}
		scale := e.Value.Get("scale")
		if scale.IsSet() {
			if times, err := strconv.ParseFloat(scale.Text, 64); err == nil && times < 0.1 {
				diags.Add(diag.OutOfRange, scale.Range(), "scale is %s: nothing is drawn at less than 0.1 of its size", scale.Text).
					Help("leave it out, and niri goes by the size of the screen")
			}
		}
		x, y := e.Value.Get("x"), e.Value.Get("y")
		switch {
		case x.IsSet() && !y.IsSet():
			diags.Add(diag.MissingValue, x.Range(), "output %s has x and no y: it would stand wherever there is room", diag.Quote(e.Key)).Help("give it y, too")
		case y.IsSet() && !x.IsSet():
			diags.Add(diag.MissingValue, y.Range(), "output %s has y and no x: it would stand wherever there is room", diag.Quote(e.Key)).Help("give it x, too")
		}
	}
}
