package resolve

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// storeModule is the module that sets up the fleet's secret store on a host.
const storeModule = "security/secrets"

// Secret is what an option of a host takes from the fleet's secret store.
type Secret struct {
	Name      string // among the host's secrets, in camelCase
	Option    string // services.tailscale.authKey
	Reference secrets.Ref
	File      types.SecretFile
	At        source.Range
	Module    *Module
}

// secrets finds the references into the secret store in the values of the modules that are on, and puts the run-time
// paths in their places.
func (r *Resolver) secrets(h *Host, diags *diag.List) {
	w := &secretWalk{store: r.fleet.Secrets.Provider, file: r.fleet.Secrets.File, names: map[string]bool{}, diags: diags}
	if h.Incomplete || r.fleet.Secrets.Lost {
		w.diags = &diag.List{} // which store is meant could not be read
	}
	for _, m := range h.Modules {
		if !refers(m.Value) {
			continue
		}
		w.module, w.words, w.owner = m, []string{m.Key}, ""
		m.Value = w.value(m.Type, m.Value, m.KeyPath())
	}
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			if !refers(m.Value) {
				continue
			}
			w.module, w.words, w.owner = m, []string{home.User, m.Key}, home.User
			m.Value = w.value(m.Type, m.Value, catalog.HomeLayer+"."+home.User+"."+m.Key)
		}
	}
	h.Secrets = w.found
	if len(h.Secrets) > 0 {
		r.switchStoreOn(h, diags)
	}
}

// switchStoreOn sees to it that the module of the store is on, and tells it which store it is.
func (r *Resolver) switchStoreOn(h *Host, diags *diag.List) {
	store, first := h.Module(storeModule), h.Secrets[0]
	if store == nil {
		known := r.catalog.Module(storeModule)
		if known == nil {
			return
		}
		value := h.Root.Get(known.Layer).Get(known.Key)
		if off := value.Get("enable"); off != nil {
			diags.Add(diag.RequiredOff, off.Range(), "%s is off, and %s refers into the secret store", known.KeyPath(), first.Option).
				Labelled("switched off here").See(first.At, "referred to here").Help("switch it on, or name a file that holds the secret at run time")
			return
		}
		store = &Module{Module: known, Value: value, At: first.At, RequiredBy: first.Module}
		h.Modules = append(h.Modules, store)
		slices.SortFunc(h.Modules, func(x, y *Module) int { return catalog.Compare(x.Module, y.Module) })
	}
	for _, o := range store.Options() {
		if o.From == types.FromProvider {
			store.Value = withEntry(store.Value, o.Name, r.fleet.Secrets.Provider.Name)
		}
	}
}

// withEntry adds a text to a mapping, which can be nil.
func withEntry(n *yamldoc.Node, key, text string) *yamldoc.Node {
	var entries []yamldoc.Entry
	if n != nil {
		entries = slices.Clone(n.Entries)
	}
	return yamldoc.Collection(yamldoc.Map, n, append(entries, yamldoc.Entry{Key: key, At: n, Value: yamldoc.Scalar(yamldoc.Text, text, n)}), nil)
}

// secretWalk looks for references in the values of a host's modules.
type secretWalk struct {
	store  *secrets.Provider // nil: the fleet has none
	file   string            // of references that name none
	module *Module
	words  []string // that the name of a secret begins with
	owner  string   // of what belongs to a user's home
	names  map[string]bool
	found  []*Secret
	diags  *diag.List
}

// value returns a value with the run-time paths in the places of the references. What a switched-off object refers to is
// left out with the reference.
func (w *secretWalk) value(t *types.Type, n *yamldoc.Node, path string) *yamldoc.Node {
	switch {
	case n == nil || n.Tag != "" && n.Tag != yamldoc.TagReplace:
	case n.Kind == yamldoc.Map && t.Kind == types.Object:
		return w.entries(n, func(e yamldoc.Entry) *yamldoc.Node {
			o := t.Field(e.Key)
			switch {
			case o == nil:
				return e.Value
			case isOff(t, n, e.Key) && refers(e.Value):
				return nil
			}
			return w.inside(o.Type, e.Value, e.Key, path+"."+e.Key)
		})
	case n.Kind == yamldoc.Map && t.Kind == types.Map:
		return w.entries(n, func(e yamldoc.Entry) *yamldoc.Node { return w.inside(t.Of, e.Value, e.Key, path+"."+e.Key) })
	case n.Kind == yamldoc.List && t.Kind == types.List:
		items := make([]*yamldoc.Node, 0, len(n.Items))
		for i, item := range n.Items {
			at := strconv.Itoa(i)
			items = append(items, w.inside(t.Of, item, at, path+"["+at+"]"))
		}
		if !slices.Equal(items, n.Items) {
			list := yamldoc.Collection(yamldoc.List, n, nil, items)
			list.Tag = n.Tag
			return list
		}
	case t.Kind == types.Secret && n.Kind == yamldoc.Text && secrets.ProviderOf(n.Text) != nil:
		return w.take(t, n, path)
	}
	return n
}

