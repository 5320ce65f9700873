package disks

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/storage"
)

// ofOthers checks for options that are not for whoever writes disks: disko or ZFS adds them by themselves, or they mount
// something else than a file system. It returns the options that are left.
func (p *plan) ofOthers(x *part, sub *storage.Subvolume, options []option) []option {
	said := map[string]bool{} // subvolid=5,subvol=/@ is one mistake
	return slices.DeleteFunc(options, func(o option) bool {
		why, help := p.byOthers(x, sub, o)
		if why != "" && !said[why] {
			said[why] = true
			p.diags.Add(diag.MountOption, o.at, "%s: %s", o.text, why).Help("%s", help)
		}
		return why != ""
	})
}

const toldByKey = "the key under subvolumes says which one is mounted, and disko adds that by itself"

func (p *plan) byOthers(x *part, sub *storage.Subvolume, o option) (why, help string) {
	const remove = "remove it"
	fs := x.MountType()
	switch o.name() {
	case "subvol", "subvolid":
		if fs == "btrfs" {
			return toldByKey, subvolumeHelp(x, sub, o)
		}
	case "X-mount.subdir":
		if fs == "bcachefs" {
			return toldByKey, remove
		}
		return "the file system is mounted when it was just made, and has no folder", "mount the whole of it"
	case "bind", "rbind", "move":
		return "this mounts a folder at another place, and here is a file system", "remove it; a folder is mounted elsewhere by settings: fileSystems"
	case "loop", "offset", "sizelimit":
		return "this is for a file that holds a file system, and here is a device", remove
	case "remount":
		return "nothing is mounted there yet", remove
	case "zfsutil":
		if fs == storage.KindZFS && x.MountedByNixOS() {
			return "this is for what ZFS mounts by itself, and NixOS mounts the dataset: its mountpoint is legacy", remove
		}
	case "size":
		if fs == storage.KindTmpfs && x.Entry.Size != "" {
			return "the size is said twice", "say it once: size: " + x.Entry.Size
		}
	}
	return "", ""
}

// subvolumeHelp says what to write in the place of subvol=NAME.
func subvolumeHelp(x *part, sub *storage.Subvolume, o option) string {
	name := strings.Trim(o.value(), "/")
	switch {
	case o.name() == "subvolid" || name == "" || sub != nil && name == sub.Name:
		return "remove it"
	case sub != nil:
		return "remove it; a subvolume is called as its key says: subvolumes: { \"" + name + "\": ... }"
	case len(x.Subvolumes) == 0 && x.Mount != "":
		return "write it in place of mount: subvolumes: { \"" + name + "\": " + x.Mount + " }"
	}
	return "remove it"
}
