# panther: rendered from the module home/desktop. (14025b770cd9b16e)
{
  config,
  lib,
  osConfig,
  pkgs,
  ...
}:
let
  cfg = config.panther.home.desktop;
  dms = osConfig.programs.dms-shell.enable or false;
  terminal =
    if cfg.terminal != null then cfg.terminal else config.panther.home.terminal.program or "ghostty";
  launcher = if cfg.launcher == "shell" && !dms then "fuzzel" else cfg.launcher;

  # A node of KDL, the language of niri. Its texts and numbers are written as in JSON, but for decimals, which
  # need their point.
  literal =
    value:
    let
      json = builtins.toJSON value;
    in
    if builtins.isFloat value && builtins.match "-?[0-9]+" json != null then "${json}.0" else json;
  identifier =
    text: if builtins.match "[A-Za-z_][A-Za-z0-9_+-]*" text != null then text else literal text;
  node =
    name: arguments: properties: children:
    lib.concatStringsSep " " (
      [ (identifier name) ]
      ++ map literal arguments
      ++ lib.mapAttrsToList (key: value: "${key}=${literal value}") (
        lib.filterAttrs (_: value: value != null) properties
      )
      ++ lib.optional (lib.flatten children != [ ]) "{\n${indented (lib.flatten children)}\n}"
    );
  indented = lib.concatMapStringsSep "\n" (
    child: "    " + lib.replaceStrings [ "\n" ] [ "\n    " ] child
  );
  section = name: children: lib.optional (lib.flatten children != [ ]) (node name [ ] { } children);
  leaf = name: value: lib.optional (value != null) (node name [ value ] { } [ ]);
  flag = name: on: lib.optional on name;
  switch = on: if on then "on" else "off";
  # What niri takes as a decimal must not look like a whole number.
  decimal = number: if number == null then null else 1.0 * number;
  size =
    text:
    if lib.hasSuffix "%" text then
      node "proportion" [ (builtins.fromJSON (lib.removeSuffix "%" text) / 100.0) ] { } [ ]
    else
      node "fixed" [ (lib.toInt (lib.removeSuffix "px" text)) ] { } [ ];
  sized = name: text: lib.optional (text != null) (node name [ ] { } [ (size text) ]);

  ring = name: ring: [
    (node name [ ] { } [
      (switch ring.enable)
      (leaf "width" ring.width)
      (leaf "active-color" ring.activeColor)
      (leaf "inactive-color" ring.inactiveColor)
      (leaf "urgent-color" ring.urgentColor)
    ])
  ];
  pointer = device: [
    (flag "natural-scroll" device.naturalScroll)
    (leaf "accel-speed" device.accelSpeed)
    (leaf "accel-profile" device.accelProfile)
    (leaf "scroll-method" device.scrollMethod)
    (flag "left-handed" device.leftHanded)
    (flag "middle-emulation" device.middleEmulation)
  ];
  output =
    name: screen:
    node "output" [ name ] { } [
      (flag "off" (!screen.enable))
      (leaf "mode" screen.mode)
      (leaf "scale" screen.scale)
      (leaf "transform" screen.transform)
      (lib.optional (screen.x != null && screen.y != null) (
        node "position" [ ] { inherit (screen) x y; } [ ]
      ))
      (lib.optional (screen.variableRefreshRate != "off") (
        node "variable-refresh-rate" [ ] { on-demand = screen.variableRefreshRate == "on-demand"; } [ ]
      ))
      (flag "focus-at-startup" screen.focusAtStartup)
      (leaf "backdrop-color" screen.backdropColor)
    ];
  windowMatch =
    name: window:
    node name [ ] {
      app-id = window.appId;
      at-startup = window.atStartup;
      is-active = window.isActive;
      is-active-in-column = window.isActiveInColumn;
      is-floating = window.isFloating;
      is-focused = window.isFocused;
      is-urgent = window.isUrgent;
      is-window-cast-target = window.isWindowCastTarget;
      inherit (window) title;
    } [ ];
  windowRule =
    rule:
    node "window-rule" [ ] { } [
      (map (windowMatch "match") rule.match)
      (map (windowMatch "exclude") rule.exclude)
      (leaf "open-on-output" rule.openOnOutput)
      (leaf "open-on-workspace" rule.openOnWorkspace)
      (leaf "open-maximized" rule.openMaximized)
      (leaf "open-maximized-to-edges" rule.openMaximizedToEdges)
      (leaf "open-fullscreen" rule.openFullscreen)
      (leaf "open-floating" rule.openFloating)
      (leaf "open-focused" rule.openFocused)
      (sized "default-column-width" rule.defaultColumnWidth)
      (sized "default-window-height" rule.defaultWindowHeight)
      (leaf "min-width" rule.minWidth)
      (leaf "max-width" rule.maxWidth)
      (leaf "min-height" rule.minHeight)
      (leaf "max-height" rule.maxHeight)
      (leaf "default-column-display" rule.defaultColumnDisplay)
      (leaf "draw-border-with-background" rule.drawBorderWithBackground)
      (leaf "opacity" (decimal rule.opacity))
      (leaf "geometry-corner-radius" rule.cornerRadius)
      (leaf "clip-to-geometry" rule.clipToGeometry)
      (leaf "scroll-factor" rule.scrollFactor)
      (leaf "tiled-state" rule.tiledState)
      (leaf "variable-refresh-rate" rule.variableRefreshRate)
      (leaf "block-out-from" rule.blockOutFrom)
    ];
  layerMatch =
    name: surface:
    node name [ ] {
      at-startup = surface.atStartup;
      inherit (surface) layer namespace;
    } [ ];
  layerRule =
    rule:
    node "layer-rule" [ ] { } [
      (map (layerMatch "match") rule.match)
      (map (layerMatch "exclude") rule.exclude)
      (leaf "opacity" (decimal rule.opacity))
      (leaf "geometry-corner-radius" rule.cornerRadius)
      (leaf "place-within-backdrop" rule.placeWithinBackdrop)
      (leaf "block-out-from" rule.blockOutFrom)
    ];

  # Key bindings, in the shape of cfg.binds.
  act = action: { inherit action; };
  call = text: lib.splitString " " "dms ipc call ${text}";
  shell = title: text: {
    inherit title;
    spawn = call text;
  };
  locked = bind: bind // { allowWhenLocked = true; };
  windows = [
    "down"
    "up"
  ];
  keysOf = {
    down = [
      "Down"
      "J"
    ];
    left = [
      "Left"
      "H"
    ];
    right = [
      "Right"
      "L"
    ];
    up = [
      "Up"
      "K"
    ];
  };
  towards =
    direction: key:
    let
      what = if lib.elem direction windows then "window" else "column";
    in
    {
      "Mod+${key}" = act "focus-${what}-${direction}";
      "Mod+Ctrl+${key}" = act "move-${what}-${direction}";
      "Mod+Shift+${key}" = act "focus-monitor-${direction}";
      "Mod+Shift+Ctrl+${key}" = act "move-column-to-monitor-${direction}";
    };
  numbered = number: {
    "Mod+${toString number}" = act "focus-workspace" // {
      index = number;
    };
    "Mod+Ctrl+${toString number}" = act "move-column-to-workspace" // {
      index = number;
    };
  };
  resize = action: argument: act action // { inherit argument; };
  wheel = action: act action // { cooldownMs = 150; };
  once = bind: bind // { repeat = false; };
  merged = lib.foldl' lib.mergeAttrs { };
  niriBinds =
    merged (lib.concatLists (lib.mapAttrsToList (direction: map (towards direction)) keysOf))
    // merged (map numbered (lib.range 1 9))
    // {
      "Alt+Print" = act "screenshot-window";
      "Ctrl+Alt+Delete" = act "quit";
      "Ctrl+Print" = act "screenshot-screen";
      "Mod+BracketLeft" = act "consume-or-expel-window-left";
      "Mod+BracketRight" = act "consume-or-expel-window-right";
      "Mod+C" = act "center-column";
      "Mod+Comma" = act "consume-window-into-column";
      "Mod+Ctrl+C" = act "center-visible-columns";
      "Mod+Ctrl+End" = act "move-column-to-last";
      "Mod+Ctrl+F" = act "expand-column-to-available-width";
      "Mod+Ctrl+Home" = act "move-column-to-first";
      "Mod+Ctrl+I" = act "move-column-to-workspace-up";
      "Mod+Ctrl+Page_Down" = act "move-column-to-workspace-down";
      "Mod+Ctrl+Page_Up" = act "move-column-to-workspace-up";
      "Mod+Ctrl+R" = act "reset-window-height";
      "Mod+Ctrl+Shift+WheelScrollDown" = act "move-column-right";
      "Mod+Ctrl+Shift+WheelScrollUp" = act "move-column-left";
      "Mod+Ctrl+U" = act "move-column-to-workspace-down";
      "Mod+Ctrl+WheelScrollDown" = wheel "move-column-to-workspace-down";
      "Mod+Ctrl+WheelScrollLeft" = act "move-column-left";
      "Mod+Ctrl+WheelScrollRight" = act "move-column-right";
      "Mod+Ctrl+WheelScrollUp" = wheel "move-column-to-workspace-up";
      "Mod+End" = act "focus-column-last";
      "Mod+Equal" = resize "set-column-width" "+10%";
      "Mod+Escape" = act "toggle-keyboard-shortcuts-inhibit" // {
        allowInhibiting = false;
      };
      "Mod+F" = act "maximize-column";
      "Mod+Home" = act "focus-column-first";
      "Mod+I" = act "focus-workspace-up";
      "Mod+M" = act "maximize-window-to-edges";
      "Mod+Minus" = resize "set-column-width" "-10%";
      "Mod+O" = once (act "toggle-overview");
      "Mod+Page_Down" = act "focus-workspace-down";
      "Mod+Page_Up" = act "focus-workspace-up";
      "Mod+Period" = act "expel-window-from-column";
      "Mod+Q" = once (act "close-window");
      "Mod+R" = act "switch-preset-column-width";
      "Mod+Shift+E" = act "quit";
      "Mod+Shift+Equal" = resize "set-window-height" "+10%";
      "Mod+Shift+F" = act "fullscreen-window";
      "Mod+Shift+I" = act "move-workspace-up";
      "Mod+Shift+Minus" = resize "set-window-height" "-10%";
      "Mod+Shift+P" = act "power-off-monitors";
      "Mod+Shift+Page_Down" = act "move-workspace-down";
      "Mod+Shift+Page_Up" = act "move-workspace-up";
      "Mod+Shift+R" = act "switch-preset-window-height";
      "Mod+Shift+Slash" = act "show-hotkey-overlay";
      "Mod+Shift+U" = act "move-workspace-down";
      "Mod+Shift+V" = act "switch-focus-between-floating-and-tiling";
      "Mod+Shift+WheelScrollDown" = act "focus-column-right";
      "Mod+Shift+WheelScrollUp" = act "focus-column-left";
      "Mod+Tab" = act "focus-workspace-previous";
      "Mod+U" = act "focus-workspace-down";
      "Mod+V" = act "toggle-window-floating";
      "Mod+W" = act "toggle-column-tabbed-display";
      "Mod+WheelScrollDown" = wheel "focus-workspace-down";
      "Mod+WheelScrollLeft" = act "focus-column-left";
      "Mod+WheelScrollRight" = act "focus-column-right";
      "Mod+WheelScrollUp" = wheel "focus-workspace-up";
      "Print" = act "screenshot";
    };
  launch =
    if launcher == "shell" then
      shell "Run a program" "spotlight toggle"
    else
      {
        spawn = [ "fuzzel" ];
        title = "Run a program";
      };
  open = {
    spawn = [ terminal ];
    title = "Open a terminal";
  };
  lock =
    if cfg.lockCommand != [ ] then
      cfg.lockCommand
    else if dms then
      call "lock lock"
    else
      [
        "swaylock"
        "--daemonize"
      ];
  programBinds = {
    "Mod+Alt+L" = {
      spawn = lock;
      title = "Lock the screen";
    };
    "Mod+D" = launch;
    "Mod+Return" = open;
    "Mod+Space" = launch // {
      title = null;
    };
    "Mod+T" = open // {
      title = null;
    };
  }
  // lib.optionalAttrs (cfg.browser != [ ]) {
    "Mod+B" = {
      spawn = cfg.browser;
      title = "Open the browser";
    };
  };
  shellBinds = {
    "Ctrl+Shift+Escape" = shell "Show what is running" "processlist toggle";
    "Mod+N" = shell "Show notifications" "notifications toggle";
    "Mod+Shift+C" = shell "Show the clipboard's history" "clipboard toggle";
    "Mod+Shift+N" = shell "Open the notepad" "notepad toggle";
    "Mod+X" = shell "Log out, restart or switch off" "powermenu toggle";
    "Mod+Y" = shell "Choose a wallpaper" "dash toggle wallpaper";
  };
  # The last of what sets the brightness is the device, and nothing stands for the screen's own.
  mediaBinds = lib.mapAttrs (_: text: locked { spawn = call text; }) {
    XF86AudioLowerVolume = "audio decrement 3";
    XF86AudioMicMute = "audio micmute";
    XF86AudioMute = "audio mute";
    XF86AudioNext = "mpris next";
    XF86AudioPlay = "mpris playPause";
    XF86AudioPrev = "mpris previous";
    XF86AudioRaiseVolume = "audio increment 3";
    XF86MonBrightnessDown = "brightness decrement 5 ";
    XF86MonBrightnessUp = "brightness increment 5 ";
  };
  plainMediaBinds = lib.mapAttrs (_: command: locked { shell = command; }) {
    XF86AudioLowerVolume = "wpctl set-volume @DEFAULT_AUDIO_SINK@ 5%-";
    XF86AudioMicMute = "wpctl set-mute @DEFAULT_AUDIO_SOURCE@ toggle";
    XF86AudioMute = "wpctl set-mute @DEFAULT_AUDIO_SINK@ toggle";
    XF86AudioNext = "playerctl next";
    XF86AudioPlay = "playerctl play-pause";
    XF86AudioPrev = "playerctl previous";
    XF86AudioRaiseVolume = "wpctl set-volume --limit 1.0 @DEFAULT_AUDIO_SINK@ 5%+";
    XF86MonBrightnessDown = "brightnessctl --class=backlight set 5%-";
    XF86MonBrightnessUp = "brightnessctl --class=backlight set 5%+";
  };
  defaultBinds = lib.optionalAttrs cfg.defaultBinds (
    niriBinds // programBinds // (if dms then shellBinds // mediaBinds else plainMediaBinds)
  );
  # niri refuses two bindings for the same keys, however they are written.
  canonical =
    keys:
    lib.sort lib.lessThan (
      map (name: if name == "control" then "ctrl" else name) (lib.splitString "+" (lib.toLower keys))
    );
  own = map canonical (lib.attrNames cfg.binds);
  binds =
    lib.filterAttrs (keys: _: !lib.elem (canonical keys) own) defaultBinds
    // lib.filterAttrs (_: bind: bind.enable) cfg.binds;
  unless = normal: value: if value == normal then null else value;
  bindNode =
    keys: bind:
    node keys [ ] {
      allow-inhibiting = unless true (bind.allowInhibiting or true);
      allow-when-locked = unless false (bind.allowWhenLocked or false);
      cooldown-ms = bind.cooldownMs or null;
      hotkey-overlay-title = bind.title or null;
      repeat = unless true (bind.repeat or true);
    } [ (actionNode bind) ];
  actionNode =
    bind:
    if bind.spawn or [ ] != [ ] then
      node "spawn" bind.spawn { } [ ]
    else if bind.shell or null != null then
      node "spawn-sh" [ bind.shell ] { } [ ]
    else
      node (toString bind.action)
        (lib.filter (value: value != null) [
          (bind.index or null)
          (bind.argument or null)
        ])
        {
          delay-ms = bind.delayMs or null;
          focus = bind.focus or null;
          show-pointer = bind.showPointer or null;
          skip-confirmation = bind.skipConfirmation or null;
          write-to-disk = bind.writeToDisk or null;
        }
        [ ];

  nodes = [
    (node "input" [ ] { } [
      (node "keyboard" [ ] { } [
        (section "xkb" [
          (leaf "layout" cfg.keyboard.layout)
          (leaf "model" cfg.keyboard.model)
          (leaf "options" cfg.keyboard.options)
          (leaf "variant" cfg.keyboard.variant)
        ])
        (leaf "repeat-delay" cfg.keyboard.repeatDelay)
        (leaf "repeat-rate" cfg.keyboard.repeatRate)
        (leaf "track-layout" cfg.keyboard.trackLayout)
        (flag "numlock" cfg.keyboard.numlock)
      ])
      (node "touchpad" [ ] { } [
        (flag "tap" cfg.touchpad.tap)
        (flag "dwt" cfg.touchpad.disableWhileTyping)
        (flag "drag-lock" cfg.touchpad.dragLock)
        (leaf "click-method" cfg.touchpad.clickMethod)
        (flag "disabled-on-external-mouse" cfg.touchpad.disabledOnExternalMouse)
        (pointer cfg.touchpad)
      ])
      (section "mouse" (pointer cfg.mouse))
      (section "trackpoint" (pointer cfg.trackpoint))
      (section "tablet" (leaf "map-to-output" cfg.tabletOutput))
      (section "touch" (leaf "map-to-output" cfg.touchOutput))
      (lib.optional cfg.focusFollowsMouse (
        node "focus-follows-mouse" [ ] { max-scroll-amount = "0%"; } [ ]
      ))
      (flag "warp-mouse-to-focus" cfg.warpMouseToFocus)
      (flag "workspace-auto-back-and-forth" cfg.workspaceBackAndForth)
      (leaf "mod-key" cfg.modKey)
      (flag "disable-power-key-handling" (!cfg.powerKey))
    ])
    (lib.mapAttrsToList output cfg.outputs)
    (node "layout" [ ] { } [
      (leaf "gaps" cfg.layout.gaps)
      (leaf "center-focused-column" cfg.layout.centerFocusedColumn)
      (flag "always-center-single-column" cfg.layout.alwaysCenterSingleColumn)
      (flag "empty-workspace-above-first" cfg.layout.emptyWorkspaceAboveFirst)
      (leaf "default-column-display" cfg.layout.defaultColumnDisplay)
      (node "default-column-width" [ ] { } (
        lib.optional (!cfg.layout.windowsDecideWidth) (size cfg.layout.defaultColumnWidth)
      ))
      (section "preset-column-widths" (map size cfg.layout.presetColumnWidths))
      (section "preset-window-heights" (map size cfg.layout.presetWindowHeights))
      (leaf "background-color" cfg.layout.backgroundColor)
      (ring "focus-ring" cfg.layout.focusRing)
      (ring "border" cfg.layout.border)
      (node "shadow" [ ] { } [
        (switch cfg.layout.shadow.enable)
        (leaf "softness" cfg.layout.shadow.softness)
        (leaf "spread" cfg.layout.shadow.spread)
        (leaf "color" cfg.layout.shadow.color)
      ])
      (node "struts" [ ] { } (
        lib.mapAttrsToList leaf {
          inherit (cfg.layout.struts)
            bottom
            left
            right
            top
            ;
        }
      ))
    ])
    (map (
      workspace: node "workspace" [ workspace.name ] { } (leaf "open-on-output" workspace.output)
    ) cfg.workspaces)
    (map (command: node "spawn-at-startup" command { } [ ]) cfg.startup)
    (section "environment" (lib.mapAttrsToList leaf cfg.environment))
    (section "switch-events" (
      lib.mapAttrsToList
        (
          name: command: lib.optional (command != [ ]) (node name [ ] { } [ (node "spawn" command { } [ ]) ])
        )
        {
          lid-close = cfg.switches.lidClose;
          lid-open = cfg.switches.lidOpen;
          tablet-mode-off = cfg.switches.tabletModeOff;
          tablet-mode-on = cfg.switches.tabletModeOn;
        }
    ))
    (node "cursor" [ ] { } [
      (leaf "xcursor-theme" cfg.cursor.theme)
      (leaf "xcursor-size" cfg.cursor.size)
      (flag "hide-when-typing" cfg.cursor.hideWhenTyping)
      (leaf "hide-after-inactive-ms" cfg.cursor.hideAfterMs)
    ])
    (node "screenshot-path" [ (if cfg.screenshots.save then cfg.screenshots.path else null) ] { } [ ])
    (flag "prefer-no-csd" cfg.noTitleBars)
    (section "hotkey-overlay" (flag "skip-at-startup" (!cfg.hotkeyOverlay)))
    (section "clipboard" (flag "disable-primary" (!cfg.primaryClipboard)))
    (section "gestures" (section "hot-corners" (flag "off" (!cfg.hotCorners))))
    (node "overview" [ ] { } (leaf "zoom" cfg.overviewZoom))
    (node "animations" [ ] { } [
      (flag "off" (!cfg.animations.enable))
      (leaf "slowdown" cfg.animations.slowdown)
    ])
    (map windowRule cfg.windowRules)
    (map layerRule cfg.layerRules)
    (section "binds" (lib.mapAttrsToList bindNode binds))
    # What is included may say again what stands above, which one file may not.
    (lib.optionals dms (
      map (file: node "include" [ "dms/${file}.kdl" ] { optional = true; } [ ]) cfg.shellFiles
    ))
    (lib.optional (cfg.extraConfig != null) (
      node "include" [ (toString (pkgs.writeText "niri-extra.kdl" cfg.extraConfig)) ] { } [ ]
    ))
  ];
