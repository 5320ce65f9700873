package catalog

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

var (
	interfaceKeys = []string{"description", "options", "entries", "keys", "requires", "conflicts", "provides", "inputs", "machine", "moved", "unfree", "state", "ports"}
	moduleName    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`) })
)

// readModule reads a module's two files; nil where its interface cannot be read.
func readModule(src Source, ref *Ref, diags *diag.List) *Module {
	file := read(src, path.Join(ref.Layer, ref.Name+".yaml"), diags)
	if file == nil {
		return nil
	}
	if !moduleName().MatchString(ref.Name) {
		diags.Add(diag.Interface, file.Top(), "%s cannot be a module's name", diag.Quote(ref.Name)).Help("kebab-case: lower-case letters and digits, words joined by -")
		return nil
	}
	doc, known, found := src.Packed.Parse(file)
	*diags = append(*diags, found...)
	if doc == nil {
		return nil
	}
	m := &Module{Ref: ref, Interface: file, Own: src.Own}
	m.decode(doc, known, diags)
	m.slots = slices.Compact(slices.Sorted(slices.Values(append(slotsOf(m.Options()), m.Provides...))))
	m.Collects = !m.Entries && collects(m.Type)
	m.Field = &types.Option{Name: m.Key, Type: m.Type, Description: m.Description}
	m.Body = read(src, path.Join(ref.Layer, ref.Name+".nix.tmpl"), diags)
	return m
}

func read(src Source, name string, diags *diag.List) *source.File {
	shown := path.Join(src.Name, name)
	content, err := fs.ReadFile(src.Files, name)
	if err != nil {
		diags.Add(diag.Interface, source.New(shown, nil).Top(), "the file cannot be read").Help("a module is two files: an interface (.yaml) and a body (.nix.tmpl)")
		return nil
	}
	return source.New(shown, content)
}

// decode reads an interface. One that is known was checked by the tests of what comes with panther.
func (m *Module) decode(doc *yamldoc.Node, known bool, diags *diag.List) {
	for _, e := range doc.Entries {
		if !slices.Contains(interfaceKeys, e.Key) {
			diags.Add(diag.Interface, e.At.Range(), "an interface has no key %s", diag.Quote(e.Key)).Help("%s", diag.DidYouMean(e.Key, interfaceKeys))
		}
	}
	switch d := doc.Get("description"); {
	case d == nil:
		diags.Add(diag.Interface, m.Interface.Top(), "the interface has no description")
	case !isText(d):
		diags.Add(diag.Interface, d.Range(), "%s takes text", diag.Quote("description"))
	default:
		m.Description = d.Text
	}
	m.Requires, m.Conflicts = list(doc, "requires", diags), list(doc, "conflicts", diags)
	m.Provides, m.Inputs, m.Unfree = list(doc, "provides", diags), list(doc, "inputs", diags), list(doc, "unfree", diags)
	options, entries := doc.Get("options"), doc.Get("entries")
	if options != nil && entries != nil {
		diags.Add(diag.Interface, entries.Range(), "an interface has options or entries, not both")
	}
	m.Type = &types.Type{Kind: types.Object, Switch: true, Noun: "option", Title: m.KeyPath()}
	if options != nil {
		m.Type.Fields = types.ParseOptions(options, known, diags)
	}
	if entries != nil {
		m.Entries = true
		of := &types.Type{Kind: types.Object, Noun: "option", Title: "an entry of " + m.KeyPath(), Fields: types.ParseOptions(entries, known, diags)}
		m.Type = &types.Type{Kind: types.Map, Of: of, Noun: "entry", Title: m.KeyPath()}
		if keys := doc.Get("keys"); keys != nil {
			m.Type.Keys = keys.Text
		}
	}
	m.Machine = decodeMachine(doc, diags)
	m.Type.Moved = decodeMoved(doc, diags)
	m.decodeKeeps(doc, diags)
}

// decodeMoved reads where options went that the module once had.
func decodeMoved(doc *yamldoc.Node, diags *diag.List) map[string]string {
	n := doc.Get("moved")
	if n == nil {
		return nil
	}
	out := make(map[string]string, len(n.Entries))
	for _, e := range n.Entries {
		if !isText(e.Value) {
			diags.Add(diag.Interface, e.Value.Range(), "%s takes the key that is to be written now", diag.Quote("moved"))
			continue
		}
		out[e.Key] = e.Value.Text
	}
	return out
}

// collects tells whether an option of an object, or one inside it, is filled from all hosts.
func collects(object *types.Type) bool {
	return slices.ContainsFunc(object.Fields, func(o *types.Option) bool {
		return o.Collect != nil || o.Type.Kind == types.Object && collects(o.Type)
	})
}

// items are those of the list that a key holds.
func items(doc *yamldoc.Node, key string, diags *diag.List) []*yamldoc.Node {
	n := doc.Get(key)
	if n == nil {
		return nil
	}
	if n.Kind != yamldoc.List {
		diags.Add(diag.Interface, n.Range(), "%s takes a list", diag.Quote(key))
		return nil
	}
	return n.Items
}

func list(doc *yamldoc.Node, key string, diags *diag.List) []string {
	var out []string
	for _, item := range items(doc, key, diags) {
		if !isText(item) {
			diags.Add(diag.Interface, item.Range(), "%s takes a list of texts", diag.Quote(key))
			continue
		}
		out = append(out, item.Text)
	}
	return out
}

func isText(n *yamldoc.Node) bool { return n.IsScalar() && n.Kind != yamldoc.Null }

// camel turns a kebab-case file name into the camelCase key: systemd-hardening, systemdHardening.
func camel(name string) string {
	words := strings.Split(name, "-")
	for i, word := range words[1:] {
		first, size := utf8.DecodeRuneInString(word)
		if size > 0 { // a name that is none may hold -- or end in -
			words[i+1] = string(unicode.ToUpper(first)) + word[size:]
		}
	}
	return strings.Join(words, "")
}
