# panther: rendered from the module security/secrets. (1ffeb3a972d87ae9)
{
  config,
  lib,
  options,
  ...
}:
let
  cfg = config.panther.security.secrets;
  inherit (cfg) provider secrets;
  unitName = lib.removeSuffix ".service";
in
{
  options.panther.security.secrets = {
    enable = lib.mkEnableOption "secrets that the fleet's secret store hands out";
    ageKey = lib.mkOption {
      type = lib.types.nullOr lib.types.path;
      default = null;
      example = "/var/lib/sops-nix/key.txt";
      description = "Private key of age on the host with which sops decrypts, beside the SSH keys.";
    };
    identities = lib.mkOption {
      type = lib.types.listOf lib.types.path;
      default = [ ];
      example = [ "/etc/ssh/ssh_host_ed25519_key" ];
      description = "Private SSH keys on the host with which sops and age decrypt. Without any, they are the keys of the SSH server. On a new host they have to be there before the first boot.";
    };
    pollInterval = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "6h";
      description = "How often OpNix looks for secrets that have changed. Without a value it does when the host starts and with each new generation.";
    };
    provider = lib.mkOption {
      type = lib.types.nullOr (
        lib.types.enum [
          "opnix"
          "sops"
          "agenix"
        ]
      );
      default = null;
      description = "The store, as panther.yaml names it. Without secrets that come from it, nothing is set up.";
    };
    secrets = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            file = lib.mkOption {
              type = lib.types.nullOr lib.types.path;
              default = null;
              description = "The encrypted file that holds the secret, for sops and age.";
            };
            format = lib.mkOption {
              type = lib.types.enum [
                "yaml"
                "json"
                "binary"
                "dotenv"
                "ini"
              ];
              default = "yaml";
              description = "Format of the encrypted file, for sops.";
            };
            group = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "Group that owns the file at run time. Without one it is that of the store's choice.";
            };
            key = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "Name of the secret in the encrypted file, for sops. Without one it is the whole file.";
            };
            mode = lib.mkOption {
              type = lib.types.str;
              default = "0400";
              description = "Who may do what with the file at run time.";
            };
            neededForUsers = lib.mkOption {
              type = lib.types.bool;
              default = false;
              description = "Whether the secret has to be there when users are made.";
            };
            owner = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "User who owns the file at run time. Without one it is root.";
            };
            reference = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "Where OpNix finds the secret in 1Password.";
            };
            units = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              description = "Services that read the secret. They are restarted when it changes.";
            };
          };
        }
      );
      default = { };
      description = "What the options of other modules take from the store, by names that are made of theirs. panther fills this in.";
    };
    tokenFile = lib.mkOption {
      type = lib.types.str;
      default = "/etc/opnix-token";
      description = "File with the token of the service account with which OpNix reads from 1Password. Somebody puts it on the host once, with `opnix token set`; until then the host runs with the secrets that it has.";
    };
  };

  config = lib.mkIf cfg.enable {
    # The options of a store are there where its flake input is imported, and nowhere else.
    ${if options ? age then "age" else null} = lib.mkIf (provider == "agenix") {
      identityPaths = lib.mkIf (cfg.identities != [ ]) cfg.identities;
      secrets = lib.mapAttrs (_: secret: {
        file = lib.mkOverride 900 secret.file;
        group = lib.mkIf (secret.group != null) (lib.mkOverride 900 secret.group);
        mode = lib.mkOverride 900 secret.mode;
        owner = lib.mkIf (secret.owner != null) (lib.mkOverride 900 secret.owner);
      }) secrets;
    };

    services = lib.optionalAttrs (options.services ? onepassword-secrets) {
      onepassword-secrets = lib.mkIf (provider == "opnix") {
        enable = lib.mkOverride 900 true;
        secrets = lib.mapAttrs (_: secret: {
          group = lib.mkIf (secret.group != null) (lib.mkOverride 900 secret.group);
          mode = lib.mkOverride 900 secret.mode;
          owner = lib.mkIf (secret.owner != null) (lib.mkOverride 900 secret.owner);
          reference = lib.mkOverride 900 secret.reference;
          services = map unitName secret.units;
        }) secrets;
        systemdIntegration.polling = lib.mkIf (cfg.pollInterval != null) {
          enable = lib.mkOverride 900 true;
          interval = lib.mkOverride 900 cfg.pollInterval;
        };
        tokenFile = lib.mkOverride 900 cfg.tokenFile;
      };
    };

    ${if options ? sops then "sops" else null} = lib.mkIf (provider == "sops") {
      age = {
        keyFile = lib.mkIf (cfg.ageKey != null) (lib.mkOverride 900 cfg.ageKey);
        sshKeyPaths = lib.mkIf (cfg.identities != [ ]) cfg.identities;
      };
      # Where age has a key, the RSA key of the host, which is for GnuPG, need not be there.
      gnupg.sshKeyPaths = lib.mkIf (
        config.sops.age.keyFile != null || config.sops.age.sshKeyPaths != [ ]
      ) (lib.mkOverride 900 [ ]);
      secrets = lib.mapAttrs (_: secret: {
        format = lib.mkOverride 900 secret.format;
        group = lib.mkIf (secret.group != null) (lib.mkOverride 900 secret.group);
        key = lib.mkIf (secret.key != null) (lib.mkOverride 900 secret.key);
        mode = lib.mkOverride 900 secret.mode;
        neededForUsers = lib.mkOverride 900 secret.neededForUsers;
        owner = lib.mkIf (secret.owner != null) (lib.mkOverride 900 secret.owner);
        restartUnits = secret.units;
        sopsFile = lib.mkOverride 900 secret.file;
      }) secrets;
    };

    # agenix itself restarts nothing.
    systemd.services = lib.mkIf (provider == "agenix") (
      lib.mkMerge (
        lib.concatMap (
          secret: map (unit: { ${unitName unit}.restartTriggers = [ secret.file ]; }) secret.units
        ) (lib.attrValues secrets)
      )
    );
  };
}
