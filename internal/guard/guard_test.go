package guard_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/guard"
	"github.com/hbohlen/panther/internal/tree"
)

// machine is a host with something of everything.
const machine = `{
  disko.devices = {
    disk = {
      main = {
        type = "disk";
        device = "/dev/disk/by-id/a";
        content = {
          type = "gpt";
          partitions = {
            ESP = {
              size = "1G";
              type = "EF00";
              content = {
                type = "filesystem";
                format = "vfat";
                mountpoint = "/boot";
                mountOptions = [ "umask=0077" ];
              };
            };
            root = {
              size = "100%";
              content = {
                type = "luks";
                name = "crypt";
                settings.allowDiscards = true;
                content = {
                  type = "btrfs";
                  extraArgs = [ "-f" ];
                  subvolumes = {
                    "@root" = {
                      mountpoint = "/";
                      mountOptions = [ "noatime" ];
                    };
                    "@home" = {
                      mountpoint = "/home";
                      mountOptions = [ "noatime" ];
                    };
                    "@swap" = {
                      mountpoint = "/.swap";
                      swap.swapfile.size = "8G";
                    };
                  };
                };
              };
            };
          };
        };
      };
      data = {
        type = "disk";
        device = "/dev/disk/by-id/b";
        content = {
          type = "gpt";
          partitions = {
            vm = {
              size = "100G";
              content = {
                type = "lvm_pv";
                vg = "pool";
              };
            };
            tank = {
              size = "200G";
              content = {
                type = "zfs";
                pool = "tank";
              };
            };
            md = {
              size = "50G";
              content = {
                type = "mdraid";
                name = "array";
              };
            };
          };
        };
      };
    };
    lvm_vg.pool = {
      type = "lvm_vg";
      lvs = {
        one = {
          size = "20G";
          content = {
            type = "filesystem";
            format = "ext4";
            mountpoint = "/one";
          };
        };
        two = {
          size = "10G";
          content = {
            type = "filesystem";
            format = "xfs";
            mountpoint = "/two";
          };
        };
      };
    };
    mdadm.array = {
      type = "mdadm";
      level = 1;
      metadata = "1.2";
      content = {
        type = "filesystem";
        format = "ext4";
        mountpoint = "/array";
      };
    };
    zpool.tank = {
      type = "zpool";
      mode = "mirror";
      options.ashift = "12";
      rootFsOptions.compression = "zstd";
      datasets = {
        media = {
          type = "zfs_fs";
          mountpoint = "/media";
          options.mountpoint = "legacy";
        };
        disk = {
          type = "zfs_volume";
          size = "10G";
          content = {
            type = "filesystem";
            format = "ext4";
            mountpoint = "/volume";
          };
        };
      };
    };
    nodev."/scratch" = {
      fsType = "tmpfs";
      mountOptions = [ "size=1G" ];
    };
  };
  swapDevices = [
    {
      device = "/swapfile";
      size = 4096;
    }
  ];
}
`

func rendered(text string) []byte { return tree.WithHeader("hosts/web1.yaml.", []byte(text)) }

const newDisk = `  disko.devices = {
    disk = {
      more = {
        type = "disk";
        device = "/dev/disk/by-id/c";
        content = {
          type = "gpt";
          partitions.data = {
            size = "100%";
            content = {
              type = "btrfs";
              subvolumes."@data".mountpoint = "/data";
            };
          };
        };
      };
`

