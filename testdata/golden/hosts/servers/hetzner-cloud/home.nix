# panther: rendered from hosts/servers/hetzner-cloud.yaml. (208470bfc1d89d5a)
{
  home-manager = {
    backupFileExtension = "hm-bak";
    useGlobalPkgs = true;
    useUserPackages = true;
    users.operator = {
      imports = [
        ../../../modules/home/development.nix
        ../../../modules/home/editor.nix
        ../../../modules/home/git.nix
        ../../../modules/home/multiplexer.nix
        ../../../modules/home/package-sets.nix
        ../../../modules/home/shell.nix
      ];
      home.stateVersion = "25.05";
      panther.home = {
        development = {
          enable = true;
          languages = [
            "bash"
            "markdown"
            "nix"
            "yaml"
            "go"
          ];
          toolchains = false;
        };
        editor.enable = true;
        git = {
          enable = true;
          email = "operator@example.org";
          lazygit = true;
          name = "Operator";
        };
        multiplexer = {
          enable = true;
          defaultLayout = "development";
          layouts.development.tabs = [
            {
              focus = true;
              name = "code";
              panes = [
                { command = "nvim"; }
                {
                  panes = [
                    { }
                    {
                      command = "lazygit";
                      suspended = true;
                    }
                  ];
                  size = "30%";
                }
              ];
            }
            {
              name = "host";
              panes = [
                { command = "btop"; }
                {
                  args = [
                    "--follow"
                    "--priority"
                    "warning"
                  ];
                  command = "journalctl";
                }
              ];
            }
          ];
        };
        packageSets = {
          enable = true;
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
      };
    };
  };
}
