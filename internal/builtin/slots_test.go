package builtin_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/builtin"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/source"
)

const deskFleet = `users:
  operator:
    admin: true
    passwordlessSudo: true
    hashedPasswordFile: /var/lib/secrets/operator
    sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@example]
`

const deskHost = `profile: workstation
firmware: uefi
stateVersion: "26.05"
disks: { main: { device: /dev/disk/by-id/nvme-desk } }
core: { users: { operator: {} }`

// clash is what is said of a slot with two providers, and the two places.
type clash struct{ message, at, because, other, otherBecause string }

// TestASlotTakesOneProvider goes through choices of modules and settings, alone and against each other.
func TestASlotTakesOneProvider(t *testing.T) {
	for _, c := range []struct {
		name, core, more string
		want             []clash
	}{
		{"what the profile brings", "", "", nil},
		{"TLP beside the default", "", "settings: { services.tlp.enable: true }", []clash{{
			"power-profiles-daemon (hardware.workstations.powerManager) and the setting services.tlp.enable are both the host's powerManager",
			"true", "services.tlp.enable is switched on here", "workstations", "hardware.workstations is switched on here",
		}}},
		{"TLP beside a choice", "", "hardware: { workstations: { powerManager: auto-cpufreq } }\nsettings: { services: { tlp: { enable: true } } }", []clash{{
			"auto-cpufreq (hardware.workstations.powerManager) and the setting services.tlp.enable are both the host's powerManager",
			"true", "services.tlp.enable is switched on here", "auto-cpufreq", "auto-cpufreq is chosen here",
		}}},
		{"TLP twice", "", "hardware: { workstations: { powerManager: tlp } }\nsettings: { services.tlp.enable: true }", nil},
		{"TLP instead, by settings", "", "settings: { services.tlp.enable: true, services.power-profiles-daemon.enable: false }", nil},
		{"TLP where there is none", "", "hardware: { workstations: { powerManager: none } }\nsettings: { services.tlp.enable: true }", nil},
		{"two by settings", "", "hardware: { workstations: { powerManager: none } }\nsettings: { services.tlp.enable: true, services.tuned.enable: true }", []clash{{
			"the setting services.tlp.enable and the setting services.tuned.enable are both the host's powerManager",
			"true", "services.tuned.enable is switched on here", "true", "services.tlp.enable is switched on here",
		}}},
		{"three", "", "settings: { services.tlp.enable: true, services.auto-cpufreq.enable: true }", []clash{
			{
				"power-profiles-daemon (hardware.workstations.powerManager) and the setting services.tlp.enable are both the host's powerManager",
				"true", "services.tlp.enable is switched on here", "workstations", "hardware.workstations is switched on here",
			},
			{
				"power-profiles-daemon (hardware.workstations.powerManager) and the setting services.auto-cpufreq.enable are both the host's powerManager",
				"true", "services.auto-cpufreq.enable is switched on here", "workstations", "hardware.workstations is switched on here",
			},
		}},
		{"switched off by settings", "", "settings: { services.tlp.enable: false }", nil},
		{"PulseAudio beside PipeWire", "", "settings: { services.pulseaudio.enable: true }", []clash{{
			"pipewire (hardware.workstations.sound) and the setting services.pulseaudio.enable are both the host's audioServer",
			"true", "services.pulseaudio.enable is switched on here", "workstations", "hardware.workstations is switched on here",
		}}},
		{"PulseAudio alone", "", "hardware: { workstations: { sound: none } }\nsettings: { services.pulseaudio.enable: true }", nil},
		{"PipeWire twice", "", "settings: { services.pipewire.pulse.enable: true }", nil},
		{"networkd beside NetworkManager", "", "settings: { networking.useNetworkd: true }", []clash{{
			"networkmanager (core.networking.backend) and the setting networking.useNetworkd are both the host's networkStack",
			"true", "networking.useNetworkd is switched on here", "networkmanager", "networkmanager is chosen here",
		}}},
		{"NetworkManager beside networkd", ", networking: { backend: networkd }", "settings: { networking.networkmanager.enable: true }", []clash{{
			"networkd (core.networking.backend) and the setting networking.networkmanager.enable are both the host's networkStack",
			"true", "networking.networkmanager.enable is switched on here", "networkd", "networkd is chosen here",
		}}},
		{"systemd-boot beside GRUB", "", "settings: { boot.loader.systemd-boot.enable: true }", []clash{{
			"grub (core.boot.loader) and the setting boot.loader.systemd-boot.enable are both the host's bootLoader",
			"true", "boot.loader.systemd-boot.enable is switched on here", "boot", "core.boot is switched on here",
		}}},
		{"a second greeter", "", "settings: { services.displayManager.gdm.enable: true }", []clash{{
			"dms (services.desktop.greeter) and the setting services.displayManager.gdm.enable are both the host's displaySession",
			"true", "services.displayManager.gdm.enable is switched on here", "desktop", "services.desktop is switched on here",
		}}},
		{"what runs the greeter", "", "settings: { services.greetd.enable: true }", nil},
		{"a greeter of its own", "", "services: { desktop: { greeter: none } }\nsettings: { services.displayManager.gdm.enable: true }", nil},
		{"a second polkit agent", "", "services: { desktop: { polkitAgent: gnome } }\nsettings: { security.soteria.enable: true }", []clash{{
			"gnome (services.desktop.polkitAgent) and the setting security.soteria.enable are both the host's polkitAgent",
			"true", "security.soteria.enable is switched on here", "gnome", "gnome is chosen here",
		}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []clash
			for _, d := range diagsOf(t, deskHost+c.core+" }\n"+c.more+"\n") {
				require.Equal(t, diag.SlotTaken, d.Code, d.Message)
				require.Len(t, d.Related, 1)
				got = append(got, clash{d.Message, d.Range.Text(), d.Label, d.Related[0].Range.Text(), d.Related[0].Label})
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func diagsOf(t *testing.T, manifest string) diag.List {
	t.Helper()
	with, err := builtin.Load()
	require.NoError(t, err)
	f, err := pipeline.Open(pipeline.Input{
		Fleet:   source.New("panther.yaml", []byte(deskFleet)),
		Hosts:   []*source.File{source.New("hosts/desk.yaml", []byte(manifest))},
		BuiltIn: with,
	})
	require.NoError(t, err)
	return f.Run(pipeline.Options{Keep: true}).Diags()
}
