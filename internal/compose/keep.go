package compose

import (
	"slices"

	"github.com/hbohlen/panther/internal/keep"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/types"
)

// setKept puts what a host keeps whose root is made anew, for the module that sees to it.
func (f *fill) setKept(set *attrs, o *types.Option) {
	plan := keep.For(f.host, f.layout)
	if plan == nil || plan.Root == nil || plan.Persist == nil {
		return
	}
	switch o.From {
	case types.FromResetRoot:
		if plan.Root.Sub != nil {
			set.set(nix.String(plan.Root.Device), o.Name, "device")
			set.set(nix.String(keep.SubvolumePath(plan.Root.Sub)), o.Name, "subvolume")
		}
	case types.FromPersistMount:
		set.set(nix.String(plan.Persist.Point), o.Name)
	case types.FromKept:
		setKeptPaths(set.at(o.Name), plan.Directories, plan.Files)
		for _, user := range plan.Users {
			setKeptPaths(set.at(o.Name, "users", user.Name), user.Directories, user.Files)
		}
	}
}

func setKeptPaths(set *attrs, directories []keep.Directory, files []string) {
	if len(directories) > 0 {
		items := make([]nix.Expr, 0, len(directories))
		for _, d := range directories {
			items = append(items, keptDirectory(d))
		}
		set.set(nix.List(items...), "directories")
	}
	if len(files) > 0 {
		set.set(stringList(files), "files")
	}
}

func keptDirectory(d keep.Directory) nix.Expr {
	fields := []nix.Attr{{Name: "directory", Value: nix.String(d.Path)}}
	for _, field := range []struct{ name, value string }{{"group", d.Group}, {"mode", d.Mode}, {"user", d.User}} {
		if field.value != "" {
			fields = append(fields, nix.Attr{Name: field.name, Value: nix.String(field.value)})
		}
	}
	return nix.Record(slices.Clip(fields)...)
}
