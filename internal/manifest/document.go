package manifest

import (
	"path"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Document is a host's manifest, a profile, or the defaults of panther.yaml: checked, and in one normal form in which
// a module's value is always a mapping with `enable`, and settings are nested by their paths.
type Document struct {
	Name string // of the host or profile; "defaults" for those of panther.yaml
	Path string // of a host: its file relative to the fleet, without the ending
	File *source.File
	Root *yamldoc.Node // nil where the file could not be read
}

// hostForm is a label of RFC 1123, so that the name is one in DNS as well.
var (
	hostForm    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`) })
	profileForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9-]*$`) })
)

// ValidHostName tells whether a name can be a host's.
func ValidHostName(name string) bool { return len(name) <= 63 && hostForm().MatchString(name) }

// ReadHost reads and checks a host's manifest.
func (l *Language) ReadHost(file *source.File) (*Document, diag.List) {
	d := &Document{Name: BaseName(file.Name), Path: strings.TrimSuffix(file.Name, path.Ext(file.Name)), File: file}
	root, diags := yamldoc.Parse(file)
	if !ValidHostName(d.Name) {
		diags.Add(diag.FileName, file.Top(), "%s cannot be a host's name", diag.Quote(d.Name)).
			Help("the file's name is the host's: lower-case letters, digits and -, at most 63")
	}
	if strings.ContainsFunc(file.Name, unicode.IsControl) { // the path is named in the first line of rendered files
		diags.Add(diag.FileName, file.Top(), "the path of the manifest holds a control character").Help("rename the folder")
	}
	if root == nil {
		return d, diags
	}
	d.Root = l.read(l.Host, root, "", &diags)
	return d, diags
}

// ReadProfile reads and checks a profile.
func (l *Language) ReadProfile(file *source.File) (*Document, diag.List) {
	d := &Document{Name: BaseName(file.Name), File: file}
	root, _, diags := l.packed.Parse(file)
	if !profileForm().MatchString(d.Name) {
		diags.Add(diag.FileName, file.Top(), "%s cannot be a profile's name", diag.Quote(d.Name)).
			Help("the file's name is the profile's: lower-case letters, digits and -")
	}
	if root == nil {
		return d, diags
	}
	d.Root = l.read(l.Profile, root, "", &diags)
	return d, diags
}

// BaseName is the name of the host or profile that a file holds.
func BaseName(file string) string {
	return strings.TrimSuffix(path.Base(file), path.Ext(file))
}

// read checks a document against its type and brings it into normal form.
func (l *Language) read(t *types.Type, root *yamldoc.Node, title string, diags *diag.List) *yamldoc.Node {
	checked := t.Check(root, title, diags)
	checkComments(root.File(), diags)
	if checked.Kind != yamldoc.Map {
		return nil
	}
	return l.normal(t, checked, ownedByHost, diags)
}

// normal rewrites the parts of a document that may be written in more than one way. The owned paths are those that its
// settings may not set.
func (l *Language) normal(t *types.Type, n *yamldoc.Node, owned []ownedPath, diags *diag.List) *yamldoc.Node {
	entries := make([]yamldoc.Entry, 0, len(n.Entries))
	for _, e := range n.Entries {
		option := t.Field(e.Key)
		switch {
		case types.Unusable(e.Value):
		case e.Key == "settings" && option != nil && option.Type.Kind == types.Any:
			e.Value = expandSettings(e.Value, e.Key, owned, diags)
		case e.Key == "disko" && option != nil && option.Type.Kind == types.Any && e.Value.Kind != yamldoc.Null:
			e.Value = expandSettings(e.Value, e.Key, nil, diags)
		case e.Key == catalog.HomeLayer && option != nil && option.Type.Kind == types.Map:
			e.Value = l.normalHomes(option.Type.Of, e.Value, diags)
		case option != nil && option.Type.Kind == types.Object && option.Type.Noun == "module":
			e.Value = l.normal(option.Type, e.Value, owned, diags)
		case option != nil && option.Type.Single && e.Value.IsScalar() && e.Value.Kind != yamldoc.Null: // so that lists of several layers add up
			e.Value = yamldoc.Collection(yamldoc.List, e.Value, nil, []*yamldoc.Node{e.Value})
		case option != nil && option.Type.Switch && e.Value.Kind == yamldoc.Null: // as if nobody had written it
			continue
		case option != nil && option.Type.Switch:
			e.Value = switched(e)
		}
		entries = append(entries, e)
	}
	return yamldoc.Collection(yamldoc.Map, n, entries, nil)
}

func (l *Language) normalHomes(home *types.Type, n *yamldoc.Node, diags *diag.List) *yamldoc.Node {
	entries := make([]yamldoc.Entry, 0, len(n.Entries))
	for _, e := range n.Entries {
		if !types.Unusable(e.Value) {
			e.Value = l.normal(home, e.Value, ownedByHome, diags)
		}
		entries = append(entries, e)
	}
	return yamldoc.Collection(yamldoc.Map, n, entries, nil)
}

// switched writes a module's value as a mapping with `enable`: true and false stand for it, and a mapping that does not
// say otherwise switches the module on.
func switched(e yamldoc.Entry) *yamldoc.Node {
	n := e.Value
	if n.Kind == yamldoc.Bool {
		return yamldoc.Collection(yamldoc.Map, e.At, []yamldoc.Entry{{Key: "enable", At: e.At, Value: n}}, nil)
	}
	if n.Get("enable") != nil {
		return n
	}
	on := yamldoc.Entry{Key: "enable", At: e.At, Value: yamldoc.Scalar(yamldoc.Bool, "true", e.At)}
	return yamldoc.Collection(yamldoc.Map, e.At, append([]yamldoc.Entry{on}, n.Entries...), nil)
}
