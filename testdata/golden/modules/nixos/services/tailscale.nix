# panther: rendered from the module services/tailscale. (b28b910b76a51e5e)
{ config, lib, ... }:
let
  cfg = config.panther.services.tailscale;
  advertises = cfg.exitNode || cfg.advertiseRoutes != [ ];
  # All of them, so that what is no longer wanted is reset; and `up` fails unless it repeats what `set`
  # has changed.
  preferences = [
    "--accept-dns=${lib.boolToString cfg.acceptDns}"
    "--accept-routes=${lib.boolToString cfg.acceptRoutes}"
    "--advertise-exit-node=${lib.boolToString cfg.exitNode}"
    "--advertise-routes=${lib.concatStringsSep "," cfg.advertiseRoutes}"
    "--operator=${toString cfg.operator}"
    "--ssh=${lib.boolToString cfg.ssh}"
  ];
in
{
  options.panther.services.tailscale = {
    enable = lib.mkEnableOption "the Tailscale VPN client";
    acceptDns = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the host resolves names as the tailnet says, which is what makes the other hosts' names known.";
    };
    acceptRoutes = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the host uses the networks that subnet routers of the tailnet advertise.";
    };
    advertiseRoutes = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "10.0.0.0/24" ];
      description = "Networks that the host makes reachable for the tailnet. An administrator of the tailnet has to approve them.";
    };
    authKey = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "/var/lib/secrets/tailscale";
      description = "File that holds the auth key with which the host joins the tailnet. It has to survive a reboot, which /run does not. Without one, somebody runs `tailscale up` on the host once.";
    };
    exitNode = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the host offers itself as an exit node. An administrator of the tailnet has to approve it.";
    };
    loginServer = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "https://headscale.example.org";
      description = "Coordination server that the host joins instead of Tailscale's own. It is only used with an auth key.";
    };
    openFirewall = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the firewall lets the UDP port in. Without it, hosts that both sit behind a firewall meet on a relay, which is slower.";
    };
    operator = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "operator";
      description = "User who may change Tailscale's settings without being root.";
    };
    port = lib.mkOption {
      type = lib.types.port;
      default = 41641;
      description = "UDP port for connections to other hosts.";
    };
    ssh = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether Tailscale answers SSH connections from the tailnet itself, by the tailnet's access rules and without keys. It takes port 22 of the host's tailnet addresses from the SSH server.";
    };
    tags = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "tag:server" ];
      description = "Tags that the host asks for when it joins, which make the tailnet rather than a person its owner. They are only used with an auth key.";
    };
    trustInterface = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the firewall lets in everything that comes from the tailnet, whose access rules then are the only ones. With iptables instead of nftables, Tailscale sees to that itself, whatever is said here.";
    };
    useRoutingFeatures = lib.mkOption {
      type = lib.types.enum [
        "none"
        "client"
        "server"
        "both"
      ];
      default = "client";
      description = "Which routing features the host uses. A client may send its traffic through exit nodes and subnet routers, a server may be one. What exitNode and advertiseRoutes offer switches the server's part on by itself.";
    };
  };

  config = lib.mkIf cfg.enable {
    networking.firewall.trustedInterfaces = lib.optional cfg.trustInterface config.services.tailscale.interfaceName;

    services.tailscale = {
      enable = lib.mkOverride 900 true;
      authKeyFile = lib.mkIf (cfg.authKey != null) (lib.mkOverride 900 cfg.authKey);
      # These are set on every boot, with an auth key or without.
      extraSetFlags = preferences;
      extraUpFlags =
        preferences
        ++ lib.optional (cfg.loginServer != null) "--login-server=${cfg.loginServer}"
        ++ lib.optional (cfg.tags != [ ]) "--advertise-tags=${lib.concatStringsSep "," cfg.tags}";
      openFirewall = lib.mkOverride 900 cfg.openFirewall;
      port = lib.mkOverride 900 cfg.port;
      # Who advertises forwards packets for others, which the kernel only does for servers.
      useRoutingFeatures = lib.mkOverride 900 (
        if advertises then
          {
            client = "both";
            none = "server";
          }
          .${cfg.useRoutingFeatures} or cfg.useRoutingFeatures
        else
          cfg.useRoutingFeatures
      );
    };

    systemd.services.tailscaled.environment = lib.mkIf config.networking.nftables.enable {
      # Without it, tailscaled writes iptables rules into a firewall of nftables.
      TS_DEBUG_FIREWALL_MODE = lib.mkOverride 900 "nftables";
    };
  };
}
