package nixosproof

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/cli"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/term"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
	"github.com/hbohlen/panther/templates"
)

// adminKey belongs to nobody: its other half was thrown away.
const adminKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@proof"

// The administrator also has a password, so that a host without sshd, or with a closed firewall, can be logged in to.
const fleetYAML = `description: proof
release: "26.05"
devShells: [default]
secrets: { provider: opnix }
users:
  operator:
    admin: true
    passwordlessSudo: true
    hashedPassword: "$y$j9T$proofproofproof$proofproofproofproofproofproofproofproofproofpr"
    sshKeys: ["` + adminKey + `"]
  ada: {}
  grace: {}
`

// hostfile is a manifest in the making.
type hostfile struct {
	name string
	root *yamldoc.Node
}

// newHost is a host over the profile base, valid as it stands.
func newHost(name string) *hostfile {
	m := &hostfile{name: name, root: parse(`
profile: base
stateVersion: "26.05"
firmware: hybrid
disks: { main: { device: /dev/disk/by-id/` + name + `, subvolumes: { "@snapshots": /.snapshots } } }
core: { users: { operator: {} } }
`)}
	return m
}

// addPool gives a host a pool of ZFS with snapshots, beside what it has.
func (m *hostfile) addPool() {
	m.set(parse("{ device: /dev/disk/by-id/"+m.name+"-pool, memberOf: tank }"), "disks", "pool")
	m.set(parse(`{ kind: zfs, options: { "com.sun:auto-snapshot": "true" }, datasets: { data: /tank } }`), "disks", "tank")
}

// addArray gives a host an array with data.
func (m *hostfile) addArray() {
	for _, part := range []string{"left", "right"} {
		m.set(parse("{ device: /dev/disk/by-id/"+m.name+"-"+part+", memberOf: array }"), "disks", part)
	}
	m.set(parse("{ kind: raid, filesystem: ext4, mount: /array }"), "disks", "array")
}

// addCopies gives a host a disk that may be missing.
func (m *hostfile) addCopies() {
	m.set(parse("{ device: /dev/disk/by-id/"+m.name+"-copies, layout: btrfs, mount: /backup, mountOptions: [nofail] }"), "disks", "copies")
}

// parse reads YAML that stands in this package.
func parse(text string) *yamldoc.Node {
	n, diags := yamldoc.Parse(source.New("proof.yaml", []byte(text)))
	if n == nil || diags.HasErrors() {
		panic(fmt.Sprintf("%v in %s", diags, text))
	}
	return n
}

func boolean(value bool) *yamldoc.Node {
	return yamldoc.Scalar(yamldoc.Bool, fmt.Sprint(value), nil)
}

func text(value string) *yamldoc.Node { return yamldoc.Scalar(yamldoc.Text, value, nil) }

// at returns the value at a path of the manifest, nil where there is none.
func (m *hostfile) at(path ...string) *yamldoc.Node {
	n := m.root
	for _, key := range path {
		n = n.Get(key)
	}
	return n
}

// says tells whether the value at a path is the text.
func (m *hostfile) says(value string, path ...string) bool {
	n := m.at(path...)
	return n != nil && n.Text == value
}

// set puts a value at a path and makes the mappings that lead there.
func (m *hostfile) set(value *yamldoc.Node, path ...string) {
	n := m.root
	for _, key := range path[:len(path)-1] {
		inner := n.Get(key)
		if inner == nil || inner.Kind != yamldoc.Map {
			inner = yamldoc.Collection(yamldoc.Map, nil, nil, nil)
			put(n, key, inner)
		}
		n = inner
	}
	put(n, path[len(path)-1], value)
}

// add puts a value at a path and keeps what a mapping there has beside it, such as the administrator.
func (m *hostfile) add(value *yamldoc.Node, path ...string) {
	switch {
	case value == nil:
	case value.Kind == yamldoc.Map && len(value.Entries) > 0:
		for _, e := range value.Entries {
			m.add(e.Value, append(slices.Clone(path), e.Key)...)
		}
	default:
		m.set(value, path...)
	}
}

func put(n *yamldoc.Node, key string, value *yamldoc.Node) {
	if e := n.Entry(key); e != nil {
		e.Value = value
		return
	}
	n.Entries = append(n.Entries, yamldoc.Entry{Key: key, At: value, Value: value})
}

// remove takes the value at a path out.
func (m *hostfile) remove(path ...string) {
	parent := m.at(path[:len(path)-1]...)
	if parent != nil {
		parent.Entries = slices.DeleteFunc(parent.Entries, func(e yamldoc.Entry) bool { return e.Key == path[len(path)-1] })
	}
}

// turn switches a module on or off; one of a home is the operator's.
func (m *hostfile) turn(module *catalog.Module, on bool) { m.set(boolean(on), keyPath(module)...) }

