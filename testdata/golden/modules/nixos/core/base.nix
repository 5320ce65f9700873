# panther: rendered from the module core/base. (900736e3b9be06e3)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.core.base;
in
{
  options.panther.core.base = {
    enable = lib.mkEnableOption "time zone, locale, console, base packages and the care of the Nix store";
    consoleFont = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "Lat2-Terminus16";
      description = "Font of the text console. Without one the kernel chooses a font that fits the screen.";
    };
    gc = {
      automatic = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether the garbage collector runs on its own.";
      };
      dates = lib.mkOption {
        type = lib.types.str;
        default = "weekly";
        description = "When the garbage collector runs.";
      };
      keepDays = lib.mkOption {
        type = lib.types.ints.positive;
        default = 14;
        description = "Generations younger than this many days are kept, so that a roll-back stays possible.";
      };
    };
    keyMap = lib.mkOption {
      type = lib.types.str;
      default = "us";
      example = "de-latin1";
      description = "Keyboard layout of the text console.";
    };
    locale = lib.mkOption {
      type = lib.types.str;
      default = "en_US.UTF-8";
      example = "de_DE.UTF-8";
      description = "Locale of the system. It sets the language of messages and how dates, numbers and names are written and sorted.";
    };
    localeSettings = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      example.LC_TIME = "de_DE.UTF-8";
      description = "Single locale categories that differ from the locale, by the name of their environment variable.";
    };
    optimiseStore = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether equal files in the Nix store are replaced by hard links, once a day.";
    };
    packages = lib.mkOption {
      type = lib.types.listOf lib.types.package;
      default = [ ];
      example = [ pkgs.ripgrep ];
      description = "Packages for all users, beside the small base set that every host gets.";
    };
    timeZone = lib.mkOption {
      type = lib.types.str;
      default = "UTC";
      example = "Europe/Berlin";
      description = "Time zone of the host, as the tz database names it.";
    };
    trustedUsers = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "@wheel" ];
      description = "Users, and groups with an @ in front, that the Nix daemon trusts beside root. Whoever deploys as an ordinary user needs this to copy unsigned store paths to the host; it is as good as being root there.";
    };
  };

  config = lib.mkIf cfg.enable {
    console = {
      font = lib.mkIf (cfg.consoleFont != null) (lib.mkOverride 900 cfg.consoleFont);
      keyMap = lib.mkOverride 900 cfg.keyMap;
    };

    # Small on purpose: what it takes to look around on a host, and git, which flakes need.
    environment.systemPackages =
      (with pkgs; [
        dnsutils
        git
        htop
        jq
        lsof
        tmux
        tree
        vim
      ])
      ++ cfg.packages;

    i18n = {
      defaultLocale = lib.mkOverride 900 cfg.locale;
      extraLocaleSettings = lib.mapAttrs (_: lib.mkOverride 900) cfg.localeSettings;
    };

    nix = {
      # The flake pins nixpkgs; a channel beside it would be a second, older one.
      channel.enable = lib.mkOverride 900 false;
      gc = {
        automatic = lib.mkOverride 900 cfg.gc.automatic;
        dates = lib.mkOverride 900 cfg.gc.dates;
        options = lib.mkOverride 900 "--delete-older-than ${toString cfg.gc.keepDays}d";
      };
      optimise.automatic = lib.mkOverride 900 cfg.optimiseStore;
      settings = {
        experimental-features = [
          "flakes"
          "nix-command"
        ];
        # root is named because this list takes the place of NixOS's own, which holds root alone.
        trusted-users = [ "root" ] ++ cfg.trustedUsers;
      };
    };

    time.timeZone = lib.mkOverride 900 cfg.timeZone;
  };
}
