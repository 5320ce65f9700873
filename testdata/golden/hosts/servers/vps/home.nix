# panther: rendered from hosts/servers/vps.yaml. (9796db4793a2afcb)
{
  home-manager = {
    backupFileExtension = "hm-bak";
    useGlobalPkgs = true;
    useUserPackages = true;
    users.operator = {
      imports = [
        ../../../modules/home/git.nix
        ../../../modules/home/package-sets.nix
      ];
      home.stateVersion = "25.05";
      panther.home = {
        git = {
          enable = true;
          email = "operator@example.org";
          name = "Operator";
        };
        packageSets.enable = true;
      };
    };
  };
}
