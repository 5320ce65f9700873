# panther: rendered from hosts/laptops/zephyrus.yaml. (1d42ca96e5d5a76a)
{
  home-manager = {
    backupFileExtension = "hm-bak";
    useGlobalPkgs = true;
    useUserPackages = true;
    users.operator = {
      imports = [ ../../../modules/home/shell.nix ];
      home.stateVersion = "26.05";
      panther.home.shell.enable = true;
    };
  };
}
