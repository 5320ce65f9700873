package compose

import (
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/nixoshardware"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Place says where a host's documents stand: the folder of the tree inside the fleet, and the host's inside the tree.
type Place struct {
	Output string // "." for the fleet's own folder
	Folder string // hosts/servers/web1
}

// toTree is the path from the host's folder to a file of the tree.
func (p Place) toTree(file string) nix.Expr { return nix.Path(relative(p.Folder, file)) }

// toFleet is the path from the host's folder to a hand-written file of the fleet.
func (p Place) toFleet(file string) nix.Expr {
	return nix.Path(relative(path.Join(p.Output, p.Folder), file))
}

// relative is the path of a file as seen from a folder; both are clean and relative to one root.
func relative(folder, file string) string {
	from, to := path.Clean(folder), path.Clean(file)
	if from == "." {
		return to
	}
	for from != "" {
		here, below, _ := strings.Cut(from, "/")
		there, rest, more := strings.Cut(to, "/")
		if here != there || !more {
			return strings.Repeat("../", strings.Count(from, "/")+1) + to
		}
		from, to = below, rest
	}
	return to
}

// Configuration is what a host's configuration.nix says.
type Configuration struct {
	Arguments nix.Formals
	Imports   nix.Expr
	Identity  nix.Expr // the host's name, platform and release, with its settings
	Modules   nix.Expr // panther.*
	Collected []string // files of the tree with what modules collect from the fleet
}

// Host composes a host's configuration.nix. The layout is what its disks hold.
func Host(h *resolve.Host, layout *storage.Layout, at Place) Configuration {
	imports := inputModules(h)
	modules := &attrs{}
	var used []string
	for _, m := range h.Modules {
		imports = append(imports, at.toTree(m.File()))
		f := &fill{host: h, layout: layout, at: at}
		file := CollectionFile(m.Module)
		if file != "" {
			f.collected = nix.Call(nix.Ref("import"), at.toTree(file))
		}
		f.setModule(modules.at("panther"), m)
		if f.took {
			used = append(used, file)
		}
	}
	imports = append(imports, nix.Path("disko.nix"))
	if len(h.Homes) > 0 {
		imports = append(imports, nix.Path("home.nix"))
	}
	for _, file := range h.Imports {
		imports = append(imports, at.toFleet(file.Path))
	}
	identity, args := identity(h, layout, at)
	return Configuration{
		Arguments: nix.Arguments(args...),
		Imports:   nix.List(imports...),
		Identity:  identity,
		Modules:   modules.expr(),
		Collected: used,
	}
}

// identity is what a host says beside its modules; its settings win over them, so they are rendered as they stand.
func identity(h *resolve.Host, layout *storage.Layout, at Place) (set nix.Expr, arguments []string) {
	used, all := names{}, &attrs{}
	all.set(nix.String(h.Name), "networking", "hostName")
	all.set(nix.String(h.System), "nixpkgs", "hostPlatform")
	all.set(nix.String(h.StateVersion), "system", "stateVersion")
	setFacter(all, h, at)
	if settings := h.Root.Get("settings"); settings != nil && settings.Kind == yamldoc.Map {
		all.setNode(settings)
		used.note(settings)
	}
	for _, m := range h.Modules {
		used.note(m.Value)
	}
	arguments = used.list("inputs")
	if unfree := unfreePackages(h); len(unfree) > 0 {
		all.set(allowUnfree(unfree), "nixpkgs", "config", "allowUnfreePredicate")
		arguments = append(arguments, "lib")
	}
	if setGRUBDisks(all, h, layout) && !slices.Contains(arguments, "lib") {
		arguments = append(arguments, "lib")
	}
	return all.expr(), arguments
}

// unfreePackages are those of all modules of a host, each once.
func unfreePackages(h *resolve.Host) []string {
	var out []string
	for _, m := range h.Modules {
		out = append(out, m.UnfreePackages()...)
	}
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			out = append(out, m.UnfreePackages()...)
		}
	}
	for _, name := range hardwareNames(h) {
		if m, known := nixoshardware.Find(name); known {
			out = append(out, m.Unfree()...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// allowUnfree allows exactly the named packages.
func allowUnfree(packages []string) nix.Expr {
	items := make([]nix.Expr, 0, len(packages))
	for _, name := range packages {
		items = append(items, nix.String(name))
	}
	return nix.Func("package", nix.Call(nix.Ref("builtins", "elem"), nix.Call(nix.Ref("lib", "getName"), nix.Ref("package")), nix.List(items...)))
}

// Disko is what a host's disko.nix says: plain data. The layout is what its disks hold.
func Disko(h *resolve.Host, layout *storage.Layout) nix.Expr {
	all := &attrs{}
	all.set(layout.Devices(), "disko", "devices")
	if swap := layout.SwapDevices(); swap != nil {
		all.set(swap, "swapDevices")
	}
	(&aroundDisks{attrs: all, host: h, layout: layout}).setAll()
	return all.expr()
}

// Home is what a host's home.nix says.
type Home struct {
	Arguments nix.Formals // empty: the file is plain data
	Body      nix.Expr
}

// Homes composes a host's home.nix.
func Homes(h *resolve.Host, at Place) Home {
	used, all := names{}, &attrs{}
	manager := all.at("home-manager")
	setManager(manager, h)
	var further []string
	if slices.ContainsFunc(h.Homes, mayUseInputs) {
		manager.set(nix.Ref("inputs"), "extraSpecialArgs", "inputs")
		further = []string{"inputs"}
	}
	for _, home := range h.Homes {
		used.note(home.Value)
		for _, m := range home.Modules {
			used.note(m.Value)
		}
		setHome(manager.at("users", home.User), h, home, at)
	}
	return Home{Arguments: nix.Arguments(used.list(further...)...), Body: all.expr()}
}

// setManager says how home-manager works, as far as the host's settings do not: two values would be a conflict to NixOS.
func setManager(manager *attrs, h *resolve.Host) {
	settings := h.Root.Get("settings").Get("home-manager")
	set := func(value nix.Expr, name string) {
		if settings.Get(name) == nil {
			manager.set(value, name)
		}
	}
	set(nix.Bool(true), "useGlobalPkgs")
	set(nix.Bool(true), "useUserPackages")
	// a file that is in the way of the first activation is moved aside instead of stopping it
	set(nix.String("hm-bak"), "backupFileExtension")
}

// mayUseInputs tells whether a home needs the inputs of the flake, which home-manager does not pass on by itself: one of
// its modules names some, or a hand-written file may.
func mayUseInputs(home *resolve.Home) bool {
	return len(home.Imports) > 0 || slices.ContainsFunc(home.Modules, func(m *resolve.Module) bool { return len(m.Inputs) > 0 })
}

func setHome(set *attrs, h *resolve.Host, home *resolve.Home, at Place) {
	var imports []nix.Expr
	for _, m := range home.Modules {
		imports = append(imports, at.toTree(m.File()))
		(&fill{host: h, at: at}).setModule(set.at("panther"), m)
	}
	for _, file := range home.Imports {
		imports = append(imports, at.toFleet(file.Path))
	}
	if imports != nil {
		set.add(imports, "imports")
	}
	set.set(nix.String(home.StateVersion), "home", "stateVersion")
	if packages := home.Value.Get("packages"); packages != nil && len(packages.Items) > 0 {
		for _, p := range packages.Items {
			set.add([]nix.Expr{anyType.Expr(p)}, "home", "packages")
		}
	}
	if settings := home.Value.Get("settings"); settings != nil && settings.Kind == yamldoc.Map {
		set.setNode(settings)
	}
}

// Folder is where a host's documents stand in the tree.
func Folder(h *resolve.Host) string { return h.Path }
