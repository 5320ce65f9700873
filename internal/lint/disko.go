package lint

import (
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

// disko checks what stands under disko against what disko takes. It may add to what disks say, so that it waits until
// that is in order.
func disko(h *resolve.Host, layout *storage.Layout, diags *diag.List) {
	if !h.Doubtful("disks") && !h.Doubtful("disko") {
		layout.CheckRaw(diags)
	}
}
