# panther: rendered from hosts/, what services/monitoring collects. (984f6189243bc389)
[
  {
    address = null;
    host = "hetzner-cloud";
    name = "node";
    port = 9100;
  }
  {
    address = null;
    host = "ovh-cloud";
    name = "node";
    port = 9100;
  }
  {
    address = null;
    host = "vps";
    name = "node";
    port = 9100;
  }
]
