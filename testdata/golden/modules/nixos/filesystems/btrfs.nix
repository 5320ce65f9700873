# panther: rendered from the module filesystems/btrfs. (d5db8cd50d9fc660)
{
  config,
  lib,
  pkgs,
  utils,
  ...
}:
let
  cfg = config.panther.filesystems.btrfs;
  # One mount point of each file system: subvolumes share its device.
  everywhere = lib.mapAttrsToList (_: mounts: (lib.head mounts).mountPoint) (
    lib.groupBy (mount: toString mount.device) (
      lib.filter (mount: mount.fsType == "btrfs") (lib.attrValues config.fileSystems)
    )
  );
  balanced = if cfg.balance.fileSystems == [ ] then everywhere else cfg.balance.fileSystems;
  scrubs = lib.optionals config.services.btrfs.autoScrub.enable config.services.btrfs.autoScrub.fileSystems;
  perFileSystem =
    unit:
    lib.listToAttrs (
      map (
        fileSystem:
        lib.nameValuePair "btrfs-balance-${utils.escapeSystemdPath fileSystem}" (unit fileSystem)
      ) balanced
    );
  directories = cfg.subvolumes // cfg.directories;
  # Whether something that a directory is in may be missing, as a disk is that is not always plugged in.
  mayBeMissing =
    directory:
    lib.any (
      mount:
      lib.hasPrefix "${lib.removeSuffix "/" mount.mountPoint}/" "${directory}/"
      && lib.any (option: lib.elem option mount.options) [
        "noauto"
        "nofail"
        "x-systemd.automount"
      ]
    ) (lib.attrValues config.fileSystems);
  btrfs = lib.getExe' pkgs.btrfs-progs "btrfs";
