# panther: rendered from the module security/ssh. (6b815441396f5c48)
{ config, lib, ... }:
let
  cfg = config.panther.security.ssh;
in
{
  options.panther.security.ssh = {
    enable = lib.mkEnableOption "hardening of the OpenSSH server";
    agentForwarding = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether a client's key agent may be forwarded. Root on this host can use the keys of an agent that is.";
    };
    ciphers = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [
        "chacha20-poly1305@openssh.com"
        "aes256-gcm@openssh.com"
        "aes128-gcm@openssh.com"
        "aes256-ctr"
      ];
      description = "Ciphers, the preferred ones first. The default is those that also authenticate, and one for clients that know none of them. An empty list leaves the choice to NixOS.";
    };
    clientAliveCountMax = lib.mkOption {
      type = lib.types.ints.unsigned;
      default = 3;
      description = "After how many unanswered questions the server ends the connection. With 0 it never ends one.";
    };
    clientAliveInterval = lib.mkOption {
      type = lib.types.ints.unsigned;
      default = 300;
      description = "After how many seconds of silence the server asks whether the client is still there. With 0 it never asks.";
    };
    fail2ban = {
      banTime = lib.mkOption {
        type = lib.types.str;
        default = "1h";
        description = "For how long an address is blocked the first time.";
      };
      enable = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether fail2ban watches the server's log.";
      };
      findTime = lib.mkOption {
        type = lib.types.str;
        default = "10m";
        description = "Within which time the failures count.";
      };
      ignore = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        example = [ "192.0.2.0/24" ];
        description = "Addresses, networks and host names that are never blocked.";
      };
      maxBanTime = lib.mkOption {
        type = lib.types.str;
        default = "1w";
        description = "For how long an address is blocked at most. Each further time is twice as long as the one before.";
      };
      maxRetry = lib.mkOption {
        type = lib.types.ints.positive;
        default = 5;
        description = "After how many failures an address is blocked.";
      };
    };
    gatewayPorts = lib.mkOption {
      type = lib.types.enum [
        "no"
        "clientspecified"
        "yes"
      ];
      default = "no";
      description = "Whether ports that clients forward to this host are open to others than the host itself.";
    };
    kexAlgorithms = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [
        "mlkem768x25519-sha256"
        "sntrup761x25519-sha512"
        "sntrup761x25519-sha512@openssh.com"
        "curve25519-sha256"
        "curve25519-sha256@libssh.org"
      ];
      description = "Key exchange algorithms, the preferred ones first. The default puts those first that a quantum computer could not undo later. An empty list leaves the choice to NixOS.";
    };
    keyboardInteractive = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the server may ask questions, which is how PAM asks for one-time codes, and for passwords where those are allowed.";
    };
    logLevel = lib.mkOption {
      type = lib.types.enum [
        "QUIET"
        "FATAL"
        "ERROR"
        "INFO"
        "VERBOSE"
        "DEBUG"
      ];
      default = "VERBOSE";
      description = "How much the server logs. From VERBOSE on it names the key with which somebody logged in.";
    };
    loginGraceTime = lib.mkOption {
      type = lib.types.ints.unsigned;
      default = 30;
      description = "After how many seconds a connection is closed that has not logged in. With 0 there is no limit.";
    };
    macs = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [
        "hmac-sha2-512-etm@openssh.com"
        "hmac-sha2-256-etm@openssh.com"
      ];
      description = "Message authentication codes, the preferred ones first. The default is those that cover the encrypted message. An empty list leaves the choice to NixOS.";
    };
    maxAuthTries = lib.mkOption {
      type = lib.types.ints.positive;
      default = 4;
      description = "How often a connection may try to authenticate. Each key that a client's agent offers counts.";
    };
    maxSessions = lib.mkOption {
      type = lib.types.ints.unsigned;
      default = 10;
      description = "How many sessions may share a connection. With 0 connections are good for forwarding alone.";
    };
    minRsaBits = lib.mkOption {
      type = lib.types.int;
      default = 2048;
      description = "Size in bits below which RSA keys are refused.";
    };
    passwordAuthentication = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether a password is enough to log in.";
    };
    rootLogin = lib.mkOption {
      type = lib.types.enum [
        "no"
        "prohibit-password"
        "forced-commands-only"
        "yes"
      ];
      default = "no";
      description = "Whether root may log in. prohibit-password allows keys alone, forced-commands-only keys that are bound to a command.";
    };
    socketForwarding = lib.mkOption {
      type = lib.types.enum [
        "no"
        "local"
        "remote"
        "yes"
      ];
      default = "local";
      description = "Which Unix sockets may be forwarded. podman --remote needs local, forwarding a GnuPG agent needs remote.";
    };
    tcpForwarding = lib.mkOption {
      type = lib.types.enum [
        "no"
        "local"
        "remote"
        "yes"
      ];
      default = "local";
      description = "Which TCP connections may be forwarded. local lets clients reach other hosts through this one, as jump hosts and editors need it; remote lets this host reach a port of the client.";
    };
    x11Forwarding = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether graphical programs may show their windows on the client.";
    };
  };

  config = lib.mkIf cfg.enable {
    programs.ssh.setXAuthLocation = lib.mkIf cfg.x11Forwarding (lib.mkOverride 900 true);

    services = {
      fail2ban = lib.mkIf cfg.fail2ban.enable {
        enable = lib.mkOverride 900 true;
        bantime = lib.mkOverride 900 cfg.fail2ban.banTime;
        bantime-increment = {
          enable = lib.mkOverride 900 true;
          maxtime = lib.mkOverride 900 cfg.fail2ban.maxBanTime;
        };
        ignoreIP = cfg.fail2ban.ignore;
        jails.sshd.settings.findtime = lib.mkOverride 900 cfg.fail2ban.findTime;
        maxretry = lib.mkOverride 900 cfg.fail2ban.maxRetry;
      };
      openssh.settings = {
        AllowAgentForwarding = lib.mkOverride 900 cfg.agentForwarding;
        AllowStreamLocalForwarding = lib.mkOverride 900 cfg.socketForwarding;
        AllowTcpForwarding = lib.mkOverride 900 cfg.tcpForwarding;
        # One value, not a list to add to: whoever sets another one means exactly those algorithms.
        Ciphers = lib.mkIf (cfg.ciphers != [ ]) (lib.mkOverride 900 cfg.ciphers);
        ClientAliveCountMax = lib.mkOverride 900 cfg.clientAliveCountMax;
        ClientAliveInterval = lib.mkOverride 900 cfg.clientAliveInterval;
        GatewayPorts = lib.mkOverride 900 cfg.gatewayPorts;
        KbdInteractiveAuthentication = lib.mkOverride 900 cfg.keyboardInteractive;
        KexAlgorithms = lib.mkIf (cfg.kexAlgorithms != [ ]) (lib.mkOverride 900 cfg.kexAlgorithms);
        LogLevel = lib.mkOverride 900 cfg.logLevel;
        LoginGraceTime = lib.mkOverride 900 cfg.loginGraceTime;
        Macs = lib.mkIf (cfg.macs != [ ]) (lib.mkOverride 900 cfg.macs);
        MaxAuthTries = lib.mkOverride 900 cfg.maxAuthTries;
        MaxSessions = lib.mkOverride 900 cfg.maxSessions;
        PasswordAuthentication = lib.mkOverride 900 cfg.passwordAuthentication;
        PermitRootLogin = lib.mkOverride 900 cfg.rootLogin;
        RequiredRSASize = lib.mkOverride 900 cfg.minRsaBits;
        X11Forwarding = lib.mkOverride 900 cfg.x11Forwarding;
      };
    };
  };
}
