# panther: rendered from the module services/ssh. (1c073145df08debc)
{ config, lib, ... }:
let
  cfg = config.panther.services.ssh;
  inherit (config.services) openssh;
in
{
  options.panther.services.ssh = {
    enable = lib.mkEnableOption "the OpenSSH server";
    allowGroups = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "wheel" ];
      description = "Groups whose members may log in.";
    };
    allowUsers = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "operator" ];
      description = "Users who may log in, as patterns of sshd_config. Without any, everybody may who has a key or a password. Together with groups, a user must fit both.";
    };
    authorizedKeysInHome = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether a user's own ~/.ssh/authorized_keys counts beside the keys of the configuration. Without it, nobody can add a key on the host.";
    };
    banner = lib.mkOption {
      type = lib.types.nullOr lib.types.lines;
      default = null;
      example = ''
        Authorised use only.
      '';
      description = "Text that the server shows before anybody logs in.";
    };
    denyUsers = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "backup" ];
      description = "Users who may not log in, even if they are allowed above.";
    };
    listenAddresses = lib.mkOption {
      type = lib.types.listOf (
        lib.types.submodule {
          options = {
            address = lib.mkOption {
              type = lib.types.str;
              description = "Address of the host.";
            };
            port = lib.mkOption {
              type = lib.types.nullOr lib.types.port;
              default = null;
              description = "Port on this address. Without one, it is each of the server's ports.";
            };
          };
        }
      );
      default = [ ];
      example = [ { address = "192.0.2.10"; } ];
      description = "Addresses on which the server listens. Without any, it listens on all. An address that the host gets late, such as that of a VPN, may be missing when the server starts; the firewall serves better there.";
    };
    openFirewall = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the firewall lets the ports in on every interface.";
    };
    ports = lib.mkOption {
      type = lib.types.listOf lib.types.port;
      default = [ 22 ];
      description = "TCP ports on which the server listens.";
    };
    sftp = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether files can be transferred over SFTP, as sftp, sshfs and scp do.";
    };
  };

  config = lib.mkIf cfg.enable {
    environment.etc."ssh/banner" = lib.mkIf (cfg.banner != null) { text = cfg.banner; };

    # NixOS opens the server's ports, but not those of single addresses.
    networking.firewall.allowedTCPPorts = lib.mkIf (openssh.enable && openssh.openFirewall) (
      lib.remove null (map (listen: listen.port) cfg.listenAddresses)
    );

    services.openssh = {
      enable = lib.mkOverride 900 true;
      allowSFTP = lib.mkOverride 900 cfg.sftp;
      authorizedKeysInHomedir = lib.mkOverride 900 cfg.authorizedKeysInHome;
      listenAddresses = map (listen: {
        # sshd could not tell an IPv6 address from the port behind it.
        addr = if lib.hasInfix ":" listen.address then "[${listen.address}]" else listen.address;
        inherit (listen) port;
      }) cfg.listenAddresses;
      openFirewall = lib.mkOverride 900 cfg.openFirewall;
      inherit (cfg) ports;
      settings = {
        # Whoever else needs to log in, such as the user of a Git service, adds to these lists.
        AllowGroups = lib.mkIf (cfg.allowGroups != [ ]) cfg.allowGroups;
        AllowUsers = lib.mkIf (cfg.allowUsers != [ ]) cfg.allowUsers;
        Banner = lib.mkIf (cfg.banner != null) (lib.mkOverride 900 "/etc/ssh/banner");
        DenyUsers = lib.mkIf (cfg.denyUsers != [ ]) cfg.denyUsers;
      };
    };

    # Before the network is up, sshd would not find the addresses and give up.
    systemd.services.sshd = lib.mkIf (openssh.enable && cfg.listenAddresses != [ ]) {
      after = [ "network-online.target" ];
      wants = [ "network-online.target" ];
    };
  };
}
