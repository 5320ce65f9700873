package compose

import "github.com/hbohlen/panther/internal/nix"

// shellPackages are the packages of each dev shell, by their names in nixpkgs 26.05 (pkgs/top-level/all-packages.nix
// and pkgs/by-name).
var shellPackages = map[string][]string{
	"default": {"direnv", "git", "jq", "just", "neovim", "nil", "nixfmt"},
	"nix":     {"deadnix", "nil", "nix-diff", "nix-tree", "nixd", "nixfmt", "nvd", "statix"},
	"mcp":     {"curl", "fd", "git", "jq", "nodejs_24", "python3", "ripgrep", "uv"},
	"rust":    {"cargo", "clippy", "pkg-config", "rust-analyzer", "rust-bindgen", "rustc", "rustfmt"},
	"node":    {"nodejs_24", "pnpm", "typescript", "typescript-language-server", "yarn"},
	"python":  {"pyright", "python3", "ruff", "uv"},
	"go":      {"delve", "go", "gofumpt", "golangci-lint", "gopls", "gotools"},
}

// shells is the set of dev shells, as a function of pkgs has it.
func shells(names []string) nix.Expr {
	set := &attrs{}
	for _, name := range names {
		items := make([]nix.Expr, 0, len(shellPackages[name]))
		for _, p := range shellPackages[name] {
			items = append(items, nix.Ref("pkgs", p))
		}
		set.set(nix.Call(nix.Ref("pkgs", "mkShell"), nix.Attrs(nix.Attr{Name: "packages", Value: nix.List(items...)})), name)
	}
	return set.expr()
}
