# panther: rendered from the module core/systemd. (63d0f652cada29f1)
{ config, lib, ... }:
let
  cfg = config.panther.core.systemd;
in
{
  options.panther.core.systemd = {
    enable = lib.mkEnableOption "limits for the journal, core dumps and memory, and systemd's own settings";
    coredump = {
      maxUse = lib.mkOption {
        type = lib.types.str;
        default = "1G";
        description = "How much disk space all core dumps together may take.";
      };
      storage = lib.mkOption {
        type = lib.types.enum [
          "external"
          "journal"
          "none"
        ];
        default = "external";
        description = "Where core dumps are kept. They lie in files of their own, in the journal, or nowhere; without them the journal says what crashed, but not where. A core dump holds whatever the program had in memory, secrets included.";
      };
    };
    journal = {
      maxUse = lib.mkOption {
        type = lib.types.str;
        default = "1G";
        description = "How much disk space the journal may take.";
      };
      retention = lib.mkOption {
        type = lib.types.str;
        default = "30d";
        description = "How old an entry of the journal may become.";
      };
      storage = lib.mkOption {
        type = lib.types.enum [
          "persistent"
          "volatile"
          "auto"
          "none"
        ];
        default = "persistent";
        description = "Where the journal is kept. It is on disk, in memory, on disk if /var/log/journal exists, or nowhere.";
      };
    };
    killUserProcesses = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether whatever a user has started ends with the session. This also ends tmux and screen, unless the user lingers.";
    };
    lidSwitch = lib.mkOption {
      type = lib.types.enum [
        "ignore"
        "lock"
        "suspend"
        "suspend-then-hibernate"
        "hibernate"
        "poweroff"
      ];
      default = "suspend";
      description = "What closing the lid does.";
    };
    oomd = {
      services = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether a system service may be ended when memory runs short. The one that causes the pressure is; its restart settings then apply.";
      };
      users = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether programs in the sessions of users may be ended when memory runs short.";
      };
    };
    powerKey = lib.mkOption {
      type = lib.types.enum [
        "ignore"
        "lock"
        "suspend"
        "suspend-then-hibernate"
        "hibernate"
        "poweroff"
      ];
      default = "poweroff";
      description = "What the power key does. A cloud provider's shutdown button is this key, too.";
    };
    timeServers = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "ntp.example.org" ];
      description = "Time servers to ask first. Without any, those of the network's DHCP server are asked, and NixOS's own where there are none.";
    };
    watchdog = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "1min";
      description = "After which time without a sign of life from systemd the hardware watchdog resets the host. Nothing happens on a host that has no such device.";
    };
  };

  config = lib.mkIf cfg.enable {
    services = {
      journald = {
        # First, because of several values for one setting the last counts: what somebody adds wins.
        extraConfig = lib.mkBefore ''
          MaxRetentionSec=${cfg.journal.retention}
          SystemMaxUse=${cfg.journal.maxUse}
        '';
        storage = lib.mkOverride 900 cfg.journal.storage;
      };
      logind.settings.Login = {
        HandleLidSwitch = lib.mkOverride 900 cfg.lidSwitch;
        HandlePowerKey = lib.mkOverride 900 cfg.powerKey;
        KillUserProcesses = lib.mkOverride 900 cfg.killUserProcesses;
      };
      timesyncd.servers = lib.mkIf (cfg.timeServers != [ ]) cfg.timeServers;
    };

    systemd = {
      coredump.settings.Coredump = {
        MaxUse = lib.mkOverride 900 cfg.coredump.maxUse;
        # With nothing to keep there is no reason to read the dump, either.
        ProcessSizeMax = lib.mkIf (cfg.coredump.storage == "none") (lib.mkOverride 900 0);
        Storage = lib.mkOverride 900 cfg.coredump.storage;
      };
      # systemd-oomd runs by default but watches nothing.
      oomd = {
        enableSystemSlice = lib.mkOverride 900 cfg.oomd.services;
        enableUserSlices = lib.mkOverride 900 cfg.oomd.users;
      };
      settings.Manager.RuntimeWatchdogSec = lib.mkIf (cfg.watchdog != null) (
        lib.mkOverride 900 cfg.watchdog
      );
    };
  };
}
