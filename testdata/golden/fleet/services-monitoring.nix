# panther: rendered from hosts/, what services/monitoring collects. (75f991e2c75e8ae8)
[
  {
    address = null;
    host = "hetzner-cloud";
    port = 9100;
  }
  {
    address = null;
    host = "ovh-cloud";
    port = 9100;
  }
  {
    address = null;
    host = "vps";
    port = 9100;
  }
]
