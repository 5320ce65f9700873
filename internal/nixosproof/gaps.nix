# What nixpkgs 26.05 has and the judge's stand-ins for packages lack; `run` takes it as --options.
{
  config,
  lib,
  modulesPath,
  pkgs,
  ...
}:
let
  inherit (config.programs) dms-shell niri;
  linuxPackages = pkgs.linuxPackages // {
    # powerManagement.cpuFreqGovernor installs it (pkgs/top-level/linux-kernels.nix)
    cpupower = pkgs.hello;
    extend = _: linuxPackages;
  };
in
{
  # The judge declares programs.niri, programs.dms-shell and services.displayManager.dms-greeter; what the first two set is of
  # nixos/modules/programs/wayland/niri.nix and dms-shell.nix, so that it meets what panther's modules set.
  imports = [
    ./gaps-hardware.nix
    {
      # further arguments for ssh_filter_btrbk (nixos/modules/services/backup/btrbk.nix)
      options.services.btrbk.sshAccess = lib.mkOption {
        type = lib.types.listOf (
          lib.types.submodule {
            options.extraArgs = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
            };
          }
        );
      };
    }
    {
      config = lib.mkIf niri.enable (
        import (modulesPath + "/programs/wayland/wayland-session.nix") {
          inherit lib pkgs;
          enableWlrPortal = false;
          enableXWayland = false;
        }
      );
    }
  ];
  environment.systemPackages =
    lib.optional niri.enable niri.package
    ++ lib.optionals dms-shell.enable [
      dms-shell.package
      dms-shell.quickshell.package
    ];
  hardware = lib.mkIf dms-shell.enable {
    graphics.enable = lib.mkDefault true;
    i2c.enable = lib.mkDefault true;
  };
  programs = {
    dms-shell.package = lib.mkOverride 1400 pkgs.dms-shell;
    niri.package = lib.mkOverride 1400 pkgs.niri;
  };
  services = {
    accounts-daemon.enable = lib.mkIf dms-shell.enable (lib.mkDefault true);
    displayManager = {
      # greetd sees to it, which dms-greeter switches on; nixos/modules/services/display-managers/{dms-greeter,greetd}.nix
      enable = lib.mkIf config.services.displayManager.dms-greeter.enable (lib.mkDefault true);
      sessionPackages = lib.optional niri.enable niri.package;
    };
    gnome.gnome-keyring.enable = lib.mkIf niri.enable (lib.mkDefault true);
    power-profiles-daemon.enable = lib.mkIf dms-shell.enable (lib.mkDefault true);
  };
  systemd.user.services.dms = lib.mkIf (dms-shell.enable && dms-shell.systemd.enable) {
    inherit (dms-shell.systemd) restartIfChanged;
    path = lib.mkForce [ ];
    wantedBy = [ dms-shell.systemd.target ];
  };
  xdg.portal = lib.mkIf niri.enable {
    config.niri = {
      default = [
        "gnome"
        "gtk"
      ];
      "org.freedesktop.impl.portal.Access" = "gtk";
      "org.freedesktop.impl.portal.FileChooser" = lib.mkIf (!niri.useNautilus) "gtk";
      "org.freedesktop.impl.portal.Notification" = "gtk";
      "org.freedesktop.impl.portal.Secret" = "gnome-keyring";
    };
    enable = lib.mkDefault true;
    extraPortals = [ pkgs.xdg-desktop-portal-gnome ];
  };

  boot.kernelPackages = lib.mkOverride 1400 linuxPackages;
  # since 25.11 NetworkManager comes without plug-ins for VPNs, for which there are no stand-ins
  networking.networkmanager.plugins = lib.mkForce [ ];
  # hardware.facter (nixos/modules/hardware/facter/default.nix) is taken from nixos-facter-modules, where its options stand below
  # facter; the judge hands on the report alone
  facter.detected = config.hardware.facter.detected;
}
