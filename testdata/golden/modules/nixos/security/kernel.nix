# panther: rendered from the module security/kernel. (e7ed472bf9293e0c)
{ config, lib, ... }:
let
  cfg = config.panther.security.kernel;
in
{
  options.panther.security.kernel = {
    enable = lib.mkEnableOption "kernel settings that give an attacker less to work with";
    ioUring = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether programs may use io_uring, which has had many holes. Most programs do without, some databases and virtual machines become slower.";
    };
    keepModules = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "sctp" ];
      description = "Kernel modules that are loaded on demand although this module would keep them out.";
    };
    kexec = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether root may start another kernel from this one, as nixos-anywhere and crash dumps do. Once it is off it stays off until the next boot.";
    };
    tracing = lib.mkOption {
      type = lib.types.enum [
        "children"
        "root"
        "nobody"
      ];
      default = "children";
      description = "Which processes a debugger may look into. Those of the same user that it has started itself, any but only as root, or none until the next boot.";
    };
    zeroMemory = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether memory is overwritten with zeros when it is taken and when it is given back, and taken in no predictable order. It costs a few per cent of speed.";
    };
  };

  config = lib.mkIf cfg.enable {
    boot = {
      # Whoever opens a socket or plugs in a disk gets these loaded. Hardly anybody uses them or looks
      # after their code.
      blacklistedKernelModules = lib.subtractLists cfg.keepModules [
        # network protocols
        "appletalk"
        "ax25"
        "dccp"
        "netrom"
        "rds"
        "rose"
        "sctp"
        "tipc"
        "x25"
        # file systems: mounting one trusts the disk
        "adfs"
        "affs"
        "befs"
        "bfs"
        "cramfs"
        "efs"
        "freevxfs"
        "hfs"
        "hfsplus"
        "hpfs"
        "jffs2"
        "jfs"
        "minix"
        "nilfs2"
        "omfs"
        "qnx4"
        "qnx6"
        "sysv"
        "ufs"
        # FireWire, whose devices read and write all memory
        "firewire-core"
        "firewire-ohci"
        "firewire-sbp2"
      ];
      # Left alone, because something needs them: accept_ra (IPv6 addresses), rp_filter (loose by systemd,
      # which VPNs and containers need), forwarding (the same), user.max_user_namespaces (rootless
      # containers, sandboxes, Nix builds).
      kernel.sysctl = lib.mapAttrs (_: lib.mkOverride 900) (
        {
          # A terminal loads no driver, and no program types into the terminal that it was started from.
          "dev.tty.ldisc_autoload" = 0;
          "dev.tty.legacy_tiocsti" = 0;
          # Addresses inside the kernel are what an exploit needs to know first.
          "kernel.dmesg_restrict" = 1;
          "kernel.kptr_restrict" = 2;
          # Programs without privileges load no code into the kernel, and hide none in their filters.
          "kernel.unprivileged_bpf_disabled" = 1;
          "net.core.bpf_jit_harden" = 1;
          # A program that was taken over does not read keys from the memory of the user's other programs.
          "kernel.yama.ptrace_scope" =
            {
              children = 1;
              nobody = 3;
              root = 2;
            }
            .${cfg.tracing};
          # A neighbour does not lead traffic through itself. Routes come from DHCP or router
          # advertisements.
          "net.ipv4.conf.all.accept_redirects" = 0;
          "net.ipv4.conf.all.secure_redirects" = 0;
          "net.ipv4.conf.all.send_redirects" = 0;
          "net.ipv4.conf.default.accept_redirects" = 0;
          "net.ipv4.conf.default.secure_redirects" = 0;
          "net.ipv4.conf.default.send_redirects" = 0;
          "net.ipv6.conf.all.accept_redirects" = 0;
          "net.ipv6.conf.default.accept_redirects" = 0;
          # A reset does not end the wait of a closed connection, whose packets a new one could get.
          "net.ipv4.tcp_rfc1337" = 1;
        }
        // lib.optionalAttrs (!cfg.ioUring) { "kernel.io_uring_disabled" = 2; }
        // lib.optionalAttrs (!cfg.kexec) { "kernel.kexec_load_disabled" = 1; }
      );
      kernelParams = lib.optionals cfg.zeroMemory [
        "init_on_alloc=1"
        "init_on_free=1"
        "page_alloc.shuffle=1"
        "slab_nomerge"
      ];
    };
  };
}
