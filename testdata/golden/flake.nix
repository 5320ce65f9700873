# panther: rendered from panther.yaml and hosts/. Edit those, then run `panther gen`. (8593345b8cb60b53)
{
  description = "pantherOS";

  inputs = {
    disko = {
      url = "github:nix-community/disko";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    home-manager = {
      url = "github:nix-community/home-manager/release-26.05";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    impermanence = {
      url = "github:nix-community/impermanence";
      inputs = {
        home-manager.follows = "home-manager";
        nixpkgs.follows = "nixpkgs";
      };
    };
    nixos-hardware = {
      url = "github:NixOS/nixos-hardware";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";
    opnix = {
      url = "github:brizzbuzz/opnix";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    inputs@{ self, nixpkgs, ... }:
    let
      systems = [ "x86_64-linux" ];
      forEachSystem = f: nixpkgs.lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});
      mkHost =
        configuration:
        nixpkgs.lib.nixosSystem {
          specialArgs = { inherit inputs; };
          modules = [ configuration ];
        };
    in
    {
      nixosConfigurations = {
        hetzner-cloud = mkHost ./hosts/servers/hetzner-cloud/configuration.nix;
        ovh-cloud = mkHost ./hosts/servers/ovh-cloud/configuration.nix;
        vps = mkHost ./hosts/servers/vps/configuration.nix;
        yoga = mkHost ./hosts/laptops/yoga/configuration.nix;
        zephyrus = mkHost ./hosts/laptops/zephyrus/configuration.nix;
      };

      devShells = forEachSystem (pkgs: {
        default = pkgs.mkShell {
          packages = [
            pkgs.direnv
            pkgs.git
            pkgs.jq
            pkgs.just
            pkgs.neovim
            pkgs.nil
            pkgs.nixfmt
          ];
        };
        go = pkgs.mkShell {
          packages = [
            pkgs.delve
            pkgs.go
            pkgs.gofumpt
            pkgs.golangci-lint
            pkgs.gopls
            pkgs.gotools
          ];
        };
        mcp = pkgs.mkShell {
          packages = [
            pkgs.curl
            pkgs.fd
            pkgs.git
            pkgs.jq
            pkgs.nodejs_24
            pkgs.python3
            pkgs.ripgrep
            pkgs.uv
          ];
        };
        nix = pkgs.mkShell {
          packages = [
            pkgs.deadnix
            pkgs.nil
            pkgs.nix-diff
            pkgs.nix-tree
            pkgs.nixd
            pkgs.nixfmt
            pkgs.nvd
            pkgs.statix
          ];
        };
        node = pkgs.mkShell {
          packages = [
            pkgs.nodejs_24
            pkgs.pnpm
            pkgs.typescript
            pkgs.typescript-language-server
            pkgs.yarn
          ];
        };
        python = pkgs.mkShell {
          packages = [
            pkgs.pyright
            pkgs.python3
            pkgs.ruff
            pkgs.uv
          ];
        };
        rust = pkgs.mkShell {
          packages = [
            pkgs.cargo
            pkgs.clippy
            pkgs.pkg-config
            pkgs.rust-analyzer
            pkgs.rust-bindgen
            pkgs.rustc
            pkgs.rustfmt
          ];
        };
      });

      formatter = forEachSystem (pkgs: pkgs.nixfmt-tree);

      checks.x86_64-linux = {
        hetzner-cloud = self.nixosConfigurations.hetzner-cloud.config.system.build.toplevel;
        ovh-cloud = self.nixosConfigurations.ovh-cloud.config.system.build.toplevel;
        vps = self.nixosConfigurations.vps.config.system.build.toplevel;
        yoga = self.nixosConfigurations.yoga.config.system.build.toplevel;
        zephyrus = self.nixosConfigurations.zephyrus.config.system.build.toplevel;
      };
    };
}
