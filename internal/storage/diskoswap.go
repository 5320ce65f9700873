package storage

import (
	"path"

	"github.com/hbohlen/panther/internal/nix"
)

// SwapDevices is the value of NixOS's swapDevices for swap files that disko does not make; nil for none.
func (l *Layout) SwapDevices() nix.Expr {
	var out []nix.Expr
	for _, at := range l.Parts() {
		if at.Content.Filesystem == "" || at.Content.Filesystem == KindBtrfs {
			continue
		}
		for _, f := range at.Content.SwapFiles {
			s := &attrSet{}
			s.str("device", path.Join("/", at.Content.Mount, f.Name))
			s.put("size", nix.Int(mebibytes(f.Size)))
			s.number("priority", f.Priority)
			s.str("discardPolicy", f.Discard)
			out = append(out, s.expr())
		}
	}
	if out == nil {
		return nil
	}
	return nix.List(out...)
}
