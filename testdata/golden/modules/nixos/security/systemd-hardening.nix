# panther: rendered from the module security/systemd-hardening. (d19d9d7aefc8ce13)
{ config, lib, ... }:
let
  cfg = config.panther.security.systemdHardening;
  # What a service can do without that keeps to its own files and sockets. Not in here: ProtectClock,
  # which takes away devices, too, and ProtectHostname, which hides a new name.
  common = {
    LockPersonality = true;
    NoNewPrivileges = true;
    ProtectControlGroups = true;
    ProtectKernelLogs = true;
    ProtectKernelModules = true;
    RestrictRealtime = true;
    SystemCallArchitectures = "native";
  };
  # Nix remounts the store in a namespace of its own. And it would collect whatever links in /tmp and
  # /home keep, if it did not see them.
  store = common // {
    PrivateDevices = true;
    PrivateNetwork = true;
    ProtectClock = true;
    ProtectKernelTunables = true;
  };
  tailscaleFlags = config.services.tailscale.extraSetFlags ++ config.services.tailscale.extraUpFlags;

  units = {
    alertmanager = {
      enable = config.services.prometheus.alertmanager.enable;
      settings = {
        PrivateUsers = true;
        RemoveIPC = true;
        SystemCallArchitectures = "native";
        UMask = "0077";
      };
    };
    auditd = {
      enable = config.security.auditd.enable;
      settings = common // {
        MemoryDenyWriteExecute = true;
        ProtectClock = true;
        ProtectHome = true;
        ProtectKernelTunables = true;
        RestrictNamespaces = true;
      };
    };
    fail2ban = {
      enable = config.services.fail2ban.enable;
      # NixOS states these itself, and not as defaults.
      settings =
        removeAttrs common [
          "NoNewPrivileges"
          "ProtectControlGroups"
          "ProtectKernelModules"
        ]
        // {
          ProtectClock = true;
          RestrictAddressFamilies = [
            "AF_INET"
            "AF_INET6"
            "AF_NETLINK"
            "AF_UNIX"
          ];
          RestrictNamespaces = true;
          RestrictSUIDSGID = true;
          UMask = "0077";
        };
    };
    nix-gc = {
      enable = config.nix.gc.automatic;
      settings = store;
    };
    nix-optimise = {
      enable = config.nix.optimise.automatic;
      settings = store;
    };
    nscd = {
      enable = config.services.nscd.enable;
      # NixOS states it itself.
      settings = removeAttrs common [ "NoNewPrivileges" ] // {
        MemoryDenyWriteExecute = true;
        PrivateDevices = true;
        ProtectClock = true;
        ProtectKernelTunables = true;
        # resolved, DNS, and the kernel about its addresses
        RestrictAddressFamilies = [
          "AF_INET"
          "AF_INET6"
          "AF_NETLINK"
          "AF_UNIX"
        ];
        RestrictNamespaces = true;
      };
    };
    qemu-guest-agent = {
      enable = config.services.qemuGuest.enable;
      # It runs commands for the provider and freezes file systems: little can be taken from it.
      settings = {
        LockPersonality = true;
        MemoryDenyWriteExecute = true;
        ProtectControlGroups = true;
        ProtectKernelLogs = true;
        ProtectKernelModules = true;
        RestrictRealtime = true;
        SystemCallArchitectures = "native";
      };
    };
    smartd = {
      enable = config.services.smartd.enable;
      # Its messages go through the setgid wrapper of the mail program.
      settings = removeAttrs common [ "NoNewPrivileges" ] // {
        MemoryDenyWriteExecute = true;
        ProtectHome = true;
        RestrictNamespaces = true;
      };
    };
    tailscaled = {
      # Whoever logs in over Tailscale SSH is a child of tailscaled and would live in its sandbox.
      enable =
        config.services.tailscale.enable
        && !lib.any (flag: flag == "--ssh" || flag == "--ssh=true") tailscaleFlags;
      # It loads modules, writes under /proc/sys and follows the host's name.
      settings = {
        LockPersonality = true;
        MemoryDenyWriteExecute = true;
        PrivateTmp = true;
        ProtectControlGroups = true;
        ProtectHome = true;
        ProtectKernelLogs = true;
        RestrictNamespaces = true;
        RestrictRealtime = true;
        RestrictSUIDSGID = true;
        SystemCallArchitectures = "native";
      };
    };
  };
in
{
  options.panther.security.systemdHardening = {
    enable = lib.mkEnableOption "sandboxes for services whose units come without a full one";
    exempt = lib.mkOption {
      type = lib.types.listOf (
        lib.types.enum [
          "alertmanager"
          "auditd"
          "fail2ban"
          "nix-gc"
          "nix-optimise"
          "nscd"
          "qemu-guest-agent"
          "smartd"
          "tailscaled"
        ]
      );
      default = [ ];
      example = [ "tailscaled" ];
      description = "Services that stay as NixOS has them. The others are confined where they run: alertmanager, auditd, fail2ban, nix-gc, nix-optimise, nscd, qemu-guest-agent, smartd and tailscaled. tailscaled is left alone where it answers SSH connections, because sessions inherit its confines.";
    };
  };

  config = lib.mkIf cfg.enable {
    # sshd is missing on purpose: whatever it may not do, nobody who logs in may do, either.
    systemd.services = lib.mapAttrs (
      name: unit:
      lib.mkIf (unit.enable && !lib.elem name cfg.exempt) {
        serviceConfig = lib.mapAttrs (_: lib.mkOverride 900) unit.settings;
      }
    ) units;
  };
}
