# panther: rendered from hosts/laptops/yoga.yaml. (a01c288b256deba5)
{
  home-manager = {
    backupFileExtension = "hm-bak";
    useGlobalPkgs = true;
    useUserPackages = true;
    users.operator = {
      imports = [
        ../../../modules/home/editor.nix
        ../../../modules/home/git.nix
        ../../../modules/home/multiplexer.nix
        ../../../modules/home/package-sets.nix
        ../../../modules/home/shell.nix
        ../../../modules/home/ssh.nix
        ../../../modules/home/terminal.nix
        ../../../modules/home/xdg.nix
      ];
      home.stateVersion = "26.05";
      panther.home = {
        editor = {
          enable = true;
          languages = [
            "markdown"
            "nix"
          ];
        };
        git = {
          enable = true;
          email = "operator@example.org";
          name = "Operator";
          signing = {
            enable = true;
            key = "~/.ssh/id_ed25519.pub";
          };
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
        ssh = {
          enable = true;
          hosts = {
            hetzner-cloud.user = "operator";
            ovh-cloud.user = "operator";
          };
        };
        terminal = {
          enable = true;
          program = "foot";
        };
        xdg.enable = true;
      };
    };
  };
}
