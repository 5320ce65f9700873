# panther: rendered from the module services/desktop. (a83b96d0f0e7bf5f)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.services.desktop;
  inherit (config.programs) niri;
  inherit (config.services) displayManager;
  dms = cfg.shell == "dms";
  # what the entry niri.desktop of the sessions starts, too
  session = lib.getExe' niri.package "niri-session";
  agent = if cfg.polkitAgent == "shell" && !dms then "gnome" else cfg.polkitAgent;
in
{
  options.panther.services.desktop = {
    enable = lib.mkEnableOption "a graphical desktop with the compositor niri and the shell DankMaterialShell";
    autoLogin = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "operator";
      description = "User whose session the greeter starts at boot without asking. It belongs on hosts whose disk asks for a passphrase. The keyring stays locked until the user gives its password.";
    };
    dms = {
      audioWavelength = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether the media widget shows what is heard as a wave.";
      };
      calendarEvents = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether the calendar shows events of khal.";
      };
      clipboardPaste = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether an entry of the clipboard's history can be pasted straight away.";
      };
      dynamicTheming = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether colours of the desktop and of programs follow the wallpaper.";
      };
      systemMonitoring = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether bars and the process list show what the machine is busy with.";
      };
      vpn = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether VPN connections of NetworkManager are shown and switched.";
      };
    };
    fonts = {
      emoji = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ "Noto Color Emoji" ];
        description = "Fonts of emoji, the best first.";
      };
      monospace = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ "Roboto Mono" ];
        description = "Fonts of terminals and editors, the best first.";
      };
      packages = lib.mkOption {
        type = lib.types.listOf lib.types.package;
        default = [
          pkgs.inter
          pkgs.noto-fonts
          pkgs.noto-fonts-color-emoji
          pkgs.roboto-mono
        ];
        description = "Packages of fonts, beside the basic ones that NixOS gives a desktop. Those with icons for prompts and listings are named like nerd-fonts.jetbrains-mono.";
      };
      sansSerif = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [
          "Inter"
          "Noto Sans"
        ];
        description = "Fonts of user interfaces and running text, the best first.";
      };
      serif = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ "Noto Serif" ];
        description = "Fonts with serifs, the best first.";
      };
    };
    greeter = lib.mkOption {
      type = lib.types.enum [
        "dms"
        "tuigreet"
        "none"
      ];
      default = "dms";
      description = "What asks for name and password. dms does so with DankMaterialShell's own screen, tuigreet as text, which works whatever the graphics do. With none nobody does: `niri-session` starts the desktop from a console, or the host has a display manager of its own.";
    };
    greeterTheme = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "operator";
      description = "User whose wallpaper and colours the greeter of DankMaterialShell shows.";
    };
    gvfs = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether file managers of GNOME and its like have a rubbish bin and reach network shares and phones.";
    };
    keyboard = {
      layout = lib.mkOption {
        type = lib.types.str;
        default = "us";
        example = "de";
        description = "Layouts of the keyboard as XKB names them, separated by commas.";
      };
      options = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "compose:ralt,ctrl:nocaps";
        description = "Options of XKB, separated by commas.";
      };
      variant = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "nodeadkeys";
        description = "Variants of the layouts, separated by commas.";
      };
    };
    keyring = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the GNOME keyring keeps secrets of programs, unlocked by the password of the login.";
    };
    lockBeforeSleep = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the sessions are locked before the host suspends, so that whoever opens the lid has to give the password.";
    };
    mounting = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether users mount removable media without being root.";
    };
    nautilus = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether Nautilus is the dialog in which programs let people choose files. Otherwise it is that of GTK.";
    };
    polkitAgent = lib.mkOption {
      type = lib.types.enum [
        "shell"
        "gnome"
        "none"
      ];
      default = "shell";
      description = "What asks for a password when a program wants to do what only administrators may. shell is DankMaterialShell's own dialog, and that of GNOME where there is no shell. With none, each user brings their own.";
    };
    shell = lib.mkOption {
      type = lib.types.enum [
        "dms"
        "none"
      ];
      default = "dms";
      description = "What draws bars, notifications, the launcher, the lock screen and the control centre. dms is DankMaterialShell; with none, each user brings their own.";
    };
    sshAgent = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the keyring's SSH agent runs. It needs the keyring and takes the place of any other agent.";
    };
    waylandElectron = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether Chromium and programs made with Electron speak Wayland, which keeps them sharp on scaled screens.";
    };
    xwayland = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether programs for X11 run, through xwayland-satellite, which niri starts when one of them does.";
    };
  };

  config = lib.mkIf cfg.enable {
    environment = {
      sessionVariables.NIXOS_OZONE_WL = lib.mkIf cfg.waylandElectron (lib.mkOverride 900 "1");
      # niri looks for it and starts it when the first program needs it.
      systemPackages = lib.optional cfg.xwayland pkgs.xwayland-satellite;
    };

    fonts = {
      fontconfig.defaultFonts = {
        inherit (cfg.fonts)
          emoji
          monospace
          sansSerif
          serif
          ;
      };
      inherit (cfg.fonts) packages;
    };

    programs = {
      dms-shell = lib.mkIf dms {
        enable = lib.mkOverride 900 true;
        enableAudioWavelength = lib.mkOverride 900 cfg.dms.audioWavelength;
        enableCalendarEvents = lib.mkOverride 900 cfg.dms.calendarEvents;
        enableClipboardPaste = lib.mkOverride 900 cfg.dms.clipboardPaste;
        enableDynamicTheming = lib.mkOverride 900 cfg.dms.dynamicTheming;
        enableSystemMonitoring = lib.mkOverride 900 cfg.dms.systemMonitoring;
        enableVPN = lib.mkOverride 900 cfg.dms.vpn;
      };
      niri = {
        enable = lib.mkOverride 900 true;
        useNautilus = lib.mkOverride 900 cfg.nautilus;
      };
    };

    security.pam.services = {
      # The lock screen looks for this service. It asks the fingerprint reader itself, beside the password.
      dankshell = lib.mkIf dms {
        enableGnomeKeyring = lib.mkOverride 900 cfg.keyring;
        fprintAuth = lib.mkOverride 900 false;
      };
      # A password would only be looked at after a finger, and a finger does not unlock the keyring.
      greetd.fprintAuth = lib.mkIf (cfg.greeter != "none") (lib.mkOverride 900 false);
    };

    services = {
      displayManager = lib.mkIf (cfg.greeter == "dms") {
        autoLogin.user = lib.mkIf (cfg.autoLogin != null) (lib.mkOverride 900 cfg.autoLogin);
        dms-greeter = {
          enable = lib.mkOverride 900 true;
          compositor.name = lib.mkOverride 900 "niri";
          configHome = lib.mkIf (cfg.greeterTheme != null) (
            lib.mkOverride 900 config.users.users.${cfg.greeterTheme}.home
          );
        };
      };
      gnome = {
        gcr-ssh-agent.enable = lib.mkOverride 900 (cfg.keyring && cfg.sshAgent);
        gnome-keyring.enable = lib.mkOverride 900 cfg.keyring;
      };
      greetd = lib.mkIf (cfg.greeter == "tuigreet") {
        enable = lib.mkOverride 900 true;
        settings = {
          default_session.command = lib.mkOverride 900 (
            lib.escapeShellArgs [
              (lib.getExe pkgs.tuigreet)
              "--asterisks"
              "--remember"
              "--remember-session"
              "--time"
              "--cmd"
              session
              "--sessions"
              "${displayManager.sessionData.desktops}/share/wayland-sessions"
            ]
          );
          initial_session = lib.mkIf (cfg.autoLogin != null) {
            command = lib.mkOverride 900 session;
            user = lib.mkOverride 900 cfg.autoLogin;
          };
        };
        # Otherwise messages of the boot are written over it.
        useTextGreeter = lib.mkOverride 900 true;
      };
      gvfs = lib.mkIf cfg.gvfs {
        enable = lib.mkOverride 900 true;
        # NixOS's choice would also bring the online accounts of GNOME.
        package = lib.mkOverride 900 pkgs.gvfs;
      };
      udisks2.enable = lib.mkOverride 900 cfg.mounting;
      xserver.xkb = {
        layout = lib.mkOverride 900 cfg.keyboard.layout;
        options = lib.mkIf (cfg.keyboard.options != null) (lib.mkOverride 900 cfg.keyboard.options);
        variant = lib.mkIf (cfg.keyboard.variant != null) (lib.mkOverride 900 cfg.keyboard.variant);
      };
    };

    systemd = {
      # Shells lock when logind tells them to, and by themselves not before the host sleeps.
      services.lock-before-sleep = lib.mkIf cfg.lockBeforeSleep {
        description = lib.mkOverride 900 "Lock the sessions before the host sleeps";
        before = [ "sleep.target" ];
        wantedBy = [ "sleep.target" ];
        serviceConfig = {
          Type = lib.mkOverride 900 "oneshot";
          ExecStart = lib.mkOverride 900 "${config.systemd.package}/bin/loginctl lock-sessions";
          # Until the lock screen has been drawn.
          ExecStartPost = lib.mkOverride 900 "${pkgs.coreutils}/bin/sleep 1";
        };
      };
      user.services = {
        # Two agents would fight over who asks.
        dms = lib.mkIf (dms && agent != "shell") {
          environment.DMS_DISABLE_POLKIT = lib.mkOverride 900 "1";
        };
        polkit-gnome = lib.mkIf (agent == "gnome") {
          description = lib.mkOverride 900 "Dialogs that ask for a password on behalf of polkit";
          after = [ "graphical-session.target" ];
          partOf = [ "graphical-session.target" ];
          wantedBy = [ "graphical-session.target" ];
          serviceConfig = {
            ExecStart = lib.mkOverride 900 "${pkgs.polkit_gnome}/libexec/polkit-gnome-authentication-agent-1";
            Restart = lib.mkOverride 900 "on-failure";
            Slice = lib.mkOverride 900 "session.slice";
          };
        };
      };
    };
  };
}
