# panther: rendered from the module home/multiplexer. (1d2bd16274e02647)
{ config, lib, ... }:
let
  cfg = config.panther.home.multiplexer;
  # home-manager's generator escapes quotes alone.
  escape = lib.replaceStrings [ "\\" ] [ "\\\\" ];
  split = {
    below = "horizontal";
    beside = "vertical";
  };
  # A number of lines is a number, a share a text.
  size =
    pane:
    lib.optionalAttrs (pane.size != null) {
      size = if lib.hasSuffix "%" pane.size then pane.size else lib.toInt pane.size;
    };
  leaf = pane: {
    _props =
      lib.optionalAttrs (pane.name != null) { name = escape pane.name; }
      // lib.optionalAttrs (pane.cwd != null) { cwd = escape pane.cwd; }
      // lib.optionalAttrs (pane.command != null) { command = escape pane.command; }
      // lib.optionalAttrs (pane.command != null && pane.suspended) { start_suspended = true; }
      // lib.optionalAttrs pane.focus { focus = true; }
      // size pane;
    _children = lib.optional (pane.command != null && pane.args != [ ]) {
      args._args = map escape pane.args;
    };
  };
  # zellij refuses a pane with panes inside that says more than this.
  container = pane: {
    _props = {
      split_direction = split.${pane.split};
    }
    // size pane;
    _children = map (inner: { pane = leaf inner; }) pane.panes;
  };
  tab = tab: {
    tab = {
      _props = {
        name = escape tab.name;
        split_direction = split.${tab.split};
      }
      // lib.optionalAttrs tab.focus { focus = true; }
      // lib.optionalAttrs (tab.cwd != null) { cwd = escape tab.cwd; };
      _children = map (pane: {
        pane = if pane.panes == [ ] then leaf pane else container pane;
      }) tab.panes;
    };
  };
  bar = lines: plugin: {
    pane = {
      _props = {
        borderless = true;
        size = lines;
      };
      plugin._props.location = "zellij:${plugin}";
    };
  };
  frames = {
    compact = [
      { children = { }; }
      (bar 1 "compact-bar")
    ];
    full = [
      (bar 1 "tab-bar")
      { children = { }; }
      (bar 2 "status-bar")
    ];
    none = [ { children = { }; } ];
  };
  layout = layout: {
    layout._children = [
      { default_tab_template._children = frames.${layout.bars}; }
    ]
    ++ map tab layout.tabs;
  };
