# panther: rendered from the module home/shell. (822f9d3f82722747)
{ config, lib, ... }:
let
  cfg = config.panther.home.shell;
in
{
  options.panther.home.shell = {
    enable = lib.mkEnableOption "the fish shell with starship, eza, zoxide, fzf, bat and direnv";
    abbreviations = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      example.gs = "git status";
      description = "What fish writes out in full as soon as it is typed, so that the history has the whole command.";
    };
    aliases = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      example.k = "kubectl";
      description = "Other names for commands, in every shell that the home sets up.";
    };
    bat = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether bat is there, which shows files with colours and line numbers.";
    };
    batTheme = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "ansi";
      description = "Theme of bat, as `bat --list-themes` names it. Without one bat chooses.";
    };
    direnv = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether direnv loads what a project needs when the shell enters its directory. nix-direnv keeps the environments of flakes from the garbage collector, so that they are there at once.";
    };
    eza = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether eza takes the place of ls.";
    };
    fzf = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether fzf searches as one types: Ctrl-R in the history, Ctrl-T among the files here, Alt-C for a directory to go to.";
    };
    git = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether long listings of eza show what git knows of a file.";
    };
    greeting = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether fish greets whoever starts it.";
    };
    icons = lib.mkOption {
      type = lib.types.enum [
        "auto"
        "always"
        "never"
      ];
      default = "never";
      description = "Whether eza shows icons beside names. The terminal needs a font that has them.";
    };
    jumpCommand = lib.mkOption {
      type = lib.types.enum [
        "z"
        "cd"
      ];
      default = "z";
      description = "Name of the command that jumps. With cd the shell's own command goes by the memory, too.";
    };
    starship = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether starship draws the prompt.";
    };
    viKeys = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the command line is edited with the keys of vi.";
    };
    zoxide = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether zoxide remembers directories, to jump to one by a part of its name.";
    };
  };

  config = lib.mkIf cfg.enable {
    home.shellAliases = lib.mapAttrs (_: lib.mkOverride 900) cfg.aliases;

    programs = {
      bat = lib.mkIf cfg.bat {
        enable = lib.mkOverride 900 true;
        config.theme = lib.mkIf (cfg.batTheme != null) (lib.mkOverride 900 cfg.batTheme);
      };
      direnv = lib.mkIf cfg.direnv {
        enable = lib.mkOverride 900 true;
        nix-direnv.enable = lib.mkOverride 900 true;
      };
      eza = lib.mkIf cfg.eza {
        enable = lib.mkOverride 900 true;
        enableFishIntegration = lib.mkOverride 900 true;
        git = lib.mkOverride 900 cfg.git;
        icons = lib.mkOverride 900 cfg.icons;
      };
      fish = {
        enable = lib.mkOverride 900 true;
        interactiveShellInit = lib.mkMerge [
          (lib.mkIf (!cfg.greeting) "set --global fish_greeting")
          (lib.mkIf cfg.viKeys "fish_vi_key_bindings")
        ];
        shellAbbrs = lib.mapAttrs (_: lib.mkOverride 900) cfg.abbreviations;
      };
      fzf = lib.mkIf cfg.fzf {
        enable = lib.mkOverride 900 true;
        enableFishIntegration = lib.mkOverride 900 true;
      };
      starship = lib.mkIf cfg.starship {
        enable = lib.mkOverride 900 true;
        enableFishIntegration = lib.mkOverride 900 true;
      };
      zoxide = lib.mkIf cfg.zoxide {
        enable = lib.mkOverride 900 true;
        enableFishIntegration = lib.mkOverride 900 true;
        options = [ "--cmd ${cfg.jumpCommand}" ];
      };
    };
  };
}