// edits are changes of the machine: what stands there, what stands there then, and what is said of it.
var edits = []struct {
	name, from, to string
	want           []string // "grade | subject | part of the text | part of the step"
}{
	{"nothing", "x", "x", nil},
	{"another disk", "by-id/b", "by-id/c", []string{"destroys data | disks.data | it is /dev/disk/by-id/b and would be /dev/disk/by-id/c |"}},
	{"a renamed disk", "      data = {", "      store = {", []string{"breaks the host | disks.store | labels by which its partitions are found | sgdisk --change-name=1:disk-store-md /dev/disk/by-id/b && sgdisk --change-name=2:disk-store-tank"}},
	{"a new disk", "  disko.devices = {\n    disk = {\n", newDisk, []string{"step by hand | disks.more | the disk is new | sgdisk --new=0:0:0 --typecode=0:8300 --change-name=0:disk-more-data /dev/disk/by-id/c && udevadm settle && mkfs.btrfs /dev/disk/by-partlabel/disk-more-data && mount -o subvolid=5"}},
	{"a smaller partition", `size = "200G"`, `size = "100G"`, []string{"step by hand | disks.data, partition tank | its size is 200G and would be 100G: nothing is lost |"}},
	{"a partition left out", "            md = {\n              size = \"50G\";\n              content = {\n                type = \"mdraid\";\n                name = \"array\";\n              };\n            };\n", "", []string{"destroys data | disks.data, partition md | left out |"}},
	{"a renamed partition", "            vm = {", "            lv = {", []string{"breaks the host | disks.data, partition lv | disk-data-vm and would be disk-data-lv | sgdisk --change-name=3:disk-data-lv /dev/disk/by-id/b"}},
	{"a label", "            vm = {\n", "            vm = {\n              label = \"x\";\n", []string{"breaks the host | disks.data, partition vm | its label is disk-data-vm and would be x | sgdisk --change-name=3:x"}},
	{"a new partition", "            vm = {\n", "            last = {\n              size = \"10G\";\n              priority = 2000;\n              content = {\n                type = \"filesystem\";\n                format = \"ext4\";\n                mountpoint = \"/x\";\n              };\n            };\n            vm = {\n", []string{"step by hand | disks.data, partition last | the partition is new | sgdisk --new=0:0:+10G --typecode=0:8300 --change-name=0:disk-data-last /dev/disk/by-id/b && mkfs.ext4 /dev/disk/by-partlabel/disk-data-last"}},
	{"no room for a partition", "            root = {\n", "            more = {\n              size = \"10G\";\n            };\n            root = {\n", []string{"destroys data | disks.main, partition more | there is no room for it: partition root |"}},
	{"a renamed partition whose mapper is named after it", "            root = {\n              size = \"100%\";\n              content = {\n                type = \"luks\";\n                name = \"crypt\";", "            nixos = {\n              size = \"100%\";\n              content = {\n                type = \"luks\";\n                name = \"crypt-nixos\";\n                passwordFile = \"/run/panther/crypt-nixos.key\";", []string{
		"breaks the host | disks.main, partition nixos | disk-main-root and would be disk-main-nixos | sgdisk --change-name=2:disk-main-nixos /dev/disk/by-id/a", "step by hand | disks.main, partition nixos | opened as /dev/mapper/crypt-nixos | nixos-rebuild boot", "harmless | disks.main, partition nixos | passwordFile |"}},
	{"a renamed partition with another subvolume", "            root = {\n              size = \"100%\";\n              content = {\n                type = \"luks\";\n                name = \"crypt\";\n                settings.allowDiscards = true;\n                content = {\n                  type = \"btrfs\";\n                  extraArgs = [ \"-f\" ];\n                  subvolumes = {", "            nixos = {\n              size = \"100%\";\n              content = {\n                type = \"luks\";\n                name = \"crypt\";\n                settings.allowDiscards = true;\n                content = {\n                  type = \"btrfs\";\n                  extraArgs = [ \"-f\" ];\n                  subvolumes = {\n                    \"@srv\".mountpoint = \"/srv\";", []string{
		"breaks the host | disks.main, partition nixos | disk-main-root and would be disk-main-nixos | sgdisk", "step by hand | disks.main, partition nixos, subvolume @srv | is new | btrfs subvolume create --parents /mnt/@srv"}},
	{"a label with blanks", "            vm = {\n", "            last = {\n              size = \"10G\";\n              label = \"my photos\";\n              priority = 2000;\n              content = {\n                type = \"filesystem\";\n                format = \"ext4\";\n              };\n            };\n            vm = {\n", []string{"step by hand | disks.data, partition last | the partition is new | --change-name=0:'my photos' /dev/disk/by-id/b && mkfs.ext4 '/dev/disk/by-partlabel/my\\x20photos'"}},
	{"another order", "            vm = {\n", "            vm = {\n              priority = 10;\n", []string{"step by hand | disks.data | another order: nothing is lost |"}},
	{"a type code", `type = "EF00"`, `type = "EA00"`, []string{"step by hand | disks.main, partition ESP | its type | sgdisk --typecode=1:EA00 /dev/disk/by-id/a"}},
	{"a LUKS name", `name = "crypt"`, `name = "vault"`, []string{"step by hand | disks.main, partition root | /dev/mapper/crypt and would be opened as /dev/mapper/vault | nixos-rebuild boot"}},
	{"discards", "allowDiscards = true", "allowDiscards = false", []string{"harmless | disks.main, partition root | opened in another way |"}},
	{"a TPM", "settings.allowDiscards = true;", "settings = {\n  allowDiscards = true;\n  crypttabExtraOpts = [ \"tpm2-device=auto\" \"tpm2-pcrs=0+7\" ];\n};", []string{"step by hand | disks.main, partition root | enrolled first | systemd-cryptenroll --tpm2-device=auto --tpm2-pcrs=0+7 /dev/disk/by-partlabel/disk-main-root"}},
	{"a key file", "settings.allowDiscards = true;", "settings = {\n  allowDiscards = true;\n  keyFile = \"/key\";\n};", []string{"step by hand | disks.main, partition root | key file | cryptsetup luksAddKey /dev/disk/by-partlabel/disk-main-root /key"}},
	{"a renamed subvolume", `"@home" = {`, `"@homes" = {`, []string{"breaks the host | disks.main, partition root, subvolume @homes | @home would be looked for as @homes | mount -o subvolid=5 /dev/mapper/crypt /mnt && mv /mnt/@home /mnt/@homes && umount /mnt"}},
	{"a new subvolume", `                    "@home" = {`, "                    \"@log\".mountpoint = \"/var/log\";\n                    \"@home\" = {", []string{"step by hand | disks.main, partition root, subvolume @log | has to be made first | btrfs subvolume create --parents /mnt/@log"}},
	{"mount options", `mountpoint = "/home";
                      mountOptions = [ "noatime" ]`, `mountpoint = "/home";
                      mountOptions = [ "nosuid" ]`, []string{"harmless | disks.main, partition root, subvolume @home | next mount |"}},
	{"another mount point", `mountpoint = "/home"`, `mountpoint = "/users"`, []string{"step by hand | disks.main, partition root, subvolume @home | found in /users |"}},
	{"another root", `mountpoint = "/";`, `mountpoint = "/old";`, []string{"breaks the host | disks.main, partition root, subvolume @root | mounted at / and would be at /old |"}},
	{"a larger swap file", `swapfile.size = "8G"`, `swapfile.size = "16G"`, []string{"step by hand | disks.main, partition root, subvolume @swap, swap file swapfile | nothing is lost | swapoff /.swap/swapfile && rm /.swap/swapfile && btrfs filesystem mkswapfile --size 16G /.swap/swapfile"}},
	{"a file system", `format = "xfs"`, `format = "ext4"`, []string{"destroys data | disks.pool, volume two | it holds an xfs file system and would hold an ext4 file system |"}},
	{"another group", `vg = "pool"`, `vg = "other"`, []string{"destroys data | disks.data, partition vm | belongs to the volume group pool |"}},
	{"a larger volume", `size = "20G"`, `size = "30G"`, []string{"step by hand | disks.pool, volume one | is 20G and would be 30G | lvextend --resizefs --size 30G /dev/pool/one"}},
	{"a smaller volume", `size = "20G"`, `size = "15G"`, []string{"step by hand | disks.pool, volume one | is 20G and would be 15G: nothing is lost |"}},
	{"a renamed volume", "        two = {", "        three = {", []string{"breaks the host | disks.pool, volume three | two has a new name | lvrename pool two three"}},
	{"a level", "level = 1", "level = 0", []string{"destroys data | disks.array | level of the array is 1 and would be 0 |"}},
	{"a new volume", "        two = {", "        three.size = \"100%\";\n        two = {", []string{"step by hand | disks.pool, volume three | the volume is new | lvcreate --extents 100%FREE --name three pool"}},
	{"a mode", `mode = "mirror"`, `mode = "raidz"`, []string{"destroys data | disks.tank | members stand together |"}},
	{"a property", `compression = "zstd"`, `compression = "lz4"`, []string{"step by hand | disks.tank | compression | zfs set compression=lz4 tank"}},
	{"a renamed dataset", "        media = {", "        films = {", []string{"breaks the host | disks.tank, dataset films | media would be looked for as films | zfs rename tank/media tank/films"}},
	{"a tmpfs", `nodev."/scratch"`, `nodev."/"`, []string{"destroys data | the tmpfs at / | empty at each boot |", "harmless | the tmpfs at /scratch | gone at each boot |"}},
	{"a swap file of NixOS", "size = 4096", "size = 8192", []string{"harmless | swapDevices | makes a swap file anew |"}},
	{"a type of devices that is not known", "    mdadm.array", "    madam.array", []string{"destroys data | disks.array | left out |", "destroys data | disko.devices.madam | cannot be told |"}},
	{"an attribute that is not known", `level = 1`, "level = 1;\n      odd = 1", []string{"destroys data | disks.array | odd changes |"}},
}

