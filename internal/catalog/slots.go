package catalog

import "sync"

// Slots returns what a host can have one provider of.
func Slots() []string {
	return []string{"bootLoader", "networkStack", "powerManager", "audioServer", "displaySession", "polkitAgent", "snapshotTool"}
}

// Nobody is the value of an option that leaves its slot empty.
const Nobody = "none"

// Switch is an option of NixOS that puts something into a slot when it is true. Settings may turn it beside what modules
// choose.
type Switch struct {
	Slot      string
	Option    string   // as settings write it
	Providers []string // what it switches on, as the options of modules name it; several where it serves all of them
}

// switches were looked up in the modules of nixpkgs 26.05.
var switches = []Switch{
	{"bootLoader", "boot.loader.generic-extlinux-compatible.enable", []string{"extlinux"}},
	{"bootLoader", "boot.loader.grub.enable", []string{"grub"}},
	{"bootLoader", "boot.loader.limine.enable", []string{"limine"}},
	{"bootLoader", "boot.loader.refind.enable", []string{"refind"}},
	{"bootLoader", "boot.loader.systemd-boot.enable", []string{"systemd-boot"}},

	{"networkStack", "networking.networkmanager.enable", []string{"networkmanager"}},
	{"networkStack", "networking.useNetworkd", []string{"networkd"}},
	{"networkStack", "services.connman.enable", []string{"connman"}},

	{"powerManager", "services.auto-cpufreq.enable", []string{"auto-cpufreq"}},
	{"powerManager", "services.auto-epp.enable", []string{"auto-epp"}},
	{"powerManager", "services.power-profiles-daemon.enable", []string{"power-profiles-daemon"}},
	{"powerManager", "services.tlp.enable", []string{"tlp"}},
	{"powerManager", "services.tuned.enable", []string{"tuned"}},

	{"audioServer", "services.jack.jackd.enable", []string{"jackd"}},
	{"audioServer", "services.pipewire.audio.enable", []string{"pipewire"}},
	{"audioServer", "services.pipewire.pulse.enable", []string{"pipewire"}},
	{"audioServer", "services.pulseaudio.enable", []string{"pulseaudio"}},

	{"displaySession", "services.displayManager.cosmic-greeter.enable", []string{"cosmic-greeter"}},
	{"displaySession", "services.displayManager.dms-greeter.enable", []string{"dms"}},
	{"displaySession", "services.displayManager.gdm.enable", []string{"gdm"}},
	{"displaySession", "services.displayManager.lemurs.enable", []string{"lemurs"}},
	{"displaySession", "services.displayManager.ly.enable", []string{"ly"}},
	{"displaySession", "services.displayManager.plasma-login-manager.enable", []string{"plasma-login-manager"}},
	{"displaySession", "services.displayManager.sddm.enable", []string{"sddm"}},
	// runs the greeters of others
	{"displaySession", "services.greetd.enable", []string{"cosmic-greeter", "dms", "greetd", "tuigreet"}},
	{"displaySession", "services.xserver.displayManager.lightdm.enable", []string{"lightdm"}},

	{"polkitAgent", "security.soteria.enable", []string{"soteria"}},
}

// Switches lists the options of NixOS that fill a slot.
func Switches(slot string) []Switch { return bySlot()[slot] }

var bySlot = sync.OnceValue(func() map[string][]Switch {
	out := map[string][]Switch{}
	for _, s := range switches {
		out[s.Slot] = append(out[s.Slot], s)
	}
	return out
})
