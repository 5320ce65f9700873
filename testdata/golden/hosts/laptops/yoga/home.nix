# panther: rendered from hosts/laptops/yoga.yaml. (c4a13a189c17c700)
{
  home-manager = {
    backupFileExtension = "hm-bak";
    useGlobalPkgs = true;
    useUserPackages = true;
    users.operator = {
      imports = [
        ../../../modules/home/desktop.nix
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
        desktop = {
          enable = true;
          outputs.eDP-1.scale = 1.25;
          tabletOutput = "eDP-1";
          touchOutput = "eDP-1";
        };
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
