# panther: rendered from the module home/development. (a2bc9def613b5b07)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.home.development;
  tools = {
    bash = [
      pkgs.shellcheck
      pkgs.shfmt
    ];
    c = [ pkgs.gdb ];
    go = [
      pkgs.delve
      pkgs.gofumpt
      pkgs.golangci-lint
      pkgs.gotools
    ];
    lua = [ pkgs.stylua ];
    markdown = [ pkgs.glow ];
    nix = [
      pkgs.deadnix
      pkgs.nixfmt
      pkgs.statix
    ];
    python = [
      pkgs.ruff
      pkgs.uv
    ];
    web = [ pkgs.prettier ];
    yaml = [ pkgs.yq-go ];
  };
  toolchains = {
    c = [
      pkgs.cmake
      pkgs.gcc
    ];
    go = [ pkgs.go ];
    python = [ pkgs.python3 ];
    rust = [
      pkgs.cargo
      pkgs.clippy
      # rustc links with a C compiler, and brings none.
      pkgs.gcc
      pkgs.rustc
      pkgs.rustfmt
    ];
    typescript = [
      pkgs.nodejs
      pkgs.pnpm
      pkgs.typescript
    ];
  };
  assistants = {
    aider = pkgs.aider-chat;
    claude = pkgs.claude-code;
    codex = pkgs.codex;
    gemini = pkgs.gemini-cli;
    inherit (pkgs) opencode;
  };
  of = sets: lib.concatMap (language: sets.${language} or [ ]) cfg.languages;
in
{
  options.panther.home.development = {
    enable = lib.mkEnableOption "what a developer needs, by language";
    assistants = lib.mkOption {
      type = lib.types.listOf (
        lib.types.enum [
          "aider"
          "claude"
          "codex"
          "gemini"
          "opencode"
        ]
      );
      default = [ ];
      example = [ "opencode" ];
      description = "Programs for the terminal that write code with a language model, from nixpkgs. Claude Code is not free software.";
    };
    languages = lib.mkOption {
      type = lib.types.listOf (
        lib.types.enum [
          "bash"
          "c"
          "go"
          "lua"
          "markdown"
          "nix"
          "python"
          "rust"
          "typescript"
          "web"
          "yaml"
        ]
      );
      default = [ ];
      example = [
        "go"
        "nix"
      ];
      description = "Languages whose tools are there: checkers, formatters and what builds. The module editor adds their language servers. typescript stands for JavaScript, too, and web for HTML, CSS and JSON.";
    };
    toolchains = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether compilers and interpreters are among them. Projects with a development shell of their own, which direnv loads, need none here.";
    };
    tools = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether there is what serves every language: just, hyperfine, strace and GNU make.";
    };
  };

  config = lib.mkIf cfg.enable {
    home.packages =
      of tools
      ++ lib.optionals cfg.toolchains (of toolchains)
      ++ lib.optionals cfg.tools [
        pkgs.gnumake
        pkgs.hyperfine
        pkgs.just
        pkgs.strace
      ]
      ++ lib.attrVals cfg.assistants assistants;
  };
}
