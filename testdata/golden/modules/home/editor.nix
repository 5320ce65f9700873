# panther: rendered from the module home/editor. (8535abaa0503a7f8)
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.home.editor;
  toLua = lib.generators.toLua { };
  bindings = lib.generators.toLua { asBindings = true; };

  # What each language needs, as neovim's nvim-lspconfig has it; neovim starts servers by itself.
  known = {
    bash = {
      packages = [
        pkgs.bash-language-server
        pkgs.shellcheck
      ];
      servers.bashls = {
        cmd = [
          "bash-language-server"
          "start"
        ];
        filetypes = [
          "bash"
          "sh"
        ];
        root_markers = [ ".git" ];
      };
    };
    c = {
      packages = [ pkgs.clang-tools ];
      servers.clangd = {
        cmd = [ "clangd" ];
        filetypes = [
          "c"
          "cpp"
          "objc"
          "objcpp"
        ];
        root_markers = [
          ".clangd"
          "compile_commands.json"
          "compile_flags.txt"
          ".git"
        ];
      };
    };
    go = {
      packages = [ pkgs.gopls ];
      servers.gopls = {
        cmd = [ "gopls" ];
        filetypes = [
          "go"
          "gomod"
          "gotmpl"
          "gowork"
        ];
        root_markers = [
          "go.work"
          "go.mod"
          ".git"
        ];
      };
    };
    lua = {
      packages = [ pkgs.lua-language-server ];
      servers.lua_ls = {
        cmd = [ "lua-language-server" ];
        filetypes = [ "lua" ];
        root_markers = [
          ".luarc.json"
          ".luarc.jsonc"
          "stylua.toml"
          ".git"
        ];
      };
    };
    markdown = {
      packages = [ pkgs.marksman ];
      servers.marksman = {
        cmd = [
          "marksman"
          "server"
        ];
        filetypes = [ "markdown" ];
        root_markers = [
          ".marksman.toml"
          ".git"
        ];
      };
    };
    nix = {
      packages = [
        pkgs.nixd
        pkgs.nixfmt
      ];
      servers.nixd = {
        cmd = [ "nixd" ];
        filetypes = [ "nix" ];
        root_markers = [
          "flake.nix"
          ".git"
        ];
        settings.nixd.formatting.command = [ "nixfmt" ];
      };
    };
    python = {
      packages = [
        pkgs.pyright
        pkgs.ruff
      ];
      servers = {
        pyright = {
          cmd = [
            "pyright-langserver"
            "--stdio"
          ];
          filetypes = [ "python" ];
          root_markers = [
            "pyrightconfig.json"
            "pyproject.toml"
            "setup.py"
            "requirements.txt"
            ".git"
          ];
        };
        ruff = {
          cmd = [
            "ruff"
            "server"
          ];
          filetypes = [ "python" ];
          root_markers = [
            "pyproject.toml"
            "ruff.toml"
            ".ruff.toml"
            ".git"
          ];
        };
      };
    };
    rust = {
      packages = [ pkgs.rust-analyzer ];
      servers.rust_analyzer = {
        cmd = [ "rust-analyzer" ];
        filetypes = [ "rust" ];
        root_markers = [
          "Cargo.toml"
          "rust-project.json"
          ".git"
        ];
      };
    };
    typescript = {
      packages = [ pkgs.typescript-language-server ];
      servers.ts_ls = {
        cmd = [
          "typescript-language-server"
          "--stdio"
        ];
        filetypes = [
          "javascript"
          "javascriptreact"
          "typescript"
          "typescriptreact"
        ];
        init_options.hostInfo = "neovim";
        root_markers = [
          "tsconfig.json"
          "jsconfig.json"
          "package.json"
          ".git"
        ];
      };
    };
    web = {
      packages = [ pkgs.vscode-langservers-extracted ];
      servers = {
        cssls = webServer "css" [
          "css"
          "less"
          "scss"
        ];
        html = webServer "html" [ "html" ];
        jsonls = webServer "json" [
          "json"
          "jsonc"
        ];
      };
    };
    yaml = {
      packages = [ pkgs.yaml-language-server ];
      servers.yamlls = {
        cmd = [
          "yaml-language-server"
          "--stdio"
        ];
        filetypes = [ "yaml" ];
        root_markers = [ ".git" ];
      };
    };
  };
  webServer = name: filetypes: {
    cmd = [
      "vscode-${name}-language-server"
      "--stdio"
    ];
    inherit filetypes;
    init_options.provideFormatter = true;
    root_markers = [
      "package.json"
      ".git"
    ];
  };

  development = config.panther.home.development or { enable = false; };
  chosen = lib.attrVals (lib.unique (
    cfg.languages ++ lib.optionals development.enable development.languages
  )) known;
  servers = lib.mergeAttrsList (lib.catAttrs "servers" chosen);
