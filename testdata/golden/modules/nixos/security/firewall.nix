# panther: rendered from the module security/firewall. (4a2d81c3d24fb710)
{ config, lib, ... }:
let
  cfg = config.panther.security.firewall;
in
{
  options.panther.security.firewall = {
    enable = lib.mkEnableOption "the firewall";
    interfaces = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            tcp = lib.mkOption {
              type = lib.types.listOf lib.types.port;
              default = [ ];
              example = [
                80
                443
              ];
              description = "TCP ports that are open on this interface.";
            };
            tcpRanges = lib.mkOption {
              type = lib.types.listOf (
                lib.types.submodule {
                  options = {
                    from = lib.mkOption {
                      type = lib.types.port;
                      description = "First port of the range.";
                    };
                    to = lib.mkOption {
                      type = lib.types.port;
                      description = "Last port of the range.";
                    };
                  };
                }
              );
              default = [ ];
              example = [
                {
                  from = 8000;
                  to = 8010;
                }
              ];
              description = "Ranges of TCP ports that are open on this interface.";
            };
            udp = lib.mkOption {
              type = lib.types.listOf lib.types.port;
              default = [ ];
              example = [ 443 ];
              description = "UDP ports that are open on this interface.";
            };
            udpRanges = lib.mkOption {
              type = lib.types.listOf (
                lib.types.submodule {
                  options = {
                    from = lib.mkOption {
                      type = lib.types.port;
                      description = "First port of the range.";
                    };
                    to = lib.mkOption {
                      type = lib.types.port;
                      description = "Last port of the range.";
                    };
                  };
                }
              );
              default = [ ];
              example = [
                {
                  from = 60000;
                  to = 61000;
                }
              ];
              description = "Ranges of UDP ports that are open on this interface.";
            };
          };
        }
      );
      default = { };
      example.tailscale0.tcp = [ 8080 ];
      description = "Ports that are open on single interfaces, by the name of the interface.";
    };
    logRefused = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether refused connections are logged. On an address that is open to the world these are many.";
    };
    nftables = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the rules are those of nftables. Programs that bring iptables rules of their own, Docker for one, need iptables. With iptables, Tailscale lets in whatever comes from the tailnet.";
    };
    ping = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the host answers pings over IPv4. Those over IPv6 it always answers.";
    };
    pingLimit = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "10/second";
      description = "How many pings over IPv4 it answers at most. nftables takes a rate, such as 10/second; iptables takes options, such as --limit 10/second.";
    };
    reject = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether those that are kept out are told so. Otherwise they get no answer at all.";
    };
    reversePath = lib.mkOption {
      type = lib.types.nullOr (
        lib.types.enum [
          "strict"
          "loose"
          "none"
        ]
      );
      default = null;
      description = "Whether packets are dropped whose sender would not be answered over the interface that they came in on (strict) or over any (loose). Without a value it is strict. A host that is a client of Tailscale's routing features needs loose, and NixOS sees to that whatever is said here.";
    };
    tcp = lib.mkOption {
      type = lib.types.listOf lib.types.port;
      default = [ ];
      example = [
        80
        443
      ];
      description = "TCP ports that are open on every interface. Services that open their own ports need none here.";
    };
    tcpRanges = lib.mkOption {
      type = lib.types.listOf (
        lib.types.submodule {
          options = {
            from = lib.mkOption {
              type = lib.types.port;
              description = "First port of the range.";
            };
            to = lib.mkOption {
              type = lib.types.port;
              description = "Last port of the range.";
            };
          };
        }
      );
      default = [ ];
      example = [
        {
          from = 8000;
          to = 8010;
        }
      ];
      description = "Ranges of TCP ports that are open on every interface.";
    };
    trustedInterfaces = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "tailscale0" ];
      description = "Interfaces from which everything is let in.";
    };
    udp = lib.mkOption {
      type = lib.types.listOf lib.types.port;
      default = [ ];
      example = [ 443 ];
      description = "UDP ports that are open on every interface.";
    };
    udpRanges = lib.mkOption {
      type = lib.types.listOf (
        lib.types.submodule {
          options = {
            from = lib.mkOption {
              type = lib.types.port;
              description = "First port of the range.";
            };
            to = lib.mkOption {
              type = lib.types.port;
              description = "Last port of the range.";
            };
          };
        }
      );
      default = [ ];
      example = [
        {
          from = 60000;
          to = 61000;
        }
      ];
      description = "Ranges of UDP ports that are open on every interface.";
    };
  };

  config = lib.mkIf cfg.enable {
    networking = {
      firewall = {
        enable = lib.mkOverride 900 true;
        allowPing = lib.mkOverride 900 cfg.ping;
        allowedTCPPortRanges = cfg.tcpRanges;
        allowedTCPPorts = cfg.tcp;
        allowedUDPPortRanges = cfg.udpRanges;
        allowedUDPPorts = cfg.udp;
        checkReversePath = lib.mkIf (cfg.reversePath != null) (
          lib.mkOverride 900 ({ none = false; }.${cfg.reversePath} or cfg.reversePath)
        );
        interfaces = lib.mapAttrs (_: interface: {
          allowedTCPPortRanges = interface.tcpRanges;
          allowedTCPPorts = interface.tcp;
          allowedUDPPortRanges = interface.udpRanges;
          allowedUDPPorts = interface.udp;
        }) cfg.interfaces;
        inherit (cfg) trustedInterfaces;
        logRefusedConnections = lib.mkOverride 900 cfg.logRefused;
        pingLimit = lib.mkIf (cfg.pingLimit != null) (lib.mkOverride 900 cfg.pingLimit);
        rejectPackets = lib.mkOverride 900 cfg.reject;
      };
      nftables.enable = lib.mkOverride 900 cfg.nftables;
    };
  };
}
