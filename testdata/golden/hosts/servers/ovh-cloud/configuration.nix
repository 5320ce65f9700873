# panther: rendered from hosts/servers/ovh-cloud.yaml. (cac9b3a34d30bd0a)
{ inputs, ... }:
{
  imports = [
    inputs.disko.nixosModules.disko
    inputs.home-manager.nixosModules.home-manager
    ../../../modules/nixos/core/base.nix
    ../../../modules/nixos/core/boot.nix
    ../../../modules/nixos/core/networking.nix
    ../../../modules/nixos/core/systemd.nix
    ../../../modules/nixos/core/users.nix
    ../../../modules/nixos/services/monitoring.nix
    ../../../modules/nixos/services/podman.nix
    ../../../modules/nixos/services/ssh.nix
    ../../../modules/nixos/services/tailscale.nix
    ../../../modules/nixos/security/firewall.nix
    ../../../modules/nixos/security/kernel.nix
    ../../../modules/nixos/security/ssh.nix
    ../../../modules/nixos/security/systemd-hardening.nix
    ../../../modules/nixos/filesystems/btrfs.nix
    ../../../modules/nixos/filesystems/encryption.nix
    ../../../modules/nixos/filesystems/snapshots.nix
    ../../../modules/nixos/hardware/servers.nix
    ../../../modules/nixos/hardware/vps.nix
    ./disko.nix
    ./home.nix
  ];

  networking.hostName = "ovh-cloud";
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
        firmware = "bios";
        serialConsole = "ttyS0,115200";
      };
      networking.enable = true;
      systemd = {
        enable = true;
        coredump.storage = "none";
        lidSwitch = "ignore";
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
      encryption = {
        enable = true;
        remoteUnlock.enable = true;
      };
      snapshots = {
        enable = true;
        encrypted.crypt-main-root.device = "/dev/disk/by-partlabel/disk-main-root";
        mounts = {
          "/" = {
            device = "/dev/mapper/crypt-main-root";
            fileSystem = "/";
            lasting = true;
            name = "root";
            subvolume = "@root";
          };
          "/.swap" = {
            device = "/dev/mapper/crypt-main-root";
            fileSystem = "/";
            name = ".swap";
            subvolume = "@swap";
          };
          "/backup" = {
            device = "/dev/mapper/crypt-main-root";
            fileSystem = "/";
            name = "backup";
            subvolume = "@backup";
          };
          "/home" = {
            device = "/dev/mapper/crypt-main-root";
            fileSystem = "/";
            lasting = true;
            name = "home";
            subvolume = "@home";
          };
          "/nix" = {
            device = "/dev/mapper/crypt-main-root";
            fileSystem = "/";
            name = "nix";
            subvolume = "@nix";
          };
          "/var/log" = {
            device = "/dev/mapper/crypt-main-root";
            fileSystem = "/";
            name = "var-log";
            subvolume = "@log";
          };
        };
        receive.hetzner-cloud = {
          directory = "/backup/hetzner-cloud";
          prune = false;
          sshKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICvN0LeWHuzKHW/GaROJQNxQlEkwM/HwWUL6pOTv9zdy btrbk@hetzner-cloud";
        };
        take = false;
      };
    };
    hardware = {
      servers.enable = true;
      vps = {
        enable = true;
        provider = "ovh";
      };
    };
    security = {
      firewall.enable = true;
      kernel.enable = true;
      ssh.enable = true;
      systemdHardening.enable = true;
    };
    services = {
      monitoring.enable = true;
      podman.enable = true;
      ssh.enable = true;
      tailscale = {
        enable = true;
        authKey = "/var/lib/secrets/tailscale";
      };
    };
  };
}
