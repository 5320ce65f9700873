# panther: rendered from the module home/terminal. (4c1bcc8b6709d327)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.home.terminal;
  desktopFiles = {
    foot = "foot.desktop";
    ghostty = "com.mitchellh.ghostty.desktop";
  };
in
{
  options.panther.home.terminal = {
    enable = lib.mkEnableOption "a terminal, which programs open by themselves";
    cursor = lib.mkOption {
      type = lib.types.enum [
        "block"
        "bar"
        "underline"
      ];
      default = "block";
      description = "Shape of the cursor.";
    };
    default = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether programs that need a terminal open this one, as xdg-terminal-exec and the variable TERMINAL tell them.";
    };
    font = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "JetBrainsMono Nerd Font";
      description = "Font, by the name of its family. Without one the terminal chooses; the font has to be there.";
    };
    fontSize = lib.mkOption {
      type = lib.types.ints.between 4 72;
      default = 12;
      description = "Size of the font in points.";
    };
    opacity = lib.mkOption {
      type = lib.types.ints.between 0 100;
      default = 100;
      description = "How opaque the background is, in per cent.";
    };
    padding = lib.mkOption {
      type = lib.types.ints.between 0 100;
      default = 4;
      description = "Space between the text and the window's edge, in pixels.";
    };
    program = lib.mkOption {
      type = lib.types.enum [
        "ghostty"
        "foot"
      ];
      default = "ghostty";
      description = "Which terminal it is. Ghostty draws with the graphics card and has tabs; foot is small, for Wayland alone, and starts at once.";
    };
    theme = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "Catppuccin Mocha";
      description = "Colours, by the name of a theme that comes with the terminal. Without one they are the terminal's own.";
    };
  };

  config = lib.mkIf cfg.enable {
    home.sessionVariables.TERMINAL = lib.mkIf cfg.default (lib.mkOverride 900 cfg.program);

    programs = {
      foot = lib.mkIf (cfg.program == "foot") {
        enable = lib.mkOverride 900 true;
        settings = {
          # Since 1.26 the section of the dark theme, which is the one that foot starts with.
          colors-dark.alpha = lib.mkIf (cfg.opacity < 100) (lib.mkOverride 900 (cfg.opacity / 100.0));
          cursor.style = lib.mkOverride 900 (if cfg.cursor == "bar" then "beam" else cfg.cursor);
          main = {
            font = lib.mkOverride 900 (
              "${if cfg.font == null then "monospace" else cfg.font}:size=${toString cfg.fontSize}"
            );
            include = lib.mkIf (cfg.theme != null) (
              lib.mkOverride 900 "${pkgs.foot.themes}/share/foot/themes/${cfg.theme}"
            );
            pad = lib.mkOverride 900 "${toString cfg.padding}x${toString cfg.padding}";
          };
        };
      };
      ghostty = lib.mkIf (cfg.program == "ghostty") {
        enable = lib.mkOverride 900 true;
        settings = {
          background-opacity = lib.mkIf (cfg.opacity < 100) (lib.mkOverride 900 (cfg.opacity / 100.0));
          cursor-style = lib.mkOverride 900 cfg.cursor;
          font-family = lib.mkIf (cfg.font != null) (lib.mkOverride 900 cfg.font);
          font-size = lib.mkOverride 900 cfg.fontSize;
          theme = lib.mkIf (cfg.theme != null) (lib.mkOverride 900 cfg.theme);
          window-padding-x = lib.mkOverride 900 cfg.padding;
          window-padding-y = lib.mkOverride 900 cfg.padding;
        };
      };
    };

    xdg.terminal-exec = lib.mkIf cfg.default {
      enable = lib.mkOverride 900 true;
      settings.default = [ desktopFiles.${cfg.program} ];
    };
  };
}