in
{
  options.panther.home.editor = {
    enable = lib.mkEnableOption "the editor neovim, with language servers";
    aliases = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether vi and vim start neovim, too.";
    };
    clipboard = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether what is copied goes to the clipboard that other programs use.";
    };
    colorScheme = lib.mkOption {
      type = lib.types.str;
      default = "default";
      example = "habamax";
      description = "Colours, by the name of a scheme that comes with neovim or with a plugin.";
    };
    complete = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether completions are offered as one types. Otherwise they are on Ctrl-X Ctrl-O.";
    };
    defaultEditor = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether programs that need an editor start this one, as the variables EDITOR and VISUAL tell them.";
    };
    formatOnSave = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the language server formats a file before it is written.";
    };
    indent = lib.mkOption {
      type = lib.types.ints.between 1 16;
      default = 2;
      description = "How many columns one step of indentation has, where a project does not say otherwise with an .editorconfig.";
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
      description = "Languages whose servers are there, which complete, look up and report mistakes. typescript stands for JavaScript, too, and web for HTML, CSS and JSON. Those of the module development are added to them.";
    };
    leader = lib.mkOption {
      type = lib.types.str;
      default = " ";
      example = ",";
      description = "Key that commands of one's own begin with.";
    };
    lineNumbers = lib.mkOption {
      type = lib.types.enum [
        "none"
        "absolute"
        "relative"
      ];
      default = "absolute";
      description = "Whether lines are numbered, and from where on.";
    };
    lua = lib.mkOption {
      type = lib.types.nullOr lib.types.lines;
      default = null;
      example = "require(\"gitsigns\").setup()";
      description = "Lua that neovim reads after all of this, for plugins and keys.";
    };
    plugins = lib.mkOption {
      type = lib.types.listOf lib.types.package;
      default = [ ];
      example = [ pkgs.vimPlugins.gitsigns-nvim ];
      description = "Plugins, beside what neovim has by itself.";
    };
    scrollMargin = lib.mkOption {
      type = lib.types.ints.between 0 999;
      default = 8;
      description = "How many lines stay visible above and below the cursor.";
    };
    tabs = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether indentation is made of tabs instead of spaces.";
    };
  };

  config = lib.mkIf cfg.enable {
    programs.neovim = {
      enable = lib.mkOverride 900 true;
      defaultEditor = lib.mkOverride 900 cfg.defaultEditor;
      extraPackages = lib.concatLists (lib.catAttrs "packages" chosen);
      initLua = lib.mkMerge [
        (bindings {
          "vim.g.mapleader" = cfg.leader;
          "vim.o.expandtab" = !cfg.tabs;
          "vim.o.ignorecase" = true;
          "vim.o.number" = cfg.lineNumbers != "none";
          "vim.o.relativenumber" = cfg.lineNumbers == "relative";
          "vim.o.scrolloff" = cfg.scrollMargin;
          "vim.o.shiftwidth" = cfg.indent;
          "vim.o.smartcase" = true;
          "vim.o.tabstop" = cfg.indent;
          "vim.o.termguicolors" = true;
          "vim.o.undofile" = true;
        })
        (lib.optionalString cfg.clipboard ''
          -- Where there is no display, over SSH, neovim asks the terminal for the clipboard by itself.
          if vim.env.WAYLAND_DISPLAY or vim.env.DISPLAY then
            vim.o.clipboard = "unnamedplus"
          end
        '')
        (lib.concatLines (
          lib.mapAttrsToList (name: server: "vim.lsp.config(${toLua name}, ${toLua server})") servers
        ))
        (lib.optionalString (servers != { }) ''
          vim.lsp.enable(${toLua (lib.attrNames servers)})
          vim.diagnostic.config({ virtual_text = true })
        '')
        (lib.optionalString (cfg.complete && servers != { }) ''
          vim.o.completeopt = "menuone,noselect,popup"
          vim.api.nvim_create_autocmd("LspAttach", {
            callback = function(args)
              local client = vim.lsp.get_client_by_id(args.data.client_id)
              if client and client:supports_method("textDocument/completion") then
                vim.lsp.completion.enable(true, client.id, args.buf, { autotrigger = true })
              end
            end,
          })
        '')
        (lib.optionalString (cfg.formatOnSave && servers != { }) ''
          vim.api.nvim_create_autocmd("BufWritePre", {
            callback = function(args)
              if #vim.lsp.get_clients({ bufnr = args.buf, method = "textDocument/formatting" }) > 0 then
                vim.lsp.buf.format({ bufnr = args.buf })
              end
            end,
          })
        '')
        # Behind the configuration of plugins, which may bring the scheme.
        (lib.mkAfter ''
          vim.cmd.colorscheme(${toLua cfg.colorScheme})
        '')
        (lib.mkIf (cfg.lua != null) (lib.mkAfter cfg.lua))
      ];
      inherit (cfg) plugins;
      viAlias = lib.mkOverride 900 cfg.aliases;
      vimAlias = lib.mkOverride 900 cfg.aliases;
      waylandSupport = lib.mkOverride 900 cfg.clipboard;
      # home-manager's own choice depends on the release that the home began with; no plugin here needs them.
      withPython3 = lib.mkOverride 900 false;
      withRuby = lib.mkOverride 900 false;
    };
  };
}