in
{
  options.panther.home.desktop = {
    enable = lib.mkEnableOption "the niri desktop of a user";
    animations = {
      enable = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether anything moves smoothly.";
      };
      slowdown = lib.mkOption {
        type = lib.types.numbers.nonnegative;
        default = 1;
        description = "How many times longer it takes.";
      };
    };
    binds = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            action = lib.mkOption {
              type = lib.types.nullOr (
                lib.types.enum [
                  "center-column"
                  "center-visible-columns"
                  "center-window"
                  "clear-dynamic-cast-target"
                  "close-overview"
                  "close-window"
                  "consume-or-expel-window-left"
                  "consume-or-expel-window-right"
                  "consume-window-into-column"
                  "do-screen-transition"
                  "expand-column-to-available-width"
                  "expel-window-from-column"
                  "focus-column"
                  "focus-column-first"
                  "focus-column-last"
                  "focus-column-left"
                  "focus-column-left-or-last"
                  "focus-column-or-monitor-left"
                  "focus-column-or-monitor-right"
                  "focus-column-right"
                  "focus-column-right-or-first"
                  "focus-floating"
                  "focus-monitor"
                  "focus-monitor-down"
                  "focus-monitor-left"
                  "focus-monitor-next"
                  "focus-monitor-previous"
                  "focus-monitor-right"
                  "focus-monitor-up"
                  "focus-tiling"
                  "focus-window-bottom"
                  "focus-window-down"
                  "focus-window-down-or-column-left"
                  "focus-window-down-or-column-right"
                  "focus-window-down-or-top"
                  "focus-window-in-column"
                  "focus-window-or-monitor-down"
                  "focus-window-or-monitor-up"
                  "focus-window-or-workspace-down"
                  "focus-window-or-workspace-up"
                  "focus-window-previous"
                  "focus-window-top"
                  "focus-window-up"
                  "focus-window-up-or-bottom"
                  "focus-window-up-or-column-left"
                  "focus-window-up-or-column-right"
                  "focus-workspace"
                  "focus-workspace-down"
                  "focus-workspace-previous"
                  "focus-workspace-up"
                  "fullscreen-window"
                  "maximize-column"
                  "maximize-window-to-edges"
                  "move-column-left"
                  "move-column-left-or-to-monitor-left"
                  "move-column-right"
                  "move-column-right-or-to-monitor-right"
                  "move-column-to-first"
                  "move-column-to-index"
                  "move-column-to-last"
                  "move-column-to-monitor"
                  "move-column-to-monitor-down"
                  "move-column-to-monitor-left"
                  "move-column-to-monitor-next"
                  "move-column-to-monitor-previous"
                  "move-column-to-monitor-right"
                  "move-column-to-monitor-up"
                  "move-column-to-workspace"
                  "move-column-to-workspace-down"
                  "move-column-to-workspace-up"
                  "move-window-down"
                  "move-window-down-or-to-workspace-down"
                  "move-window-to-floating"
                  "move-window-to-monitor"
                  "move-window-to-monitor-down"
                  "move-window-to-monitor-left"
                  "move-window-to-monitor-next"
                  "move-window-to-monitor-previous"
                  "move-window-to-monitor-right"
                  "move-window-to-monitor-up"
                  "move-window-to-tiling"
                  "move-window-to-workspace"
                  "move-window-to-workspace-down"
                  "move-window-to-workspace-up"
                  "move-window-up"
                  "move-window-up-or-to-workspace-up"
                  "move-workspace-down"
                  "move-workspace-to-index"
                  "move-workspace-to-monitor"
                  "move-workspace-to-monitor-down"
                  "move-workspace-to-monitor-left"
                  "move-workspace-to-monitor-next"
                  "move-workspace-to-monitor-previous"
                  "move-workspace-to-monitor-right"
                  "move-workspace-to-monitor-up"
                  "move-workspace-up"
                  "open-overview"
                  "power-off-monitors"
                  "power-on-monitors"
                  "quit"
                  "reset-window-height"
                  "screenshot"
                  "screenshot-screen"
                  "screenshot-window"
                  "set-column-display"
                  "set-column-width"
                  "set-dynamic-cast-monitor"
                  "set-dynamic-cast-window"
                  "set-window-height"
                  "set-window-width"
                  "set-workspace-name"
                  "show-hotkey-overlay"
                  "suspend"
                  "swap-window-left"
                  "swap-window-right"
                  "switch-focus-between-floating-and-tiling"
                  "switch-layout"
                  "switch-preset-column-width"
                  "switch-preset-column-width-back"
                  "switch-preset-window-height"
                  "switch-preset-window-height-back"
                  "switch-preset-window-width"
                  "switch-preset-window-width-back"
                  "toggle-column-tabbed-display"
                  "toggle-keyboard-shortcuts-inhibit"
                  "toggle-overview"
                  "toggle-window-floating"
                  "toggle-window-rule-opacity"
                  "toggle-windowed-fullscreen"
                  "unset-workspace-name"
                ]
              );
              default = null;
              description = "What niri does.";
            };
            allowInhibiting = lib.mkOption {
              type = lib.types.bool;
              default = true;
              description = "Whether a program that takes all keys, such as a remote desktop, also takes these.";
            };
            allowWhenLocked = lib.mkOption {
              type = lib.types.bool;
              default = false;
              description = "Whether a command runs while the screen is locked.";
            };
            argument = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "+10%";
              description = "What the action is about, where it takes text: the name of a workspace or output, a size such as 50%, +10% or -100, next or prev for switch-layout, normal or tabbed for set-column-display.";
            };
            cooldownMs = lib.mkOption {
              type = lib.types.nullOr lib.types.ints.positive;
              default = null;
              description = "Milliseconds in which it does not happen again, for wheels.";
            };
            delayMs = lib.mkOption {
              type = lib.types.nullOr (lib.types.ints.between 0 65535);
              default = null;
              description = "For how many milliseconds do-screen-transition holds the picture.";
            };
            enable = lib.mkOption {
              type = lib.types.bool;
              default = true;
              description = "Whether the keys do anything. Without, a default binding goes away.";
            };
            focus = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether the focus goes along when something is moved to another workspace.";
            };
            index = lib.mkOption {
              type = lib.types.nullOr (lib.types.ints.between 0 255);
              default = null;
              description = "What the action is about, where it takes a number, of a workspace, a column or a window.";
            };
            repeat = lib.mkOption {
              type = lib.types.bool;
              default = true;
              description = "Whether it happens again while the keys are held.";
            };
            shell = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "grim - | wl-copy";
              description = "Text that a shell runs.";
            };
            showPointer = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether a screenshot shows the pointer.";
            };
            skipConfirmation = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether quit does not ask.";
            };
            spawn = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              example = [
                "firefox"
                "--private-window"
              ];
              description = "Command that is run, with its arguments.";
            };
            title = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "What the list of keys calls the binding.";
            };
            writeToDisk = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether a screenshot is saved as a file, too.";
            };
          };
        }
      );
      default = { };
      example = {
        "Mod+0" = {
          action = "focus-workspace";
          argument = "chat";
        };
        "Mod+B".spawn = [ "firefox" ];
        "Mod+V".enable = false;
      };
      description = "Key bindings by their keys, in place of the default ones for the same keys. Keys are written as niri does, with names of XKB: Mod+Shift+Return, XF86AudioMute, Mod+WheelScrollDown. Each has one of spawn, shell and action.";
    };
    browser = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "firefox" ];
      description = "Command that Mod+B runs.";
    };
    cursor = {
      hideAfterMs = lib.mkOption {
        type = lib.types.nullOr lib.types.ints.positive;
        default = null;
        description = "Milliseconds after which a pointer that does not move goes away.";
      };
      hideWhenTyping = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether it goes away while somebody types.";
      };
      package = lib.mkOption {
        type = lib.types.package;
        default = pkgs.adwaita-icon-theme;
        description = "Package that has the theme.";
      };
      size = lib.mkOption {
        type = lib.types.ints.between 1 255;
        default = 24;
        description = "Size of the pointer in logical pixels.";
      };
      theme = lib.mkOption {
        type = lib.types.str;
        default = "Adwaita";
        description = "Theme of the pointer.";
      };
    };
    defaultBinds = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether there are key bindings for everything, close to niri's own. They are listed with Mod+Shift+Slash; Mod is the key with the logo.";
    };
    environment = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      example.QT_QPA_PLATFORMTHEME = "gtk3";
      description = "Environment variables of the programs that niri starts.";
    };
    extraConfig = lib.mkOption {
      type = lib.types.nullOr lib.types.lines;
      default = null;
      example = ''
        window-rule {
            match is-floating=true
            shadow { on; }
        }
      '';
      description = "Further configuration of niri in its own language, KDL. It is read last and is stronger than what stands here.";
    };
    focusFollowsMouse = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the window below the pointer gets the focus, as long as nothing has to move for it.";
    };
    hotCorners = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the pointer in the upper left corner opens the overview.";
    };
    hotkeyOverlay = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the most important keys are shown when the session begins.";
    };
    keyboard = {
      layout = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "us,de";
        description = "Layouts as XKB names them, separated by commas. Without one it is the keyboard of the system.";
      };
      model = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "pc105";
        description = "Model of the keyboard as XKB names it.";
      };
      numlock = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether Num Lock is on when the session begins.";
      };
      options = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "compose:ralt,ctrl:nocaps";
        description = "Options of XKB, separated by commas.";
      };
      repeatDelay = lib.mkOption {
        type = lib.types.ints.between 1 65535;
        default = 600;
        description = "Milliseconds until a key that is held repeats.";
      };
      repeatRate = lib.mkOption {
        type = lib.types.ints.between 0 255;
        default = 25;
        description = "How often a key repeats in a second.";
      };
      trackLayout = lib.mkOption {
        type = lib.types.enum [
          "global"
          "window"
        ];
        default = "global";
        description = "Whether each window remembers its own layout.";
      };
      variant = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "nodeadkeys";
        description = "Variants of the layouts, separated by commas.";
      };
    };
    launcher = lib.mkOption {
      type = lib.types.enum [
        "shell"
        "fuzzel"
      ];
      default = "shell";
      description = "What starts programs by their names. shell is DankMaterialShell's own; on a host without it, it is fuzzel.";
    };
    layerRules = lib.mkOption {
      type = lib.types.listOf (
        lib.types.submodule {
          options = {
            blockOutFrom = lib.mkOption {
              type = lib.types.nullOr (
                lib.types.enum [
                  "screencast"
                  "screen-capture"
                ]
              );
              default = null;
              description = "Whether it is black for those to whom the screen is shown, or in other programs' screenshots, too.";
            };
            cornerRadius = lib.mkOption {
              type = lib.types.nullOr (lib.types.numbers.between 0 32767);
              default = null;
              description = "Radius of its corners in logical pixels.";
            };
            exclude = lib.mkOption {
              type = lib.types.listOf (
                lib.types.submodule {
                  options = {
                    atStartup = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it opens within the first minute of the session.";
                    };
                    layer = lib.mkOption {
                      type = lib.types.nullOr (
                        lib.types.enum [
                          "background"
                          "bottom"
                          "top"
                          "overlay"
                        ]
                      );
                      default = null;
                      description = "Layer of the surface.";
                    };
                    namespace = lib.mkOption {
                      type = lib.types.nullOr lib.types.str;
                      default = null;
                      example = "^notifications$";
                      description = "Regular expression that the surface's namespace has to fit, as `niri msg layers` says it.";
                    };
                  };
                }
              );
              default = [ ];
              description = "Surfaces that the rule is not for, even if they fit above.";
            };
            match = lib.mkOption {
              type = lib.types.listOf (
                lib.types.submodule {
                  options = {
                    atStartup = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it opens within the first minute of the session.";
                    };
                    layer = lib.mkOption {
                      type = lib.types.nullOr (
                        lib.types.enum [
                          "background"
                          "bottom"
                          "top"
                          "overlay"
                        ]
                      );
                      default = null;
                      description = "Layer of the surface.";
                    };
                    namespace = lib.mkOption {
                      type = lib.types.nullOr lib.types.str;
                      default = null;
                      example = "^notifications$";
                      description = "Regular expression that the surface's namespace has to fit, as `niri msg layers` says it.";
                    };
                  };
                }
              );
              default = [ ];
              description = "Surfaces that the rule is for, if one of these fits. Without any it is for all.";
            };
            opacity = lib.mkOption {
              type = lib.types.nullOr (lib.types.numbers.between 0 1);
              default = null;
              description = "How opaque it is.";
            };
            placeWithinBackdrop = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether a wallpaper stays where it is while workspaces move.";
            };
          };
        }
      );
      default = [ ];
      example = [
        {
          blockOutFrom = "screencast";
          match = [ { namespace = "^notifications$"; } ];
        }
      ];
      description = "What holds for bars, notifications and the like. Later rules win.";
    };
    layout = {
      alwaysCenterSingleColumn = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether a column that is alone stands in the middle.";
      };
      backgroundColor = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        description = "Colour of workspaces where there is no wallpaper.";
      };
      border = {
        activeColor = lib.mkOption {
          type = lib.types.str;
          default = "#ffc87f";
          description = "Colour at the window that has the focus.";
        };
        enable = lib.mkOption {
          type = lib.types.bool;
          default = false;
          description = "Whether it is drawn.";
        };
        inactiveColor = lib.mkOption {
          type = lib.types.str;
          default = "#505050";
          description = "Colour at other windows.";
        };
        urgentColor = lib.mkOption {
          type = lib.types.str;
          default = "#9b0000";
          description = "Colour at windows that ask for attention.";
        };
        width = lib.mkOption {
          type = lib.types.numbers.between 0 65535;
          default = 4;
          description = "Width in logical pixels.";
        };
      };
      centerFocusedColumn = lib.mkOption {
        type = lib.types.enum [
          "never"
          "always"
          "on-overflow"
        ];
        default = "never";
        description = "When the column that has the focus stands in the middle. With on-overflow it does where it would not fit beside the one before.";
      };
      defaultColumnDisplay = lib.mkOption {
        type = lib.types.enum [
          "normal"
          "tabbed"
        ];
        default = "normal";
        description = "Whether the windows of a new column stand below each other or behind each other.";
      };
      defaultColumnWidth = lib.mkOption {
        type = lib.types.str;
        default = "50%";
        description = "Width of a new column, as a part of the output or in logical pixels.";
      };
      emptyWorkspaceAboveFirst = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether there is an empty workspace at the top, too.";
      };
      focusRing = {
        activeColor = lib.mkOption {
          type = lib.types.str;
          default = "#7fc8ff";
          description = "Colour at the window that has the focus.";
        };
        enable = lib.mkOption {
          type = lib.types.bool;
          default = true;
          description = "Whether it is drawn.";
        };
        inactiveColor = lib.mkOption {
          type = lib.types.str;
          default = "#505050";
          description = "Colour at other windows.";
        };
        urgentColor = lib.mkOption {
          type = lib.types.str;
          default = "#9b0000";
          description = "Colour at windows that ask for attention.";
        };
        width = lib.mkOption {
          type = lib.types.numbers.between 0 65535;
          default = 4;
          description = "Width in logical pixels.";
        };
      };
      gaps = lib.mkOption {
        type = lib.types.numbers.between 0 65535;
        default = 16;
        description = "Logical pixels between windows.";
      };
      presetColumnWidths = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [
          "33.333%"
          "50%"
          "66.667%"
        ];
        description = "Widths that Mod+R goes through.";
      };
      presetWindowHeights = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [
          "33.333%"
          "50%"
          "66.667%"
        ];
        description = "Heights that Mod+Shift+R goes through.";
      };
      shadow = {
        color = lib.mkOption {
          type = lib.types.str;
          default = "#00000070";
          description = "Its colour.";
        };
        enable = lib.mkOption {
          type = lib.types.bool;
          default = false;
          description = "Whether windows have one.";
        };
        softness = lib.mkOption {
          type = lib.types.numbers.between 0 1024;
          default = 30;
          description = "How far it is blurred.";
        };
        spread = lib.mkOption {
          type = lib.types.numbers.between (-1024) 1024;
          default = 5;
          description = "How much larger than the window it is.";
        };
      };
      struts = {
        bottom = lib.mkOption {
          type = lib.types.ints.between 0 65535;
          default = 0;
          description = "Logical pixels at this edge.";
        };
        left = lib.mkOption {
          type = lib.types.ints.between 0 65535;
          default = 0;
          description = "Logical pixels at this edge.";
        };
        right = lib.mkOption {
          type = lib.types.ints.between 0 65535;
          default = 0;
          description = "Logical pixels at this edge.";
        };
        top = lib.mkOption {
          type = lib.types.ints.between 0 65535;
          default = 0;
          description = "Logical pixels at this edge.";
        };
      };
      windowsDecideWidth = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether a new column is as wide as its window wants, instead.";
      };
    };
    lockCommand = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [
        "swaylock"
        "--daemonize"
      ];
      description = "Command that locks the screen. Without one it is DankMaterialShell's lock screen, and swaylock on a host without it.";
    };
    modKey = lib.mkOption {
      type = lib.types.enum [
        "Super"
        "Alt"
        "Ctrl"
        "Shift"
        "ISO_Level3_Shift"
        "ISO_Level5_Shift"
      ];
      default = "Super";
      description = "The key that Mod stands for.";
    };
    mouse = {
      accelProfile = lib.mkOption {
        type = lib.types.nullOr (
          lib.types.enum [
            "adaptive"
            "flat"
          ]
        );
        default = null;
        description = "Whether the pointer moves further the faster the hand moves. Without a value the device decides.";
      };
      accelSpeed = lib.mkOption {
        type = lib.types.numbers.between (-1) 1;
        default = 0;
        description = "How much faster or slower than usual the pointer moves.";
      };
      leftHanded = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether the buttons are the other way round.";
      };
      middleEmulation = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether both buttons together are the middle one.";
      };
      naturalScroll = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether what is shown follows the fingers, instead of the view.";
      };
      scrollMethod = lib.mkOption {
        type = lib.types.nullOr (
          lib.types.enum [
            "no-scroll"
            "two-finger"
            "edge"
            "on-button-down"
          ]
        );
        default = null;
        description = "What scrolls. Without a value the device decides.";
      };
    };
    noTitleBars = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether programs are asked to leave out title bars of their own.";
    };
    outputs = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            backdropColor = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "Colour behind the workspaces.";
            };
            enable = lib.mkOption {
              type = lib.types.bool;
              default = true;
              description = "Whether the output is used.";
            };
            focusAtStartup = lib.mkOption {
              type = lib.types.bool;
              default = false;
              description = "Whether the focus is here when the session begins.";
            };
            mode = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "1920x1200@60";
              description = "Resolution and refresh rate. Without one niri takes what the screen prefers.";
            };
            scale = lib.mkOption {
              type = lib.types.nullOr (lib.types.numbers.between 0 10);
              default = null;
              example = 1.5;
              description = "How much larger everything is drawn. Without one niri goes by the size of the screen.";
            };
            transform = lib.mkOption {
              type = lib.types.enum [
                "normal"
                "90"
                "180"
                "270"
                "flipped"
                "flipped-90"
                "flipped-180"
                "flipped-270"
              ];
              default = "normal";
              description = "How the picture is turned, counter-clockwise.";
            };
            variableRefreshRate = lib.mkOption {
              type = lib.types.enum [
                "off"
                "on"
                "on-demand"
              ];
              default = "off";
              description = "Whether the screen waits for pictures. With on-demand it does for windows whose rule says so.";
            };
            x = lib.mkOption {
              type = lib.types.nullOr lib.types.int;
              default = null;
              description = "Where the left edge is among all outputs, in logical pixels. It needs y.";
            };
            y = lib.mkOption {
              type = lib.types.nullOr lib.types.int;
              default = null;
              description = "Where the upper edge is among all outputs, in logical pixels. It needs x.";
            };
          };
        }
      );
      default = { };
      example.eDP-1 = {
        mode = "1920x1200@60";
        scale = 1.25;
        x = 0;
        y = 0;
      };
      description = "Screens by the name of their connector or by maker, model and serial number, as `niri msg outputs` says. Others are set up by themselves.";
    };
    overviewZoom = lib.mkOption {
      type = lib.types.numbers.between 0 1;
      default = 0.5;
      description = "How large workspaces are in the overview.";
    };
    powerKey = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether niri suspends when the power button is pressed. Otherwise it is the system that decides, with core.systemd.powerKey.";
    };
    primaryClipboard = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the middle mouse button pastes what is selected.";
    };
    screenshots = {
      path = lib.mkOption {
        type = lib.types.str;
        default = "~/Pictures/Screenshots/Screenshot from %Y-%m-%d %H-%M-%S.png";
        description = "Path of the file, with the date and time as strftime writes them.";
      };
      save = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether they are saved as files.";
      };
    };
    shellFiles = lib.mkOption {
      type = lib.types.listOf (
        lib.types.enum [
          "alttab"
          "binds"
          "colors"
          "cursor"
          "input"
          "layout"
          "outputs"
        ]
      );
      default = [ "colors" ];
      description = "What DankMaterialShell may set in niri by itself, from its settings and from the colours of the wallpaper. It is stronger than what stands here.";
    };
    startup = lib.mkOption {
      type = lib.types.listOf (lib.types.listOf lib.types.str);
      default = [ ];
      example = [
        [ "firefox" ]
        [
          "thunderbird"
          "--headless"
        ]
      ];
      description = "Commands that run when the session begins, each with its arguments.";
    };
    switches = {
      lidClose = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        description = "Command for a lid that is closed.";
      };
      lidOpen = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        description = "Command for a lid that is opened.";
      };
      tabletModeOff = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        description = "Command for a keyboard that is back.";
      };
      tabletModeOn = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        description = "Command for a keyboard that is folded away.";
      };
    };
    tabletOutput = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "eDP-1";
      description = "Output that a drawing tablet or a pen belongs to. Without one it is all of them.";
    };
    terminal = lib.mkOption {
      type = lib.types.nullOr (
        lib.types.enum [
          "alacritty"
          "foot"
          "ghostty"
          "kitty"
        ]
      );
      default = null;
      description = "Terminal that the keys for it open. It is installed. Without a value it is that of home.terminal, and ghostty where there is none.";
    };
    touchOutput = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "eDP-1";
      description = "Output that a touch screen belongs to. Without one it is the built-in screen.";
    };
    touchpad = {
      accelProfile = lib.mkOption {
        type = lib.types.nullOr (
          lib.types.enum [
            "adaptive"
            "flat"
          ]
        );
        default = null;
        description = "Whether the pointer moves further the faster the hand moves. Without a value the device decides.";
      };
      accelSpeed = lib.mkOption {
        type = lib.types.numbers.between (-1) 1;
        default = 0;
        description = "How much faster or slower than usual the pointer moves.";
      };
      clickMethod = lib.mkOption {
        type = lib.types.nullOr (
          lib.types.enum [
            "button-areas"
            "clickfinger"
          ]
        );
        default = null;
        description = "Whether the place of a click or the number of fingers says which button it is. Without a value the device decides.";
      };
      disableWhileTyping = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether it does nothing while somebody types.";
      };
      disabledOnExternalMouse = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether it does nothing while a mouse is there.";
      };
      dragLock = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether something that is dragged is kept when the finger is lifted for a moment.";
      };
      leftHanded = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether the buttons are the other way round.";
      };
      middleEmulation = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether both buttons together are the middle one.";
      };
      naturalScroll = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether what is shown follows the fingers, instead of the view.";
      };
      scrollMethod = lib.mkOption {
        type = lib.types.nullOr (
          lib.types.enum [
            "no-scroll"
            "two-finger"
            "edge"
            "on-button-down"
          ]
        );
        default = null;
        description = "What scrolls. Without a value the device decides.";
      };
      tap = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether a tap is a click.";
      };
    };
    trackpoint = {
      accelProfile = lib.mkOption {
        type = lib.types.nullOr (
          lib.types.enum [
            "adaptive"
            "flat"
          ]
        );
        default = null;
        description = "Whether the pointer moves further the faster the hand moves. Without a value the device decides.";
      };
      accelSpeed = lib.mkOption {
        type = lib.types.numbers.between (-1) 1;
        default = 0;
        description = "How much faster or slower than usual the pointer moves.";
      };
      leftHanded = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether the buttons are the other way round.";
      };
      middleEmulation = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether both buttons together are the middle one.";
      };
      naturalScroll = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether what is shown follows the fingers, instead of the view.";
      };
      scrollMethod = lib.mkOption {
        type = lib.types.nullOr (
          lib.types.enum [
            "no-scroll"
            "two-finger"
            "edge"
            "on-button-down"
          ]
        );
        default = null;
        description = "What scrolls. Without a value the device decides.";
      };
    };
    wallpaper = lib.mkOption {
      type = lib.types.nullOr lib.types.path;
      default = null;
      example = "/home/operator/Pictures/wallpaper.jpg";
      description = "Picture behind everything. Without one it is whatever was chosen in the shell.";
    };
    wallpaperMode = lib.mkOption {
      type = lib.types.enum [
        "stretch"
        "fit"
        "fill"
        "center"
        "tile"
      ];
      default = "fill";
      description = "How the picture is made to fit, on a host without DankMaterialShell, which has a setting for it.";
    };
    warpMouseToFocus = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the pointer goes along when the focus moves.";
    };
    windowRules = lib.mkOption {
      type = lib.types.listOf (
        lib.types.submodule {
          options = {
            blockOutFrom = lib.mkOption {
              type = lib.types.nullOr (
                lib.types.enum [
                  "screencast"
                  "screen-capture"
                ]
              );
              default = null;
              description = "Whether it is black for those to whom the screen is shown, or in other programs' screenshots, too.";
            };
            clipToGeometry = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether the window is cut to its rounded corners.";
            };
            cornerRadius = lib.mkOption {
              type = lib.types.nullOr (lib.types.numbers.between 0 32767);
              default = null;
              description = "Radius of its corners in logical pixels.";
            };
            defaultColumnDisplay = lib.mkOption {
              type = lib.types.nullOr (
                lib.types.enum [
                  "normal"
                  "tabbed"
                ]
              );
              default = null;
              description = "How the windows of its column stand.";
            };
            defaultColumnWidth = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "Width of the column when it opens.";
            };
            defaultWindowHeight = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "Height of the window when it opens.";
            };
            drawBorderWithBackground = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether focus ring and border are drawn as an area behind the window.";
            };
            exclude = lib.mkOption {
              type = lib.types.listOf (
                lib.types.submodule {
                  options = {
                    appId = lib.mkOption {
                      type = lib.types.nullOr lib.types.str;
                      default = null;
                      example = "^firefox$";
                      description = "Regular expression that the program's id has to fit.";
                    };
                    atStartup = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it opens within the first minute of the session.";
                    };
                    isActive = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it is the active window of its workspace.";
                    };
                    isActiveInColumn = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it is the one of its column that had the focus last.";
                    };
                    isFloating = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it floats.";
                    };
                    isFocused = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it has the focus.";
                    };
                    isUrgent = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it asks for attention.";
                    };
                    isWindowCastTarget = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it is being shown to others.";
                    };
                    title = lib.mkOption {
                      type = lib.types.nullOr lib.types.str;
                      default = null;
                      example = "^Picture-in-Picture$";
                      description = "Regular expression that the title has to fit.";
                    };
                  };
                }
              );
              default = [ ];
              description = "Windows that the rule is not for, even if they fit above.";
            };
            match = lib.mkOption {
              type = lib.types.listOf (
                lib.types.submodule {
                  options = {
                    appId = lib.mkOption {
                      type = lib.types.nullOr lib.types.str;
                      default = null;
                      example = "^firefox$";
                      description = "Regular expression that the program's id has to fit.";
                    };
                    atStartup = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it opens within the first minute of the session.";
                    };
                    isActive = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it is the active window of its workspace.";
                    };
                    isActiveInColumn = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it is the one of its column that had the focus last.";
                    };
                    isFloating = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it floats.";
                    };
                    isFocused = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it has the focus.";
                    };
                    isUrgent = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it asks for attention.";
                    };
                    isWindowCastTarget = lib.mkOption {
                      type = lib.types.nullOr lib.types.bool;
                      default = null;
                      description = "Whether it is being shown to others.";
                    };
                    title = lib.mkOption {
                      type = lib.types.nullOr lib.types.str;
                      default = null;
                      example = "^Picture-in-Picture$";
                      description = "Regular expression that the title has to fit.";
                    };
                  };
                }
              );
              default = [ ];
              description = "Windows that the rule is for, if one of these fits. Without any it is for all.";
            };
            maxHeight = lib.mkOption {
              type = lib.types.nullOr (lib.types.ints.between 1 65535);
              default = null;
              description = "Largest height in logical pixels.";
            };
            maxWidth = lib.mkOption {
              type = lib.types.nullOr (lib.types.ints.between 1 65535);
              default = null;
              description = "Largest width in logical pixels.";
            };
            minHeight = lib.mkOption {
              type = lib.types.nullOr (lib.types.ints.between 1 65535);
              default = null;
              description = "Smallest height in logical pixels.";
            };
            minWidth = lib.mkOption {
              type = lib.types.nullOr (lib.types.ints.between 1 65535);
              default = null;
              description = "Smallest width in logical pixels.";
            };
            opacity = lib.mkOption {
              type = lib.types.nullOr (lib.types.numbers.between 0 1);
              default = null;
              description = "How opaque it is.";
            };
            openFloating = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether it opens above the others instead of among them.";
            };
            openFocused = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether it gets the focus when it opens.";
            };
            openFullscreen = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether it opens over the whole output.";
            };
            openMaximized = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether its column opens as wide as the output.";
            };
            openMaximizedToEdges = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether it opens without any gaps around it.";
            };
            openOnOutput = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "Output on which the window opens.";
            };
            openOnWorkspace = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "Named workspace on which the window opens.";
            };
            scrollFactor = lib.mkOption {
              type = lib.types.nullOr (lib.types.numbers.between 0 100);
              default = null;
              description = "How much faster it scrolls.";
            };
            tiledState = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether the program is told that it stands among others, which makes many leave out shadows and corners.";
            };
            variableRefreshRate = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether the screen waits for its pictures, where the output does on demand.";
            };
          };
        }
      );
      default = [ ];
      example = [
        {
          blockOutFrom = "screen-capture";
          match = [ { appId = "^org\\.keepassxc\\."; } ];
        }
      ];
      description = "What holds for certain windows. Later rules win.";
    };
    workspaceBackAndForth = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether going to the workspace where one is leads back to the one before.";
    };
    workspaces = lib.mkOption {
      type = lib.types.listOf (
        lib.types.submodule {
          options = {
            name = lib.mkOption {
              type = lib.types.str;
              description = "Name of the workspace.";
            };
            output = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "Output on which it is.";
            };
          };
        }
      );
      default = [ ];
      example = [
        {
          name = "chat";
          output = "eDP-1";
        }
      ];
      description = "Workspaces that are there even when they are empty, in this order and before all others.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = lib.mapAttrsToList (keys: bind: {
      assertion =
        lib.count (given: given) [
          (bind.spawn != [ ])
          (bind.shell != null)
          (bind.action != null)
        ] == 1;
      message = "The binding of ${keys} needs one of spawn, shell and action.";
    }) (lib.filterAttrs (_: bind: bind.enable) cfg.binds);

    home = {
      packages = [
        pkgs.${terminal}
      ]
      ++ lib.optionals (!dms) [
        pkgs.brightnessctl
        pkgs.playerctl
      ];
      pointerCursor = {
        enable = lib.mkOverride 900 true;
        gtk.enable = lib.mkOverride 900 true;
        name = lib.mkOverride 900 cfg.cursor.theme;
        package = lib.mkOverride 900 cfg.cursor.package;
        size = lib.mkOverride 900 cfg.cursor.size;
      };
    };

    programs = {
      fuzzel.enable = lib.mkIf (launcher == "fuzzel") (lib.mkOverride 900 true);
      swaylock.enable = lib.mkIf (!dms) (lib.mkOverride 900 true);
    };

    services.swayidle = lib.mkIf (!dms) {
      enable = lib.mkOverride 900 true;
      events = {
        before-sleep = lib.mkOverride 900 (lib.escapeShellArgs lock);
        lock = lib.mkOverride 900 (lib.escapeShellArgs lock);
      };
    };

    systemd.user.services.wallpaper = lib.mkIf (cfg.wallpaper != null) {
      Unit = {
        Description = lib.mkOverride 900 "Wallpaper of the desktop";
        After = [ "graphical-session.target" ] ++ lib.optional dms "dms.service";
        PartOf = [ "graphical-session.target" ];
        Requisite = [ "graphical-session.target" ];
      };
      Service = {
        ExecStart = lib.mkOverride 900 (
          lib.escapeShellArgs (
            if dms then
              [
                (lib.getExe osConfig.programs.dms-shell.package)
                "ipc"
                "call"
                "wallpaper"
                "set"
                cfg.wallpaper
              ]
            else
              [
                (lib.getExe pkgs.swaybg)
                "--image"
                cfg.wallpaper
                "--mode"
                cfg.wallpaperMode
              ]
          )
        );
        # The shell may not listen yet.
        Restart = lib.mkOverride 900 "on-failure";
        RestartSec = lib.mkOverride 900 2;
        Type = lib.mkOverride 900 (if dms then "oneshot" else "exec");
      };
      Install.WantedBy = [ "graphical-session.target" ];
    };

    xdg.configFile."niri/config.kdl".source = lib.mkOverride 900 (
      pkgs.writeTextFile {
        name = "niri-config.kdl";
        text = lib.concatLines (lib.flatten nodes);
        checkPhase = ''
          ${lib.getExe osConfig.programs.niri.package} validate --config "$target"
        '';
      }
    );
  };
}
