# panther: rendered from the module security/audit. (4e9bc50b1372f842)
{ config, lib, ... }:
let
  cfg = config.panther.security.audit;
  # A 64-bit kernel also runs 32-bit programs, whose system calls are filtered apart.
  record =
    key: filter:
    map (arch: "-a always,exit -F arch=${arch} ${filter} -F key=${key}") [
      "b64"
      "b32"
    ];
  # auid is who logged in, whoever they have become since; services and boot have none.
  session = "-F auid!=unset";
in
{
  options.panther.security.audit = {
    enable = lib.mkEnableOption "the Linux audit system, which records who did what";
    backlogLimit = lib.mkOption {
      type = lib.types.int;
      default = 8192;
      description = "How many records may wait to be written before some are lost.";
    };
    commands = lib.mkOption {
      type = lib.types.enum [
        "none"
        "root"
        "all"
      ];
      default = "none";
      description = "Whose commands are recorded beside those that privilege records. It is nobody's, those that run as root in somebody's session, or all that anybody runs in a session.";
    };
    generations = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether it is recorded who installs another generation of the system or of a user's profile.";
    };
    identity = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether changes to the files that hold users, groups and passwords are recorded.";
    };
    kernelModules = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether it is recorded what loads and unloads kernel modules, or starts another kernel.";
    };
    lock = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether nobody, root included, can change the rules or stop the recording before the next boot. New rules then also only count from the next boot on.";
    };
    maxLogFile = lib.mkOption {
      type = lib.types.ints.positive;
      default = 32;
      description = "Size in MiB at which a log file is closed and the next one begun.";
    };
    mounts = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether it is recorded which file systems are mounted and unmounted in somebody's session.";
    };
    numLogs = lib.mkOption {
      type = lib.types.ints.between 2 999;
      default = 8;
      description = "How many log files are kept.";
    };
    privilege = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether programs are recorded that somebody runs with the rights of root without being root, as sudo does.";
    };
    time = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether it is recorded that somebody sets the clock. What keeps it in step with time servers is not.";
    };
  };

  config = lib.mkIf cfg.enable {
    security = {
      audit = {
        backlogLimit = lib.mkOverride 900 cfg.backlogLimit;
        enable = lib.mkOverride 900 (if cfg.lock then "lock" else true);
        # systemd loads a small program into the kernel for each unit that it confines.
        rules = [
          "-a always,exclude -F msgtype=BPF"
        ]
        ++ lib.optionals cfg.identity (
          lib.concatMap (file: record "identity" "-F path=/etc/${file} -F perm=wa") [
            "group"
            "passwd"
            "shadow"
            "subgid"
            "subuid"
          ]
        )
        # The rest of /etc and all programs are read-only here: what changes is the generation.
        ++ lib.optionals cfg.generations (record "generation" "-F dir=/nix/var/nix/profiles -F perm=wa")
        # The wrappers under /run/wrappers, and set-user-ID programs that somebody has left elsewhere.
        ++ lib.optionals cfg.privilege (record "privilege" "-S execve,execveat -C uid!=euid -F euid=0")
        ++ lib.optionals (cfg.commands == "root") (
          record "command" "-S execve,execveat -F euid=0 ${session}"
        )
        ++ lib.optionals (cfg.commands == "all") (record "command" "-S execve,execveat ${session}")
        ++ lib.optionals cfg.kernelModules (
          record "module" "-S init_module,finit_module,delete_module"
          ++ [ "-a always,exit -F arch=b64 -S kexec_load,kexec_file_load -F key=kexec" ]
        )
        ++ lib.optionals cfg.mounts (
          record "mount" "-S mount,move_mount,mount_setattr,umount2 ${session}"
          ++ [ "-a always,exit -F arch=b32 -S umount ${session} -F key=mount" ]
        )
        ++ lib.optionals cfg.time (
          record "time" "-S adjtimex,clock_adjtime,clock_settime,settimeofday ${session}"
          ++ [ "-a always,exit -F arch=b32 -S clock_adjtime64,clock_settime64,stime ${session} -F key=time" ]
        );
      };
      auditd = {
        enable = lib.mkOverride 900 true;
        settings = {
          flush = lib.mkOverride 900 "incremental_async";
          freq = lib.mkOverride 900 50;
          # Names instead of numbers, so that the log can be read on another host.
          log_format = lib.mkOverride 900 "enriched";
          # By its own defaults auditd never begins another log file.
          max_log_file = lib.mkOverride 900 cfg.maxLogFile;
          max_log_file_action = lib.mkOverride 900 "rotate";
          num_logs = lib.mkOverride 900 cfg.numLogs;
        };
      };
    };

    systemd = {
      # The kernel takes no further rules once they are locked: a switch would fail on them, and a reboot brings new ones.
      services.audit-rules-nixos.restartIfChanged = lib.mkIf cfg.lock (lib.mkOverride 900 false);
      # auditd keeps the records; the journal would keep them once more.
      sockets.systemd-journald-audit.enable = lib.mkOverride 900 false;
    };
  };
}
