# panther: rendered from the module hardware/vps. (36aa0247bbfd1987)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.hardware.vps;
in
{
  options.panther.hardware.vps = {
    enable = lib.mkEnableOption "what a rented virtual machine needs";
    guestAgent = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the QEMU guest agent runs. With it the provider can shut the machine down cleanly and freeze the file systems for a snapshot, and could run commands as root.";
    };
    provider = lib.mkOption {
      type = lib.types.enum [
        "generic"
        "hetzner"
        "ovh"
      ];
      default = "generic";
      description = "Who runs the virtual machine. It decides which drivers are there at boot. generic also has those of hypervisors other than KVM, and hetzner that of the web console.";
    };
  };

  config = lib.mkIf cfg.enable {
    boot.initrd = {
      # Virtio, alone or behind SCSI; NixOS itself brings what emulated disks are attached to.
      availableKernelModules = [
        "virtio_blk"
        "virtio_net"
        "virtio_pci"
        "virtio_scsi"
      ]
      # Hyper-V, VMware and Xen, whose drivers Linux has for this architecture alone.
      ++ lib.optionals (cfg.provider == "generic" && pkgs.stdenv.hostPlatform.isx86_64) [
        "hv_storvsc"
        "mptspi"
        "vmw_pvscsi"
        "xen_blkfront"
      ];
      kernelModules = [
        # Early, so that there are random numbers and a console before anything needs them.
        "virtio_console"
        "virtio_rng"
      ]
      # The provider's web console shows this adapter, and nothing before its driver is loaded.
      ++ lib.optional (cfg.provider == "hetzner") "virtio_gpu";
    };

    services.qemuGuest.enable = lib.mkOverride 900 cfg.guestAgent;
  };
}
