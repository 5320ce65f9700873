# panther: rendered from the module core/networking. (13077379a8aafc92)
{ config, lib, ... }:
let
  cfg = config.panther.core.networking;
  networkd = cfg.backend == "networkd";
  # Links of containers and virtual machines have a kind, hardware has none. Names are no use here:
  # the installer and the system may give one link different ones.
  physical = {
    Kind = "!*";
    Type = "ether";
  };
  dhcp = {
    both = "yes";
    ipv4 = "ipv4";
    ipv6 = "ipv6";
    none = "no";
  };
  # Hosting providers put the gateway outside the subnet; it is on the link all the same.
  route = gateway: {
    Gateway = gateway;
    GatewayOnLink = true;
  };
  match =
    interface:
    lib.filterAttrs (_: value: value != null) {
      Driver = interface.match.driver;
      Name = interface.match.name;
      PermanentMACAddress = interface.match.mac;
    };
  isRest = interface: match interface == { };
  network = interface: {
    inherit (interface) dns;
    address = interface.addresses;
    linkConfig.RequiredForOnline = lib.mkOverride 900 (
      if interface.requiredForOnline == "none" then false else interface.requiredForOnline
    );
    matchConfig = lib.mapAttrs (_: lib.mkOverride 900) (
      if isRest interface then physical else match interface
    );
    networkConfig = {
      DHCP = lib.mkOverride 900 dhcp.${interface.dhcp};
      # Stated, because the default is off with IP forwarding, which VPNs and containers turn on.
      IPv6AcceptRA = lib.mkOverride 900 interface.acceptRA;
    };
    routes = map route (
      lib.remove null [
        interface.gateway
        interface.gateway6
      ]
    );
  };
  # A link gets the first file that fits, so that the one for the rest must come last.
  file = name: interface: "${if isRest interface then "60" else "10"}-${name}";
