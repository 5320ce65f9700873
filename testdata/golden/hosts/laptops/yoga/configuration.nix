# panther: rendered from hosts/laptops/yoga.yaml. (b41394f60225ebf1)
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
    ../../../modules/nixos/services/desktop.nix
    ../../../modules/nixos/services/podman.nix
    ../../../modules/nixos/services/ssh.nix
    ../../../modules/nixos/services/tailscale.nix
    ../../../modules/nixos/security/firewall.nix
    ../../../modules/nixos/security/kernel.nix
    ../../../modules/nixos/security/ssh.nix
    ../../../modules/nixos/filesystems/btrfs.nix
    ../../../modules/nixos/filesystems/optimization.nix
    ../../../modules/nixos/filesystems/snapshots.nix
    ../../../modules/nixos/hardware/workstations.nix
    ../../../modules/nixos/hardware/yoga.nix
    ./disko.nix
    ./home.nix
  ];

  hardware.facter = {
    detected = {
      bluetooth.enable = false;
      dhcp.enable = false;
      fingerprint.enable = false;
    };
    reportPath = ../../../../../hosts/laptops/yoga/facter.json;
  };
  networking.hostName = "yoga";
  nixpkgs.hostPlatform = "x86_64-linux";
  system.stateVersion = "26.05";

  panther = {
    core = {
      base.enable = true;
      boot = {
        enable = true;
        firmware = "uefi";
        loader = "systemd-boot";
      };
      networking = {
        enable = true;
        backend = "networkmanager";
      };
      systemd = {
        enable = true;
        powerKey = "suspend";
      };
      users.operator = {
        admin = true;
        description = "Operator";
        hashedPasswordFile = "/var/lib/secrets/operator-password";
        passwordlessSudo = false;
        shell = "fish";
        sshKeys = [
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@yoga"
        ];
      };
    };
    filesystems = {
      btrfs.enable = true;
      optimization = {
        enable = true;
        mounts = {
          "/".type = "btrfs";
          "/.swap".type = "btrfs";
          "/boot".type = "vfat";
          "/home".type = "btrfs";
          "/nix".type = "btrfs";
          "/var/log".type = "btrfs";
        };
        zram.enable = true;
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
        subvolumes = [ "/home" ];
        tool = "snapper";
        users = [ "operator" ];
      };
    };
    hardware = {
      workstations = {
        enable = true;
        fingerprint = true;
        graphics.vendors = [ "amd" ];
        microcode = "amd";
      };
      yoga.enable = true;
    };
    security = {
      firewall.enable = true;
      kernel.enable = true;
      ssh.enable = true;
    };
    services = {
      desktop.enable = true;
      podman.enable = true;
      ssh.enable = true;
      tailscale.enable = true;
    };
  };
}