func (w *secretWalk) inside(t *types.Type, n *yamldoc.Node, word, path string) *yamldoc.Node {
	w.words = append(w.words, word)
	defer func() { w.words = w.words[:len(w.words)-1] }()
	return w.value(t, n, path)
}

// entries returns a mapping whose values were changed; a value that became nil is left out.
func (w *secretWalk) entries(n *yamldoc.Node, change func(yamldoc.Entry) *yamldoc.Node) *yamldoc.Node {
	changed := false
	entries := make([]yamldoc.Entry, 0, len(n.Entries))
	for _, e := range n.Entries {
		value := change(e)
		changed = changed || value != e.Value
		if value != nil {
			e.Value = value
			entries = append(entries, e)
		}
	}
	if !changed {
		return n
	}
	return yamldoc.Collection(yamldoc.Map, n, entries, nil)
}

// refers tells whether a value is a reference or holds one.
func refers(n *yamldoc.Node) bool {
	return n != nil && (n.Kind == yamldoc.Text && secrets.ProviderOf(n.Text) != nil || slices.ContainsFunc(n.Items, refers) ||
		slices.ContainsFunc(n.Entries, func(e yamldoc.Entry) bool { return refers(e.Value) }))
}

// take notes a secret and returns its run-time path, as a reference into the host's configuration.
func (w *secretWalk) take(t *types.Type, n *yamldoc.Node, path string) *yamldoc.Node {
	ref, ok := w.follow(t, n, path)
	if !ok {
		return n
	}
	s := &Secret{Name: w.name(), Option: path, Reference: ref, File: t.SecretFile, At: n.Range(), Module: w.module}
	if s.File.Owner == "" {
		s.File.Owner = w.owner
	}
	w.found = append(w.found, s)
	ready := yamldoc.Scalar(yamldoc.Text, strings.Join(w.store.RuntimePath(s.Name), "."), n)
	ready.Tag = yamldoc.TagRef
	return ready
}

// follow reads a reference, and reports one that the fleet's store has no use for.
func (w *secretWalk) follow(t *types.Type, n *yamldoc.Node, path string) (ref secrets.Ref, ok bool) {
	report := func(format string, args ...any) *diag.Diagnostic {
		return w.diags.Add(diag.SecretReference, n.Range(), format, args...)
	}
	meant := secrets.ProviderOf(n.Text)
	switch {
	case w.module.ID() == storeModule:
		report("%s: the store cannot hold what it is opened with", path).Help("name a file that is on the host")
	case w.store == nil:
		report("%s refers into a secret store, and the fleet has none", path).
			Help("in panther.yaml: secrets: { provider: %s }; or name a file that holds the secret at run time", meant.Name)
	case w.store != meant:
		report("%s refers into another store than the fleet's, which is %s", path, w.store.Name).Help("its references are written %s", w.store.Form)
	case t.NeededForUsers && !meant.BeforeUsers:
		report("%s is read before there is a network, and %s fetches its secrets over the network", path, meant.Name).
			Help("give the hash itself, in hashedPassword, or name a file that is on the host")
	default:
		ref, wrong := meant.Read(n.Text, w.file)
		if wrong == "" {
			return ref, true
		}
		report("%s is no reference that %s can follow: %s", path, meant.Name, wrong).Help("it is written %s", meant.Form)
	}
	return ref, false
}

// name makes a name of the words on the way to the option, in camelCase, as OpNix insists on. No two secrets have one.
func (w *secretWalk) name() string {
	var b strings.Builder
	for _, word := range w.words {
		for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return !isLetterOrDigit(r) }) {
			if b.Len() > 0 {
				part = strings.ToUpper(part[:1]) + part[1:]
			} else {
				part = strings.ToLower(part[:1]) + part[1:]
			}
			b.WriteString(part)
		}
	}
	name := b.String()
	for n := 2; w.names[name]; n++ {
		name = b.String() + strconv.Itoa(n)
	}
	w.names[name] = true
	return name
}

func isLetterOrDigit(r rune) bool {
	return '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}