func TestChanges(t *testing.T) {
	t.Parallel()
	for _, e := range edits {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			if e.want != nil {
				require.Equal(t, 1, strings.Count(machine, e.from), "the edit has to be of one place")
			}
			changes := guard.Compare(guard.Files{Disko: rendered(machine)}, guard.Files{Disko: rendered(strings.Replace(machine, e.from, e.to, 1))})
			var got []string
			for _, c := range changes {
				got = append(got, string(c.Grade)+" | "+c.Subject+" | "+c.Text+" | "+c.Step)
			}
			require.Len(t, got, len(e.want), "%s", strings.Join(got, "\n"))
			for i, want := range e.want {
				part := strings.Split(want, " |")
				assert.True(t, strings.HasPrefix(got[i], part[0]+" |"+part[1]+" | "), "%s\nis not\n%s", got[i], want)
				assert.Contains(t, changes[i].Text, strings.TrimSpace(part[2]))
				assert.Contains(t, changes[i].Step, strings.TrimSpace(part[3]))
				assert.Equal(t, strings.HasPrefix(want, "destroys") || strings.HasPrefix(want, "breaks"), changes[i].Refused())
			}
		})
	}
}

// The registers that the TPM's key is bound to are in the key, not in what opens it.
func TestRegistersOfTPM(t *testing.T) {
	t.Parallel()
	bound := func(options string) guard.Files {
		return guard.Files{Disko: rendered(strings.Replace(machine, "settings.allowDiscards = true;", "settings = {\n  allowDiscards = true;\n  crypttabExtraOpts = [ \"tpm2-device=auto\""+options+" ];\n};", 1))}
	}
	assert.Equal(t, []guard.Grade{guard.Harmless}, grades(guard.Compare(bound(""), bound(` "tpm2-pcrs=7"`))))
	changes := guard.Compare(bound(` "tpm2-pcrs=7"`), bound(` "tpm2-pcrs=0+7"`))
	assert.Equal(t, []guard.Grade{guard.ByHand}, grades(changes))
	assert.Contains(t, changes[0].Text, "bound to the registers 7 until")
	assert.Equal(t, "systemd-cryptenroll --wipe-slot=tpm2 --tpm2-device=auto --tpm2-pcrs=0+7 /dev/disk/by-partlabel/disk-main-root", changes[0].Step)
}

