package manifest

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
)

// ownedPath is a path that settings may not set, and what to write instead.
type ownedPath struct {
	path     []string
	noOption bool // a name that the module system keeps for itself
	hint     string
}

// structure are the names that mean something else than an option at the top of a module.
var structure = []ownedPath{
	{[]string{"config"}, true, "leave config out: settings are options already"},
	{[]string{"options"}, true, "declare options in a hand-written file, under imports:"},
	{[]string{"_module"}, true, "say what a module is given in a hand-written file, under imports:"},
	{[]string{"freeformType"}, true, "declare options in a hand-written file, under imports:"},
	{[]string{"disabledModules"}, true, "leave modules out in a hand-written file, under imports:"},
}

// ownedByHost are the options of a host that have a key of their own in the language.
var ownedByHost = append([]ownedPath{
	{[]string{"imports"}, true, "write imports: at the top of the manifest"},
	{[]string{"networking", "hostName"}, false, "the host's name is its file's name"},
	{[]string{"nixpkgs", "hostPlatform"}, false, "write system: at the top of the manifest"},
	{[]string{"nixpkgs", "system"}, false, "write system: at the top of the manifest"},
	{[]string{"nixpkgs", "config", "allowUnfreePredicate"}, false, "modules name the unfree packages that they need"},
	{[]string{"system", "stateVersion"}, false, "write stateVersion: at the top of the manifest"},
	{[]string{"hardware", "facter", "reportPath"}, false, "write report: at the top of the manifest"},
	{[]string{"disko"}, false, "write disks: at the top of the manifest"},
	{[]string{"panther"}, false, "write the module under its layer"},
	{[]string{"home-manager", "users"}, false, "write home: at the top of the manifest"},
}, structure...)

// ownedByHome are the same of a user's home.
var ownedByHome = append([]ownedPath{
	{[]string{"imports"}, true, "write imports: in the user's home"},
	{[]string{"home", "stateVersion"}, false, "write stateVersion: in the user's home"},
	{[]string{"panther"}, false, "write the module in the user's home"},
}, structure...)

// SetByPanther tells whether panther sets an option of a host itself, so that settings may not, and what to write instead.
func SetByPanther(option []string) (instead string, owned bool) {
	for _, o := range ownedByHost {
		if len(option) >= len(o.path) && slices.Equal(option[:len(o.path)], o.path) {
			return o.hint, true
		}
	}
	return "", false
}

// refuse takes out a setting that panther renders from another key, however it is nested.
func (s *settingNode) refuse(owned ownedPath, diags *diag.List) {
	parent := s.parentOf(owned.path, diags)
	last := owned.path[len(owned.path)-1]
	if parent == nil || parent.children[last] == nil {
		return
	}
	message := "%s is set by panther"
	if owned.noOption {
		message = "%s is no option"
	}
	diags.Add(diag.OwnedSetting, parent.children[last].at.Range(), message, strings.Join(owned.path, ".")).Help("%s", owned.hint)
	parent.remove(last)
}

// parentOf descends to the set that the last name of a path stands in, nil where there is none. A single value on the way
// is taken out, too: what panther sets inside would take its place without a word.
func (s *settingNode) parentOf(path []string, diags *diag.List) *settingNode {
	for i, name := range path[:len(path)-1] {
		child := s.children[name]
		switch {
		case child == nil:
			return nil
		case child.isSingle():
			diags.Add(diag.SettingPath, child.at.Range(), "%s is a set of options, of which panther sets some", strings.Join(path[:i+1], ".")).
				Help("name the option inside it")
			s.remove(name)
			return nil
		}
		s = child
	}
	return s
}

// isSingle tells whether the setting is a single value.
func (s *settingNode) isSingle() bool { return s.value != nil && !saysNothing(s.value) }

func (s *settingNode) remove(name string) {
	delete(s.children, name)
	s.names = slices.DeleteFunc(s.names, func(n string) bool { return n == name })
}
