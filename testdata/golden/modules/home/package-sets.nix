# panther: rendered from the module home/package-sets. (f2905a1f33e14ce9)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.home.packageSets;
in
{
  options.panther.home.packageSets = {
    enable = lib.mkEnableOption "sets of packages that people want at hand";
    archives = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether archives can be packed and unpacked: zip, 7-Zip and Zstandard.";
    };
    cli = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether there are the tools of every day: ripgrep and fd to search, jq and yq for JSON and YAML, sd, tree, file, btop, dust, duf, procs and tealdeer.";
    };
    containers = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether there is what works with containers and their images: podman-compose, dive and skopeo.";
    };
    media = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether pictures, sound and videos can be converted and played: ffmpeg, ImageMagick, mpv and yt-dlp.";
    };
    network = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether there is what shows where a network is at fault: dig, mtr, nmap, iperf3, tcpdump, socat, curl and wget.";
    };
    nix = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether there is what shows how systems are built and what changes: nh, nix-output-monitor, nix-tree, nix-diff and nvd.";
    };
    secrets = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether secrets can be encrypted: age, sops and ssh-to-age.";
    };
  };

  config = lib.mkIf cfg.enable {
    home.packages = lib.concatLists [
      (lib.optionals cfg.cli [
        pkgs.btop
        pkgs.duf
        pkgs.dust
        pkgs.fd
        pkgs.file
        pkgs.jq
        pkgs.procs
        pkgs.ripgrep
        pkgs.sd
        pkgs.tealdeer
        pkgs.tree
        pkgs.yq-go
      ])
      (lib.optionals cfg.archives [
        pkgs.p7zip
        pkgs.unzip
        pkgs.zip
        pkgs.zstd
      ])
      (lib.optionals cfg.network [
        pkgs.curl
        pkgs.dnsutils
        pkgs.iperf3
        pkgs.mtr
        pkgs.nmap
        pkgs.socat
        pkgs.tcpdump
        pkgs.wget
      ])
      (lib.optionals cfg.containers [
        pkgs.dive
        pkgs.podman-compose
        pkgs.skopeo
      ])
      (lib.optionals cfg.nix [
        pkgs.nh
        pkgs.nix-diff
        pkgs.nix-output-monitor
        pkgs.nix-tree
        pkgs.nvd
      ])
      (lib.optionals cfg.secrets [
        pkgs.age
        pkgs.sops
        pkgs.ssh-to-age
      ])
      (lib.optionals cfg.media [
        pkgs.ffmpeg
        pkgs.imagemagick
        pkgs.mpv
        pkgs.yt-dlp
      ])
    ];
  };
}
