# panther: rendered from hosts/servers/vps.yaml. (73efc205b066a8c8)
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
    ../../../modules/nixos/services/ssh.nix
    ../../../modules/nixos/services/tailscale.nix
    ../../../modules/nixos/security/firewall.nix
    ../../../modules/nixos/security/kernel.nix
    ../../../modules/nixos/security/ssh.nix
    ../../../modules/nixos/security/systemd-hardening.nix
    ../../../modules/nixos/hardware/servers.nix
    ../../../modules/nixos/hardware/vps.nix
    ./disko.nix
    ./home.nix
  ];

  networking.hostName = "vps";
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
        firmware = "hybrid";
        serialConsole = "ttyS0,115200";
      };
      networking = {
        enable = true;
        interfaces.wan = {
          addresses = [
            "192.0.2.10/24"
            "2001:db8:10::2/64"
          ];
          dhcp = "none";
          dns = [
            "9.9.9.9"
            "2620:fe::fe"
          ];
          gateway = "192.0.2.1";
          gateway6 = "fe80::1";
          match.mac = "52:54:00:12:34:56";
        };
      };
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
        shell = "bash";
        sshKeys = [
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@yoga"
        ];
      };
    };
    hardware = {
      servers.enable = true;
      vps.enable = true;
    };
    security = {
      firewall.enable = true;
      kernel.enable = true;
      ssh = {
        enable = true;
        fail2ban.enable = true;
      };
      systemdHardening.enable = true;
    };
    services = {
      monitoring.enable = true;
      ssh.enable = true;
      tailscale.enable = true;
    };
  };
}
