package manifest

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// nixosNames are the names at the top of NixOS's options, for keys that belong below settings.
var nixosNames = []string{
	"boot", "console", "containers", "documentation", "environment", "fileSystems", "fonts", "gtk", "hardware", "i18n", "location", "networking", "nix",
	"nixpkgs", "power", "powerManagement", "programs", "qt", "security", "services", "specialisation", "swapDevices", "system", "systemd", "time", "users",
	"virtualisation", "xdg", "zramSwap",
}

// write is the hint that shows a value under the keys that lead to it, as it can be pasted.
func write(value *yamldoc.Node, keys ...string) string {
	for i := len(keys) - 1; i > 0; i-- {
		value = yamldoc.Collection(yamldoc.Map, nil, []yamldoc.Entry{{Key: keys[i], Value: value}}, nil)
	}
	return "write " + keys[0] + ": " + yamldoc.Line(value)
}

func writeText(text string, keys ...string) string {
	return write(yamldoc.Scalar(yamldoc.Text, text, nil), keys...)
}

func writeTrue(keys ...string) string {
	return write(yamldoc.Scalar(yamldoc.Bool, "true", nil), keys...)
}

// packaged are names of packages as a list of them.
func packaged(n *yamldoc.Node) *yamldoc.Node {
	items := n.Items
	if n.IsScalar() {
		items = []*yamldoc.Node{n}
	}
	var out []*yamldoc.Node
	for _, item := range items {
		name := strings.TrimPrefix(item.Text, "pkgs.")
		if _, err := types.SplitPath(name); err != nil || !item.IsScalar() {
			name = "hello"
		}
		pkg := yamldoc.Scalar(yamldoc.Text, name, nil)
		pkg.Tag = yamldoc.TagPkg
		out = append(out, pkg)
	}
	return yamldoc.Collection(yamldoc.List, nil, nil, out)
}

// listed is a value as a list.
func listed(n *yamldoc.Node) *yamldoc.Node {
	if n.Kind == yamldoc.List {
		return n
	}
	return yamldoc.Collection(yamldoc.List, nil, nil, []*yamldoc.Node{n})
}

// plain is a name without what people write between its words.
func plain(name string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name))
}

// optionPath is the path that a key names with those below it, as far as there is no choice, and the value there.
func optionPath(e yamldoc.Entry) (path []string, value *yamldoc.Node) {
	path, err := types.SplitPath(e.Key)
	if err != nil {
		return nil, nil
	}
	value = e.Value
	for len(value.Entries) == 1 && value.Kind == yamldoc.Map {
		path, value = append(path, value.Entries[0].Key), value.Entries[0].Value
	}
	return path, value
}

// short tells whether a value may be shown in a hint.
func short(n *yamldoc.Node) bool {
	const most = 60
	line := yamldoc.Line(n)
	return line != "" && len(line) <= most && !strings.Contains(line, "\n") && secrets.Mask(line) == line && !types.Unusable(n)
}

// asSetting is the hint for an option of NixOS that stands where panther's own keys do.
func asSetting(path []string, value *yamldoc.Node) string {
	if hint, owned := SetByPanther(path); owned {
		return hint
	}
	name := settingName(path)
	if !short(value) || secrets.NamesSecret(name) && value.Kind == yamldoc.Text {
		return "options of NixOS stand below settings:, this one as " + diag.Quote(name)
	}
	return write(value, "settings", name)
}

func settingName(path []string) string {
	names := slices.Clone(path)
	for i, name := range names {
		if strings.ContainsAny(name, ". ") {
			names[i] = `"` + name + `"`
		}
	}
	return strings.Join(names, ".")
}

// inDocument tells whoever writes a key of NixOS or another program at the top of a manifest what is written instead.
func inDocument(here func(key string) string) func(e yamldoc.Entry) string {
	return func(e yamldoc.Entry) string {
		path, value := optionPath(e)
		if path == nil {
			return ""
		}
		if hint := ofNixOS(path, value); hint != "" {
			return hint
		}
		if hint := ofOthers(plain(e.Key), e); hint != "" {
			return hint
		}
		if slices.Contains(nixosNames, path[0]) && len(path) > 1 && (strings.Contains(e.Key, ".") || here(path[0]) == "") {
			return asSetting(path, value)
		}
		return ""
	}
}

// inHome is the same in a user's home.
func inHome(e yamldoc.Entry) string {
	path, value := optionPath(e)
	switch {
	case len(path) < 2:
		return ""
	case slices.Equal(path, []string{"home", "packages"}):
		return write(packaged(value), "packages")
	case path[0] == "home" && path[1] == "stateVersion":
		return write(value, path[1])
	case !slices.Contains([]string{"programs", "services", "home", "xdg", "gtk", "qt", "systemd", "wayland"}, path[0]) || !short(value):
		return ""
	}
	return write(value, "settings", settingName(path))
}

// inLayer is the same where the modules of a layer are named, whose name NixOS has for options as well.
func inLayer(layer string, modules types.Later) func(e yamldoc.Entry) string {
	return func(e yamldoc.Entry) string {
		path, value := optionPath(e)
		if path == nil {
			return ""
		}
		path = append([]string{layer}, path...)
		if hint := ofNixOS(path, value); hint != "" {
			return hint
		}
		if _, near := diag.Nearest(e.Key, modules.FieldNames()); near || !slices.Contains(nixosNames, layer) {
			return ""
		}
		if value.Kind == yamldoc.Bool && len(path) == 2 {
			path = append(path, "enable")
		}
		if value.Kind == yamldoc.Null || len(path) < 3 && value.IsScalar() {
			return ""
		}
		setting, shown := strings.CutPrefix(asSetting(path, value), "write ")
		if !shown {
			return ""
		}
		return diag.OneOf(modules.FieldNames()) + "; an option of NixOS is written as " + setting
	}
}