func grades(changes []guard.Change) (out []guard.Grade) {
	for _, c := range changes {
		out = append(out, c.Grade)
	}
	return out
}

// The configuration decides what services do with their data, and whether pools are imported.
func TestConfiguration(t *testing.T) {
	t.Parallel()
	compare := func(old, now string) []guard.Change {
		return guard.Compare(guard.Files{Disko: rendered(machine), Configuration: rendered(old)}, guard.Files{Disko: rendered(machine), Configuration: rendered(now)})
	}
	assert.Equal(t, guard.Destroys, compare("{\n  system.stateVersion = \"25.05\";\n}\n", "{\n  system.stateVersion = \"25.11\";\n}\n")[0].Grade)
	assert.Equal(t, guard.Breaks, compare("{\n  networking.hostId = \"1\";\n}\n", "{\n  networking.hostId = \"2\";\n}\n")[0].Grade)
	assert.Equal(t, guard.Destroys, compare("{\n}\n", "{\n  panther.filesystems.impermanence.enable = true;\n}\n")[0].Grade)
	assert.Equal(t, guard.Destroys, compare("{\n  panther.filesystems.impermanence.enable = true;\n}\n", "{\n}\n")[0].Grade)
	ofName := func(id, configuration string) guard.Files {
		disks := strings.Replace(machine, "  swapDevices", "  networking.hostId = \""+id+"\";\n  swapDevices", 1)
		return guard.Files{Disko: rendered(disks), Configuration: rendered(configuration)}
	}
	renamed := guard.Compare(ofName("e6f0a1fb", "{ }\n"), ofName("11111111", "{ }\n"))
	require.Len(t, renamed, 1)
	assert.Equal(t, guard.Breaks, renamed[0].Grade)
	assert.Equal(t, "disko.nix", renamed[0].File)
	assert.Contains(t, renamed[0].Undo, `networking.hostId: "e6f0a1fb"`)
	assert.Empty(t, guard.Compare(ofName("e6f0a1fb", "{ }\n"), guard.Files{Disko: rendered(machine), Configuration: rendered("{\n  networking.hostId = \"e6f0a1fb\";\n}\n")}), "settings keep it")
	homes := func(version string) guard.Files {
		return guard.Files{Home: rendered("{\n  home-manager.users.operator.home.stateVersion = \"" + version + "\";\n}\n")}
	}
	assert.Equal(t, "home.operator.stateVersion", guard.Compare(homes("25.05"), homes("25.11"))[0].Subject)
	assert.Empty(t, compare("{\n  a = 1;\n}\n", "{\n  a = 2;\n}\n"))
}

