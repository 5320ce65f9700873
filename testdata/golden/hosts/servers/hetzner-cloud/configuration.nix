# panther: rendered from hosts/servers/hetzner-cloud.yaml. (79d020bc144b3a22)
{ config, inputs, ... }:
{
  imports = [
    inputs.disko.nixosModules.disko
    inputs.home-manager.nixosModules.home-manager
    inputs.impermanence.nixosModules.impermanence
    inputs.opnix.nixosModules.default
    ../../../modules/nixos/core/base.nix
    ../../../modules/nixos/core/boot.nix
    ../../../modules/nixos/core/networking.nix
    ../../../modules/nixos/core/systemd.nix
    ../../../modules/nixos/core/users.nix
    ../../../modules/nixos/services/monitoring.nix
    ../../../modules/nixos/services/podman.nix
    ../../../modules/nixos/services/ssh.nix
    ../../../modules/nixos/services/tailscale.nix
    ../../../modules/nixos/security/audit.nix
    ../../../modules/nixos/security/firewall.nix
    ../../../modules/nixos/security/kernel.nix
    ../../../modules/nixos/security/secrets.nix
    ../../../modules/nixos/security/ssh.nix
    ../../../modules/nixos/security/systemd-hardening.nix
    ../../../modules/nixos/filesystems/btrfs.nix
    ../../../modules/nixos/filesystems/impermanence.nix
    ../../../modules/nixos/filesystems/snapshots.nix
    ../../../modules/nixos/hardware/servers.nix
    ../../../modules/nixos/hardware/vps.nix
    ./disko.nix
    ./home.nix
  ];

  boot.kernel.sysctl."vm.swappiness" = 10;
  hardware.facter = {
    detected.dhcp.enable = false;
    reportPath = ../../../../../hosts/servers/hetzner-cloud/facter.json;
  };
  networking.hostName = "hetzner-cloud";
  nixpkgs.hostPlatform = "x86_64-linux";
  system.stateVersion = "25.05";

  panther = {
    core = {
      base = {
        enable = true;
        trustedUsers = [ "@wheel" ];
      };
      boot = {
        enable = true;
        firmware = "uefi";
        serialConsole = "ttyS0,115200";
      };
      networking = {
        enable = true;
        interfaces.wan = {
          addresses = [ "2001:db8:20::1/64" ];
          dhcp = "ipv4";
          gateway6 = "fe80::1";
        };
      };
      systemd = {
        enable = true;
        coredump.storage = "none";
        lidSwitch = "ignore";
        timeServers = [
          "ntp1.hetzner.de"
          "ntp2.hetzner.com"
          "ntp3.hetzner.net"
        ];
        watchdog = "1min";
      };
      users.operator = {
        admin = true;
        description = "Operator";
        passwordlessSudo = true;
        shell = "fish";
        sshKeys = [
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@yoga"
        ];
      };
    };
    filesystems = {
      btrfs.enable = true;
      impermanence = {
        enable = true;
        kept = {
          directories = [
            {
              directory = "/var/lib/btrbk";
              group = "btrbk";
              mode = "0750";
              user = "btrbk";
            }
            {
              directory = "/var/lib/containers";
              mode = "0700";
            }
            {
              directory = "/var/lib/grafana";
              group = "grafana";
              mode = "0700";
              user = "grafana";
            }
            {
              directory = "/var/lib/nixos";
              mode = "0755";
            }
            {
              directory = "/var/lib/opnix";
              mode = "0755";
            }
            {
              directory = "/var/lib/private";
              mode = "0700";
            }
            {
              directory = "/var/lib/prometheus2";
              group = "prometheus";
              mode = "0700";
              user = "prometheus";
            }
            {
              directory = "/var/lib/systemd";
              mode = "0755";
            }
            {
              directory = "/var/lib/tailscale";
              mode = "0700";
            }
          ];
          files = [
            "/etc/machine-id"
            "/etc/opnix-token"
            "/etc/ssh/ssh_host_ed25519_key"
            "/etc/ssh/ssh_host_ed25519_key.pub"
            "/etc/ssh/ssh_host_rsa_key"
            "/etc/ssh/ssh_host_rsa_key.pub"
          ];
        };
        mount = "/persist";
        root = {
          device = "/dev/disk/by-partlabel/disk-main-root";
          subvolume = "@root";
        };
      };
      snapshots = {
        enable = true;
        mounts = {
          "/" = {
            device = "/dev/disk/by-partlabel/disk-main-root";
            fileSystem = "/";
            name = "root";
            subvolume = "@root";
          };
          "/.snapshots" = {
            device = "/dev/disk/by-partlabel/disk-main-root";
            fileSystem = "/";
            name = ".snapshots";
            subvolume = "@snapshots";
          };
          "/.swap" = {
            device = "/dev/disk/by-partlabel/disk-main-root";
            fileSystem = "/";
            name = ".swap";
            subvolume = "@swap";
          };
          "/home" = {
            device = "/dev/disk/by-partlabel/disk-main-root";
            fileSystem = "/";
            lasting = true;
            name = "home";
            subvolume = "@home";
          };
          "/nix" = {
            device = "/dev/disk/by-partlabel/disk-main-root";
            fileSystem = "/";
            name = "nix";
            subvolume = "@nix";
          };
          "/persist" = {
            device = "/dev/disk/by-partlabel/disk-main-root";
            fileSystem = "/";
            lasting = true;
            name = "persist";
            subvolume = "@persist";
          };
          "/var/log" = {
            device = "/dev/disk/by-partlabel/disk-main-root";
            fileSystem = "/";
            name = "var-log";
            subvolume = "@log";
          };
        };
        send.ovh = {
          directory = "/backup/hetzner-cloud";
          host = "ovh-cloud";
          key = config.services.onepassword-secrets.secretPaths.snapshotsSendOvhKey;
        };
        subvolumes = [ "/home" ];
      };
    };
    hardware = {
      servers.enable = true;
      vps = {
        enable = true;
        provider = "hetzner";
      };
    };
    security = {
      audit.enable = true;
      firewall.enable = true;
      kernel.enable = true;
      secrets = {
        enable = true;
        provider = "opnix";
        secrets = {
          snapshotsSendOvhKey.reference = "op://pantherOS/btrbk/privateKey";
          tailscaleAuthKey = {
            reference = "op://pantherOS/tailscale/authKey";
            units = [ "tailscaled-autoconnect.service" ];
          };
        };
      };
      ssh.enable = true;
      systemdHardening.enable = true;
    };
    services = {
      monitoring = {
        enable = true;
        server = {
          enable = true;
          exposeGrafana = true;
          targets = import ../../../fleet/services-monitoring.nix;
        };
      };
      podman.enable = true;
      ssh.enable = true;
      tailscale = {
        enable = true;
        authKey = config.services.onepassword-secrets.secretPaths.tailscaleAuthKey;
      };
    };
  };
}
