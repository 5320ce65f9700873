# What a host has that other programs read and that rules across services look at.
{
  host,
  lib,
  plain,
}:
let
  inherit (host) config options;
  inherit (config.services) openssh prometheus;
  withoutNulls = lib.filterAttrsRecursive (name: value: value != null && name != "_module");
  clean =
    value:
    if lib.isList value then
      map clean value
    else if lib.isAttrs value then
      withoutNulls (lib.mapAttrs (_: clean) value)
    else
      value;

  # A service that is on and has a port, wherever it keeps its address. Options that are gone, or only another name for
  # one, are not shown, and must not be read.
  listener =
    prefix: declared: services: name:
    let
      visible = option: option.visible or true == true;
      fields =
        if !(lib.isOption declared.${name}) then
          declared.${name}
        else if visible declared.${name} && declared.${name}.type.name == "submodule" then
          declared.${name}.type.getSubOptions [ ]
        else
          { };
      shown = key: lib.isOption (fields.${key} or null) && visible fields.${key};
      service = services.${name};
      address = lib.findFirst shown null [
        "listenAddress"
        "address"
        "host"
      ];
    in
    lib.optional (shown "enable" && shown "port" && service.enable == true && lib.isInt service.port) {
      name = prefix + name;
      address = if address == null then "*" else service.${address};
      inherit (service) port;
      protocol = if name == "tailscale" then "udp" else "tcp";
    };
  listeners =
    prefix: declared: services:
    lib.concatMap (listener prefix declared services) (lib.attrNames declared);
  sshListeners =
    let
      on = address: port: {
        name = "openssh";
        inherit address port;
        protocol = "tcp";
      };
    in
    lib.optionals openssh.enable (
      if openssh.listenAddresses == [ ] then
        map (on "*") openssh.ports
      else
        lib.concatMap (
          listen:
          if listen.port == null then map (on listen.addr) openssh.ports else [ (on listen.addr listen.port) ]
        ) openssh.listenAddresses
    );
  grafana = config.services.grafana;