in
{
  options.panther.core.networking = {
    enable = lib.mkEnableOption "the network stack, with DHCP, static addresses and name resolution";
    backend = lib.mkOption {
      type = lib.types.enum [
        "networkd"
        "networkmanager"
      ];
      default = "networkd";
      description = "What configures the network. systemd-networkd does what the configuration says; NetworkManager keeps its own connections, so that the interfaces below are for systemd-networkd alone.";
    };
    domain = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "example.org";
      description = "DNS domain of the host. With the host's name it makes the fully qualified name.";
    };
    interfaces = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            acceptRA = lib.mkOption {
              type = lib.types.bool;
              default = true;
              description = "Whether addresses and gateways are taken from IPv6 router advertisements.";
            };
            addresses = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              example = [
                "192.0.2.10/24"
                "2001:db8::10/64"
              ];
              description = "Static addresses, beside those that are assigned.";
            };
            dhcp = lib.mkOption {
              type = lib.types.enum [
                "none"
                "ipv4"
                "ipv6"
                "both"
              ];
              default = "both";
              description = "For which protocols an address is asked of a DHCP server.";
            };
            dns = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              example = [ "192.0.2.53" ];
              description = "DNS servers that are reached over this link.";
            };
            gateway = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "192.0.2.1";
              description = "Default gateway for IPv4. Beside a single address (/32) it lies outside the network, as some providers have it.";
            };
            gateway6 = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "fe80::1";
              description = "Default gateway for IPv6. Beside a single address (/128) it lies outside the network; a link-local one (fe80::1) always may.";
            };
            match = {
              driver = lib.mkOption {
                type = lib.types.nullOr lib.types.str;
                default = null;
                example = "virtio_net";
                description = "Name of the link's kernel driver.";
              };
              mac = lib.mkOption {
                type = lib.types.nullOr lib.types.str;
                default = null;
                example = "52:54:00:12:34:56";
                description = "The link's permanent hardware address.";
              };
              name = lib.mkOption {
                type = lib.types.nullOr lib.types.str;
                default = null;
                example = "enp1s0";
                description = "Name of the link, in which * and ? stand for other characters. It may differ between the installer and the system.";
              };
            };
            requiredForOnline = lib.mkOption {
              type = lib.types.enum [
                "none"
                "carrier"
                "degraded"
                "routable"
              ];
              default = "routable";
              description = "What the link must have before the host counts as online. It is nothing, a connection, an address of any kind, or an address that reaches beyond the link.";
            };
          };
        }
      );
      default = { };
      example.wan = {
        addresses = [ "2001:db8::1/64" ];
        dhcp = "ipv4";
        gateway6 = "fe80::1";
      };
      description = "The host's links, each under a name of its own that only names the file for systemd-networkd. Without any, every Ethernet link that is hardware gets its addresses from DHCP and router advertisements.";
    };
    nameservers = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [
        "9.9.9.9"
        "2620:fe::fe"
      ];
      description = "DNS servers that are asked beside those of the single interfaces.";
    };
    wifi = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the host joins wireless networks. With systemd-networkd iwd does that, and iwctl or the desktop tells it which; an administrator may do so without sudo. NetworkManager does it in any case.";
    };
  };

  config = lib.mkIf cfg.enable {
    # A hardware report would ask for DHCP under the interface names that the installer had.
    hardware.facter.detected.dhcp.enable = lib.mkOverride 900 false;

    networking = {
      inherit (cfg) nameservers;
      domain = lib.mkIf (cfg.domain != null) (lib.mkOverride 900 cfg.domain);
      networkmanager.enable = lib.mkOverride 900 (!networkd);
      # With NetworkManager, NixOS turns it off itself.
      useDHCP = lib.mkIf networkd (lib.mkOverride 900 false);
      useNetworkd = lib.mkOverride 900 networkd;
      wireless.iwd.enable = lib.mkIf (networkd && cfg.wifi) (lib.mkOverride 900 true);
    };

    # Both stacks tell it the DNS servers that they learn, and a VPN can add its own for its domains.
    services.resolved = {
      enable = lib.mkOverride 900 true;
      # A server asks nobody on its link for a name, and answers nobody there.
      settings.Resolve = lib.mkIf networkd {
        LLMNR = lib.mkOverride 900 false;
        MulticastDNS = lib.mkOverride 900 false;
      };
    };

    systemd.network = lib.mkIf networkd {
      networks = lib.mkMerge [
        (lib.mkIf (cfg.interfaces == { }) {
          "60-ethernet" = {
            linkConfig.RequiredForOnline = lib.mkOverride 900 "routable";
            matchConfig = lib.mapAttrs (_: lib.mkOverride 900) physical;
            networkConfig = {
              DHCP = lib.mkOverride 900 "yes";
              IPv6AcceptRA = lib.mkOverride 900 true;
            };
          };
        })
        (lib.mapAttrs' (
          name: interface: lib.nameValuePair (file name interface) (network interface)
        ) cfg.interfaces)
        (lib.mkIf cfg.wifi {
          "60-wireless" = {
            # With a cable plugged in, that is the way.
            dhcpV4Config.RouteMetric = lib.mkOverride 900 2048;
            ipv6AcceptRAConfig.RouteMetric = lib.mkOverride 900 2048;
            linkConfig.RequiredForOnline = lib.mkOverride 900 "routable";
            matchConfig.Type = lib.mkOverride 900 "wlan";
            networkConfig = {
              DHCP = lib.mkOverride 900 "yes";
              # From one access point to the next the address stays.
              IgnoreCarrierLoss = lib.mkOverride 900 "3s";
              IPv6AcceptRA = lib.mkOverride 900 true;
            };
          };
        })
      ];
      # Of links that nobody tells apart, some may have no cable.
      wait-online.anyInterface = lib.mkOverride 900 (
        cfg.wifi || lib.all isRest (lib.attrValues cfg.interfaces)
      );
    };
  };
}
