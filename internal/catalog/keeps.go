package catalog

import (
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// State is a directory or a file that a module needs again after a boot: it survives a root that is made anew.
type State struct {
	Path   string   // absolute, of a home module relative to the home; "" where an option holds it
	Option []string // the option that holds the path
	File   bool     // a file, not a directory
	Owner  string   // "": root
	Group  string   // "": root
	Mode   string   // "": whatever the program gives it
	When   []Condition
}

// Port is something that a module listens on.
type Port struct {
	Name      string
	Number    string   // fixed; "" where an option holds it
	Option    []string // the option that holds the number, or several
	Protocols []string
	Listen    string   // one of ListenAll, ListenLoopback and ListenOwn; "" where an option holds the addresses
	Addresses []string // the option that holds the addresses
	Open      []string // the option that opens the firewall: a switch, or the interfaces; nil: none does
	ByPanther bool     // the rule that opens it follows from this; NixOS has one of its own where a switch opens it
	Config    []string // the NixOS option that has the number in the end; nil: the module's own is as good
	Metrics   bool     // Prometheus is told of it
	When      []Condition
}

// Condition is the value that an option has to have.
type Condition struct {
	Option []string
	Value  *yamldoc.Node
}

// Where something listens.
const (
	ListenAll      = "all"      // on all addresses of the host
	ListenLoopback = "loopback" // where the host alone reaches it
	ListenOwn      = "own"      // on addresses that nothing else has, such as those of a bridge for containers
)

var (
	stateKeys = []string{"directory", "file", "owner", "group", "mode", "when"}
	portKeys  = []string{"name", "port", "protocol", "listen", "open", "config", "metrics", "when"}
	protocols = []string{"tcp", "udp"}
)

// decodeKeeps reads what a module keeps and what it listens on. Its options have been read.
func (m *Module) decodeKeeps(doc *yamldoc.Node, diags *diag.List) {
	m.SaysState = doc.Get("state") != nil
	for _, n := range m.records(doc, "state", stateKeys, diags) {
		m.State = append(m.State, m.decodeState(n, diags))
	}
	for _, n := range m.records(doc, "ports", portKeys, diags) {
		m.Ports = append(m.Ports, m.decodePort(n, diags))
	}
}

// records are the mappings of a list, with no keys but the allowed ones.
func (m *Module) records(doc *yamldoc.Node, key string, allowed []string, diags *diag.List) []*yamldoc.Node {
	var out []*yamldoc.Node
	for _, item := range items(doc, key, diags) {
		if item.Kind != yamldoc.Map {
			diags.Add(diag.Interface, item.Range(), "%s takes a list of mappings", diag.Quote(key)).Help("with %s", strings.Join(allowed, ", "))
			continue
		}
		for _, e := range item.Entries {
			if !slices.Contains(allowed, e.Key) {
				diags.Add(diag.Interface, e.At.Range(), "an entry of %s has no key %s", key, diag.Quote(e.Key)).Help("%s", diag.DidYouMean(e.Key, allowed))
			}
		}
		out = append(out, item)
	}
	return out
}

func (m *Module) decodeState(n *yamldoc.Node, diags *diag.List) State {
	s := State{Owner: word(n, "owner", diags), Group: word(n, "group", diags), Mode: word(n, "mode", diags), When: m.conditions(n, diags)}
	if s.Mode != "" && !types.IsFileMode(s.Mode) {
		diags.Add(diag.Interface, n.Get("mode").Range(), "%s is not the mode of a file", diag.Quote(s.Mode)).Help(`in octal digits, such as "0700"`)
	}
	directory, file := n.Get("directory"), n.Get("file")
	if (directory == nil) == (file == nil) {
		diags.Add(diag.Interface, n.Range(), "an entry of state names a directory or a file")
		return s
	}
	key := "directory"
	if s.File = file != nil; s.File {
		key = "file"
	}
	name, home := word(n, key, diags), m.Layer == HomeLayer
	switch {
	case name == "":
	case home && (strings.HasPrefix(name, "/") || strings.HasPrefix(name, "~")):
		diags.Add(diag.Interface, n.Get(key).Range(), "what a home keeps is named relative to the home directory")
	case home || strings.HasPrefix(name, "/"):
		s.Path = name
		if name != path.Clean(name) || name == ".." || strings.HasPrefix(name, "../") {
			diags.Add(diag.Interface, n.Get(key).Range(), "%s is not a plain path", diag.Quote(name)).Help("without . and .. and without a slash at the end")
		}
	default:
		s.Option = m.optionPath(n.Get(key), []string{types.Path, types.Secret}, "an absolute path or an option that holds one", diags)
	}
	return s
}

func (m *Module) decodePort(n *yamldoc.Node, diags *diag.List) Port {
	p := Port{Name: word(n, "name", diags), Listen: ListenAll, When: m.conditions(n, diags)}
	if p.Name == "" {
		diags.Add(diag.Interface, n.Range(), "an entry of ports has no name")
	}
	p.Protocols = m.decodeProtocols(n, diags)
	switch number := n.Get("port"); {
	case number == nil:
		diags.Add(diag.Interface, n.Range(), "an entry of ports has no port").Help("a number, or the option that holds it")
	case number.Kind == yamldoc.Int:
		(&types.Type{Kind: types.Port}).Check(number, "port", diags)
		p.Number = number.Text
	default:
		p.Option = m.optionPath(number, []string{types.Port}, "a number or an option that holds one", diags)
	}
	if listen := n.Get("listen"); listen != nil {
		p.Listen = word(n, "listen", diags)
		if words := []string{ListenAll, ListenLoopback, ListenOwn}; !slices.Contains(words, p.Listen) {
			p.Listen = ""
			p.Addresses = m.optionPath(listen, []string{types.IP}, strings.Join(words, ", ")+", or an option that holds addresses", diags)
		}
	}
	if open := n.Get("open"); open != nil {
		p.Open = m.optionPath(open, []string{types.Bool, types.InterfaceName}, "an option that is a switch or a list of interfaces", diags)
		p.ByPanther = p.Open != nil && m.optionType(p.Open).Kind == types.List
	}
	if config := n.Get("config"); config != nil {
		path, err := types.SplitPath(config.Text)
		if err != nil {
			diags.Add(diag.Interface, config.Range(), "%s is not an attribute path: %s", diag.Quote(config.Text), err)
		}
		p.Config = path
	}
	p.Metrics = m.decodeMetrics(n, p, diags)
	m.checkRule(n, p, diags)
	return p
}

func (m *Module) decodeMetrics(n *yamldoc.Node, p Port, diags *diag.List) bool {
	metrics := n.Get("metrics")
	if metrics == nil {
		return false
	}
	if metrics.Kind != yamldoc.Bool {
		diags.Add(diag.Interface, metrics.Range(), "%s takes true or false", diag.Quote("metrics"))
	} else if p.Listen == ListenLoopback && metrics.Text == "true" {
		diags.Add(diag.Interface, metrics.Range(), "nobody else reaches what listens on the loopback interface")
	}
	return metrics.Text == "true"
}

// checkRule reports a port that panther is to let in, and cannot write a rule for.
func (m *Module) checkRule(n *yamldoc.Node, p Port, diags *diag.List) {
	if !p.ByPanther {
		return
	}
	if t := m.optionType(p.Option); p.Option != nil && t.Kind != types.Port && p.Config == nil {
		diags.Add(diag.Interface, n.Get("port").Range(), "a port that is let in on single interfaces is one number")
	}
	for _, c := range p.When {
		if c.Value.Kind != yamldoc.Bool || c.Value.Text != "true" {
			diags.Add(diag.Interface, n.Get("when").Range(), "a port that is let in on single interfaces depends on nothing but switches that are true")
		}
	}
}

func (m *Module) decodeProtocols(n *yamldoc.Node, diags *diag.List) []string {
	given := n.Get("protocol")
	if given == nil {
		return protocols[:1]
	}
	var out []string
	items := given.Items
	if given.Kind != yamldoc.List {
		items = []*yamldoc.Node{given}
	}
	for _, item := range items {
		if !slices.Contains(protocols, item.Text) {
			diags.Add(diag.Interface, item.Range(), "there is no protocol %s", diag.Quote(item.Text)).Help("%s", diag.OneOf(protocols))
			continue
		}
		out = append(out, item.Text)
	}
	return out
}

// conditions reads a mapping from options to the values that they have to have.
func (m *Module) conditions(n *yamldoc.Node, diags *diag.List) []Condition {
	when := n.Get("when")
	if when == nil {
		return nil
	}
	if when.Kind != yamldoc.Map {
		diags.Add(diag.Interface, when.Range(), "%s takes a mapping from options to values", diag.Quote("when"))
		return nil
	}
	var out []Condition
	for _, e := range when.Entries {
		path := strings.Split(e.Key, ".")
		t := m.optionType(path)
		if t == nil {
			m.reportNoOption(e.At, e.Key, "", diags)
			continue
		}
		if e.Value.Kind != yamldoc.Null {
			t.Check(e.Value, e.Key, diags)
		}
		out = append(out, Condition{path, e.Value})
	}
	return out
}

// optionPath reads the path of an option whose values, or whose elements, are of one of some types.
func (m *Module) optionPath(n *yamldoc.Node, kinds []string, takes string, diags *diag.List) []string {
	path := strings.Split(n.Text, ".")
	t := m.optionType(path)
	if t == nil {
		m.reportNoOption(n, n.Text, takes, diags)
		return nil
	}
	if t.Kind == types.List {
		t = t.Of
	}
	if !slices.Contains(kinds, t.Kind) {
		diags.Add(diag.Interface, n.Range(), "the option %s is of the wrong type", diag.Quote(n.Text)).Help("it takes %s", takes)
		return nil
	}
	return path
}

func (m *Module) reportNoOption(n *yamldoc.Node, name, takes string, diags *diag.List) {
	d := diags.Add(diag.Interface, n.Range(), "the module has no option %s", diag.Quote(name))
	if near, ok := diag.Nearest(name, m.optionNames()); ok {
		d.Help("did you mean %s?", diag.Quote(near))
	} else if takes != "" {
		d.Help("it takes %s", takes)
	}
}

// optionType is the type of an option, also of one inside objects, lists and maps; nil where there is none.
func (m *Module) optionType(path []string) *types.Type {
	t := m.Type
	for _, name := range path {
		for t.Kind == types.List || t.Kind == types.Map {
			t = t.Of
		}
		o := t.Field(name)
		if o == nil {
			return nil
		}
		t = o.Type
	}
	return t
}

// optionNames are the paths of the module's options, those inside objects included.
func (m *Module) optionNames() []string {
	var out []string
	var add func(prefix string, options []*types.Option)
	add = func(prefix string, options []*types.Option) {
		for _, o := range options {
			out = append(out, prefix+o.Name)
			add(prefix+o.Name+".", o.Type.Fields)
		}
	}
	add("", m.Options())
	return out
}

// word reads a text of an entry, "" without one.
func word(n *yamldoc.Node, key string, diags *diag.List) string {
	v := n.Get(key)
	if v == nil {
		return ""
	}
	if !isText(v) || v.Text == "" {
		diags.Add(diag.Interface, v.Range(), "%s takes text", diag.Quote(key))
		return ""
	}
	return v.Text
}

// PortText is how a port is shown: its number, or the option that holds it.
func (p Port) PortText() string {
	if p.Number != "" {
		return p.Number
	}
	return strings.Join(p.Option, ".")
}
