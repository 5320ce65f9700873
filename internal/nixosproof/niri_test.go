package nixosproof

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
)

// niriConfig is what a user's niri reads: its own file, and what that includes from the user's further configuration.
type niriConfig struct {
	Text  string `json:"text"`
	Extra string `json:"extra"`
}

// niriNodes are the nodes that niri 26.04 takes and that panther writes, each with what may stand in it, and whether it
// may stand there twice; as the crate niri-config of that release decodes them.
var niriNodes = map[string]string{
	"": "input output* layout workspace* spawn-at-startup* environment switch-events cursor screenshot-path prefer-no-csd " +
		"hotkey-overlay clipboard gestures overview animations window-rule* layer-rule* binds include*",
	"input": "keyboard touchpad mouse trackpoint tablet touch focus-follows-mouse warp-mouse-to-focus workspace-auto-back-and-forth " +
		"mod-key disable-power-key-handling",
	"input keyboard":     "xkb repeat-delay repeat-rate track-layout numlock",
	"input keyboard xkb": "layout model options variant",
	"input touchpad": "tap dwt drag-lock click-method disabled-on-external-mouse natural-scroll accel-speed accel-profile scroll-method " +
		"left-handed middle-emulation",
	"input mouse":      "natural-scroll accel-speed accel-profile scroll-method left-handed middle-emulation",
	"input trackpoint": "natural-scroll accel-speed accel-profile scroll-method left-handed middle-emulation",
	"input tablet":     "map-to-output",
	"input touch":      "map-to-output",
	"output":           "off mode scale transform position variable-refresh-rate focus-at-startup backdrop-color",
	"layout": "gaps center-focused-column always-center-single-column empty-workspace-above-first default-column-display " +
		"default-column-width preset-column-widths preset-window-heights background-color focus-ring border shadow struts",
	"layout default-column-width":       "proportion fixed",
	"layout preset-column-widths":       "proportion* fixed*",
	"layout preset-window-heights":      "proportion* fixed*",
	"layout focus-ring":                 "on off width active-color inactive-color urgent-color",
	"layout border":                     "on off width active-color inactive-color urgent-color",
	"layout shadow":                     "on off softness spread color",
	"layout struts":                     "left right top bottom",
	"workspace":                         "open-on-output",
	"switch-events":                     "lid-close lid-open tablet-mode-on tablet-mode-off",
	"switch-events lid-close":           "spawn",
	"switch-events lid-open":            "spawn",
	"switch-events tablet-mode-on":      "spawn",
	"switch-events tablet-mode-off":     "spawn",
	"cursor":                            "xcursor-theme xcursor-size hide-when-typing hide-after-inactive-ms",
	"hotkey-overlay":                    "skip-at-startup",
	"clipboard":                         "disable-primary",
	"gestures":                          "hot-corners",
	"gestures hot-corners":              "off",
	"overview":                          "zoom",
	"animations":                        "off slowdown",
	"window-rule default-column-width":  "proportion fixed",
	"window-rule default-window-height": "proportion fixed",
	"window-rule": "match* exclude* open-on-output open-on-workspace open-maximized open-maximized-to-edges open-fullscreen open-floating " +
		"open-focused default-column-width default-window-height min-width max-width min-height max-height default-column-display " +
		"draw-border-with-background opacity geometry-corner-radius clip-to-geometry scroll-factor tiled-state variable-refresh-rate block-out-from",
	"layer-rule": "match* exclude* opacity geometry-corner-radius place-within-backdrop block-out-from",
}

// free are nodes whose children have names of their own.
var free = []string{"environment", "binds"}

