# panther: rendered from the module filesystems/optimization. (0d2ca3f210f38328)
{ config, lib, ... }:
let
  cfg = config.panther.filesystems.optimization;
  # Both discard at once unless they are told not to; the first mount decides for all of a file system.
  trimOptions = {
    discard = {
      btrfs = [ "discard=async" ];
      ext4 = [ "discard" ];
      f2fs = [ "discard" ];
      xfs = [ "discard" ];
    };
    none = {
      btrfs = [ "nodiscard" ];
      f2fs = [ "nodiscard" ];
    };
    timer = {
      btrfs = [ "nodiscard" ];
      f2fs = [ "nodiscard" ];
    };
  };
  # What was written is referred to from the disk only with the next commit, after 30 seconds with btrfs.
  commitOptions = {
    durable.btrfs = [ "commit=5" ];
    frugal = {
      btrfs = [ "commit=60" ];
      ext4 = [ "commit=60" ];
    };
  };
  scheduler =
    { match, name }:
    lib.optionalString (name != null) ''
      ACTION=="add|change", SUBSYSTEM=="block", CONST{virt}=="none", ${match}, ATTR{queue/scheduler}="${name}"
    '';
  schedulers = lib.concatMapStrings scheduler [
    {
      match = ''KERNEL=="nvme[0-9]*n[0-9]*", ENV{DEVTYPE}=="disk"'';
      name = cfg.schedulers.nvme;
    }
    {
      match = ''KERNEL=="sd[a-z]*|mmcblk[0-9]*", ENV{DEVTYPE}=="disk", ATTR{queue/rotational}=="0"'';
      name = cfg.schedulers.ssd;
    }
    {
      match = ''KERNEL=="sd[a-z]*", ENV{DEVTYPE}=="disk", ATTR{queue/rotational}=="1"'';
      name = cfg.schedulers.hdd;
    }
  ];
in
{
  options.panther.filesystems.optimization = {
    enable = lib.mkEnableOption "the tuning of disks and memory";
    mounts = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options.type = lib.mkOption {
            type = lib.types.str;
            description = "The file system.";
          };
        }
      );
      default = { };
      description = "The host's file systems by mount point. panther fills this in.";
    };
    profile = lib.mkOption {
      type = lib.types.enum [
        "balanced"
        "responsive"
        "durable"
        "frugal"
      ];
      default = "balanced";
      description = "What counts most when files are written. balanced leaves it to the kernel. With responsive much less waits in memory, so that a large copy does not hold up other programs. With durable what no program insisted on is on disk after five seconds instead of thirty. With frugal disks are left alone for a minute, and so much may be lost when the power fails; on a laptop TLP decides this itself.";
    };
    schedulers = {
      hdd = lib.mkOption {
        type = lib.types.enum [
          "none"
          "mq-deadline"
          "kyber"
          "bfq"
        ];
        default = "bfq";
        description = "The one of disks that turn, on which bfq lets several programs get on at once.";
      };
      nvme = lib.mkOption {
        type = lib.types.enum [
          "none"
          "mq-deadline"
          "kyber"
          "bfq"
        ];
        default = "none";
        description = "The one of NVMe disks, which are quicker than any order.";
      };
      ssd = lib.mkOption {
        type = lib.types.nullOr (
          lib.types.enum [
            "none"
            "mq-deadline"
            "kyber"
            "bfq"
          ]
        );
        default = null;
        description = "The one of other disks without moving parts.";
      };
    };
    swappiness = lib.mkOption {
      type = lib.types.nullOr (lib.types.ints.between 0 200);
      default = null;
      description = "How readily the kernel swaps instead of forgetting files that it has read; at 100 both cost the same. Without a value it is 60, and 180 with zram, from which everything is back at once.";
    };
    trim = lib.mkOption {
      type = lib.types.enum [
        "timer"
        "discard"
        "none"
      ];
      default = "timer";
      description = "How SSDs are told which blocks are free. It is done from time to time for all that is mounted, as soon as files are deleted, or not at all. Btrfs and F2FS would do it at once by themselves, and are told not to where it is not wanted, so that it is done in one way. What is encrypted with LUKS passes it on only where disks say so, and ZFS has its own way.";
    };
    trimDates = lib.mkOption {
      type = lib.types.str;
      default = "weekly";
      description = "When it is done from time to time.";
    };
    zram = {
      algorithm = lib.mkOption {
        type = lib.types.enum [
          "zstd"
          "lz4"
          "lzo-rle"
        ];
        default = "zstd";
        description = "How it is compressed. lz4 and lzo-rle are quicker and make it less small.";
      };
      enable = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether there is such swap.";
      };
      percent = lib.mkOption {
        type = lib.types.ints.between 1 200;
        default = 50;
        description = "How much may be swapped to it, in per cent of the memory. It takes about a third of that when it is full.";
      };
      priority = lib.mkOption {
        type = lib.types.ints.between 0 32767;
        default = 100;
        description = "Swap with a higher priority is used first. That on disks has a low one by itself.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    boot.kernel.sysctl = lib.mapAttrs (_: lib.mkOverride 900) (
      {
        balanced = { };
        # Seconds, in hundredths: how old something may be, and how often it is looked for.
        durable = {
          "vm.dirty_expire_centisecs" = 500;
          "vm.dirty_writeback_centisecs" = 100;
        };
        frugal = {
          "vm.dirty_expire_centisecs" = 6000;
          "vm.dirty_writeback_centisecs" = 6000;
        };
        # By default it is a tenth and a fifth of the memory, which a slow disk takes minutes for.
        responsive = {
          "vm.dirty_background_bytes" = 64 * 1024 * 1024;
          "vm.dirty_bytes" = 256 * 1024 * 1024;
        };
      }
      .${cfg.profile}
      // lib.optionalAttrs cfg.zram.enable {
        # Reading ahead is for disks, where neighbours come along for nothing.
        "vm.page-cluster" = 0;
      }
      // lib.optionalAttrs (cfg.zram.enable || cfg.swappiness != null) {
        "vm.swappiness" = if cfg.swappiness == null then 180 else cfg.swappiness;
      }
    );

    fileSystems = lib.mapAttrs (_: wanted: { options = wanted; }) (
      lib.filterAttrs (_: wanted: wanted != [ ]) (
        lib.mapAttrs (
          _: mount:
          trimOptions.${cfg.trim}.${mount.type} or [ ] ++ commitOptions.${cfg.profile}.${mount.type} or [ ]
        ) cfg.mounts
      )
    );

    services = {
      fstrim = {
        enable = lib.mkOverride 900 (cfg.trim == "timer");
        interval = lib.mkOverride 900 cfg.trimDates;
      };
      # Before others, so that rules that somebody adds have the last word.
      udev.extraRules = lib.mkBefore schedulers;
    };

    zramSwap = lib.mkIf cfg.zram.enable {
      algorithm = lib.mkOverride 900 cfg.zram.algorithm;
      enable = lib.mkOverride 900 true;
      memoryPercent = lib.mkOverride 900 cfg.zram.percent;
      priority = lib.mkOverride 900 cfg.zram.priority;
    };
  };
}
