package lint

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// told is what an action of niri's wants to be told.
var told = map[string][]string{
	"focus-workspace":           {"argument", "index"},
	"move-column-to-workspace":  {"argument", "index"},
	"move-window-to-workspace":  {"argument", "index"},
	"focus-column":              {"index"},
	"focus-window-in-column":    {"index"},
	"move-column-to-index":      {"index"},
	"move-workspace-to-index":   {"index"},
	"focus-monitor":             {"argument"},
	"move-column-to-monitor":    {"argument"},
	"move-window-to-monitor":    {"argument"},
	"move-workspace-to-monitor": {"argument"},
	"set-column-display":        {"argument"},
	"set-column-width":          {"argument"},
	"set-window-height":         {"argument"},
	"set-window-width":          {"argument"},
	"set-workspace-name":        {"argument"},
	"switch-layout":             {"argument"},
}

// mayBeTold are the actions that can do without.
var mayBeTold = []string{"set-dynamic-cast-monitor"}

// checkAction reports an action that lacks what it is about, or is told what it has no use for: niri refuses both.
func checkAction(e yamldoc.Entry, diags *diag.List) {
	action := e.Value.Get("action")
	if !action.IsSet() {
		return
	}
	takes := told[action.Text]
	var given []string
	for _, key := range []string{"argument", "index"} {
		n := e.Value.Get(key)
		if !n.IsSet() {
			continue
		}
		given = append(given, key)
		if !slices.Contains(takes, key) && !(key == "argument" && slices.Contains(mayBeTold, action.Text)) {
			diags.Add(diag.KeyBinding, n.Range(), "%s takes no %s", action.Text, key).
				See(action.Range(), "the action").Help("%s", whatItTakes(takes))
		}
	}
	switch {
	case len(takes) > 0 && len(given) == 0:
		diags.Add(diag.KeyBinding, action.Range(), "%s is not told what it is about", action.Text).Help("%s", whatItTakes(takes))
	case len(takes) > 1 && len(given) > 1:
		diags.Add(diag.KeyBinding, e.Value.Get(given[1]).Range(), "%s takes one of argument and index, not both", action.Text).
			See(e.Value.Get(given[0]).Range(), "the other one").Help("remove one of the two")
	}
}

func whatItTakes(takes []string) string {
	if len(takes) == 0 {
		return "remove it"
	}
	return "give it " + strings.Join(takes, " or ")
}
