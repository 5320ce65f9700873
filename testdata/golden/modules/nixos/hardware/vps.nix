# panther: rendered from the module hardware/vps. (3f2bc0dff506d996)
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
      description = "Whether the QEMU guest agent runs. With it the provider can shut the machine down cleanly, reset a password and freeze the file systems for a snapshot, and could run commands as root.";
    };
    provider = lib.mkOption {
      type = lib.types.enum [
        "generic"
        "hetzner"
        "ovh"
      ];
      default = "generic";
      description = "Who runs the virtual machine. It decides which drivers are there at boot; generic also has those of hypervisors other than KVM.";
    };
  };

  config = lib.mkIf cfg.enable {
    boot.initrd = {
      # Whatever the disk is attached to: virtio, alone or behind SCSI, or emulated SATA or IDE.
      availableKernelModules = [
        "ahci"
        "ata_piix"
        "sd_mod"
        "sr_mod"
        "uhci_hcd"
        "virtio_blk"
        "virtio_net"
        "virtio_pci"
        "virtio_scsi"
        "xhci_pci"
      ]
      ++ lib.optional (cfg.provider == "generic") "nvme"
      # Hyper-V, VMware and Xen, whose drivers Linux has for this architecture alone.
      ++ lib.optionals (cfg.provider == "generic" && pkgs.stdenv.hostPlatform.isx86_64) [
        "hv_storvsc"
        "mptspi"
        "vmw_pvscsi"
        "xen_blkfront"
      ];
      kernelModules = [
        # Early, so that there are random numbers and a console before anything needs them.
        "virtio_balloon"
        "virtio_console"
        "virtio_rng"
      ]
      # The provider's web console shows this adapter, and nothing before its driver is loaded.
      ++ lib.optional (cfg.provider == "hetzner") "virtio_gpu";
    };

    services.qemuGuest.enable = lib.mkOverride 900 cfg.guestAgent;
  };
}
