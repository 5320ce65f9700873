# panther: rendered from the module home/shell. (59f11990719b3aa3)
{ config, lib, ... }:
let
  cfg = config.panther.home.shell;
in
{
  options.panther.home.shell = {
    enable = lib.mkEnableOption "the fish shell with starship, eza and zoxide";
    eza = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether eza takes the place of ls.";
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
    zoxide = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether zoxide remembers directories, to jump to one by a part of its name.";
    };
  };

  config = lib.mkIf cfg.enable {
    programs = {
      eza = lib.mkIf cfg.eza {
        enable = lib.mkOverride 900 true;
        enableFishIntegration = lib.mkOverride 900 true;
        git = lib.mkOverride 900 cfg.git;
        icons = lib.mkOverride 900 cfg.icons;
      };
      fish = {
        enable = lib.mkOverride 900 true;
        interactiveShellInit = lib.mkIf (!cfg.greeting) "set --global fish_greeting";
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
