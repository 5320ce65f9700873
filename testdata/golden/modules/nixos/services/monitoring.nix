# panther: rendered from the module services/monitoring. (7e0fb484a6696f11)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.services.monitoring;
  inherit (cfg) server;
  inherit (config.services) grafana prometheus;
  inherit (prometheus) alertmanager;

  # an IPv6 address needs them before a port
  bracket = address: if lib.hasInfix ":" address then "[${address}]" else address;
  socket = address: port: "${bracket address}:${toString port}";
  local = socket "127.0.0.1";
  scrape = name: port: {
    job_name = name;
    static_configs = [ { targets = [ (local port) ]; } ];
  };

  # File systems that hold data. Each subvolume of btrfs counts as one, so that the rules go by device.
  disks = ''fstype!~"autofs|fuse.*|nsfs|overlay|ramfs|squashfs|tmpfs"'';
  label = name: "{{ $labels.${name} }}";
  alerts = {
    ArrayDegraded = {
      expr = ''node_md_disks_required - ignoring (state) node_md_disks{state="active"} > 0'';
      for = "5m";
      severity = "critical";
      summary = "the array ${label "device"} lacks a disk";
    };
    ClockNotSynchronised = {
      expr = "min_over_time(node_timex_sync_status[5m]) == 0 and node_timex_maxerror_seconds >= 16";
      for = "10m";
      severity = "warning";
      summary = "the clock is not synchronised";
    };
    ClockOff = {
      expr = "abs(node_timex_offset_seconds) > 0.1";
      for = "10m";
      severity = "warning";
      summary = "the clock is off by more than 0.1 seconds";
    };
    DiskFillsUp = {
      expr = ''
        min by (instance, device) (
          predict_linear(node_filesystem_avail_bytes{${disks}}[6h], 86400)
        ) < 0
      '';
      for = "1h";
      severity = "warning";
      summary = "at this rate ${label "device"} is full within a day";
    };
    DiskFull = {
      expr = ''
        100 * max by (instance, device) (
          1 - node_filesystem_avail_bytes{${disks}} / node_filesystem_size_bytes
        ) > ${toString server.diskUsage}
      '';
      for = "15m";
      severity = "critical";
      summary = "${label "device"} is more than ${toString server.diskUsage} % full";
    };
    HostDown = {
      expr = ''up{job="node"} == 0'';
      for = "5m";
      severity = "critical";
      summary = "the host does not answer";
    };
    InodesUsedUp = {
      # btrfs has no fixed number of inodes and reports none.
      expr = ''
        min by (instance, device) (
          node_filesystem_files_free{${disks}} / (node_filesystem_files > 0)
        ) < 0.05
      '';
      for = "15m";
      severity = "critical";
      summary = "${label "device"} has less than 5 % of its inodes left";
    };
    MemoryFull = {
      expr = ''
        100 * (
          1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes
        ) > ${toString server.memoryUsage}
      '';
      for = "15m";
      severity = "warning";
      summary = "more than ${toString server.memoryUsage} % of the memory is in use";
    };
    MonitoringDown = {
      expr = ''up{job!="node"} == 0'';
      for = "5m";
      severity = "critical";
      summary = "${label "job"} does not answer";
    };
    OutOfMemory = {
      expr = "increase(node_vmstat_oom_kill[15m]) > 0";
      for = "0s";
      severity = "warning";
      summary = "the kernel ended a process for want of memory";
    };
    UnitFailed = {
      expr = ''node_systemd_unit_state{state="failed"} == 1'';
      for = "5m";
      severity = "warning";
      summary = "${label "name"} has failed";
    };
  };
  rules.groups = [
    {
      name = "hosts";
      rules = lib.mapAttrsToList (alert: rule: {
        inherit alert;
        inherit (rule) expr for;
        annotations.summary = "${label "instance"}: ${rule.summary}";
        labels = { inherit (rule) severity; };
      }) alerts;
    }
  ];

  dashboard = {
    uid = "hosts";
    editable = false;
    panels = lib.imap0 (index: panel: {
      inherit (panel) title;
      datasource = {
        type = "prometheus";
        uid = "prometheus";
      };
      fieldConfig.defaults = {
        inherit (panel) unit;
        min = 0;
      };
      gridPos = {
        h = 8;
        w = 12;
        x = 12 * lib.mod index 2;
        y = 8 * (index / 2);
      };
      id = index + 1;
      options.tooltip = {
        mode = "multi";
        sort = "desc";
      };
      targets = [
        {
          inherit (panel) expr;
          legendFormat = panel.legend or "{{instance}}";
          refId = "A";
        }
      ];
      type = "timeseries";
    }) graphs;
    refresh = "1m";
    schemaVersion = 39;
    templating.list = [
      {
        name = "host";
        datasource = {
          type = "prometheus";
          uid = "prometheus";
        };
        includeAll = true;
        label = "Host";
        multi = true;
        query = "label_values(node_uname_info, instance)";
        # with each change of the time range
        refresh = 2;
        type = "query";
      }
    ];
    time = {
      from = "now-24h";
      to = "now";
    };
    title = "Hosts";
  };
  graphs = [
    {
      title = "Processors in use";
      expr = ''
        1 - avg by (instance) (
          rate(node_cpu_seconds_total{instance=~"$host",mode="idle"}[$__rate_interval])
        )
      '';
      unit = "percentunit";
    }
    {
      title = "Load for each processor";
      expr = ''
        node_load5{instance=~"$host"}
          / on (instance) count by (instance) (node_cpu_seconds_total{mode="idle"})
      '';
      unit = "short";
    }
    {
      title = "Memory in use";
      expr = ''1 - node_memory_MemAvailable_bytes{instance=~"$host"} / node_memory_MemTotal_bytes'';
      unit = "percentunit";
    }
    {
      title = "Disks in use";
      expr = ''
        max by (instance, device) (
          1 - node_filesystem_avail_bytes{instance=~"$host",${disks}} / node_filesystem_size_bytes
        )
      '';
      legend = "{{instance}} {{device}}";
      unit = "percentunit";
    }
    {
      title = "Network, received";
      expr = ''
        sum by (instance) (
          rate(node_network_receive_bytes_total{device!="lo",instance=~"$host"}[$__rate_interval])
        )
      '';
      unit = "Bps";
    }
    {
      title = "Network, sent";
      expr = ''
        sum by (instance) (
          rate(node_network_transmit_bytes_total{device!="lo",instance=~"$host"}[$__rate_interval])
        )
      '';
      unit = "Bps";
    }
    {
      title = "Disks, share of time in use";
      expr = ''
        max by (instance) (
          rate(node_disk_io_time_seconds_total{instance=~"$host"}[$__rate_interval])
        )
      '';
      unit = "percentunit";
    }
    {
      title = "Failed units";
      expr = ''sum by (instance) (node_systemd_unit_state{instance=~"$host",state="failed"})'';
      unit = "short";
    }
  ];

  # systemd hands a person's secrets to the services, so that the files may belong to root.
  credential = name: "/run/credentials/alertmanager.service/${name}";
  mails = lib.imap0 (index: mail: mail // { credential = "mail-${toString index}"; }) server.mail;
  receiver = {
    name = "people";
  }
  // lib.optionalAttrs (mails != [ ]) {
    email_configs = map (
      mail:
      {
        inherit (mail) from to;
        send_resolved = true;
        smarthost = mail.server;
      }
      // lib.optionalAttrs (mail.user != null) { auth_username = mail.user; }
      // lib.optionalAttrs (mail.password != null) { auth_password_file = credential mail.credential; }
    ) mails;
  }
  // lib.optionalAttrs (server.webhook != null) {
    webhook_configs = [ { url_file = credential "webhook"; } ];
  };
  secrets = [ "secret-key" ] ++ lib.optional (server.adminPassword == null) "admin-password";
