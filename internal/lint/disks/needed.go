package disks

import (
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// needed checks that volumes and swap files have a size: there is none that goes without saying.
func (p *plan) needed() {
	for _, e := range p.Entries {
		for _, v := range e.Volumes {
			if v.Size == "" {
				p.needsSize(e, v.At, "volume "+v.Name, e.Value.Get("volumes"))
			}
		}
	}
	for _, x := range p.Parts() {
		for _, f := range x.EverySwapFile() {
			if f.Size == "" {
				p.needsSize(x.Entry, f.At, "swap file "+f.Name, x.Entry.Value)
			}
		}
	}
}

// needsSize reports something without a size, unless a mistake within may be its size.
func (p *plan) needsSize(e *storage.Entry, at source.Range, what string, within *yamldoc.Node) {
	if !types.HasMistake(within) {
		p.diags.Add(diag.MissingValue, at, "disks.%s: the %s has no %s", e.Name, what, diag.Quote("size")).Help("it takes a size such as 8G")
	}
}
