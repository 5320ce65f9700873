# panther: rendered from the module services/podman. (c837af7c96a2ec48)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.services.podman;
in
{
  options.panther.services.podman = {
    enable = lib.mkEnableOption "the Podman container engine";
    autoPrune = {
      all = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether images that have a name but no container are removed, too.";
      };
      dates = lib.mkOption {
        type = lib.types.str;
        default = "weekly";
        description = "When unused containers, networks and images are removed.";
      };
      enable = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether unused containers, networks and images without a name are removed from time to time.";
      };
    };
    compose = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether podman-compose is installed, which runs compose files.";
    };
    dns = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether containers find each other by name on the default network. Other networks always have a name server; this also opens the firewall for it.";
    };
    dockerCompat = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the command docker is there and runs Podman. As with Docker, ports that containers of root publish are open to the world, past the firewall, unless an address is given with them, as in 127.0.0.1:5432:5432.";
    };
    dockerSocket = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether programs that talk to Docker's socket reach Podman there. Members of the group podman may use it, which makes them as good as root.";
    };
    lowestPort = lib.mkOption {
      type = lib.types.nullOr lib.types.port;
      default = null;
      example = 80;
      description = "Lowest port that programs without root may listen on, where it shall be lower than 1024.";
    };
    rootless = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether users get control over all resources of their containers, processor sets and I/O included, so that limits work without root. Ordinary users have what rootless containers need otherwise; those whose containers shall run without a session have to linger.";
    };
  };

  config = lib.mkIf cfg.enable {
    boot.kernel.sysctl = {
      # Podman switches it on with the first container that belongs to root. Said here, it stays on when
      # NixOS sets the others anew.
      "net.ipv4.conf.all.forwarding" = lib.mkOverride 900 true;
      "net.ipv4.ip_unprivileged_port_start" = lib.mkIf (cfg.lowestPort != null) (
        lib.mkOverride 900 cfg.lowestPort
      );
    };

    environment.systemPackages = lib.optional cfg.compose pkgs.podman-compose;

    # NixOS opens the name server of the default network, podman0. Compose files get networks of their
    # own, podman1 and so on.
    networking.firewall.interfaces = lib.mkIf cfg.dns {
      ${if config.networking.nftables.enable then "podman*" else "podman+"}.allowedUDPPorts = [ 53 ];
    };

    # systemd hands users no more than memory, pids and cpu.
    systemd.services."user@".serviceConfig.Delegate = lib.mkIf cfg.rootless (
      lib.mkOverride 900 "cpu cpuset io memory pids"
    );

    virtualisation.podman = {
      enable = lib.mkOverride 900 true;
      autoPrune = {
        enable = lib.mkOverride 900 cfg.autoPrune.enable;
        dates = lib.mkOverride 900 cfg.autoPrune.dates;
        flags = lib.optional cfg.autoPrune.all "--all";
      };
      defaultNetwork.settings.dns_enabled = lib.mkOverride 900 cfg.dns;
      dockerCompat = lib.mkOverride 900 cfg.dockerCompat;
      dockerSocket.enable = lib.mkOverride 900 cfg.dockerSocket;
    };
  };
}
