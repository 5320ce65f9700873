package lint

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// modifiers are niri's, by every name it knows them by, and what tells them apart.
var modifiers = map[string]string{
	"mod": "mod", "ctrl": "ctrl", "control": "ctrl", "shift": "shift", "alt": "alt", "super": "super", "win": "super",
	"iso_level3_shift": "mod5", "mod5": "mod5", "iso_level5_shift": "mod3", "mod3": "mod3",
}

// modifierNames are the ones to propose.
var modifierNames = []string{"Mod", "Ctrl", "Shift", "Alt", "Super", "ISO_Level3_Shift", "ISO_Level5_Shift"}

// otherModifiers are what niri's modifiers are called elsewhere.
var otherModifiers = map[string]string{
	"mod1": "Alt", "mod4": "Super", "meta": "Super", "cmd": "Super", "command": "Super", "logo": "Super", "windows": "Super",
	"option": "Alt", "altgr": "ISO_Level3_Shift",
}

// xkbNames are XKB's names for keys that are often called otherwise. None of the others is a name of XKB's, too.
var xkbNames = map[string]string{
	"enter": "Return", "esc": "Escape", "del": "Delete", "ins": "Insert", "pgup": "Page_Up", "pageup": "Page_Up",
	"pgdn": "Page_Down", "pgdown": "Page_Down", "pagedown": "Page_Down", "spacebar": "Space", "bksp": "BackSpace",
	"arrowleft": "Left", "arrowright": "Right", "arrowup": "Up", "arrowdown": "Down",
	"printscreen": "Print", "prtsc": "Print", "prtscr": "Print", "capslock": "Caps_Lock", "numlock": "Num_Lock",
	"scrolllock": "Scroll_Lock", "dot": "Period", "dash": "Minus", "equals": "Equal", "backtick": "Grave", "quote": "Apostrophe",
	"volumeup": "XF86AudioRaiseVolume", "volumedown": "XF86AudioLowerVolume", "mute": "XF86AudioMute",
	"ctrl": "Control_L", "control": "Control_L", "shift": "Shift_L", "alt": "Alt_L", "super": "Super_L", "win": "Super_L",
	"scrollup": "WheelScrollUp", "scrolldown": "WheelScrollDown", "wheelup": "WheelScrollUp", "wheeldown": "WheelScrollDown",
	",": "Comma", ".": "Period", ";": "Semicolon", "/": "Slash", `\`: "Backslash", "-": "Minus", "=": "Equal",
	"[": "BracketLeft", "]": "BracketRight", "'": "Apostrophe", "`": "Grave", "+": "Plus",
}

var (
	keyName    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_]+$`) })
	notInAKey  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^A-Za-z0-9_]+`) })
	beyondF35  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[Ff](3[6-9]|[4-9][0-9]|[0-9]{3,})$`) })
	keysByPlus = "keys are modifiers and one key, joined by +: Mod+Shift+Return"
)

// checkKeys reports keys that niri does not know, and tells whether there are any. They are warnings: a later niri may
// know more.
func checkKeys(e yamldoc.Entry, diags *diag.List) bool {
	parts := strings.Split(e.Key, "+")
	if strings.HasSuffix(e.Key, "++") {
		parts = append(parts[:len(parts)-2], "+")
	}
	before, key := parts[:len(parts)-1], parts[len(parts)-1]
	report := func(help, message string, args ...any) bool {
		args = append([]any{diag.Quote(e.Key)}, args...)
		diags.Warn(diag.KeyBinding, e.At.Range(), "%s: "+message, args...).Help("%s", help)
		return true
	}
	if joined, ok := joinedByPlus(e.Key); ok {
		return report("write "+joined, "keys are joined by nothing but +")
	}
	for _, name := range before {
		if modifiers[fold(name)] == "" {
			return report(meantModifier(name, before, key), "there is no modifier %s", diag.Quote(name))
		}
	}
	known, often := xkbNames[fold(key)]
	switch {
	case often:
		return report("its name is "+known, "XKB knows no key %s", diag.Quote(key))
	case fold(key) == "mod" || !keyName().MatchString(key) || beyondF35().MatchString(key):
		return report(keysByPlus, "XKB knows no key %s", diag.Quote(key))
	}
	return false
}

// fold is a name of niri's as it compares them.
func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// joinedByPlus returns keys as niri wants them that something else joins: Mod-Return, Mod + Return.
func joinedByPlus(keys string) (string, bool) {
	parts := notInAKey().Split(keys, -1)
	for _, name := range parts[:len(parts)-1] {
		if modifiers[fold(name)] == "" {
			return "", false
		}
	}
	joined := strings.Join(parts, "+")
	return joined, joined != keys && parts[len(parts)-1] != ""
}

// meantModifier is the hint for a modifier that niri does not know.
func meantModifier(name string, before []string, key string) string {
	if modifiers[fold(key)] != "" { // Return+Mod
		rest := slices.DeleteFunc(slices.Clone(before), func(other string) bool { return other == name })
		return "the modifiers stand before the key: " + strings.Join(append(rest, key, name), "+")
	}
	if known := otherModifiers[fold(name)]; known != "" {
		return "niri calls it " + known
	}
	return diag.DidYouMean(name, modifierNames)
}

// sameKeys is equal for all ways to write the same keys.
func sameKeys(keys string) string {
	parts := strings.Split(strings.ToLower(keys), "+")
	last := len(parts) - 1
	for i, name := range parts[:last] {
		parts[i] = modifiers[fold(name)]
	}
	slices.Sort(parts[:last])
	return strings.Join(append(slices.Compact(slices.Clone(parts[:last])), parts[last]), "+")
}
