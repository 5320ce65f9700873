# panther: rendered from hosts/servers/ovh-cloud.yaml. (0487c62054149cab)
{
  disko.devices.disk.main = {
    type = "disk";
    device = "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_drive-scsi0-0-0-0";
    content = {
      type = "gpt";
      partitions = {
        bios-boot = {
          size = "1M";
          type = "EF02";
        };
        boot = {
          size = "1G";
          content = {
            type = "filesystem";
            format = "ext4";
            mountpoint = "/boot";
            mountOptions = [ "noatime" ];
          };
        };
        root = {
          size = "100%";
          content = {
            type = "luks";
            name = "crypt-main-root";
            passwordFile = "/run/panther/crypt-main-root.key";
            settings.allowDiscards = true;
            content = {
              type = "btrfs";
              extraArgs = [ "-f" ];
              subvolumes = {
                "@root" = {
                  mountpoint = "/";
                  mountOptions = [
                    "compress=zstd"
                    "noatime"
                  ];
                };
                "@home" = {
                  mountpoint = "/home";
                  mountOptions = [
                    "compress=zstd"
                    "noatime"
                  ];
                };
                "@nix" = {
                  mountpoint = "/nix";
                  mountOptions = [
                    "compress=zstd"
                    "noatime"
                  ];
                };
                "@log" = {
                  mountpoint = "/var/log";
                  mountOptions = [
                    "compress=zstd"
                    "noatime"
                  ];
                };
                "@backup" = {
                  mountpoint = "/backup";
                  mountOptions = [
                    "compress=zstd"
                    "noatime"
                  ];
                };
                "@swap" = {
                  mountpoint = "/.swap";
                  mountOptions = [
                    "compress=zstd"
                    "noatime"
                  ];
                  swap.swapfile.size = "8G";
                };
              };
            };
          };
        };
      };
    };
  };
}