// What cannot be read, or was edited by hand, is not known: every difference may be the one that destroys data.
func TestWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	larger := strings.Replace(machine, "size = 4096", "size = 8192", 1)
	compare := func(old, now guard.Files) string {
		changes := guard.Compare(old, now)
		if len(changes) == 0 {
			return ""
		}
		require.Len(t, changes, 1)
		assert.Equal(t, guard.Destroys, changes[0].Grade)
		return changes[0].String()
	}
	files := func(text string) guard.Files { return guard.Files{Disko: rendered(text)} }
	edited := files(machine)
	edited.Edited = true
	assert.Contains(t, compare(edited, files(larger)), "edited by hand")
	assert.Empty(t, compare(edited, files(machine+"# a comment\n")))
	assert.Contains(t, compare(files("{ a = f x; }"), files(machine)), "line 2: it is not plain data")
	assert.Contains(t, compare(files(machine), files("{ a = f x; }")), "cannot be compared")
	assert.Empty(t, compare(guard.Files{}, files(machine)), "the first time")
	assert.Empty(t, compare(files(machine), guard.Files{}), "a host that is not rendered any more")
	assert.Empty(t, compare(guard.Files{Disko: tree.WithHeader("hosts/old.yaml.", []byte(machine))}, files(machine)), "a manifest that was moved")
}

// settings is a configuration with lines of panther's options.
func settings(lines ...string) guard.Files {
	return guard.Files{Disko: rendered(machine), Configuration: rendered("{\n  " + strings.Join(lines, "\n  ") + "\n}\n")}
}

