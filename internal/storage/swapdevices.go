package storage

import (
	"path"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/types"
)

// SwapDevices is the value of NixOS's swapDevices for swap files that disko does not make; nil for none.
func (l *Layout) SwapDevices() nix.Expr {
	var out []nix.Expr
	for _, at := range l.Parts() {
		if at.Filesystem == "" || at.Filesystem == KindBtrfs {
			continue
		}
		for _, f := range at.SwapFiles {
			s := &attrSet{}
			s.str("device", path.Join("/", at.Mount, f.Name))
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

// mebibytes are those of a size; less than one counts as one.
func mebibytes(size string) int64 {
	n, ok := types.Bytes(size)
	if !ok {
		return 0
	}
	return max(1, n>>20)
}
