# panther: rendered from hosts/laptops/zephyrus.yaml. (ec7c8968097c82de)
{ inputs, lib, ... }:
{
  imports = [
    inputs.disko.nixosModules.disko
    inputs.home-manager.nixosModules.home-manager
    inputs.nixos-hardware.nixosModules.asus-zephyrus-gu603h
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
    ../../../modules/nixos/hardware/zephyrus.nix
    ./disko.nix
    ./home.nix
  ];

  hardware.facter = {
    detected = {
      bluetooth.enable = false;
      dhcp.enable = false;
    };
    reportPath = ../../../../../hosts/laptops/zephyrus/facter.json;
  };
  networking.hostName = "zephyrus";
  nixpkgs = {
    config.allowUnfreePredicate =
      package:
      builtins.elem (lib.getName package) [
        "claude-code"
        "nvidia-settings"
        "nvidia-x11"
      ];
    hostPlatform = "x86_64-linux";
  };
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
      btrfs = {
        enable = true;
        directories."/data/machines".noCow = true;
      };
      optimization = {
        enable = true;
        mounts = {
          "/".type = "btrfs";
          "/.snapshots".type = "btrfs";
          "/.swap".type = "btrfs";
          "/boot".type = "vfat";
          "/copies".type = "btrfs";
          "/data".type = "btrfs";
          "/home".type = "btrfs";
          "/nix".type = "btrfs";
          "/var/log".type = "btrfs";
        };
      };
      snapshots = {
        enable = true;
        mounts = {
          "/" = {
            device = "/dev/disk/by-partlabel/disk-main-root";
            fileSystem = "/";
            lasting = true;
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
          "/copies" = {
            device = "/dev/disk/by-partlabel/disk-data-data";
            fileSystem = "/copies";
            name = "copies";
            subvolume = "@copies";
          };
          "/data" = {
            device = "/dev/disk/by-partlabel/disk-data-data";
            fileSystem = "/copies";
            lasting = true;
            name = "data";
            subvolume = "@data";
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
          "/var/log" = {
            device = "/dev/disk/by-partlabel/disk-main-root";
            fileSystem = "/";
            name = "var-log";
            subvolume = "@log";
          };
        };
        send.data = {
          directory = "/copies";
          keep = {
            hourly = 0;
            monthly = 12;
          };
        };
        subvolumes = [ "/home" ];
      };
    };
    hardware = {
      workstations = {
        enable = true;
        graphics.vendors = [
          "intel"
          "nvidia"
        ];
        microcode = "intel";
        nvidia = {
          fineGrained = true;
          intelBusId = "PCI:0:2:0";
          nvidiaBusId = "PCI:1:0:0";
          prime = "offload";
        };
        thermald = true;
      };
      zephyrus.enable = true;
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
