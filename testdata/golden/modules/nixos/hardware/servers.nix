# panther: rendered from the module hardware/servers. (83c786a1c8990947)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.hardware.servers;
  # There is none for other processors than those of x86.
  microcode =
    maker: pkgs.stdenv.hostPlatform.isx86_64 && (cfg.microcode == maker || cfg.microcode == "both");
in
{
  options.panther.hardware.servers = {
    enable = lib.mkEnableOption "what a machine that runs unattended needs";
    deviceFirmware = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the firmware files that many network and storage controllers load are installed. Virtual machines need none.";
    };
    governor = lib.mkOption {
      type = lib.types.nullOr (
        lib.types.enum [
          "performance"
          "schedutil"
          "ondemand"
          "conservative"
          "powersave"
        ]
      );
      default = null;
      description = "How the kernel chooses the clock of the processors. Without one the processor's driver decides. Many Intel processors know performance and powersave alone, and a virtual machine leaves this to its host.";
    };
    microcode = lib.mkOption {
      type = lib.types.nullOr (
        lib.types.enum [
          "amd"
          "intel"
          "both"
        ]
      );
      default = null;
      description = "For which maker's processors the microcode is updated at boot; both suits a machine that is not known yet. In a virtual machine its host does this.";
    };
    panicReboot = lib.mkOption {
      type = lib.types.ints.unsigned;
      default = 30;
      description = "After how many seconds the host restarts when the kernel has panicked. With 0 it waits for somebody.";
    };
    smartd = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether smartd watches the health of the disks. It fails to start where no disk reports any, as on most virtual machines.";
    };
  };

  config = lib.mkIf cfg.enable {
    boot.kernelParams = [
      "panic=${toString cfg.panicReboot}"
    ]
    # What fails before the root file system is there would wait in a shell for ever.
    ++ lib.optional (cfg.panicReboot != 0) "boot.panic_on_fail";

    hardware = {
      cpu = {
        amd.updateMicrocode = lib.mkIf (microcode "amd") (lib.mkOverride 900 true);
        intel.updateMicrocode = lib.mkIf (microcode "intel") (lib.mkOverride 900 true);
      };
      firmware = lib.mkIf cfg.deviceFirmware [ pkgs.linux-firmware ];
    };

    powerManagement.cpuFreqGovernor = lib.mkIf (cfg.governor != null) (lib.mkOverride 900 cfg.governor);

    services.smartd.enable = lib.mkOverride 900 cfg.smartd;

    systemd = {
      # When a mount fails later on, sshd helps more than a shell on a console that nobody watches.
      enableEmergencyMode = lib.mkOverride 900 false;
      sleep.settings.Sleep = {
        AllowHibernation = lib.mkOverride 900 false;
        AllowHybridSleep = lib.mkOverride 900 false;
        AllowSuspend = lib.mkOverride 900 false;
        AllowSuspendThenHibernate = lib.mkOverride 900 false;
      };
    };
  };
}
