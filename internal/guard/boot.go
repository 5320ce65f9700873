package guard

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/tree"
)

// usualLoader is the boot loader of a host that does not name one.
const usualLoader = "grub"

// loader compares what the firmware starts. The one that was there before stays there, and the firmware knows systemd-boot
// by an entry of its own, while panther has GRUB installed where any firmware looks when it knows nothing else.
func (c *comparison) loader(differ []tree.Option, now Files) {
	o := optionIn(differ, "panther.core.boot.loader")
	if o.Path == "" {
		return
	}
	at := spot{name: "core.boot.loader", place: []string{"core", "boot", "loader"}}
	boot := bootMount(now.Disko)
	switch was, is := cmp.Or(shownOption(o.Old), usualLoader), cmp.Or(shownOption(o.New), usualLoader); {
	case was == "systemd-boot" && is == "grub":
		c.addWhen(AfterSwitch, at, "systemd-boot stays on the machine, and first among what the firmware starts: until it is removed, each boot shows its old menu and starts an old generation",
			"bootctl remove && rm -r "+boot+"/EFI/nixos "+boot+"/loader/entries/nixos-*")
	case was == "grub" && is == "systemd-boot":
		c.addWhen(InPlaceOfSwitch, at, "systemd-boot is not on the machine yet, and a switch, which only brings it up to date, fails until it is installed once; its kernels need room in "+boot+" beside those of GRUB, which stay in "+boot+"/kernels until somebody removes them",
			"nixos-rebuild boot --install-bootloader")
	}
}

// optionIn is the option with a path, an empty one where it does not differ.
func optionIn(options []tree.Option, path string) tree.Option {
	if i := slices.IndexFunc(options, func(o tree.Option) bool { return o.Path == path }); i >= 0 {
		return options[i]
	}
	return tree.Option{}
}

// bootMount is where the EFI system partition is mounted.
func bootMount(disko []byte) string {
	value, err := nix.Read(string(disko))
	if err != nil {
		return "/boot"
	}
	for _, disk := range get(value, "disko", "devices", "disk").Attrs {
		for _, p := range get(disk.Value, "content", "partitions").Attrs {
			if at := text(p.Value, "content", "mountpoint"); at != "" && strings.EqualFold(text(p.Value, "type"), "EF00") {
				return at
			}
		}
	}
	return "/boot"
}
