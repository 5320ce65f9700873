package lint_test

import "testing"

// niri refuses its whole configuration for one binding that it cannot read.
func TestKeysOfADesktop(t *testing.T) {
	binds := func(all string) string {
		return "core: { users: { ada: { hashedPasswordFile: /var/lib/p } } }\nservices: { desktop: true }\nhome: { ada: { desktop: { binds: { " + all + " } } } }\n"
	}
	firefox := ": { spawn: [firefox] }"
	check(t, "", []rule{
		{"a letter", binds("Mod+a" + firefox), nil},
		{"every modifier", binds("Mod+Ctrl+control+Shift+ALT+Super+Win+ISO_Level3_Shift+Mod5+Mod3+ISO_Level5_Shift+F1" + firefox), nil},
		{"no modifier", binds("XF86AudioMute" + firefox), nil},
		{"a modifier's own key", binds("Super_L" + firefox), nil},
		{"the + key", binds("Mod+Plus" + firefox), nil},
		{"the last function key", binds("F35" + firefox), nil},
		{"one beyond", binds("F36" + firefox), []string{"warning key-binding web1 F36"}},
		{"a modifier misspelt", binds("Supper+0" + firefox), []string{"warning key-binding web1 Supper+0"}},
		{"a modifier at the end", binds("Return+Mod" + firefox), []string{"warning key-binding web1 Return+Mod"}},
		{"a modifier alone", binds("Mod" + firefox), []string{"warning key-binding web1 Mod"}},
		{"two keys", binds("Mod+A+B" + firefox), []string{"warning key-binding web1 Mod+A+B"}},
		{"no key", binds("Mod+" + firefox), []string{"warning key-binding web1 Mod+"}},
		{"hyphens", binds("Mod-Shift-A" + firefox), []string{"warning key-binding web1 Mod-Shift-A"}},
		{"another name of a key", binds("Mod+Enter" + firefox), []string{"warning key-binding web1 Mod+Enter"}},
		{"a default binding that is not taken away", binds("Mod+Enter: { enable: false }"), []string{"warning key-binding web1 Mod+Enter"}},
		{"other capitals", binds("mod+return" + firefox + ", Mod+Return" + firefox), []string{"error key-binding web1 Mod+Return"}},
		{"another order and other names", binds("Ctrl+Super+A" + firefox + ", win+control+a" + firefox), []string{"error key-binding web1 win+control+a"}},
		{"Mod may be another key than Super", binds("Mod+A" + firefox + ", Super+A" + firefox), nil},
		{"a workspace by its name", binds("Mod+A: { action: focus-workspace, argument: chat }"), nil},
		{"a workspace by its number", binds("Mod+A: { action: focus-workspace, index: 1 }"), nil},
		{"no workspace", binds("Mod+A: { action: focus-workspace }"), []string{"error key-binding web1 focus-workspace"}},
		{"a number for what takes text", binds("Mod+A: { action: focus-monitor, index: 1 }"), []string{"error key-binding web1 1"}},
		{"text for what takes nothing", binds("Mod+A: { action: quit, argument: now }"), []string{"error key-binding web1 now"}},
		{"what can do without", binds("Mod+A: { action: set-dynamic-cast-monitor }"), nil},
	})
}

func TestOutputsOfADesktop(t *testing.T) {
	output := func(of string) string {
		return "core: { users: { ada: { hashedPasswordFile: /var/lib/p } } }\nservices: { desktop: true }\nhome: { ada: { desktop: { outputs: { DP-1: { " + of + " } } } } }\n"
	}
	check(t, "", []rule{
		{"nothing", output(""), nil},
		{"the smallest scale", output("scale: 0.1"), nil},
		{"no size", output("scale: 0"), []string{"error out-of-range web1 0"}},
		{"a place", output("x: 0, y: 0"), nil},
		{"no y", output("x: 1920"), []string{"error missing-value web1 1920"}},
		{"no x", output("y: 1080"), []string{"error missing-value web1 1080"}},
		{"a y that is none", output("x: 1920, y: top"), []string{"error wrong-type web1 top"}},
	})
}

func TestHibernation(t *testing.T) {
	host := func(disk, more string) string {
		return "profile: whole\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-id/x" + disk + " } }\n" + more
	}
	lid := "core: { systemd: { lidSwitch: hibernate }, users: { ada: {} } }\n"
	check(t, "", []rule{
		{"without swap", host("", lid), []string{"warning no-swap web1 hibernate"}},
		{"with swap", host(", swap: 8G", lid), nil},
		{"with swap in the settings", host("", lid+"settings: { swapDevices: [{ device: /dev/disk/by-label/swap }] }\n"), nil},
		{"with swap that is a mistake", host(", swap: much", lid), []string{"error bad-value web1 much"}},
		{"not at all", host("", "core: { systemd: { lidSwitch: suspend }, users: { ada: {} } }\n"), nil},
	})
}