in
{
  options.panther.home.multiplexer = {
    enable = lib.mkEnableOption "the terminal multiplexer zellij, with layouts";
    autoStart = lib.mkOption {
      type = lib.types.enum [
        "never"
        "new"
        "attach"
      ];
      default = "never";
      description = "Whether fish starts zellij when it starts: never, with a new session, or by attaching to one that runs. Then the shell ends with it.";
    };
    copyOnSelect = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether text is copied as soon as it is selected.";
    };
    defaultLayout = lib.mkOption {
      type = lib.types.str;
      default = "default";
      example = "development";
      description = "Layout of new sessions, one of those below or one that comes with zellij, such as default or compact.";
    };
    keepSessions = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether sessions are written to disk, so that they can be opened again after the host was restarted.";
    };
    layouts = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            bars = lib.mkOption {
              type = lib.types.enum [
                "full"
                "compact"
                "none"
              ];
              default = "full";
              description = "What is around the panes: tabs above and keys below, one line for both, or nothing.";
            };
            tabs = lib.mkOption {
              type = lib.types.listOf (
                lib.types.submodule {
                  options = {
                    cwd = lib.mkOption {
                      type = lib.types.nullOr lib.types.str;
                      default = null;
                      example = "~/Projects";
                      description = "Directory that the tab's panes start in.";
                    };
                    focus = lib.mkOption {
                      type = lib.types.bool;
                      default = false;
                      description = "Whether the session begins in this tab.";
                    };
                    name = lib.mkOption {
                      type = lib.types.str;
                      example = "code";
                      description = "Name of the tab.";
                    };
                    panes = lib.mkOption {
                      type = lib.types.listOf (
                        lib.types.submodule {
                          options = {
                            args = lib.mkOption {
                              type = lib.types.listOf lib.types.str;
                              default = [ ];
                              example = [ "--watch" ];
                              description = "Arguments of the program.";
                            };
                            command = lib.mkOption {
                              type = lib.types.nullOr lib.types.str;
                              default = null;
                              example = "nvim";
                              description = "Program that runs in the pane. Without one it is the shell.";
                            };
                            cwd = lib.mkOption {
                              type = lib.types.nullOr lib.types.str;
                              default = null;
                              example = "internal";
                              description = "Directory that the program starts in, below that of the tab where it is relative.";
                            };
                            focus = lib.mkOption {
                              type = lib.types.bool;
                              default = false;
                              description = "Whether the tab begins in this pane.";
                            };
                            name = lib.mkOption {
                              type = lib.types.nullOr lib.types.str;
                              default = null;
                              example = "tests";
                              description = "Name of the pane, in its frame.";
                            };
                            panes = lib.mkOption {
                              type = lib.types.listOf (
                                lib.types.submodule {
                                  options = {
                                    args = lib.mkOption {
                                      type = lib.types.listOf lib.types.str;
                                      default = [ ];
                                      description = "Arguments of the program.";
                                    };
                                    command = lib.mkOption {
                                      type = lib.types.nullOr lib.types.str;
                                      default = null;
                                      example = "lazygit";
                                      description = "Program that runs in the pane. Without one it is the shell.";
                                    };
                                    cwd = lib.mkOption {
                                      type = lib.types.nullOr lib.types.str;
                                      default = null;
                                      description = "Directory that the program starts in.";
                                    };
                                    focus = lib.mkOption {
                                      type = lib.types.bool;
                                      default = false;
                                      description = "Whether the tab begins in this pane.";
                                    };
                                    name = lib.mkOption {
                                      type = lib.types.nullOr lib.types.str;
                                      default = null;
                                      description = "Name of the pane, in its frame.";
                                    };
                                    size = lib.mkOption {
                                      type = lib.types.nullOr lib.types.str;
                                      default = null;
                                      example = "50%";
                                      description = "Share of the room in per cent, or number of lines or columns.";
                                    };
                                    suspended = lib.mkOption {
                                      type = lib.types.bool;
                                      default = false;
                                      description = "Whether the program waits for Enter before it starts.";
                                    };
                                  };
                                }
                              );
                              default = [ ];
                              description = "Panes that this one is split into. It then has a size and a direction, and nothing else.";
                            };
                            size = lib.mkOption {
                              type = lib.types.nullOr lib.types.str;
                              default = null;
                              example = "30%";
                              description = "Share of the room in per cent, or number of lines or columns. Without one, panes share what is left.";
                            };
                            split = lib.mkOption {
                              type = lib.types.enum [
                                "beside"
                                "below"
                              ];
                              default = "below";
                              description = "Whether the panes inside this one stand beside each other or below each other.";
                            };
                            suspended = lib.mkOption {
                              type = lib.types.bool;
                              default = false;
                              description = "Whether the program waits for Enter before it starts.";
                            };
                          };
                        }
                      );
                      default = [ ];
                      description = "Panes of the tab. Without any it has one, with the shell.";
                    };
                    split = lib.mkOption {
                      type = lib.types.enum [
                        "beside"
                        "below"
                      ];
                      default = "beside";
                      description = "Whether the tab's panes stand beside each other or below each other.";
                    };
                  };
                }
              );
              default = [ ];
              description = "Tabs of the layout.";
            };
          };
        }
      );
      default = { };
      example.development.tabs = [
        {
          focus = true;
          name = "code";
          panes = [
            { command = "nvim"; }
            {
              panes = [
                { }
                { command = "lazygit"; }
              ];
              size = "30%";
            }
          ];
        }
        { name = "shell"; }
      ];
      description = "Layouts of sessions by their names, for `zellij --layout` and as the default.";
    };
    locked = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether zellij leaves all keys to the programs in it until Ctrl-G is pressed.";
    };
    mouse = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the mouse chooses and sizes panes.";
    };
    paneFrames = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether panes have a frame with their name.";
    };
    scrollback = lib.mkOption {
      type = lib.types.int;
      default = 10000;
      description = "How many lines each pane keeps.";
    };
    shell = lib.mkOption {
      type = lib.types.nullOr (
        lib.types.enum [
          "bash"
          "fish"
          "zsh"
        ]
      );
      default = null;
      description = "Shell that new panes start. Without one it is the user's login shell.";
    };
    theme = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "catppuccin-mocha";
      description = "Colours, by the name of a theme that comes with zellij. Without one zellij chooses.";
    };
  };

  config = lib.mkIf cfg.enable {
    programs.zellij = {
      enable = lib.mkOverride 900 true;
      attachExistingSession = lib.mkIf (cfg.autoStart == "attach") (lib.mkOverride 900 true);
      enableFishIntegration = lib.mkOverride 900 (cfg.autoStart != "never");
      exitShellOnExit = lib.mkIf (cfg.autoStart != "never") (lib.mkOverride 900 true);
      layouts = lib.mapAttrs (_: value: lib.mkOverride 900 (layout value)) cfg.layouts;
      settings = {
        copy_on_select = lib.mkOverride 900 cfg.copyOnSelect;
        default_layout = lib.mkOverride 900 cfg.defaultLayout;
        default_mode = lib.mkOverride 900 (if cfg.locked then "locked" else "normal");
        default_shell = lib.mkIf (cfg.shell != null) (lib.mkOverride 900 cfg.shell);
        mouse_mode = lib.mkOverride 900 cfg.mouse;
        pane_frames = lib.mkOverride 900 cfg.paneFrames;
        scroll_buffer_size = lib.mkOverride 900 cfg.scrollback;
        session_serialization = lib.mkOverride 900 cfg.keepSessions;
        # Tips at each start are for those who have not chosen yet.
        show_startup_tips = lib.mkOverride 900 false;
        theme = lib.mkIf (cfg.theme != null) (lib.mkOverride 900 cfg.theme);
      };
    };
  };
}
