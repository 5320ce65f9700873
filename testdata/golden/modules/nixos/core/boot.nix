# panther: rendered from the module core/boot. (614d5c38d455ac37)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.core.boot;
  # Unit and speed of "ttyS0,115200n8", as GRUB wants them; other devices it does not know.
  serialPort = builtins.match "ttyS([0-9]+),([0-9]+).*" (toString cfg.serialConsole);
  # What has happened to an array, without mail, which hardly any host can send.
  raidEvent = pkgs.writeShellScript "raid-event" ''
    case $1 in
      DegradedArray | DeviceDisappeared | Fail*) priority=crit ;;
      *) priority=notice ;;
    esac
    exec ${lib.getExe' pkgs.util-linux "logger"} --priority "daemon.$priority" --tag mdadm -- "$@"
  '';
in
{
  options.panther.core.boot = {
    enable = lib.mkEnableOption "the boot loader, the kernel and the console";
    firmware = lib.mkOption {
      type = lib.types.enum [
        "bios"
        "uefi"
        "hybrid"
      ];
      description = "What starts the boot loader. With hybrid the disk has what both need and boots on either, which suits a machine whose firmware is not known or may change.";
    };
    generations = lib.mkOption {
      type = lib.types.ints.positive;
      default = 10;
      description = "How many generations the boot menu offers. Each one may need room for a kernel and an initial RAM disk on the boot partition, which is full sooner than the disk.";
    };
    initrdModules = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "nvme" ];
      description = "Kernel modules that must be at hand before the root file system is mounted, for disks that the host boots from.";
    };
    kernel = lib.mkOption {
      type = lib.types.nullOr lib.types.package;
      default = null;
      example = pkgs.linux_latest;
      description = "The kernel, where it shall be another than the release's own. It is the package (linux_latest, linux_zen), not the set of packages (linuxPackages_latest) that is made for it.";
    };
    kernelParams = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "mitigations=auto" ];
      description = "Further parameters for the kernel command line.";
    };
    loader = lib.mkOption {
      type = lib.types.enum [
        "grub"
        "systemd-boot"
      ];
      default = "grub";
      description = "Which boot loader is installed. systemd-boot needs UEFI; GRUB works everywhere.";
    };
    mirrors = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options.device = lib.mkOption {
            type = lib.types.nullOr lib.types.path;
            default = null;
            description = "The disk, where the host starts from it with BIOS, too.";
          };
        }
      );
      default = { };
      description = "Further EFI system partitions of a mirror, by mount point. From each of them the firmware starts GRUB when the first disk fails. Whether the system then starts is up to its file system: ZFS does, btrfs has to be repaired first. panther fills this in.";
    };
    serialConsole = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "ttyS0,115200";
      description = "Serial device with its speed on which the boot menu, the kernel and a login are to be had, beside the screen. systemd-boot has no menu of its own there: it uses whatever console the firmware offers.";
    };
    timeout = lib.mkOption {
      type = lib.types.ints.unsigned;
      default = 5;
      description = "For how many seconds the boot menu waits before it starts the newest generation. 0 starts it at once.";
    };
    tmp = lib.mkOption {
      type = lib.types.enum [
        "keep"
        "clean"
        "tmpfs"
      ];
      default = "clean";
      description = "What becomes of /tmp at boot. It is kept, cleaned, or a file system in memory that holds at most half of it; large Nix builds may not fit into the latter.";
    };
  };

  config = lib.mkIf cfg.enable {
    boot = {
      initrd.availableKernelModules = cfg.initrdModules;
      kernelPackages = lib.mkIf (cfg.kernel != null) (
        lib.mkOverride 900 (pkgs.linuxPackagesFor cfg.kernel)
      );
      # The last console is /dev/console, which systemd writes to; the kernel writes to all of them.
      kernelParams =
        lib.optionals (cfg.serialConsole != null) [
          "console=tty0"
          "console=${cfg.serialConsole}"
        ]
        ++ cfg.kernelParams;
      loader = {
        efi.canTouchEfiVariables = lib.mkOverride 900 (cfg.loader == "systemd-boot");
        grub = {
          configurationLimit = lib.mkOverride 900 cfg.generations;
          # With a BIOS boot partition disko names the device, and a second name would be a second GRUB.
          device = lib.mkIf (cfg.firmware == "uefi") (lib.mkOverride 900 "nodev");
          # The fallback path is found without an entry in NVRAM, which cloud machines may forget.
          efiInstallAsRemovable = lib.mkIf (cfg.firmware != "bios") (
            lib.mkOverride 900 (
              config.boot.loader.grub.efiSupport && !config.boot.loader.efi.canTouchEfiVariables
            )
          );
          efiSupport = lib.mkIf (cfg.firmware != "bios") (lib.mkOverride 900 true);
          enable = lib.mkIf (cfg.loader == "grub") (lib.mkOverride 900 true);
          extraConfig = lib.mkIf (serialPort != null) ''
            serial --unit=${lib.head serialPort} --speed=${lib.last serialPort}
            terminal_input --append serial
            terminal_output --append serial
          '';
          # Behind what stands for /boot and all disks: on each further disk GRUB starts from that disk alone.
          mirroredBoots = lib.mkAfter (
            lib.mapAttrsToList (path: mirror: {
              devices = [ (if mirror.device == null then "nodev" else mirror.device) ];
              inherit path;
            }) cfg.mirrors
          );
        };
        systemd-boot = lib.mkIf (cfg.loader == "systemd-boot") {
          configurationLimit = lib.mkOverride 900 cfg.generations;
          # The editor would let anyone at the console append init=/bin/sh.
          editor = lib.mkOverride 900 false;
          enable = lib.mkOverride 900 true;
        };
        timeout = lib.mkOverride 900 cfg.timeout;
      };
      # Without a program or an address mdadm watches nothing.
      swraid.mdadmConf = lib.mkIf config.boot.swraid.enable (lib.mkOverride 900 "PROGRAM ${raidEvent}");
      tmp = {
        cleanOnBoot = lib.mkOverride 900 (cfg.tmp == "clean");
        useTmpfs = lib.mkOverride 900 (cfg.tmp == "tmpfs");
      };
    };
  };
}
