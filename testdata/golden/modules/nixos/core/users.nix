# panther: rendered from the module core/users. (d26aa8acca0a4be9)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.core.users;
  shells = {
    bash = pkgs.bashInteractive;
    inherit (pkgs) fish zsh;
  };
  # Whoever may do anything may also choose networks, without being asked for a password.
  networkmanager = config.networking.networkmanager.enable;
  admins = lib.attrNames (lib.filterAttrs (_: user: user.admin) cfg);
  used = shell: lib.any (user: user.shell == shell) (lib.attrValues cfg);
in
{
  options.panther.core.users = lib.mkOption {
    type = lib.types.attrsOf (
      lib.types.submodule {
        options = {
          admin = lib.mkOption {
            type = lib.types.bool;
            default = false;
            description = "Whether the user administers the host, as a member of the group wheel. sudo asks for the user's own password; an administrator who has none, but only SSH keys, also needs passwordlessSudo.";
          };
          description = lib.mkOption {
            type = lib.types.nullOr lib.types.str;
            default = null;
            example = "Ada Lovelace";
            description = "The user's full name.";
          };
          groups = lib.mkOption {
            type = lib.types.listOf lib.types.str;
            default = [ ];
            example = [ "podman" ];
            description = "Further groups of the user.";
          };
          hashedPassword = lib.mkOption {
            type = lib.types.nullOr lib.types.str;
            default = null;
            description = "Hash of the user's password, as mkpasswd prints it. Whoever reads the repository can try to guess the password from it, so that a file is better. Without a password the user cannot log in at the console.";
          };
          hashedPasswordFile = lib.mkOption {
            type = lib.types.nullOr lib.types.str;
            default = null;
            description = "File on the host that holds the hash of the user's password, read whenever the system is activated.";
          };
          home = lib.mkOption {
            type = lib.types.nullOr lib.types.path;
            default = null;
            description = "Home directory of the user. Without one it is below /home.";
          };
          linger = lib.mkOption {
            type = lib.types.nullOr lib.types.bool;
            default = null;
            description = "Whether the user's own services start at boot and go on after the last session, as rootless containers need. Without a value NixOS leaves it as it is.";
          };
          passwordlessSudo = lib.mkOption {
            type = lib.types.bool;
            default = false;
            description = "Whether sudo lets the user become root without a password. It is for administrators without a password, whose SSH key then is all that protects the host, and for users that programs log in as to deploy.";
          };
          shell = lib.mkOption {
            type = lib.types.enum [
              "bash"
              "fish"
              "zsh"
            ];
            default = "bash";
            description = "Login shell of the user. fish and zsh are set up for the whole system when somebody uses them.";
          };
          sshKeys = lib.mkOption {
            type = lib.types.listOf lib.types.str;
            default = [ ];
            description = "Public keys with which the user may log in over SSH.";
          };
          uid = lib.mkOption {
            type = lib.types.nullOr (lib.types.ints.between 1000 59999);
            default = null;
            description = "Numeric id of the user. Without one NixOS picks a free id and stays with it.";
          };
        };
      }
    );
    default = { };
    description = "The people who may log in.";
  };

  config = lib.mkIf (cfg != { }) {
    programs = {
      fish.enable = lib.mkIf (used "fish") (lib.mkOverride 900 true);
      zsh.enable = lib.mkIf (used "zsh") (lib.mkOverride 900 true);
    };

    security.sudo = {
      # Services that were taken over have no use for sudo, unless somebody beside the administrators has a
      # rule of his own.
      execWheelOnly = lib.mkOverride 900 (
        lib.all (
          rule:
          lib.all (user: user == "root" || lib.elem user admins) rule.users
          && lib.all (group: group == "wheel") rule.groups
        ) config.security.sudo.extraRules
      );
      # sudo goes by the last rule that fits, and NixOS puts the one for the group wheel before these.
      extraRules = lib.mapAttrsToList (name: _: {
        users = [ name ];
        commands = [
          {
            command = "ALL";
            options = [
              "NOPASSWD"
              "SETENV"
            ];
          }
        ];
      }) (lib.filterAttrs (_: user: user.passwordlessSudo) cfg);
    };

    users = {
      # Users and passwords come from here alone, so that a host that is installed anew is the same.
      mutableUsers = lib.mkOverride 900 false;
      users = lib.mapAttrs (name: user: {
        description = lib.mkIf (user.description != null) (lib.mkOverride 900 user.description);
        extraGroups =
          lib.optionals user.admin ([ "wheel" ] ++ lib.optional networkmanager "networkmanager")
          ++ user.groups;
        hashedPassword = lib.mkIf (user.hashedPassword != null) (lib.mkOverride 900 user.hashedPassword);
        hashedPasswordFile = lib.mkIf (user.hashedPasswordFile != null) (
          lib.mkOverride 900 user.hashedPasswordFile
        );
        home = lib.mkIf (user.home != null) (lib.mkOverride 900 user.home);
        # root is there already, as a system account.
        isNormalUser = name != "root";
        linger = lib.mkIf (user.linger != null) (lib.mkOverride 900 user.linger);
        openssh.authorizedKeys.keys = user.sshKeys;
        shell = lib.mkOverride 900 shells.${user.shell};
        uid = lib.mkIf (user.uid != null) (lib.mkOverride 900 user.uid);
      }) cfg;
    };
  };
}
