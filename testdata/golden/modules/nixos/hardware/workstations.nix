# panther: rendered from the module hardware/workstations. (50eb833d9065b156)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.hardware.workstations;
  has = vendor: cfg.graphics.enable && lib.elem vendor cfg.graphics.vendors;
  # There is none for other processors than those of x86.
  microcode =
    maker: pkgs.stdenv.hostPlatform.isx86_64 && (cfg.microcode == maker || cfg.microcode == "both");
  prime = mode: cfg.nvidia.prime == mode;
in
{
  options.panther.hardware.workstations = {
    enable = lib.mkEnableOption "what a computer that somebody sits at needs";
    bluetooth = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether Bluetooth devices can be used.";
    };
    deviceFirmware = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the firmware files that Wi-Fi, Bluetooth, graphics and sound devices load are installed, as far as they may be given away.";
    };
    fingerprint = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether a finger that was enrolled with fprintd-enroll can stand for the password of sudo, of dialogs, of the lock screen and of the console. The greeter of a desktop asks for the password, which unlocks the keyring.";
    };
    firmwareUpdates = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether fwupd looks for updates of the firmware of the machine and its devices. Somebody has to start them.";
    };
    graphics = {
      enable = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether programs draw with the help of the graphics processor. Without it nothing of the rest holds.";
      };
      enable32Bit = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether programs for 32-bit processors, as under Wine or Steam, find drivers and sound.";
      };
      vendors = lib.mkOption {
        type = lib.types.listOf (
          lib.types.enum [
            "amd"
            "intel"
            "nvidia"
          ]
        );
        default = [ ];
        example = [
          "intel"
          "nvidia"
        ];
        description = "Who made the host's graphics processors. For AMD the driver is there from the first moment of the boot, for Intel video is decoded by the processor, and for NVIDIA its own driver takes the place of the one in Linux.";
      };
    };
    jack = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether PipeWire also serves programs that were written for JACK.";
    };
    lidSwitchDocked = lib.mkOption {
      type = lib.types.enum [
        "ignore"
        "lock"
        "suspend"
        "suspend-then-hibernate"
        "hibernate"
        "poweroff"
      ];
      default = "ignore";
      description = "What closing the lid does in a dock, or with another screen in use.";
    };
    lidSwitchExternalPower = lib.mkOption {
      type = lib.types.nullOr (
        lib.types.enum [
          "ignore"
          "lock"
          "suspend"
          "suspend-then-hibernate"
          "hibernate"
          "poweroff"
        ]
      );
      default = null;
      description = "What closing the lid does on mains. Without it, the same as on battery, which core.systemd.lidSwitch says.";
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
      description = "For which maker's processors the microcode is updated at boot; both suits a machine that is not known yet.";
    };
    nvidia = {
      amdBusId = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "PCI:4:0:0";
        description = "Place of the AMD processor on the PCI bus.";
      };
      dynamicBoost = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether the processor and the graphics processor of a laptop share what the power supply gives. This needs one since Ampere (RTX 30).";
      };
      fineGrained = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether the processor is switched off whenever nothing uses it. This needs offload, and a processor since Turing.";
      };
      intelBusId = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "PCI:0:2:0";
        description = "Place of the Intel processor on the PCI bus.";
      };
      nvidiaBusId = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "PCI:1:0:0";
        description = "Place of the NVIDIA processor on the PCI bus, in decimal numbers, where lspci has hexadecimal ones. 01:00.0 is PCI:1:0:0.";
      };
      open = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether the part of the driver inside the kernel is the open one. It is made for processors since Turing (GTX 16, RTX 20); older ones need the other.";
      };
      powerManagement = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether the driver saves all of its memory when the host suspends. Without that windows may come back garbled.";
      };
      prime = lib.mkOption {
        type = lib.types.enum [
          "none"
          "offload"
          "sync"
          "reverseSync"
        ];
        default = "none";
        description = "How it works together with the graphics processor of Intel or AMD beside it. With offload it sleeps until a program is started with nvidia-offload, with sync it draws everything, and with reverseSync it only shows what the other one draws; sync and reverseSync are for X11. Each of them needs the places of both on the PCI bus.";
      };
    };
    powerManager = lib.mkOption {
      type = lib.types.enum [
        "none"
        "power-profiles-daemon"
        "tlp"
        "auto-cpufreq"
      ];
      default = "power-profiles-daemon";
      description = "What keeps the balance between speed and the use of power. With power-profiles-daemon the person chooses a profile; TLP changes its settings by itself between battery and mains, as auto-cpufreq does by the load.";
    };
    printing = {
      discovery = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether printers are looked for in the local network, and hosts there found by their names in .local. It opens the firewall for the answers (UDP 5353).";
      };
      drivers = lib.mkOption {
        type = lib.types.listOf lib.types.package;
        default = [ ];
        example = [ pkgs.gutenprint ];
        description = "Drivers for printers that need one. Those of the last ten years and more need none.";
      };
      enable = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether CUPS runs, once something is printed.";
      };
    };
    sound = lib.mkOption {
      type = lib.types.enum [
        "none"
        "pipewire"
      ];
      default = "pipewire";
      description = "Which sound server runs. PipeWire also serves programs that were written for PulseAudio or for ALSA.";
    };
    thermald = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether thermald keeps the processor cool before the firmware slows it down hard. It is for processors of Intel alone.";
    };
  };

  config = lib.mkIf cfg.enable {
    # Wayland compositors look for it at their start; only an X server would load it.
    boot.kernelModules = lib.optional (has "nvidia") "nvidia_drm";

    hardware = {
      amdgpu.initrd.enable = lib.mkIf (has "amd") (lib.mkOverride 900 true);
      bluetooth.enable = lib.mkOverride 900 cfg.bluetooth;
      cpu = {
        amd.updateMicrocode = lib.mkIf (microcode "amd") (lib.mkOverride 900 true);
        intel.updateMicrocode = lib.mkIf (microcode "intel") (lib.mkOverride 900 true);
      };
      enableRedistributableFirmware = lib.mkOverride 900 cfg.deviceFirmware;
      graphics = {
        enable = lib.mkOverride 900 cfg.graphics.enable;
        enable32Bit = lib.mkOverride 900 cfg.graphics.enable32Bit;
        extraPackages = lib.optional (has "intel") pkgs.intel-media-driver;
      };
      nvidia = lib.mkIf (has "nvidia") {
        dynamicBoost.enable = lib.mkOverride 900 cfg.nvidia.dynamicBoost;
        open = lib.mkOverride 900 cfg.nvidia.open;
        powerManagement = {
          enable = lib.mkOverride 900 cfg.nvidia.powerManagement;
          finegrained = lib.mkOverride 900 cfg.nvidia.fineGrained;
        };
        prime = {
          amdgpuBusId = lib.mkIf (cfg.nvidia.amdBusId != null) (lib.mkOverride 900 cfg.nvidia.amdBusId);
          intelBusId = lib.mkIf (cfg.nvidia.intelBusId != null) (lib.mkOverride 900 cfg.nvidia.intelBusId);
          nvidiaBusId = lib.mkIf (cfg.nvidia.nvidiaBusId != null) (lib.mkOverride 900 cfg.nvidia.nvidiaBusId);
          offload = {
            # Reverse sync draws on the other processor, too.
            enable = lib.mkOverride 900 (prime "offload" || prime "reverseSync");
            enableOffloadCmd = lib.mkOverride 900 (prime "offload" || prime "reverseSync");
          };
          reverseSync.enable = lib.mkOverride 900 (prime "reverseSync");
          sync.enable = lib.mkOverride 900 (prime "sync");
        };
      };
    };

    # Lets the sound server ask for time on the processor before others.
    security.rtkit.enable = lib.mkIf (cfg.sound == "pipewire") (lib.mkOverride 900 true);

    services = {
      auto-cpufreq.enable = lib.mkOverride 900 (cfg.powerManager == "auto-cpufreq");
      avahi = lib.mkIf (cfg.printing.enable && cfg.printing.discovery) {
        enable = lib.mkOverride 900 true;
        nssmdns4 = lib.mkOverride 900 true;
        openFirewall = lib.mkOverride 900 true;
      };
      fprintd.enable = lib.mkOverride 900 cfg.fingerprint;
      fwupd.enable = lib.mkOverride 900 cfg.firmwareUpdates;
      logind.settings.Login = {
        HandleLidSwitchDocked = lib.mkOverride 900 cfg.lidSwitchDocked;
        HandleLidSwitchExternalPower = lib.mkIf (cfg.lidSwitchExternalPower != null) (
          lib.mkOverride 900 cfg.lidSwitchExternalPower
        );
      };
      pipewire = {
        enable = lib.mkOverride 900 (cfg.sound == "pipewire");
        alsa = {
          enable = lib.mkOverride 900 (cfg.sound == "pipewire");
          support32Bit = lib.mkOverride 900 cfg.graphics.enable32Bit;
        };
        jack.enable = lib.mkOverride 900 (cfg.sound == "pipewire" && cfg.jack);
        pulse.enable = lib.mkOverride 900 (cfg.sound == "pipewire");
      };
      power-profiles-daemon.enable = lib.mkOverride 900 (cfg.powerManager == "power-profiles-daemon");
      printing = {
        inherit (cfg.printing) drivers;
        enable = lib.mkOverride 900 cfg.printing.enable;
        # CUPS finds printers without it; more than once it let strangers run programs.
        browsed.enable = lib.mkOverride 900 false;
      };
      # avahi answers for .local.
      resolved.settings.Resolve.MulticastDNS = lib.mkIf (cfg.printing.enable && cfg.printing.discovery) (
        lib.mkOverride 900 false
      );
      thermald.enable = lib.mkOverride 900 cfg.thermald;
      tlp = {
        enable = lib.mkOverride 900 (cfg.powerManager == "tlp");
        # Desktops ask for power profiles; this answers in TLP's stead.
        pd.enable = lib.mkOverride 900 (cfg.powerManager == "tlp");
      };
      # The driver is there before NixOS's own rule looks for it, so that the processor would stay awake.
      udev.extraRules = lib.mkIf (has "nvidia" && cfg.nvidia.fineGrained) ''
        ACTION=="add|bind", SUBSYSTEM=="pci", ATTR{vendor}=="0x10de", ATTR{class}=="0x03[0-9]*", TEST=="power/control", ATTR{power/control}="auto"
      '';
      # Tells desktops how full the batteries are, those of mice and headphones included.
      upower.enable = lib.mkOverride 900 true;
      xserver.videoDrivers = lib.mkIf (has "nvidia") [ "nvidia" ];
    };
  };
}
