package render

import (
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/source"
)

// firewallFunc is what a body calls where the rules of the firewall shall stand that follow from its interface.
const firewallFunc = "firewall"

// firewallRules are those of one module.
type firewallRules struct {
	of     nix.Expr // nil: none
	placed int
}

// place returns the rules as the lines of a body.
func (f *firewallRules) place() string {
	f.placed++
	if f.of == nil {
		return ""
	}
	const depth = 2 // of a body in its module, for the width of lines
	lines := strings.Split(strings.Trim(nix.PrintAttrs(f.of, depth), "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, strings.Repeat("  ", depth))
	}
	return strings.Join(lines, "\n")
}

// check reports a body that leaves the rules out, writes them twice, or has none to write.
func (f *firewallRules) check(file *source.File, diags *diag.List) {
	switch {
	case f.of != nil && f.placed == 0:
		diags.Add(diag.Template, file.Top(), "the interface lets ports in on single interfaces, and the body has no rules for that").
			Help("write {{ firewall }} on a line of its own, among the other attributes")
	case f.of == nil && f.placed > 0:
		diags.Add(diag.Template, file.Top(), "the interface lets no port in on single interfaces").Help("take {{ firewall }} out, or name the option under ports: open")
	case f.placed > 1:
		diags.Add(diag.Template, file.Top(), "the rules of the firewall are written twice").Help("write {{ firewall }} once")
	}
}
