# panther: rendered from the module filesystems/encryption. (0d7acccc91351184)
{ config, lib, ... }:
let
  cfg = config.panther.filesystems.encryption;
  administrators = lib.filter (user: lib.elem "wheel" user.extraGroups) (
    lib.attrValues config.users.users
  );
  keys =
    if cfg.remoteUnlock.sshKeys != [ ] then
      cfg.remoteUnlock.sshKeys
    else
      lib.concatMap (user: user.openssh.authorizedKeys.keys) administrators;
  # What a key may do: wait for the disks, which asks for what opens them. Options that it has stand before that, so that
  # they limit it further, such as from="10.0.0.0/8".
  limited =
    key:
    let
      parts = builtins.match "(.*[^ ]) +((ssh|ecdsa|sk)-[^ ]+ +AAAA.*)" key;
      bare = if parts == null then key else lib.elemAt parts 1;
      limits = lib.optionalString (parts != null) "${lib.head parts},";
    in
    ''${limits}restrict,pty,command="systemctl default" ${bare}'';
  # The links of the running system, with all that decides how they are reached; settings win over them.
  weakly = lib.mapAttrs (_: lib.mkOverride 900);
  copy =
    sections: definition:
    {
      extraConfig = lib.mkOverride 900 definition.extraConfig;
    }
    // lib.genAttrs sections (section: weakly definition.${section});
  wired = lib.filterAttrs (
    _: network: network.enable && (network.matchConfig.Type or null) != "wlan"
  ) config.systemd.network.networks;
  links =
    if wired != { } then
      lib.mapAttrs (
        _: network:
        copy [
          "bridgeConfig"
          "dhcpV4Config"
          "dhcpV6Config"
          "ipv6AcceptRAConfig"
          "linkConfig"
          "matchConfig"
          "networkConfig"
        ] network
        // {
          inherit (network)
            address
            addresses
            bond
            bridge
            dns
            gateway
            routes
            routingPolicyRules
            vlan
            ;
        }
      ) wired
    else
      {
        "60-ethernet" = {
          matchConfig = weakly {
            Kind = "!*";
            Type = "ether";
          };
          networkConfig = weakly { DHCP = "yes"; };
        };
      };
  # What links may be made of, with the kernel modules that do it.
  kinds = {
    bond = "bonding";
    bridge = "bridge";
    vlan = "8021q";
  };
  devices = lib.filterAttrs (
    _: device: device.enable && kinds ? ${device.netdevConfig.Kind or ""}
  ) config.systemd.network.netdevs;
in
{
  options.panther.filesystems.encryption = {
    enable = lib.mkEnableOption "the way to open encrypted disks of a host that nobody sits at";
    remoteUnlock = {
      enable = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether the host may be opened over SSH.";
      };
      hostKey = lib.mkOption {
        type = lib.types.path;
        default = "/etc/secrets/initrd/ssh_host_ed25519_key";
        description = "File on the host with the private key that it shows to clients. It is copied to the boot partition, which is not encrypted, so that it must be another key than that of the running system. panther install makes it.";
      };
      networkModules = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        example = [ "igb" ];
        description = "Kernel modules of the network links, where neither a hardware report nor a virtual machine says them. `lspci -k` names them.";
      };
      port = lib.mkOption {
        type = lib.types.port;
        default = 2222;
        description = "Where it listens. Another port than that of the running system keeps clients from mistaking one host key for the other.";
      };
      sshKeys = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        description = "Public keys that may open the host. Those of the administrators if it is left out.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    boot.initrd = lib.mkIf cfg.remoteUnlock.enable {
      availableKernelModules =
        cfg.remoteUnlock.networkModules
        ++ map (device: kinds.${device.netdevConfig.Kind}) (lib.attrValues devices);
      network = {
        enable = lib.mkOverride 900 true;
        # What is no networkd takes an address that it finds for somebody else's, and never renews it.
        flushBeforeStage2 = lib.mkOverride 900 (!config.systemd.network.enable);
        ssh = {
          # NixOS would take those of root, which may do anything.
          authorizedKeyFiles = [ ];
          # A key that has a command of its own is for that command.
          authorizedKeys = map limited (lib.filter (key: !lib.hasInfix "command=" key) keys);
          enable = lib.mkOverride 900 true;
          # As text, so that the file is read when the boot loader is installed and never enters the store.
          hostKeys = [ cfg.remoteUnlock.hostKey ];
          port = lib.mkOverride 900 cfg.remoteUnlock.port;
        };
      };
      systemd = {
        # The older way of starting has neither these networks nor the command that asks.
        enable = lib.mkOverride 900 true;
        network = {
          config.dhcpV4Config = weakly config.systemd.network.config.dhcpV4Config;
          netdevs = lib.mapAttrs (
            _:
            copy [
              "bondConfig"
              "bridgeConfig"
              "matchConfig"
              "netdevConfig"
              "vlanConfig"
            ]
          ) devices;
          networks = links;
        };
      };
    };

    # Without this the name that a DHCP server knows the host by is made of its machine ID, which only the running system has:
    # the host would get one address to be opened at and another one afterwards.
    systemd.network.config.dhcpV4Config = lib.mkIf cfg.remoteUnlock.enable {
      ClientIdentifier = lib.mkOverride 900 "mac";
    };
  };
}
