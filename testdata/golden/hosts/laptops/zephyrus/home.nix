# panther: rendered from hosts/laptops/zephyrus.yaml. (46aeb935d325cbfd)
{
  home-manager = {
    backupFileExtension = "hm-bak";
    useGlobalPkgs = true;
    useUserPackages = true;
    users.operator = {
      imports = [
        ../../../modules/home/desktop.nix
        ../../../modules/home/development.nix
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
          outputs.eDP-1 = {
            scale = 1.5;
            variableRefreshRate = "on-demand";
          };
        };
        development = {
          enable = true;
          assistants = [ "claude" ];
          languages = [
            "bash"
            "markdown"
            "nix"
            "yaml"
            "go"
            "python"
            "rust"
            "typescript"
          ];
        };
        editor = {
          enable = true;
          formatOnSave = true;
        };
        git = {
          enable = true;
          email = "operator@example.org";
          gh = true;
          lazygit = true;
          name = "Operator";
          signing = {
            enable = true;
            key = "~/.ssh/id_ed25519.pub";
          };
        };
        multiplexer.enable = true;
        packageSets = {
          enable = true;
          containers = true;
          network = true;
          nix = true;
        };
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
            hetzner-cloud = {
              forwardAgent = true;
              user = "operator";
            };
            ovh-cloud.user = "operator";
          };
        };
        terminal.enable = true;
        xdg.enable = true;
      };
    };
  };
}