// The boot loader that was there before stays on the machine, and is what the firmware starts.
func TestLoader(t *testing.T) {
	t.Parallel()
	grub, systemdBoot := settings(`panther.core.boot.loader = "grub";`), settings(`panther.core.boot.loader = "systemd-boot";`)
	for _, was := range []guard.Files{grub, settings()} {
		changes := guard.Compare(systemdBoot, was)
		require.Len(t, changes, 1)
		assert.Equal(t, guard.ByHand, changes[0].Grade)
		assert.Equal(t, guard.AfterSwitch, changes[0].When, "without it the firmware finds nothing until GRUB is there")
		assert.Equal(t, "bootctl remove && rm -r /boot/EFI/nixos /boot/loader/entries/nixos-*", changes[0].Step)
		changes = guard.Compare(was, systemdBoot)
		require.Len(t, changes, 1)
		assert.Equal(t, guard.InPlaceOfSwitch, changes[0].When)
		assert.Equal(t, "nixos-rebuild boot --install-bootloader", changes[0].Step)
	}
	assert.Empty(t, guard.Compare(settings(), grub), "it is the usual one")
}

// Smaller numbers delete what was kept until then.
func TestFewerAreKept(t *testing.T) {
	t.Parallel()
	const roots, device, subvolume = "panther.filesystems.impermanence.", `panther.filesystems.impermanence.root.device = "/dev/x";`, `panther.filesystems.impermanence.root.subvolume = "@root";`
	changes := guard.Compare(settings(device, subvolume), settings(roots+"keepDays = 0;", roots+"keepAtLeast = 1;", device, subvolume))
	require.Len(t, changes, 1)
	assert.Equal(t, guard.ByHand, changes[0].Grade)
	assert.Contains(t, changes[0].Text, "(keepDays 0 in place of 30, keepAtLeast 1 in place of 3): the next boot deletes those that are older than 0 days, but for the newest 1")
	assert.Equal(t, "mount -o subvolid=5 /dev/x /mnt && ls /mnt/old_roots && umount /mnt", changes[0].Step)
	assert.Empty(t, guard.Compare(settings(device, subvolume), settings(roots+"keepDays = 40;", device, subvolume)))
	assert.Empty(t, guard.Compare(settings(), settings(roots+"keepDays = 0;")), "a root in memory leaves nothing")

	const on, all = "panther.filesystems.snapshots.enable = true;", "panther.filesystems.snapshots."
	compare := func(old, now []string) []guard.Change {
		return guard.Compare(settings(append(old, on)...), settings(append(now, on)...))
	}
	changes = compare(nil, []string{all + "keep.hourly = 0;", all + "keep.daily = 9;", all + "keep.monthly = 0;"})
	require.Len(t, changes, 1)
	assert.Contains(t, changes[0].Text, "(hourly 0 in place of 24, monthly 0 in place of 6): the next run deletes")
	assert.Equal(t, "btrbk -c /etc/btrbk/snapshots.conf list snapshots", changes[0].Step)
	snapper := all + `tool = "snapper";`
	assert.Equal(t, "snapper list --all-configs", compare([]string{snapper}, []string{snapper, all + "keep.daily = 1;"})[0].Step)
	assert.Empty(t, compare(nil, []string{snapper, all + "keep.daily = 1;"}), "nothing deletes what the other one took")
	assert.Empty(t, compare(nil, []string{all + "take = false;", all + "keep.daily = 1;"}))
	assert.Empty(t, compare([]string{all + "keep.yearly = 1;"}, []string{all + "keep.yearly = 2;"}))

	const send = all + "send.vault."
	directory := send + `directory = "/vault";`
	changes = compare([]string{directory}, []string{directory, send + "keep.weekly = 0;"})
	require.Len(t, changes, 1)
	assert.Equal(t, "filesystems.snapshots.send.vault", changes[0].Subject)
	assert.Contains(t, changes[0].Text, "(weekly 0 in place of 4): the next run deletes those in /vault")
	assert.Len(t, compare([]string{directory, send + "prune = false;"}, []string{directory}), 1, "all were kept until then")
	assert.Empty(t, compare([]string{directory}, []string{directory, send + "prune = false;", send + "keep.weekly = 0;"}))
	assert.Empty(t, compare(nil, []string{directory, send + "keep.weekly = 0;"}), "nothing is there yet")
}