// niriTakes are the actions that want to be told what they are about, and a sample of it. All others of the interface
// of home/desktop stand alone.
var niriTakes = map[string]string{
	"focus-column":              "index: 2",
	"focus-monitor":             "argument: eDP-1",
	"focus-window-in-column":    "index: 1",
	"focus-workspace":           "argument: chat",
	"move-column-to-index":      "index: 3",
	"move-column-to-monitor":    "argument: eDP-1",
	"move-column-to-workspace":  "{ argument: chat, focus: false }",
	"move-window-to-monitor":    "argument: eDP-1",
	"move-window-to-workspace":  "{ index: 3, focus: true }",
	"move-workspace-to-index":   "index: 1",
	"move-workspace-to-monitor": "argument: eDP-1",
	"set-column-display":        "argument: tabbed",
	"set-column-width":          `argument: "+10%"`,
	"set-window-height":         "argument: 50%",
	"set-window-width":          `argument: "-100"`,
	"set-workspace-name":        "argument: chat",
	"switch-layout":             "argument: next",

	"do-screen-transition":     "delayMs: 100",
	"quit":                     "skipConfirmation: true",
	"screenshot":               "showPointer: false",
	"screenshot-screen":        "{ showPointer: true, writeToDisk: false }",
	"screenshot-window":        "{ showPointer: true, writeToDisk: true }",
	"toggle-overview":          `{ title: "a \"title\"", repeat: false, cooldownMs: 150, allowInhibiting: false }`,
	"set-dynamic-cast-monitor": "argument: eDP-1",
}

// niriBinds has a binding for each action that the interface of home/desktop names, and others beside.
func niriBinds(desktop *catalog.Module) string {
	var b strings.Builder
	for i, action := range actionsOf(desktop) {
		keys := fmt.Sprintf("%s+%c", []string{"Mod+Alt", "Mod+Shift+Alt", "Mod+Ctrl+Alt", "Super+Ctrl+Alt+Shift", "Ctrl+Alt+Shift", "Ctrl+Shift+Mod+Alt"}[i/26], 'a'+i%26)
		with := strings.Trim(niriTakes[action], "{}")
		if with != "" {
			with = ", " + with
		}
		fmt.Fprintf(&b, "%s: { action: %s%s }\n", keys, action, with)
	}
	b.WriteString("XF86Launch1: { shell: 'notify-send \"it is $(date)\"', allowWhenLocked: true }\n")
	b.WriteString("shift+mod+r: { spawn: [echo, 'a \"b\\c'] }\nMod+V: { enable: false }\nControl+Alt+Delete: { spawn: [echo] }\n")
	return b.String()
}

func actionsOf(desktop *catalog.Module) []string {
	return desktop.Type.Field("binds").Type.Of.Field("action").Type.Values
}

// checkNiri reads what niri gets to read, with niri itself where it is there.
func (h *handedOver) checkNiri() (string, []string) {
	configs := h.answer.Facts.Niri
	if len(configs) == 0 {
		return "no niri", nil
	}
	var problems []string
	said := "ok, by its grammar"
	for _, user := range sortedKeys(configs) {
		for _, complaint := range configs[user].complaints() {
			problems = append(problems, user+": "+complaint)
		}
		if _, err := exec.LookPath("niri"); err != nil {
			continue
		}
		said = "ok"
		extra, err := h.write(filepath.Join(user, "extra.kdl"), configs[user].Extra)
		if err != nil {
			return "", []string{err.Error()}
		}
		file, err := h.write(filepath.Join(user, "config.kdl"), configs[user].including(extra))
		if err != nil {
			return "", []string{err.Error()}
		}
		problems = append(problems, problem(exec.Command("niri", "validate", "--config", file))...)
	}
	return said, problems
}

// including is the configuration with the further one where it stands on this machine.
func (c niriConfig) including(extra string) string {
	lines := strings.Split(c.Text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, `include "/nix/store/`) {
			lines[i] = fmt.Sprintf("include %q", extra)
		}
	}
	return strings.Join(lines, "\n")
}

func (c niriConfig) complaints() []string {
	var out []string
	for _, text := range []string{c.Text, c.Extra} {
		nodes, err := parseKDL(text)
		if err != nil {
			return []string{err.Error()}
		}
		if text == c.Text { // whatever is in the other one is the user's own
			out = append(out, niriComplaints(nil, nodes)...)
		}
	}
	return out
}