// keyPath is where a host sets the module.
func keyPath(m *catalog.Module) []string {
	if m.Layer == catalog.HomeLayer {
		return []string{m.Layer, "operator", m.Key}
	}
	return []string{m.Layer, m.Key}
}

// builtIn are the modules that come with panther.
func builtIn(t *testing.T) *catalog.Catalog {
	t.Helper()
	files, err := fs.Sub(templates.FS, "modules")
	require.NoError(t, err)
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	require.Empty(t, diags)
	return c
}

// fleet is a folder that panther renders.
type fleet struct {
	dir      string
	rejected map[string]string // what panther says against hosts, by name
}

// render writes a fleet and runs panther over it. A host that panther finds a mistake in is left out and remembered.
func (p *proof) render(t *testing.T, hosts []*hostfile) *fleet {
	t.Helper()
	f := p.newFleet(t)
	f.write(t, "panther.yaml", []byte(fleetYAML))
	f.render(t, hosts)
	return f
}

// render writes hosts into the fleet and runs panther over it.
func (f *fleet) render(t *testing.T, hosts []*hostfile) {
	t.Helper()
	args := []string{"gen"}
	for _, m := range hosts {
		f.writeHost(t, m)
	}
	f.validate(t)
	for _, m := range hosts {
		if f.rejected[m.name] == "" {
			args = append(args, m.name)
		}
	}
	if len(args) > 1 {
		code, out := f.panther(args...)
		require.Zero(t, code, out)
	}
}

func (p *proof) newFleet(t *testing.T) *fleet {
	t.Helper()
	dir, err := os.MkdirTemp(p.scratch, "fleet-")
	require.NoError(t, err)
	return &fleet{dir: dir, rejected: map[string]string{}}
}

func (f *fleet) write(t *testing.T, name string, content []byte) {
	t.Helper()
	file := filepath.Join(f.dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, content, 0o644))
}

func (f *fleet) writeHost(t *testing.T, m *hostfile) {
	t.Helper()
	content, err := yamldoc.Write(m.root)
	require.NoError(t, err)
	f.write(t, "hosts/"+m.name+".yaml", content)
}

// panther runs a command line in the fleet, as main does.
func (f *fleet) panther(args ...string) (code int, output string) {
	var out bytes.Buffer
	nobody := func(string) string { return "" } // no settings of the person who runs the test
	code = cli.Main(append([]string{"--root", f.dir, "--color", "never"}, args...), term.Streams{In: strings.NewReader(""), Out: &out, Err: &out}, nobody)
	return code, out.String()
}

// validate finds the hosts that panther refuses.
func (f *fleet) validate(t *testing.T) {
	t.Helper()
	_, out := f.panther("validate", "--format", "json")
	var found struct {
		Data struct{ Diagnostics []diag.Record }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &found), out)
	for _, d := range found.Data.Diagnostics {
		if d.Severity != diag.Error.String() {
			continue
		}
		require.NotNil(t, d.At, d.Message)
		host := strings.TrimSuffix(strings.TrimPrefix(d.At.File, "hosts/"), ".yaml")
		f.rejected[host] += fmt.Sprintf("panther: %s:%d: %s [%s]\n", d.At.File, d.At.Start.Line, d.Message, d.Code)
	}
}

var moduleFile = regexp.MustCompile(`modules/(?:nixos/[a-z]+|home)/[a-z0-9-]+\.nix`)

// modulesOf are the rendered modules of a host.
func (f *fleet) modulesOf(host string) []rendered {
	var out []rendered
	for _, document := range []struct{ name, user string }{{"configuration.nix", ""}, {"home.nix", "operator"}} {
		content, err := os.ReadFile(filepath.Join(f.dir, "hosts", host, document.name))
		if err != nil { // a host without homes
			continue
		}
		for _, file := range moduleFile.FindAllString(string(content), -1) {
			out = append(out, rendered{File: file, User: document.user})
		}
	}
	return out
}

// nameless is what is rendered for a host, without its name.
func (f *fleet) nameless(host string) string {
	var b strings.Builder
	for _, document := range []string{"configuration.nix", "disko.nix", "home.nix"} {
		content, err := os.ReadFile(filepath.Join(f.dir, "hosts", host, document))
		if err != nil { // a host without homes
			continue
		}
		_, body, _ := strings.Cut(string(content), "\n") // the first line has the name and a hash
		b.WriteString(strings.ReplaceAll(body, host, "HOST"))
	}
	return b.String()
}

// fillIn gives a new manifest what only a person knows.
func (f *fleet) fillIn(t *testing.T, host string) {
	t.Helper()
	name := "hosts/" + host + ".yaml"
	content, err := os.ReadFile(filepath.Join(f.dir, name))
	require.NoError(t, err)
	require.Contains(t, string(content), types.BlankText)
	f.write(t, name, bytes.ReplaceAll(content, []byte(types.BlankText), []byte(host)))
}
