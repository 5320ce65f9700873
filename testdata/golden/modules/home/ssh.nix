# panther: rendered from the module home/ssh. (547d1a57f5627b6f)
{ config, lib, ... }:
let
  cfg = config.panther.home.ssh;
  isPattern =
    name:
    lib.hasInfix "*" name
    || lib.hasInfix "?" name
    || lib.hasPrefix "!" name
    || lib.hasPrefix "Match " name;
  exact = lib.filter (name: !isPattern name) (lib.attrNames cfg.hosts);
  block =
    host:
    {
      ForwardAgent = lib.mkIf (host.forwardAgent != null) (lib.mkOverride 900 host.forwardAgent);
      HostName = lib.mkIf (host.hostName != null) (lib.mkOverride 900 host.hostName);
      IdentitiesOnly = lib.mkIf (host.identitiesOnly != null) (lib.mkOverride 900 host.identitiesOnly);
      IdentityFile = lib.mkIf (host.identityFiles != [ ]) (lib.mkOverride 900 host.identityFiles);
      LocalForward = lib.mkIf (host.localForwards != [ ]) (
        lib.mkOverride 900 (map (forward: "${toString forward.port} ${forward.to}") host.localForwards)
      );
      Port = lib.mkIf (host.port != null) (lib.mkOverride 900 host.port);
      ProxyJump = lib.mkIf (host.proxyJump != null) (lib.mkOverride 900 host.proxyJump);
      User = lib.mkIf (host.user != null) (lib.mkOverride 900 host.user);
    }
    // lib.mapAttrs (_: lib.mkOverride 900) host.directives;
in
{
  options.panther.home.ssh = {
    enable = lib.mkEnableOption "the SSH client";
    addKeysToAgent = lib.mkOption {
      type = lib.types.enum [
        "no"
        "yes"
        "confirm"
        "ask"
      ];
      default = "yes";
      description = "Whether a key that was unlocked is handed to the agent, where one runs, so that its passphrase is asked for once.";
    };
    agent = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether an agent of OpenSSH runs with the session. Desktops have one of their own.";
    };
    hashKnownHosts = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the list of known hosts holds hashes, so that nobody can read the names from it.";
    };
    hosts = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            directives = lib.mkOption {
              type = lib.types.attrsOf lib.types.str;
              default = { };
              example.ServerAliveInterval = "15";
              description = "Further directives, by their names in ssh_config.";
            };
            forwardAgent = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether the other side may use the agent here. Whoever is root there may then, too.";
            };
            hostName = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "web1.example.org";
              description = "Name or address that is really connected to. Without one it is the name that was asked for.";
            };
            identitiesOnly = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether only these keys are tried, whatever else the agent has.";
            };
            identityFiles = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              example = [ "~/.ssh/id_ed25519" ];
              description = "Files of the private keys that are tried.";
            };
            localForwards = lib.mkOption {
              type = lib.types.listOf (
                lib.types.submodule {
                  options = {
                    port = lib.mkOption {
                      type = lib.types.port;
                      example = 8080;
                      description = "Port here.";
                    };
                    to = lib.mkOption {
                      type = lib.types.str;
                      example = "localhost:80";
                      description = "Address and port as the other side sees them.";
                    };
                  };
                }
              );
              default = [ ];
              example = [
                {
                  port = 8080;
                  to = "localhost:80";
                }
              ];
              description = "Ports here that lead to an address on the other side.";
            };
            port = lib.mkOption {
              type = lib.types.nullOr lib.types.port;
              default = null;
              description = "Port of the server.";
            };
            proxyJump = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "bastion.example.org";
              description = "Host through which the connection goes.";
            };
            user = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "operator";
              description = "User to log in as.";
            };
          };
        }
      );
      default = { };
      example = {
        "*.example.org".proxyJump = "bastion.example.org";
        web1 = {
          hostName = "web1.example.org";
          user = "operator";
        };
      };
      description = "What holds for a host, by the name that it is called with. A name with * or ? is a pattern and holds for what the names before it leave open. One that begins with Match is a condition.";
    };
    includes = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "config.d/*" ];
      description = "Further files that are read first. A relative name is one below ~/.ssh.";
    };
    keepAlive = lib.mkOption {
      type = lib.types.ints.unsigned;
      default = 60;
      description = "After how many seconds of silence the server is asked whether it is still there; the connection ends after three questions without an answer. With 0 it is not asked.";
    };
    share = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether further connections to a host go through the first one, which saves logging in again.";
    };
  };

  config = lib.mkIf cfg.enable {
    programs.ssh = {
      enable = lib.mkOverride 900 true;
      # What it would set is going away; all of it stands below.
      enableDefaultConfig = lib.mkOverride 900 false;
      inherit (cfg) includes;
      settings =
        # ssh takes the first value that it finds, so that patterns stand behind the names.
        lib.mapAttrs (
          name: host: if isPattern name then lib.hm.dag.entryAfter exact (block host) else block host
        ) cfg.hosts
        // {
          "*" = lib.mkMerge [
            {
              AddKeysToAgent = lib.mkOverride 900 cfg.addKeysToAgent;
              ControlMaster = lib.mkIf cfg.share (lib.mkOverride 900 "auto");
              ControlPath = lib.mkIf cfg.share (lib.mkOverride 900 "~/.ssh/master-%r@%n:%p");
              ControlPersist = lib.mkIf cfg.share (lib.mkOverride 900 "10m");
              HashKnownHosts = lib.mkOverride 900 cfg.hashKnownHosts;
              ServerAliveInterval = lib.mkOverride 900 cfg.keepAlive;
            }
            (lib.mkIf (cfg.hosts ? "*") (block cfg.hosts."*"))
          ];
        };
    };

    services.ssh-agent.enable = lib.mkIf cfg.agent (lib.mkOverride 900 true);
  };
}
