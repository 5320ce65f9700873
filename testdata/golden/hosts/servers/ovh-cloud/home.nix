# panther: rendered from hosts/servers/ovh-cloud.yaml. (b92995c55646c8fc)
{
  home-manager = {
    backupFileExtension = "hm-bak";
    useGlobalPkgs = true;
    useUserPackages = true;
    users.operator = {
      imports = [
        ../../../modules/home/git.nix
        ../../../modules/home/multiplexer.nix
        ../../../modules/home/package-sets.nix
        ../../../modules/home/shell.nix
      ];
      home.stateVersion = "25.05";
      panther.home = {
        git = {
          enable = true;
          email = "operator@example.org";
          name = "Operator";
        };
        multiplexer.enable = true;
        packageSets.enable = true;
        shell = {
          enable = true;
          abbreviations = {
            gd = "git diff";
            gl = "git log --oneline --graph";
            gs = "git status --short --branch";
          };
        };
      };
    };
  };
}