// niriComplaints are nodes that niri does not take where they stand.
func niriComplaints(path []string, nodes []*kdlNode) []string {
	var out []string
	place := strings.Join(path, " ")
	allowed, known := niriNodes[place]
	seen := map[string]bool{}
	for _, n := range nodes {
		once := slices.Contains(strings.Fields(allowed), n.name)
		switch {
		case slices.Contains(free, place):
			if place == "binds" {
				out = append(out, bindComplaints(n)...)
			}
			continue
		case !known || !once && !slices.Contains(strings.Fields(allowed), n.name+"*"):
			out = append(out, fmt.Sprintf("%q has no node %s", place, n.name))
		case once && seen[n.name]:
			out = append(out, fmt.Sprintf("%q has %s twice", place, n.name))
		case slices.Contains([]string{"proportion", "opacity"}, n.name) && !strings.Contains(n.written[0], "."):
			out = append(out, fmt.Sprintf("%s takes a number with decimals, not %s", n.name, n.written[0]))
		}
		seen[n.name] = true
		out = append(out, niriComplaints(append(slices.Clone(path), n.name), n.children)...)
	}
	if place == "binds" {
		out = append(out, twice(nodes)...)
	}
	return out
}

// bindProperties are what a key binding may say of itself.
var bindProperties = []string{"allow-inhibiting", "allow-when-locked", "cooldown-ms", "hotkey-overlay-title", "repeat"}

func bindComplaints(bind *kdlNode) []string {
	var out []string
	for name := range bind.props {
		if !slices.Contains(bindProperties, name) {
			out = append(out, bind.name+" has the property "+name)
		}
	}
	if len(bind.children) != 1 {
		return append(out, fmt.Sprintf("%s has %d actions", bind.name, len(bind.children)))
	}
	action := bind.children[0]
	command := action.name == "spawn" || action.name == "spawn-sh"
	if _, locked := bind.props["allow-when-locked"]; locked && !command {
		out = append(out, bind.name+" is for commands alone while the screen is locked")
	}
	if _, told := niriTakes[action.name]; !told && !command && len(action.args) > 0 {
		out = append(out, action.name+" takes nothing")
	}
	return out
}

// twice are keys that stand in several bindings, however they are written.
func twice(binds []*kdlNode) []string {
	var out []string
	seen := map[string]string{}
	for _, b := range binds {
		keys := strings.Split(strings.ReplaceAll(strings.ToLower(b.name), "control", "ctrl"), "+")
		slices.Sort(keys)
		same := strings.Join(keys, "+")
		if first, ok := seen[same]; ok {
			out = append(out, first+" and "+b.name+" are the same keys")
		}
		seen[same] = b.name
	}
	return out
}

func TestNiriComplaints(t *testing.T) {
	read := func(text string) []string { return niriConfig{Text: text}.complaints() }
	assert.Empty(t, read("layout {\n gaps 16\n preset-column-widths {\n proportion 0.5\n proportion 1.0\n }\n}\nbinds {\n Mod+Q { close-window; }\n Mod+1 { focus-workspace 1; }\n}\n"))
	for text, want := range map[string]string{
		"layout { gap 16; }":                                    `"layout" has no node gap`,
		"layout { gaps 1; gaps 2; }":                            `"layout" has gaps twice`,
		"layout {}\nlayout {}":                                  `"" has layout twice`,
		"window-rule { opacity 1; }":                            "opacity takes a number with decimals, not 1",
		"binds { Mod+Q allow-when-locked=true { quit; } }":      "Mod+Q is for commands alone while the screen is locked",
		"binds { Mod+Q { close-window 1; } }":                   "close-window takes nothing",
		"binds { Mod+Q { }; }":                                  "Mod+Q has 0 actions",
		"binds { Mod+Ctrl+Q { quit; }\n ctrl+mod+q { quit; } }": "Mod+Ctrl+Q and ctrl+mod+q are the same keys",
		"binds { Ctrl+Q { quit; }\n Control+q { quit; } }":      "Ctrl+Q and Control+q are the same keys",
		"cursor {": "the brace of cursor is never closed",
	} {
		assert.Equal(t, []string{want}, read(text), text)
	}
}

func TestEveryActionThatTakesSomethingIsOne(t *testing.T) {
	actions := actionsOf(builtIn(t).Module("home/desktop"))
	for action := range niriTakes {
		require.Contains(t, actions, action)
	}
}
