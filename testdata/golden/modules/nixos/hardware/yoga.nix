# panther: rendered from the module hardware/yoga. (7dd4c9f0d4fdfc15)
{ config, lib, ... }:
let
  cfg = config.panther.hardware.yoga;
in
{
  options.panther.hardware.yoga = {
    enable = lib.mkEnableOption "what the convertible Lenovo Yoga 7 with an AMD processor needs";
    conservation = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the battery is charged to about 80 % only, so that it ages more slowly. The laptop knows no other limit than this one, and keeps it when it is off.";
    };
    sensors = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether programs are told how the laptop is held and how bright it is around it, so that the screen can turn and dim.";
    };
    touch = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether touch screen and pen belong together, so that a hand that rests on the screen counts for nothing while the pen is near.";
    };
  };

  config = lib.mkIf cfg.enable {
    hardware.sensor.iio.enable = lib.mkOverride 900 cfg.sensors;

    services = {
      # Its unit starts and ends with niri's own.
      iio-niri.enable = lib.mkIf cfg.sensors (lib.mkOverride 900 config.programs.niri.enable);
      libinput.enable = lib.mkIf cfg.touch (lib.mkOverride 900 true);
      # When the driver is there, and not by a rule for systemd-tmpfiles, which may come before it.
      udev.extraRules = ''
        ACTION=="add|bind|change", SUBSYSTEM=="platform", DRIVER=="ideapad_acpi", ATTR{conservation_mode}="${
          if cfg.conservation then "1" else "0"
        }"
      '';
    };
  };
}
