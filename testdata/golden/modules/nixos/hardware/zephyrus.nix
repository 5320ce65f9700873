# panther: rendered from the module hardware/zephyrus. (abd633bd059f1a44)
{ config, lib, ... }:
let
  cfg = config.panther.hardware.zephyrus;
  # Two daemons that set the same profile would take turns.
  changesProfile = lib.boolToString (!config.services.power-profiles-daemon.enable);
  limit = toString cfg.chargeLimit;
in
{
  options.panther.hardware.zephyrus = {
    enable = lib.mkEnableOption "what the ASUS ROG Zephyrus M16 needs";
    chargeLimit = lib.mkOption {
      type = lib.types.ints.between 20 100;
      default = 80;
      description = "To how many per cent the battery is charged. Below 100 it ages more slowly. What asusctl sets instead holds until the next boot, or the next switch to a generation.";
    };
    supergfxd = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether supergfxd can take the NVIDIA processor away from all programs, or give it all screens, until the next login. PRIME needs none of this: its offload lets the processor sleep.";
    };
  };

  config = lib.mkIf cfg.enable {
    services = {
      # Keys, lights, fans and the limit of the battery.
      asusd = {
        enable = lib.mkOverride 900 true;
        # Only with every field is it read.
        asusdConfig.text = lib.mkOverride 900 ''
          (
              charge_control_end_threshold: ${limit},
              base_charge_control_end_threshold: ${limit},
              disable_nvidia_powerd_on_battery: true,
              ac_command: "",
              bat_command: "",
              platform_profile_linked_epp: ${changesProfile},
              platform_profile_on_battery: Quiet,
              change_platform_profile_on_battery: ${changesProfile},
              platform_profile_on_ac: Performance,
              change_platform_profile_on_ac: ${changesProfile},
              profile_quiet_epp: Power,
              profile_balanced_epp: BalancePower,
              profile_custom_epp: Performance,
              profile_performance_epp: Performance,
              ac_profile_tunings: {},
              dc_profile_tunings: {},
              armoury_settings: {},
          )
        '';
      };
      supergfxd.enable = lib.mkOverride 900 cfg.supergfxd;
    };
  };
}
