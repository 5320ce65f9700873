package storage

import (
	"path"
	"strconv"

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

// mebibytes reads a size such as 512M or 8G; sizes below one MiB count as one.
func mebibytes(size string) int64 {
	if size == "" {
		return 0
	}
	n, err := strconv.ParseInt(size[:len(size)-1], 10, 64)
	if err != nil {
		return 0
	}
	switch size[len(size)-1] {
	case 'K':
		return max(1, n/1024)
	case 'G':
		return n * 1024
	case 'T':
		return n * 1024 * 1024
	}
	return n
}
