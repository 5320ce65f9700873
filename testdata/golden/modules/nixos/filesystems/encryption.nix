# panther: rendered from the module filesystems/encryption. (023aff3712cb117b)
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
  # The links of the running system, as far as the initial RAM disk has what they need; settings win over them.
  wired = lib.filterAttrs (
    _: network: (network.matchConfig.Type or null) != "wlan"
  ) config.systemd.network.networks;
  weakly = lib.mapAttrs (_: lib.mkOverride 900);
  links =
    if wired != { } then
      lib.mapAttrs (_: network: {
        inherit (network) address dns routes;
        linkConfig = weakly network.linkConfig;
        matchConfig = weakly network.matchConfig;
        networkConfig = weakly network.networkConfig;
      }) wired
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
      availableKernelModules = cfg.remoteUnlock.networkModules;
      network = {
        enable = lib.mkOverride 900 true;
        ssh = {
          # A key that has a command of its own is for that command.
          authorizedKeys = map limited (lib.filter (key: !lib.hasInfix "command=" key) keys);
          enable = lib.mkOverride 900 true;
          # As text, so that the file is read when the boot loader is installed and never enters the store.
          hostKeys = [ cfg.remoteUnlock.hostKey ];
          port = lib.mkOverride 900 cfg.remoteUnlock.port;
        };
      };
      systemd.network.networks = links;
    };
  };
}
