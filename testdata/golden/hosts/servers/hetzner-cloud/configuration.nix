# panther: rendered from hosts/servers/hetzner-cloud.yaml. (47b8c598d76af48a)
{ config, inputs, ... }:
{
  imports = [
    inputs.disko.nixosModules.disko
    inputs.home-manager.nixosModules.home-manager
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
        secrets.tailscaleAuthKey = {
          reference = "op://pantherOS/tailscale/authKey";
          units = [ "tailscaled-autoconnect.service" ];
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