in
{
  options.panther.services.monitoring = {
    enable = lib.mkEnableOption "monitoring with Prometheus, on the hosts that are watched and on those that watch";
    address = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "100.64.0.10";
      description = "Address or name under which the server reaches this host. Without one it is the host's name, which hosts of a tailnet know.";
    };
    collectors = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ "systemd" ];
      example = [
        "systemd"
        "processes"
      ];
      description = "What the node exporter measures beyond its own choice. The alerts about units need systemd.";
    };
    interfaces = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ "tailscale0" ];
      description = "Interfaces on which the firewall lets the server reach the node exporter, and people reach Grafana where it is exposed.";
    };
    listenAddress = lib.mkOption {
      type = lib.types.str;
      default = "0.0.0.0";
      description = "Address on which the node exporter hands out this host's measurements. With 0.0.0.0 or :: it is every one, and the firewall decides who gets them.";
    };
    port = lib.mkOption {
      type = lib.types.port;
      default = 9100;
      description = "Port on which the node exporter hands out measurements.";
    };
    server = {
      adminPassword = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "/var/lib/secrets/grafana";
        description = "File that holds the password of Grafana's user admin. It has to survive a reboot. Without one the host makes a password at first start and keeps it in /var/lib/grafana/admin-password. It counts when Grafana starts for the first time; later it is changed in Grafana.";
      };
      alertmanagerPort = lib.mkOption {
        type = lib.types.port;
        default = 9093;
        description = "Port of Alertmanager on the host itself.";
      };
      diskUsage = lib.mkOption {
        type = lib.types.ints.between 1 100;
        default = 90;
        description = "From how many per cent on a file system counts as full.";
      };
      domain = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "grafana.example.org";
        description = "Name under which people reach Grafana, for the links that it makes.";
      };
      enable = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether this host watches the fleet.";
      };
      exposeGrafana = lib.mkOption {
        type = lib.types.bool;
        default = false;
        description = "Whether Grafana can be reached over the interfaces above. Otherwise it can on the host itself, through a tunnel or a reverse proxy.";
      };
      grafanaPort = lib.mkOption {
        type = lib.types.port;
        default = 3000;
        description = "Port of Grafana.";
      };
      mail = lib.mkOption {
        type = lib.types.listOf (
          lib.types.submodule {
            options = {
              from = lib.mkOption {
                type = lib.types.str;
                example = "alerts@example.org";
                description = "Sender of the alerts.";
              };
              password = lib.mkOption {
                type = lib.types.nullOr lib.types.str;
                default = null;
                example = "/var/lib/secrets/alert-mail";
                description = "File that holds the user's password. It has to survive a reboot.";
              };
              server = lib.mkOption {
                type = lib.types.str;
                example = "mail.example.org:587";
                description = "Mail server with its port. It has to speak TLS.";
              };
              to = lib.mkOption {
                type = lib.types.str;
                example = "operator@example.org";
                description = "Address that gets the alerts.";
              };
              user = lib.mkOption {
                type = lib.types.nullOr lib.types.str;
                default = null;
                description = "User at the mail server.";
              };
            };
          }
        );
        default = [ ];
        example = [
          {
            from = "alerts@example.org";
            server = "mail.example.org:587";
            to = "operator@example.org";
          }
        ];
        description = "Mailboxes to which Alertmanager sends alerts. Without these and without a webhook, alerts are to be seen in Grafana alone.";
      };
      memoryUsage = lib.mkOption {
        type = lib.types.ints.between 1 100;
        default = 95;
        description = "From how many per cent on memory counts as full.";
      };
      prometheusPort = lib.mkOption {
        type = lib.types.port;
        default = 9090;
        description = "Port of Prometheus on the host itself.";
      };
      retentionDays = lib.mkOption {
        type = lib.types.ints.positive;
        default = 30;
        description = "For how many days measurements are kept.";
      };
      scrapeInterval = lib.mkOption {
        type = lib.types.ints.positive;
        default = 30;
        description = "How many seconds pass between two measurements.";
      };
      targets = lib.mkOption {
        type = lib.types.listOf (
          lib.types.submodule {
            options = {
              address = lib.mkOption {
                type = lib.types.nullOr lib.types.str;
                default = null;
                description = "Address or name under which the host is reached. Without one it is the name.";
              };
              host = lib.mkOption {
                type = lib.types.str;
                description = "Name of the host.";
              };
              name = lib.mkOption {
                type = lib.types.str;
                description = "What is measured, as the job is named.";
              };
              port = lib.mkOption {
                type = lib.types.port;
                description = "Port on which the measurements are handed out.";
              };
            };
          }
        );
        default = [ ];
        description = "What is watched on the hosts of the fleet. panther fills this in.";
      };
      webhook = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "/var/lib/secrets/alert-webhook";
        description = "File that holds the URL to which Alertmanager posts alerts. It has to survive a reboot.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    networking.firewall.interfaces = lib.genAttrs cfg.interfaces (_: {
      allowedTCPPorts = lib.mkMerge [
        [ config.services.prometheus.exporters.node.port ]
        (lib.mkIf cfg.server.enable (
          lib.mkIf cfg.server.exposeGrafana [ config.services.grafana.settings.server.http_port ]
        ))
      ];
    });

    services = {
      grafana = lib.mkIf server.enable {
        enable = lib.mkOverride 900 true;
        provision = {
          enable = lib.mkOverride 900 true;
          dashboards.settings.providers = [
            {
              name = "hosts";
              options.path = pkgs.writeTextDir "hosts.json" (builtins.toJSON dashboard);
            }
          ];
          datasources.settings.datasources = [
            {
              name = "Prometheus";
              isDefault = true;
              type = "prometheus";
              uid = "prometheus";
              url = "http://${local prometheus.port}";
            }
            {
              name = "Alertmanager";
              jsonData.implementation = "prometheus";
              type = "alertmanager";
              uid = "alertmanager";
              url = "http://${local alertmanager.port}";
            }
          ];
        };
        settings = {
          analytics = {
            check_for_plugin_updates = lib.mkOverride 900 false;
            check_for_updates = lib.mkOverride 900 false;
            feedback_links_enabled = lib.mkOverride 900 false;
            reporting_enabled = lib.mkOverride 900 false;
          };
          security = {
            admin_password = lib.mkOverride 900 (
              if server.adminPassword == null then
                "$__file{${grafana.dataDir}/admin-password}"
              else
                "$__file{/run/credentials/grafana.service/admin-password}"
            );
            disable_gravatar = lib.mkOverride 900 true;
            secret_key = lib.mkOverride 900 "$__file{${grafana.dataDir}/secret-key}";
          };
          server = {
            domain = lib.mkIf (server.domain != null) (lib.mkOverride 900 server.domain);
            http_addr = lib.mkOverride 900 (if server.exposeGrafana then "0.0.0.0" else "127.0.0.1");
            http_port = lib.mkOverride 900 server.grafanaPort;
          };
        };
      };
      prometheus = lib.mkMerge [
        {
          exporters.node = {
            enable = lib.mkOverride 900 true;
            enabledCollectors = cfg.collectors;
            listenAddress = lib.mkOverride 900 (bracket cfg.listenAddress);
            port = lib.mkOverride 900 cfg.port;
          };
        }
        (lib.mkIf server.enable {
          enable = lib.mkOverride 900 true;
          alertmanager = {
            enable = lib.mkOverride 900 true;
            # As a whole: the option's type would silently drop parts of one of two definitions.
            configuration = lib.mkOverride 900 {
              # Who knows that a host is down need not hear what else is wrong with it.
              inhibit_rules = [
                {
                  equal = [ "instance" ];
                  source_matchers = [ ''alertname="HostDown"'' ];
                  target_matchers = [ ''alertname!="HostDown"'' ];
                }
              ];
              receivers = [ receiver ];
              route = {
                group_by = [ "alertname" ];
                receiver = receiver.name;
                repeat_interval = "12h";
              };
            };
            # One Alertmanager is no cluster, which would listen on all addresses.
            extraFlags = [ "--cluster.listen-address=" ];
            listenAddress = lib.mkOverride 900 "127.0.0.1";
            port = lib.mkOverride 900 server.alertmanagerPort;
          };
          alertmanagers = [
            { static_configs = [ { targets = [ (local alertmanager.port) ]; } ]; }
          ];
          globalConfig = {
            evaluation_interval = lib.mkOverride 900 "${toString server.scrapeInterval}s";
            scrape_interval = lib.mkOverride 900 "${toString server.scrapeInterval}s";
            # The default of ten seconds must not exceed the interval.
            scrape_timeout = lib.mkOverride 900 "${toString (lib.min 10 server.scrapeInterval)}s";
          };
          listenAddress = lib.mkOverride 900 "127.0.0.1";
          port = lib.mkOverride 900 server.prometheusPort;
          retentionTime = lib.mkOverride 900 "${toString server.retentionDays}d";
          # Not under `rules`, whose texts end up in one file, where a second `groups` would be an error.
          ruleFiles = [ (pkgs.writeText "hosts.rules" (builtins.toJSON rules)) ];
          scrapeConfigs = [
            (scrape "alertmanager" alertmanager.port)
            (scrape "grafana" grafana.settings.server.http_port)
            (scrape "prometheus" prometheus.port)
          ]
          ++ lib.mapAttrsToList (name: targets: {
            job_name = name;
            static_configs = map (target: {
              # What people read in alerts and on the dashboard is the name.
              labels.instance = target.host;
              targets = [ (socket (if target.address == null then target.host else target.address) target.port) ];
            }) targets;
          }) (lib.groupBy (target: target.name) server.targets);
        })
      ];
    };

    systemd.services = lib.mkIf server.enable {
      alertmanager = lib.mkIf alertmanager.enable {
        serviceConfig.LoadCredential =
          lib.optional (server.webhook != null) "webhook:${server.webhook}"
          ++ map (mail: "${mail.credential}:${mail.password}") (
            lib.filter (mail: mail.password != null) mails
          );
      };
      grafana = lib.mkIf grafana.enable {
        serviceConfig.LoadCredential = lib.optional (
          server.adminPassword != null
        ) "admin-password:${server.adminPassword}";
      };
      grafana-secrets = lib.mkIf grafana.enable {
        description = lib.mkOverride 900 "Secrets of Grafana, made once";
        before = [ "grafana.service" ];
        requiredBy = [ "grafana.service" ];
        script = ''
          umask 077
          for name in ${toString secrets}; do
            if [ ! -s "$name" ]; then
              head -c 32 /dev/urandom | base64 -w 0 >"$name.new"
              mv "$name.new" "$name"
            fi
          done
        '';
        serviceConfig = {
          CapabilityBoundingSet = [ "" ];
          ReadWritePaths = [ grafana.dataDir ];
        }
        // lib.mapAttrs (_: lib.mkOverride 900) {
          NoNewPrivileges = true;
          PrivateNetwork = true;
          ProtectHome = true;
          ProtectSystem = "strict";
          RemainAfterExit = true;
          Type = "oneshot";
          User = "grafana";
          WorkingDirectory = grafana.dataDir;
        };
        unitConfig.RequiresMountsFor = [ grafana.dataDir ];
      };
    };
  };
}
