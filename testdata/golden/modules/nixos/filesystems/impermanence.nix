# panther: rendered from the module filesystems/impermanence. (7d5e75469dc7a1ed)
{
  config,
  lib,
  utils,
  ...
}:
let
  cfg = config.panther.filesystems.impermanence;
  inherit (cfg) kept root;
  given = lib.filterAttrs (_: value: value != null);
  device = "${utils.escapeSystemdPath root.device}.device";
in
{
  options.panther.filesystems.impermanence = {
    enable = lib.mkEnableOption "a root file system that is made anew at each boot";
    directories = lib.mkOption {
      type = lib.types.listOf lib.types.path;
      default = [ ];
      example = [
        "/var/lib/acme"
        "/srv"
      ];
      description = "Directories that are kept beside what the modules of the host say that they need.";
    };
    files = lib.mkOption {
      type = lib.types.listOf lib.types.path;
      default = [ ];
      example = [ "/etc/krb5.keytab" ];
      description = "Files that are kept beside what the modules of the host say that they need.";
    };
    forget = lib.mkOption {
      type = lib.types.listOf lib.types.path;
      default = [ ];
      example = [ "/var/lib/containers" ];
      description = "Directories and files that are not kept although a module says that it needs them. What somebody needs in order to reach the host cannot be among them.";
    };
    homes = lib.mkOption {
      type = lib.types.enum [
        "all"
        "declared"
      ];
      default = "all";
      description = "What is kept of the users' home directories: all of it, or only what their home modules need and what users names. A file system of its own for /home is never made anew.";
    };
    keepAtLeast = lib.mkOption {
      type = lib.types.ints.positive;
      default = 3;
      description = "How many old roots are kept however old they are.";
    };
    keepDays = lib.mkOption {
      type = lib.types.ints.unsigned;
      default = 30;
      description = "For how many days old roots are kept, in the folder old_roots at the top level of the file system. Days count up to the boot before the current one, so that a clock that is wrong once removes nothing. A root that is given another name stays.";
    };
    kept = {
      directories = lib.mkOption {
        type = lib.types.listOf (
          lib.types.submodule {
            options = {
              directory = lib.mkOption {
                type = lib.types.path;
                description = "The directory.";
              };
              group = lib.mkOption {
                type = lib.types.nullOr lib.types.str;
                default = null;
                description = "Its group, where it does not exist yet.";
              };
              mode = lib.mkOption {
                type = lib.types.nullOr lib.types.str;
                default = null;
                description = "Its mode, where it does not exist yet.";
              };
              user = lib.mkOption {
                type = lib.types.nullOr lib.types.str;
                default = null;
                description = "Its owner, where it does not exist yet.";
              };
            };
          }
        );
        default = [ ];
        description = "Directories, with how they are made.";
      };
      files = lib.mkOption {
        type = lib.types.listOf lib.types.path;
        default = [ ];
        description = "Files.";
      };
      users = lib.mkOption {
        type = lib.types.attrsOf (
          lib.types.submodule {
            options = {
              directories = lib.mkOption {
                type = lib.types.listOf (
                  lib.types.submodule {
                    options = {
                      directory = lib.mkOption {
                        type = lib.types.str;
                        description = "The directory, relative to the home directory.";
                      };
                      mode = lib.mkOption {
                        type = lib.types.nullOr lib.types.str;
                        default = null;
                        description = "Its mode, where it does not exist yet.";
                      };
                    };
                  }
                );
                default = [ ];
                description = "Directories, with how they are made.";
              };
              files = lib.mkOption {
                type = lib.types.listOf lib.types.str;
                default = [ ];
                description = "Files, relative to the home directory.";
              };
            };
          }
        );
        default = { };
        description = "What is kept of home directories.";
      };
    };
    mount = lib.mkOption {
      type = lib.types.nullOr lib.types.path;
      default = null;
      description = "Mount point of the file system in which persistAt is. panther fills this in.";
    };
    persistAt = lib.mkOption {
      type = lib.types.path;
      default = "/persist";
      description = "Where what is kept stands. A file system of its own has to be mounted there, or above it: a subvolume beside that of the root serves, such as @persist.";
    };
    root = {
      device = lib.mkOption {
        type = lib.types.nullOr lib.types.path;
        default = null;
        description = "Device with the root file system.";
      };
      subvolume = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        description = "Subvolume that is the root. Without one the root is in memory, and new in any case.";
      };
    };
    users = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            directories = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              description = "Directories, relative to the home directory.";
            };
            files = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              description = "Files, relative to the home directory.";
            };
          };
        }
      );
      default = { };
      example.operator.directories = [ "projects" ];
      description = "What is kept of single users' home directories, where not all of it is.";
    };
  };

  config = lib.mkIf cfg.enable {
    boot.initrd.systemd = {
      # The older way of starting knows no units.
      enable = lib.mkOverride 900 true;
      services.reset-root = lib.mkIf (root.subvolume != null) {
        description = lib.mkOverride 900 "Put the old root file system aside and make a new one";
        wantedBy = [ "initrd.target" ];
        requires = [ device ];
        after = [
          device
          # A system that wakes up from hibernation goes on with its root.
          "systemd-hibernate-resume.service"
        ];
        # It is no requirement: a root that could not be made anew is better than none.
        before = [
          "shutdown.target"
          "sysroot.mount"
        ];
        conflicts = [ "shutdown.target" ];
        unitConfig = {
          ConditionPathIsMountPoint = lib.mkOverride 900 "!/sysroot";
          DefaultDependencies = lib.mkOverride 900 false;
        };
        serviceConfig = {
          RemainAfterExit = lib.mkOverride 900 true;
          Type = lib.mkOverride 900 "oneshot";
        };
        script = ''
          device=${lib.escapeShellArg root.device}
          subvolume=${lib.escapeShellArg root.subvolume}
          keep_days=${toString cfg.keepDays}
          keep_at_least=${toString cfg.keepAtLeast}

          top=/run/reset-root # the top level of the file system
          root=$top/$subvolume
          aside=$top/old_roots
          fresh=$aside/.fresh # the next root, until it has its place
          retired=
          problems=0
          shopt -s nullglob

          complain() {
            problems=1
            echo "<3>$*" >&2
          }

          # Old roots as seconds and name, the newest first. They are named after the time when they were put aside; whatever is
          # named otherwise is none of ours.
          old_roots() {
            local path name seconds
            for path in "$aside"/*; do
              name=''${path##*/}
              if [[ $name =~ ^[0-9]{4}-[0-9]{2}-[0-9]{1,2}_[0-9]{2}:[0-9]{2}:[0-9]{2}$ ]] &&
                seconds=$(date -u -d "''${name/_/ }" +%s); then
                echo "$seconds $name"
              fi
            done | sort -rn
          }

          # So early the clock may be wrong. It is not earlier than what was last written to the root.
          find_time() {
            local path written
            now=$(date +%s)
            for path in "$root" "$root"/{etc,tmp,var,var/lib,var/tmp}; do
              if [ -d "$path" ]; then
                written=$(stat -c %Y "$path")
                ((written <= now)) || now=$written
              fi
            done
          }

          # When a root was last put aside before this boot. Ages are counted up to then, so that a clock that has jumped
          # makes nothing old: that takes another boot that finds it right.
          find_latest() {
            local seconds name
            latest=0
            while read -r seconds name; do
              if [ -n "$name" ] && ((seconds <= now && seconds > latest)); then latest=$seconds; fi
            done <<<"$(old_roots)"
          }

          # The new root is there before the old one goes. Each step can be the last one before the power fails: the next boot
          # finds what there is, and goes on.
          reset() {
            mkdir -p -m 0700 "$aside" || return
            mkdir -p "$(dirname "$root")" || return
            [ -d "$fresh" ] || btrfs subvolume create "$fresh" || return
            if [ -e "$root" ]; then
              if [ "$(stat -c %i "$root")" != 256 ]; then
                echo "<3>$subvolume is not a subvolume" >&2
                return 1
              fi
              while retired=$aside/$(date -u -d "@$now" +%Y-%m-%d_%H:%M:%S) && [ -e "$retired" ]; do now=$((now + 1)); done
              mv -T "$root" "$retired" || return
            fi
            mv -T "$fresh" "$root"
          }

          # Deletes a subvolume and those in it, the deepest first. Users may have made and named them: they are looked up by
          # number, and a number that came out of a name leads to nothing else.
          delete() {
            local line path
            while read -r line; do
              if [[ $line =~ ^ID\ ([0-9]+)\  ]] &&
                path=$(btrfs inspect-internal subvolid-resolve "''${BASH_REMATCH[1]}" "$top" && echo .); then
                path=$top/''${path%$'\n.'}
                if [[ $path == "$1"/* ]]; then delete "$path"; fi
              fi
            done <<<"$(btrfs subvolume list -o "$1")"
            btrfs subvolume delete "$1"
          }

          prune() {
            local seconds name count=0
            while read -r seconds name; do
              if [ -n "$name" ] && ((++count > keep_at_least && seconds < latest - keep_days * 86400)); then
                delete "$aside/$name" || complain "the old root $name could not be deleted"
              fi
            done <<<"$(old_roots)"
          }

          # Whatever went wrong: the host has a root to start with.
          leave() {
            local newest
            if [ ! -e "$root" ]; then
              newest=$(old_roots)
              newest=''${newest%%$'\n'*}
              retired=''${retired:-''${newest:+$aside/''${newest#* }}}
              mv -T "$retired" "$root" || complain "there is no root file system"
            fi
            umount "$top"
            rmdir "$top"
          }

          mkdir -p "$top"
          mount -t btrfs -o subvolid=5 "$device" "$top"
          trap leave EXIT
          find_time
          find_latest
          reset || complain "the host starts with its old root file system"
          prune
          exit "$problems"
        '';
      };
    };

    environment.persistence.${cfg.persistAt} = {
      directories = map given kept.directories;
      inherit (kept) files;
      hideMounts = lib.mkOverride 900 true;
      users = lib.mapAttrs (_: user: {
        directories = map given user.directories;
        inherit (user) files;
      }) kept.users;
    };

    fileSystems.${cfg.mount}.neededForBoot = lib.mkOverride 900 true;

    # Whoever was told once would be told again after each boot.
    security.sudo.extraConfig = "Defaults lecture = never";

    # The keys are read where they are kept: what decrypts secrets with them does so before anything is mounted over /etc.
    services.openssh.hostKeys = lib.mkOverride 900 [
      {
        bits = 4096;
        path = "${cfg.persistAt}/etc/ssh/ssh_host_rsa_key";
        type = "rsa";
      }
      {
        path = "${cfg.persistAt}/etc/ssh/ssh_host_ed25519_key";
        type = "ed25519";
      }
    ];
  };
}
