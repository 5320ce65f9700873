# panther: rendered from the module filesystems/snapshots. (d0a7c51f2c39570f)
{
  config,
  lib,
  pkgs,
  utils,
  ...
}:
let
  cfg = config.panther.filesystems.snapshots;
  sources = lib.filterAttrs (
    point: mount:
    cfg.take && (if cfg.subvolumes == [ ] then mount.lasting else lib.elem point cfg.subvolumes)
  ) cfg.mounts;
  # Where the snapshots of a subvolume lie: it has to be the same file system.
  locationOf =
    mount:
    lib.findFirst (
      at: cfg.mounts.${at}.fileSystem or null == mount.fileSystem
    ) "/.snapshots" cfg.locations;
  retention =
    keep:
    let
      kept = lib.filter (part: !lib.hasPrefix "0" part) [
        "${toString keep.hourly}h"
        "${toString keep.daily}d"
        "${toString keep.weekly}w"
        "${toString keep.monthly}m"
        "${toString keep.yearly}y"
      ];
    in
    if kept == [ ] then "no" else lib.concatStringsSep " " kept;
  subvolumes = lib.mapAttrs (_: mount: {
    snapshot_dir = lib.mkOverride 900 (locationOf mount);
    snapshot_name = lib.mkOverride 900 mount.name;
  }) sources;
  # Not ambiguous when the clocks go back.
  timestamp_format = lib.mkOverride 900 "long-iso";
  urlOf =
    to: if to.host == null then to.directory else "ssh://${to.host}:${toString to.port}${to.directory}";
  # systemd reads the key as root and hands it to the unit, so that the file need not belong to btrbk.
  hasKey = to: to.host != null && to.key != null;
  # What is mounted that a directory of this host is in; "/" where nobody says of anything else.
  mountOf =
    directory:
    lib.foldl' (
      found: point:
      if
        lib.hasPrefix "${below point}/" "${directory}/" && lib.stringLength point > lib.stringLength found
      then
        point
      else
        found
    ) "/" (lib.mapAttrsToList (_: mount: mount.mountPoint) config.fileSystems);
  # A copy that is sent to a file system of this host, which may be on a disk that is not always there.
  isPlaced = to: to.host == null && mountOf to.directory != "/";
  mountUnits =
    to: lib.optional (isPlaced to) "${utils.escapeSystemdPath (mountOf to.directory)}.mount";
  received = lib.unique (lib.mapAttrsToList (_: from: from.directory) cfg.receive);
  usesSnapper = cfg.tool == "snapper" && sources != { };
  # The snapshots of a subvolume as they are seen, and from the top of its file system; and commands for it.
  below = point: lib.removeSuffix "/" point;
  snapshotsOf =
    point: mount:
    if usesSnapper then
      "${below point}/.snapshots/NUMBER/snapshot"
    else
      "${locationOf mount}/${mount.name}.TIME";
  # What a subvolume is below the top of its file system, the folder with its snapshots there, and one of them in it.
  atTop = mount: "/mnt/top${lib.optionalString (mount.subvolume != null) "/${mount.subvolume}"}";
  isNested = point: usesSnapper && !cfg.mounts ? "${below point}/.snapshots";
  folderOf =
    point: mount:
    if isNested point then
      "${atTop mount}/.snapshots"
    else
      atTop cfg.mounts.${if usesSnapper then "${below point}/.snapshots" else locationOf mount};
  oneOf = mount: if usesSnapper then "NUMBER/snapshot" else "${mount.name}.TIME";
  # Directories of this host that take copies.
  copiesHere = lib.mapAttrsToList (_: to: to.directory) (
    lib.filterAttrs (_: to: to.host == null) cfg.send
  );
  # Those on the host's own disks, all of which an installation erases.
  erased = lib.filter (
    at: lib.any (point: point != "/" && lib.hasPrefix "${point}/" "${at}/") (lib.attrNames cfg.mounts)
  ) copiesHere;
  anew = config.panther.filesystems.impermanence or { enable = false; };
  # What else the host has mounted, but for what is made anew at each boot or at the other end of a bind mount.
  left = lib.attrNames (
    lib.filterAttrs (
      point: mount:
      !(
        sources ? ${point}
        || lib.elem point (cfg.locations ++ copiesHere)
        || point == "/" && anew.enable
        || lib.hasSuffix "/.snapshots" point
        || lib.elem "bind" mount.options
        || lib.elem mount.fsType [
          "none"
          "overlay"
          "ramfs"
          "tmpfs"
        ]
      )
    ) config.fileSystems
  );
  commands = lib.concatMapStrings (line: "    ${line}\n");
  perSource = make: lib.concatStringsSep "\n" (lib.mapAttrsToList make sources);
  exchange =
    point: mount:
    if mount.subvolume == null then
      ''
        ## All of ${point}

        There is no subvolume that could be exchanged. Stop what writes to it, and copy:

        ${commands [ "cp --archive --reflink=auto ${snapshotsOf point mount}/. ${point}/" ]}''
    else
      ''
        ## All of ${point}

        The host keeps what it has until it starts again; then it has what the snapshot has. An older ${mount.subvolume}.before has to go first.

        ${commands (
          [
            "mount --mkdir -o subvolid=5 ${mount.device} /mnt/top"
            "mv -T /mnt/top/${mount.subvolume} /mnt/top/${mount.subvolume}.before"
            "btrfs subvolume snapshot ${
              if isNested point then "/mnt/top/${mount.subvolume}.before/.snapshots" else folderOf point mount
            }/${oneOf mount} /mnt/top/${mount.subvolume}"
          ]
          ++ lib.optionals (isNested point) [
            "rmdir /mnt/top/${mount.subvolume}/.snapshots"
            "mv -T /mnt/top/${mount.subvolume}.before/.snapshots /mnt/top/${mount.subvolume}/.snapshots"
          ]
          ++ [ "reboot" ]
        )}
        Once nothing is missed, the old one can go. Subvolumes inside of it are no part of a snapshot; move what is listed first.

        ${commands [
          "mount --mkdir -o subvolid=5 ${mount.device} /mnt/top"
          "btrfs subvolume list -o /mnt/top/${mount.subvolume}.before"
          "btrfs subvolume delete /mnt/top/${mount.subvolume}.before"
        ]}'';
  # What an installer can do, where nothing of the host is mounted.
  rescue =
    device: points:
    [
      "mount --mkdir -o subvolid=5 ${device} /mnt/top"
    ]
    ++ lib.unique (map (point: "ls ${folderOf point sources.${point}}") points)
    ++ map (
      point:
      let
        mount = sources.${point};
      in
      "cp --archive --reflink=auto --no-target-directory ${folderOf point mount}/${oneOf mount}/PATH ${atTop mount}/PATH"
    ) points
    ++ [ "umount /mnt/top" ];
  copies =
    name: to:
    let
      names = lib.concatMapStringsSep ", " (mount: "${mount.name}.TIME") (lib.attrValues sources);
      place = "`${to.directory}`${lib.optionalString (to.host != null) " on ${to.host}"}";
      # ssh takes the brackets of an IPv6 address only in a URL.
      remote = lib.optionalString (
        to.host != null
      ) "ssh -p ${toString to.port} ADMIN@${lib.removePrefix "[" (lib.removeSuffix "]" to.host)} sudo ";
    in
    lib.concatLines (
      [
        "The copy ${name} is in ${place}, as ${names}. Get one back, then go on as with any other snapshot."
        ""
      ]
      ++ lib.optionals (to.host != null) [
        "ADMIN is somebody who administers that host and has no need to type a password for sudo there: the key that sends the"
        "snapshots cannot read them."
        ""
      ]
      ++ map (
        mount:
        "    ${remote}btrfs send ${to.directory}/${mount.name}.TIME | btrfs receive ${locationOf mount}"
      ) (lib.attrValues sources)
    );
  restoreGuide = ''
    # Putting back what was lost on ${config.networking.hostName}

    ${cfg.tool} takes snapshots (${cfg.dates}) and keeps some of them (${retention cfg.keep}). They lie on the disk that they are of: they
    help against mistakes, and not where the disk is broken. All commands are for root.

    | what | subvolume | file system | snapshots |
    |---|---|---|---|
    ${perSource (
      point: mount:
      "| ${point} | ${toString mount.subvolume} | ${mount.device} | ${snapshotsOf point mount} |"
    )}

    ${lib.optionalString (left != [ ]) ''
      Not in the snapshots, so that nothing here brings it back: ${lib.concatStringsSep ", " left}.${
        lib.optionalString (anew.enable && anew.root.subvolume != null) ''


          / is made anew at each boot. What was there before is kept for a while, a folder for each boot:

              mount --mkdir -o subvolid=5 ${anew.root.device} /mnt/top
              ls /mnt/top/old_roots''
      }
    ''}
    ${
      if usesSnapper then
        ''
          The NUMBER of each, and when it was taken:

          ${commands (map (mount: "snapper -c ${mount.name} list") (lib.attrValues sources))}''
      else
        ''
          TIME is when it was taken, as in 20260131T030000+0100. This lists them:

          ${commands [ "btrbk -c /etc/btrbk/snapshots.conf list snapshots" ]}''
    }
    ## A file or a folder

    ${perSource (
      point: mount:
      "    cp --archive --reflink=auto --no-target-directory ${snapshotsOf point mount}/PATH ${below point}/PATH"
    )}

    PATH then has what the snapshot has, and keeps what is only there now.

    ${perSource exchange}
    ## When the host does not start

    If it is the configuration, an older one in the boot menu helps. Otherwise start the NixOS installer or another Linux that knows
    btrfs. This text lies on the host that it is about: have a copy of it elsewhere.
    ${lib.optionalString (cfg.encrypted != { }) ''

      What is encrypted is opened first:

      ${commands (
        lib.mapAttrsToList (name: crypt: "cryptsetup open ${crypt.device} ${name}") cfg.encrypted
      )}''}
    All of a subvolume is exchanged as above. This shows which snapshots there are, and gets a file or a folder out of one:

    ${
      commands (
        lib.concatLists (
          lib.mapAttrsToList rescue (lib.groupBy (point: sources.${point}.device) (lib.attrNames sources))
        )
      )
    }${
      lib.optionalString (cfg.send != { } && cfg.tool == "btrbk") ''

        ## When the disk is gone

        Install the host anew, on another disk.${
          lib.optionalString (erased != [ ]) (
            " An installation erases all disks that the manifest names, and so what is in\n"
            + "${lib.concatStringsSep ", " erased}: leave that disk out of the manifest until the host runs again."
          )
        }

        ${lib.concatStringsSep "\n" (lib.mapAttrsToList copies cfg.send)}''
    }
    ## Now, and not at the next time

    ${
      if usesSnapper then
        commands [
          "systemctl start snapper-timeline.service snapper-cleanup.service"
          "systemctl list-timers 'snapper-*'"
        ]
      else
        commands (
          map (unit: "systemctl start btrbk-${unit}.service") (
            [ "snapshots" ] ++ map (name: "send-${name}") (lib.attrNames cfg.send)
          )
          ++ [
            "systemctl list-timers 'btrbk-*'"
            "journalctl -u 'btrbk-*'"
          ]
        )
    }'';