in
{
  options.panther.filesystems.btrfs = {
    enable = lib.mkEnableOption "the upkeep of btrfs file systems";
    balance = {
      dataUsage = lib.mkOption {
        type = lib.types.ints.between 0 100;
        default = 10;
        description = "Up to which use in per cent a part with data is emptied. The more, the longer it takes; with 0 only parts that are empty are given back.";
      };
      dates = lib.mkOption {
        type = lib.types.str;
        default = "*-*-15";
        description = "When it is done, which is best not when all is read again. On battery it waits for the next time.";
      };
      enable = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether it is done.";
      };
      fileSystems = lib.mkOption {
        type = lib.types.listOf lib.types.path;
        default = [ ];
        example = [ "/" ];
        description = "Mount points, one of each file system. Without any, it is every btrfs file system of the host.";
      };
      metadataUsage = lib.mkOption {
        type = lib.types.nullOr (lib.types.ints.between 0 100);
        default = null;
        description = "Up to which use in per cent a part with metadata is emptied. It is best left out, since metadata needs room to grow.";
      };
    };
    directories = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            compression = lib.mkOption {
              type = lib.types.nullOr (
                lib.types.enum [
                  "none"
                  "zstd"
                  "lzo"
                  "zlib"
                ]
              );
              default = null;
              description = "How files are compressed, where it differs from the rest of the file system.";
            };
            noCow = lib.mkOption {
              type = lib.types.bool;
              default = false;
              description = "Whether files are overwritten in place, as databases and images of disks like it. They have no checksums then, and are not compressed.";
            };
          };
        }
      );
      default = { };
      example."/var/lib/libvirt/images".noCow = true;
      description = "Directories whose files are kept otherwise than the rest of the file system, by attributes that hold for files that are made after them. A directory that is not there is made, on a disk that may be missing each time that is mounted. Subvolumes have the same two keys under disks.";
    };
    scrub = {
      dates = lib.mkOption {
        type = lib.types.str;
        default = "monthly";
        description = "When it is done. On battery it waits for the next time.";
      };
      enable = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether it is done.";
      };
      fileSystems = lib.mkOption {
        type = lib.types.listOf lib.types.path;
        default = [ ];
        example = [ "/" ];
        description = "Mount points, one of each file system. Without any, every btrfs file system of the host is read, once.";
      };
      limit = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "100M";
        description = "How much is read from each disk in a second at most. Other programs go first in any case.";
      };
    };
    subvolumes = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            compression = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "How files are compressed.";
            };
            noCow = lib.mkOption {
              type = lib.types.bool;
              default = false;
              description = "Whether files are overwritten in place.";
            };
          };
        }
      );
      default = { };
      description = "The subvolumes of the host's disks of which this is said, by mount point. panther fills this in.";
    };
  };

  config = lib.mkIf cfg.enable {
    services.btrfs.autoScrub = lib.mkIf cfg.scrub.enable {
      enable = lib.mkOverride 900 true;
      fileSystems = lib.mkIf (cfg.scrub.fileSystems != [ ]) cfg.scrub.fileSystems;
      interval = lib.mkOverride 900 cfg.scrub.dates;
      limit = lib.mkIf (cfg.scrub.limit != null) (lib.mkOverride 900 cfg.scrub.limit);
    };

    systemd = {
      services = lib.mkMerge [
        (lib.mkIf cfg.scrub.enable (
          lib.listToAttrs (
            map (
              fileSystem:
              lib.nameValuePair "btrfs-scrub-${utils.escapeSystemdPath fileSystem}" {
                unitConfig.ConditionACPower = lib.mkOverride 900 true;
              }
            ) scrubs
          )
        ))
        (lib.mkIf cfg.balance.enable (
          perFileSystem (fileSystem: {
            # It would keep the host from going to sleep, and the next boot would go on with it.
            before = [
              "shutdown.target"
              "sleep.target"
            ];
            conflicts = [
              "shutdown.target"
              "sleep.target"
            ];
            description = lib.mkOverride 900 "btrfs balance on ${fileSystem}";
            documentation = [ "man:btrfs-balance(8)" ];
            serviceConfig = {
              ExecStart = lib.mkOverride 900 (
                utils.escapeSystemdExecArgs (
                  [
                    btrfs
                    "balance"
                    "start"
                    "-dusage=${toString cfg.balance.dataUsage}"
                  ]
                  ++ lib.optional (cfg.balance.metadataUsage != null) "-musage=${toString cfg.balance.metadataUsage}"
                  ++ [ fileSystem ]
                )
              );
              # There is nothing to cancel where it ended by itself.
              ExecStop = lib.mkOverride 900 "-${btrfs} balance cancel ${utils.escapeSystemdExecArg fileSystem}";
              IOSchedulingClass = lib.mkOverride 900 "idle";
              Nice = lib.mkOverride 900 19;
              Type = lib.mkOverride 900 "exec";
            };
            unitConfig = {
              ConditionACPower = lib.mkOverride 900 true;
              RequiresMountsFor = [ fileSystem ];
            };
          })
        ))
        # No tmpfiles: where a disk is missing, they would make the directory on the root, which is then filled.
        (lib.mapAttrs' (
          directory: kept:
          lib.nameValuePair "btrfs-directory-${utils.escapeSystemdPath directory}" {
            description = lib.mkOverride 900 "How files of ${directory} are kept";
            path = [
              pkgs.btrfs-progs
              pkgs.e2fsprogs
            ];
            script = ''
              mkdir --parents ${lib.escapeShellArg directory}
            ''
            + lib.optionalString kept.noCow ''
              chattr +C ${lib.escapeShellArg directory}
            ''
            + lib.optionalString (kept.compression != null && !kept.noCow) ''
              btrfs property set ${lib.escapeShellArg directory} compression ${kept.compression}
            '';
            serviceConfig = {
              RemainAfterExit = lib.mkOverride 900 true;
              Type = lib.mkOverride 900 "oneshot";
            };
            unitConfig.RequiresMountsFor = [ directory ];
            wantedBy = [ "multi-user.target" ];
          }
        ) (lib.filterAttrs (directory: _: mayBeMissing directory) directories))
      ];
      timers = lib.mkIf cfg.balance.enable (
        perFileSystem (fileSystem: {
          description = lib.mkOverride 900 "When btrfs balance on ${fileSystem} runs";
          timerConfig = {
            AccuracySec = lib.mkOverride 900 "1d";
            OnCalendar = lib.mkOverride 900 cfg.balance.dates;
            Persistent = lib.mkOverride 900 true;
          };
          wantedBy = [ "timers.target" ];
        })
      );
      # Attributes, because mount options of one subvolume hold for the whole file system.
      tmpfiles.settings."10-panther-btrfs" = lib.mkIf (directories != { }) (
        lib.mapAttrs (_: directory: {
          d = { };
          h = lib.mkIf directory.noCow { argument = lib.mkOverride 900 "+C"; };
          t = lib.mkIf (directory.compression != null && !directory.noCow) {
            argument = lib.mkOverride 900 "btrfs.compression=${directory.compression}";
          };
        }) (lib.filterAttrs (directory: _: !mayBeMissing directory) directories)
      );
    };
  };
}