in
{
  # As sshd.nix writes them; it does so while it builds.
  sshd = lib.optionalAttrs openssh.enable {
    settings = lib.filterAttrs (_: value: value != null) openssh.settings;
    inherit (openssh) extraConfig;
  };
  prometheus = lib.optionalAttrs prometheus.enable {
    global = clean prometheus.globalConfig;
    scrapeConfigs = clean prometheus.scrapeConfigs;
    alertmanagers = clean prometheus.alertmanagers;
    ruleTexts = map (file: plain (file.text or "")) prometheus.ruleFiles ++ prometheus.rules;
  };
  alertmanager = lib.optionalAttrs prometheus.alertmanager.enable {
    inherit (prometheus.alertmanager) configuration;
  };

  listeners =
    listeners "" (removeAttrs options.services [ "openssh" ]) config.services
    ++ listeners "prometheus." {
      inherit (options.services.prometheus) alertmanager;
    } prometheus
    ++ listeners "prometheus.exporters." (options.services.prometheus.exporters.type.getSubOptions
      [ ]
    ) prometheus.exporters
    ++ sshListeners
    ++ lib.optional grafana.enable {
      name = "grafana";
      address = grafana.settings.server.http_addr;
      port = grafana.settings.server.http_port;
      protocol = "tcp";
    }
    ++ lib.optional config.services.printing.enable {
      name = "cups";
      address = lib.head (lib.splitString ":" (lib.head config.services.printing.listenAddresses));
      port = 631;
      protocol = "tcp";
    }
    ++ lib.optional config.services.avahi.enable {
      name = "avahi";
      address = "*";
      port = 5353;
      protocol = "udp";
    }
    ++ lib.optional config.services.resolved.enable {
      name = "resolved";
      address = "127.0.0.53";
      port = 53;
      protocol = "tcp";
    };

  # What each user's niri reads.
  niri =
    lib.mapAttrs
      (_: home: {
        inherit (home.xdg.configFile."niri/config.kdl".source) text;
        extra = lib.optionalString (
          home.panther.home.desktop.extraConfig != null
        ) home.panther.home.desktop.extraConfig;
      })
      (
        lib.filterAttrs (_: home: home.xdg.configFile ? "niri/config.kdl") (
          config.home-manager.users or { }
        )
      );

  # Who starts which session. What a session's entry starts is in nixpkgs, pkgs/by-name/ni/niri/package.nix: niri.desktop says
  # Exec=niri-session.
  sessions = lib.optionalAttrs config.programs.niri.enable {
    command = "${config.programs.niri.package}/bin/niri-session";
    names = config.services.displayManager.sessionData.sessionNames or [ ];
    greetd =
      let
        inherit (config.services) greetd;
      in
      lib.optionalAttrs greetd.enable {
        first = greetd.settings.initial_session.command or "";
        greeter = greetd.settings.default_session.command;
      };
    dms =
      let
        inherit (config.services.displayManager) dms-greeter;
      in
      lib.optionalString dms-greeter.enable dms-greeter.compositor.name;
    # what they name as the user who is logged in without being asked
    automatic = lib.filter (name: name != null) [
      (config.services.greetd.settings.initial_session.user or null)
      config.services.displayManager.autoLogin.user
    ];
    users = lib.attrNames config.users.users;
    # services of a session that ask on behalf of polkit
    agents =
      lib.filter (name: lib.hasInfix "polkit" name) (lib.attrNames config.systemd.user.services)
      ++ lib.optional (
        config.programs.dms-shell.enable
        && config.systemd.user.services.dms.environment.DMS_DISABLE_POLKIT or "" != "1"
      ) "dms";
  };

  # Where services keep something, as systemd makes it for them.
  kept = lib.unique (
    lib.concatLists (
      lib.mapAttrsToList (
        _: service:
        let
          settings = service.serviceConfig;
          private = lib.optionalString (settings.DynamicUser or false == true) "private/";
          directories =
            below: key:
            map (name: "${below}/${private}${name}") (
              lib.concatMap (lib.splitString " ") (lib.toList (settings.${key} or [ ]))
            );
        in
        directories "/var/lib" "StateDirectory" ++ directories "/var/log" "LogsDirectory"
      ) config.systemd.services
    )
  );

  groups = lib.attrNames config.users.groups;
  # who names a group
  members =
    lib.concatLists (
      lib.mapAttrsToList (
        name: user:
        map (group: {
          who = "users.users.${name}";
          inherit group;
        }) (user.extraGroups ++ lib.optional (user.group != "") user.group)
      ) config.users.users
    )
    ++ lib.concatLists (
      lib.mapAttrsToList (
        name: service:
        map
          (group: {
            who = "systemd.services.${name}";
            inherit group;
          })
          (
            lib.optionals (service.serviceConfig.DynamicUser or false != true) (
              lib.toList (service.serviceConfig.Group or [ ])
              ++ lib.toList (service.serviceConfig.SupplementaryGroups or [ ])
            )
          )
      ) config.systemd.services
    );

  # What starts a service: its own command, or the unit of a package that is named like it.
  starts = lib.mapAttrs (
    name: service:
    if service.serviceConfig ? ExecStart || service.script != "" then
      "command"
    else if lib.any (package: lib.hasPrefix (package.pname or "?") name) config.systemd.packages then
      "package"
    else
      ""
  ) config.systemd.services;

  # Files of homes that are made from text. fish's own is formatted while it is built: here are its parts.
  homes = lib.mapAttrs (
    _: home:
    lib.filterAttrs (_: text: lib.isString text && text != "") (
      lib.mapAttrs' (_: file: {
        name = file.target;
        value = if file.text != null then file.text else file.source.text or null;
      }) (lib.filterAttrs (_: file: file.enable) home.home.file)
      // {
        ".config/fish/config.fish" = lib.concatLines (
          [
            home.programs.fish.shellInit
            home.programs.fish.loginShellInit
            home.programs.fish.interactiveShellInit
            home.programs.fish.shellInitLast
          ]
          ++ lib.mapAttrsToList (
            name: abbreviation:
            "abbr --add -- ${name} ${lib.escapeShellArg (abbreviation.expansion or abbreviation)}"
          ) home.programs.fish.shellAbbrs
        );
      }
    )
  ) (config.home-manager.users or { });
}
