# panther: rendered from the module home/git. (ca9ea30b52ba371d)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.home.git;
  inherit (cfg) signing;
  signsWith = format: signing.enable && signing.format == format;
  signers = map (signer: "${signer.email} ${signer.key}") signing.allowedSigners;
in
{
  options.panther.home.git = {
    enable = lib.mkEnableOption "git, with the user's identity, signatures and readable differences";
    aliases = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      example.st = "status --short --branch";
      description = "Other names for git commands.";
    };
    defaultBranch = lib.mkOption {
      type = lib.types.str;
      default = "main";
      example = "trunk";
      description = "Name of the first branch of a new repository.";
    };
    delta = {
      enable = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether git shows differences with delta.";
      };
      lineNumbers = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether lines are numbered.";
      };
      sideBySide = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether old and new stand beside each other.";
      };
    };
    email = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "ada@example.org";
      description = "Mail address that commits are made under.";
    };
    gh = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether GitHub's command line is there. git then takes the login for github.com from it.";
    };
    identities = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            email = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "ada@work.example.org";
              description = "Mail address of the identity. Without one it is the address above.";
            };
            folder = lib.mkOption {
              type = lib.types.str;
              example = "~/work";
              description = "Folder below which repositories have this identity.";
            };
            name = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "Ada Lovelace";
              description = "Name of the identity. Without one it is the name above.";
            };
            signingKey = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "~/.ssh/work.pub";
              description = "Key that the identity signs with. Without one it is the key above.";
            };
          };
        }
      );
      default = { };
      example.work = {
        email = "ada@work.example.org";
        folder = "~/work";
      };
      description = "Other identities, by a name of their own, for the repositories below a folder.";
    };
    ignores = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [
        ".direnv/"
        "result"
      ];
      example = [
        ".direnv/"
        "*.swp"
      ];
      description = "What git leaves out in every repository.";
    };
    lazygit = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether lazygit is there, which shows a repository on the whole terminal.";
    };
    lfs = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether git-lfs keeps large files beside the repository.";
    };
    name = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "Ada Lovelace";
      description = "Name that commits are made under. Without one git asks for it at the first commit.";
    };
    pull = lib.mkOption {
      type = lib.types.enum [
        "rebase"
        "merge"
        "fastForward"
      ];
      default = "rebase";
      description = "What `git pull` does with commits that are not yet pushed: put them on top of what came, merge the two, or refuse.";
    };
    rerere = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether git remembers how a conflict was resolved, and resolves it that way again.";
    };
    setUpRemote = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the first push of a branch makes the branch of the same name on the other side, and remembers it.";
    };
    signing = {
      allowedSigners = lib.mkOption {
        type = lib.types.listOf (
          lib.types.submodule {
            options = {
              email = lib.mkOption {
                type = lib.types.str;
                example = "ada@example.org";
                description = "Mail address that the key stands for.";
              };
              key = lib.mkOption {
                type = lib.types.str;
                example = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34";
                description = "Public key of the signer.";
              };
            };
          }
        );
        default = [ ];
        description = "Whose SSH signatures `git log --show-signature` takes for good.";
      };
      enable = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether commits and tags are signed.";
      };
      format = lib.mkOption {
        type = lib.types.enum [
          "ssh"
          "gpg"
        ];
        default = "ssh";
        description = "What signs them, an SSH key or GnuPG.";
      };
      key = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "~/.ssh/id_ed25519.pub";
        description = "Key that signs: the file of the public SSH key, or the fingerprint of the GnuPG key. Without one it is the first key of the SSH agent, or the GnuPG key of the mail address.";
      };
      pinentry = lib.mkOption {
        type = lib.types.nullOr lib.types.package;
        default = null;
        example = pkgs.pinentry-gnome3;
        description = "Program that asks for the passphrase of the GnuPG key. Without one it is pinentry-curses, which asks in the terminal.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    programs = {
      delta = lib.mkIf cfg.delta.enable {
        enable = lib.mkOverride 900 true;
        enableGitIntegration = lib.mkOverride 900 true;
        options = {
          line-numbers = lib.mkOverride 900 cfg.delta.lineNumbers;
          # n and N then go from file to file.
          navigate = lib.mkOverride 900 true;
          side-by-side = lib.mkOverride 900 cfg.delta.sideBySide;
        };
      };
      gh.enable = lib.mkIf cfg.gh (lib.mkOverride 900 true);
      git = {
        enable = lib.mkOverride 900 true;
        inherit (cfg) ignores;
        includes = lib.mapAttrsToList (_: identity: {
          condition = "gitdir:${identity.folder}/";
          contents.user = lib.filterAttrs (_: value: value != null) {
            inherit (identity) email name signingKey;
          };
        }) cfg.identities;
        lfs.enable = lib.mkOverride 900 cfg.lfs;
        settings = {
          alias = lib.mkIf (cfg.aliases != { }) (lib.mapAttrs (_: lib.mkOverride 900) cfg.aliases);
          # What was changed in a conflict is easier to see beside what it was before.
          merge.conflictStyle = lib.mkOverride 900 "zdiff3";
          gpg.ssh = lib.mkIf (signsWith "ssh") {
            allowedSignersFile = lib.mkIf (signers != [ ]) (
              lib.mkOverride 900 "${config.xdg.configHome}/git/allowed_signers"
            );
            defaultKeyCommand = lib.mkIf (signing.key == null) (lib.mkOverride 900 "ssh-add -L");
          };
          init.defaultBranch = lib.mkOverride 900 cfg.defaultBranch;
          pull = {
            ff = lib.mkIf (cfg.pull == "fastForward") (lib.mkOverride 900 "only");
            rebase = lib.mkOverride 900 (cfg.pull == "rebase");
          };
          push.autoSetupRemote = lib.mkOverride 900 cfg.setUpRemote;
          rerere.enabled = lib.mkOverride 900 cfg.rerere;
          user = {
            email = lib.mkIf (cfg.email != null) (lib.mkOverride 900 cfg.email);
            name = lib.mkIf (cfg.name != null) (lib.mkOverride 900 cfg.name);
          };
        };
        signing = {
          # home-manager's own choice depends on the release that the home began with.
          format = lib.mkOverride 900 (
            if !signing.enable then
              null
            else if signing.format == "gpg" then
              "openpgp"
            else
              "ssh"
          );
          key = lib.mkIf (signing.enable && signing.key != null) (lib.mkOverride 900 signing.key);
          signByDefault = lib.mkIf signing.enable (lib.mkOverride 900 true);
        };
      };
      gpg.enable = lib.mkIf (signsWith "gpg") (lib.mkOverride 900 true);
      lazygit.enable = lib.mkIf cfg.lazygit (lib.mkOverride 900 true);
    };

    services.gpg-agent = lib.mkIf (signsWith "gpg") {
      enable = lib.mkOverride 900 true;
      pinentry.package = lib.mkOverride 900 (
        if signing.pinentry == null then pkgs.pinentry-curses else signing.pinentry
      );
    };

    xdg.configFile."git/allowed_signers" = lib.mkIf (signsWith "ssh" && signers != [ ]) {
      text = lib.mkOverride 900 (lib.concatLines signers);
    };
  };
}