in
{
  options.panther.filesystems.snapshots = {
    enable = lib.mkEnableOption "snapshots of btrfs subvolumes";
    dates = lib.mkOption {
      type = lib.types.str;
      default = "hourly";
      description = "When snapshots are taken and old ones are deleted.";
    };
    encrypted = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options.device = lib.mkOption {
            type = lib.types.str;
            description = "What is opened.";
          };
        }
      );
      default = { };
      description = "What is encrypted with LUKS on the host, by the names of the opened devices. panther fills this in.";
    };
    keep = {
      daily = lib.mkOption {
        type = lib.types.ints.unsigned;
        default = 7;
        description = "For how many days one of each day is kept.";
      };
      hourly = lib.mkOption {
        type = lib.types.ints.unsigned;
        default = 24;
        description = "For how many hours one of each hour is kept.";
      };
      monthly = lib.mkOption {
        type = lib.types.ints.unsigned;
        default = 6;
        description = "For how many months one of each month is kept.";
      };
      weekly = lib.mkOption {
        type = lib.types.ints.unsigned;
        default = 4;
        description = "For how many weeks one of each week is kept.";
      };
      yearly = lib.mkOption {
        type = lib.types.ints.unsigned;
        default = 0;
        description = "For how many years one of each year is kept.";
      };
    };
    locations = lib.mkOption {
      type = lib.types.listOf lib.types.path;
      default = [ "/.snapshots" ];
      description = "Where btrbk puts the snapshots, as mount points of subvolumes for nothing else, one for each file system. snapper makes a subvolume .snapshots of its own inside of each subvolume.";
    };
    mounts = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            device = lib.mkOption {
              type = lib.types.str;
              description = "What is mounted.";
            };
            fileSystem = lib.mkOption {
              type = lib.types.str;
              description = "Where its file system is mounted first.";
            };
            lasting = lib.mkOption {
              type = lib.types.bool;
              default = false;
              description = "Whether it holds what cannot be made again.";
            };
            name = lib.mkOption {
              type = lib.types.str;
              description = "A name for its snapshots.";
            };
            subvolume = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "The subvolume, from the top of the file system. Without one, it is the file system itself.";
            };
          };
        }
      );
      default = { };
      description = "The host's btrfs file systems by mount point. panther fills this in.";
    };
    receive = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            directory = lib.mkOption {
              type = lib.types.str;
              example = "/backup/web1";
              description = "Directory on a btrfs file system of this host that takes them, best a subvolume of its own. It is made where it is not there. The key writes nowhere else.";
            };
            prune = lib.mkOption {
              type = lib.types.bool;
              default = true;
              description = "Whether the other host may also delete old ones. Without it whoever takes it over cannot destroy its backups.";
            };
            sshKey = lib.mkOption {
              type = lib.types.str;
              description = "Public SSH key that belongs to the private one of the other host.";
            };
          };
        }
      );
      default = { };
      description = "Hosts that may send their snapshots to this one, by a name of their own. They log in as the user btrbk, who runs one command there, without a terminal and without forwarding.";
    };
    restoreGuide = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether /etc/restore.md on the host says how its own snapshots are put back, command by command.";
    };
    send = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            compress = lib.mkOption {
              type = lib.types.enum [
                "none"
                "zstd"
                "lz4"
                "gzip"
              ];
              default = "none";
              description = "How they are compressed on the way, which both hosts need the program for. A host with receive has all of them.";
            };
            dates = lib.mkOption {
              type = lib.types.str;
              default = "daily";
              description = "When they are sent.";
            };
            directory = lib.mkOption {
              type = lib.types.str;
              example = "/backup/web1";
              description = "Directory on a btrfs file system that takes them, one for each host. On this host it is made where a file system is mounted at it or above it, which may be on a disk that is not always plugged in; nothing is sent while it is not. Below the root, and on a host that is not set up with receive, it has to be there.";
            };
            host = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "backup.example.org";
              description = "Name or address of the host that takes them; an IPv6 address stands in brackets. Without it, the directory is on this host.";
            };
            keep = {
              daily = lib.mkOption {
                type = lib.types.ints.unsigned;
                default = 7;
                description = "For how many days one of each day is kept.";
              };
              hourly = lib.mkOption {
                type = lib.types.ints.unsigned;
                default = 24;
                description = "For how many hours one of each hour is kept.";
              };
              monthly = lib.mkOption {
                type = lib.types.ints.unsigned;
                default = 6;
                description = "For how many months one of each month is kept.";
              };
              weekly = lib.mkOption {
                type = lib.types.ints.unsigned;
                default = 4;
                description = "For how many weeks one of each week is kept.";
              };
              yearly = lib.mkOption {
                type = lib.types.ints.unsigned;
                default = 0;
                description = "For how many years one of each year is kept.";
              };
            };
            key = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "/var/lib/secrets/btrbk";
              description = "File on this host with the private SSH key for that host, without a passphrase. It belongs to root, as any secret does; systemd hands it to btrbk while that sends.";
            };
            port = lib.mkOption {
              type = lib.types.port;
              default = 22;
              description = "Port of that host's SSH server.";
            };
            prune = lib.mkOption {
              type = lib.types.bool;
              default = true;
              description = "Whether old ones are deleted there. Without it all are kept, and somebody else deletes them.";
            };
            user = lib.mkOption {
              type = lib.types.str;
              default = "btrbk";
              description = "Who takes them there. It is root, or somebody who may run btrfs with sudo, as receive sets one up.";
            };
          };
        }
      );
      default = { };
      description = "Disks and other hosts that snapshots are sent to by btrbk, by a name of their own. What has changed since the last time is sent, as long as the snapshot that was sent then is kept here; otherwise all is sent again.";
    };
    subvolumes = lib.mkOption {
      type = lib.types.listOf lib.types.path;
      default = [ ];
      example = [
        "/home"
        "/var/lib"
      ];
      description = "Where the subvolumes are mounted of which snapshots are taken. Without any, it is all of the host's btrfs subvolumes but those with what can be made again, such as /nix, /var/log and /var/cache, those with swap, those whose files are overwritten in place, and those that take the snapshots of other hosts, or this host's own. A subvolume inside of another one is not part of its snapshots.";
    };
    take = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether snapshots are taken. A host that only receives those of others takes none.";
    };
    tool = lib.mkOption {
      type = lib.types.enum [
        "btrbk"
        "snapper"
      ];
      default = "btrbk";
      description = "What takes the snapshots and deletes old ones. btrbk puts them into a subvolume of their own and can send them to other disks and hosts. snapper keeps them inside of what they are of, can show what changed between two of them, and lets people without root have a look.";
    };
    users = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      description = "Users who may list, compare and read the snapshots of snapper without being root.";
    };
  };

  config = lib.mkIf cfg.enable {
    environment.etc."restore.md" = lib.mkIf (cfg.restoreGuide && sources != { }) {
      text = lib.mkOverride 900 restoreGuide;
    };

    # What is compressed on the way is unpacked here, by a program that btrbk's module gives the sender alone.
    environment.systemPackages = lib.mkIf (cfg.receive != { }) [
      pkgs.gzip
      pkgs.lz4
      pkgs.zstd
    ];

    # btrbk's module says which command a key runs, and no more. Whoever adds lines behind these starts anew for all users.
    services.openssh.extraConfig = lib.mkIf (cfg.receive != { }) (
      lib.mkAfter ''
        Match User btrbk
          DisableForwarding yes
          PermitTTY no
          PermitUserRC no
        Match all
      ''
    );

    services.btrbk = lib.mkIf (cfg.tool == "btrbk") {
      instances = lib.mkMerge [
        (lib.mkIf (sources != { }) {
          snapshots = {
            onCalendar = lib.mkOverride 900 cfg.dates;
            settings = {
              inherit timestamp_format;
              snapshot_preserve = lib.mkOverride 900 (retention cfg.keep);
              snapshot_preserve_min = lib.mkOverride 900 "latest";
              subvolume = subvolumes;
            };
          };
        })
        (lib.mapAttrs' (
          name: to:
          lib.nameValuePair "send-${name}" {
            onCalendar = lib.mkOverride 900 to.dates;
            settings = {
              inherit timestamp_format;
              # sudo is for the user btrbk
              backend_remote = lib.mkIf (to.host != null && to.user == "root") (lib.mkOverride 900 "btrfs-progs");
              # The other instance takes snapshots and deletes them, wherever a target may be.
              snapshot_create = lib.mkOverride 900 "no";
              snapshot_preserve_min = lib.mkOverride 900 "all";
              ssh_identity = lib.mkIf (hasKey to) (
                lib.mkOverride 900 "/run/credentials/btrbk-send-${name}.service/key"
              );
              ssh_user = lib.mkIf (to.host != null) (lib.mkOverride 900 to.user);
              stream_compress = lib.mkIf (to.host != null && to.compress != "none") (
                lib.mkOverride 900 to.compress
              );
              subvolume = subvolumes;
              target.${urlOf to} = { };
              target_preserve = lib.mkOverride 900 (retention to.keep);
              target_preserve_min = lib.mkOverride 900 (if to.prune then "latest" else "all");
            };
          }
        ) (lib.optionalAttrs (sources != { }) cfg.send))
      ];
      sshAccess = lib.mapAttrsToList (_: from: {
        extraArgs = [
          "--restrict-path"
          from.directory
        ];
        key = from.sshKey;
        roles = [
          "info"
          "target"
        ]
        ++ lib.optional from.prune "delete";
      }) cfg.receive;
    };

    services.snapper = lib.mkIf usesSnapper {
      configs = lib.mapAttrs' (
        point: mount:
        lib.nameValuePair mount.name {
          ALLOW_USERS = cfg.users;
          SUBVOLUME = lib.mkOverride 900 point;
          # So that they can also read what they list.
          SYNC_ACL = lib.mkIf (cfg.users != [ ]) (lib.mkOverride 900 true);
          TIMELINE_CLEANUP = lib.mkOverride 900 true;
          TIMELINE_CREATE = lib.mkOverride 900 true;
          TIMELINE_LIMIT_DAILY = lib.mkOverride 900 cfg.keep.daily;
          TIMELINE_LIMIT_HOURLY = lib.mkOverride 900 cfg.keep.hourly;
          TIMELINE_LIMIT_MONTHLY = lib.mkOverride 900 cfg.keep.monthly;
          TIMELINE_LIMIT_WEEKLY = lib.mkOverride 900 cfg.keep.weekly;
          TIMELINE_LIMIT_YEARLY = lib.mkOverride 900 cfg.keep.yearly;
        }
      ) sources;
      persistentTimer = lib.mkOverride 900 true;
      snapshotInterval = lib.mkOverride 900 cfg.dates;
    };

    systemd.services = lib.mkMerge [
      # A disk that is not there is no mistake: what was missed is sent the next time.
      (lib.mapAttrs' (
        name: to:
        lib.nameValuePair "btrbk-send-${name}" {
          # Where both are due, the newest snapshot is sent, too. A lock would have the one fail that comes second.
          after = [
            "btrbk-snapshots.service"
          ]
          # What was missed while the host was off is sent right after the boot.
          ++ lib.optional (to.host != null) "network-online.target"
          ++ mountUnits to;
          wants = lib.optional (to.host != null) "network-online.target" ++ mountUnits to;
          serviceConfig = {
            ExecStartPre = lib.mkIf (isPlaced to) (
              lib.mkOverride 900 "+${lib.getExe' pkgs.coreutils "install"} --directory --mode=0700 ${utils.escapeSystemdExecArg to.directory}"
            );
            LoadCredential = lib.optional (hasKey to) "key:${to.key}";
          };
          unitConfig = {
            ConditionPathExists = lib.mkIf (to.host == null && !isPlaced to) (lib.mkOverride 900 to.directory);
            ConditionPathIsMountPoint = lib.mkIf (isPlaced to) (lib.mkOverride 900 (mountOf to.directory));
          };
        }
      ) (lib.optionalAttrs (cfg.tool == "btrbk" && sources != { }) cfg.send))
      (lib.mkIf (cfg.receive != { }) {
        # No tmpfiles: where a disk is missing, they would make the directory on the root, which copies then fill.
        snapshots-receive = {
          description = lib.mkOverride 900 "The directories that take the snapshots of other hosts";
          serviceConfig = {
            ExecStart = lib.mkOverride 900 (
              utils.escapeSystemdExecArgs (
                [
                  (lib.getExe' pkgs.coreutils "install")
                  "--directory"
                  "--mode=0700"
                ]
                ++ received
              )
            );
            RemainAfterExit = lib.mkOverride 900 true;
            Type = lib.mkOverride 900 "oneshot";
          };
          unitConfig.RequiresMountsFor = received;
          wantedBy = [ "multi-user.target" ];
        };
      })
      (lib.mkIf usesSnapper {
        snapper-subvolumes = {
          description = lib.mkOverride 900 "The subvolumes that snapper keeps snapshots in";
          before = [
            "snapper-cleanup.service"
            "snapper-timeline.service"
          ];
          path = [ pkgs.btrfs-progs ];
          requiredBy = [
            "snapper-cleanup.service"
            "snapper-timeline.service"
          ];
          script = ''
            for at in ${
              lib.escapeShellArgs (
                map (point: "${lib.removeSuffix "/" point}/.snapshots") (lib.attrNames sources)
              )
            }; do
              if ! btrfs subvolume show "$at" >/dev/null 2>&1; then
                btrfs subvolume create "$at"
                chmod 0750 "$at"
              fi
            done
          '';
          serviceConfig = {
            RemainAfterExit = lib.mkOverride 900 true;
            Type = lib.mkOverride 900 "oneshot";
          };
          unitConfig.RequiresMountsFor = lib.attrNames sources;
        };
      })
    ];

    # What was readable to all when a snapshot was taken is so in it for good.
    systemd.tmpfiles.settings."10-panther-snapshots" =
      lib.mkIf (cfg.tool == "btrbk" && sources != { })
        (
          lib.genAttrs cfg.locations (_: {
            z = {
              group = lib.mkOverride 900 "root";
              mode = lib.mkOverride 900 "0700";
              user = lib.mkOverride 900 "root";
            };
          })
        );
  };
}
