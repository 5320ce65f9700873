# panther: rendered from hosts/servers/hetzner-cloud.yaml. (7039e6228af5661c)
{
  home-manager = {
    backupFileExtension = "hm-bak";
    useGlobalPkgs = true;
    useUserPackages = true;
    users.operator = {
      imports = [ ../../../modules/home/shell.nix ];
      home.stateVersion = "25.05";
      panther.home.shell.enable = true;
    };
  };
}
