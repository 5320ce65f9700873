package pipeline_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/needs"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/templates"
)

// manifests are what the fuzzer starts from: one for each part of the language, right and wrong.
var manifests = []string{
	host("a"), "", "a: [", "- a\n", "profile: nope\n", host("b") + "settings: { a.\"b.c\": [1, -1, 1.5, true, null, {d: !pkg e, f: !ref g.h}], 'x': \"${y} '' \\\" \\n \" }\n",
	host("c") + "services: { monitoring: { server: { enable: true, mail: [{ to: a@b.c, from: d@e.f, server: \"g.h:25\" }] } }, tailscale: { authKey: /run/x, tags: [\"tag:a\"] }, podman: true }\n",
	host("d") + "home: { ada: { shell: { icons: always }, packages: [!pkg a.b], settings: { x: 1 }, imports: [a.nix] } }\nimports: [./b.nix, 'c d.nix']\n",
	host("e") + "security: { ssh: { fail2ban: { enable: true } } }\n",
	"profile: vps\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-id/h, layout: xfs, swap: 1G } }\ncore: { users: { ada: { shell: fish } }, networking: { interfaces: { wan: { match: { mac: \"52:54:00:12:34:56\" }, addresses: [192.0.2.10/24], gateway: 192.0.2.1, dhcp: none } } } }\n",
	"stateVersion: 25.05\nfirmware: bios\ndisks: { main: { device: /dev/sda, layout: ext4, swap: 8G, unstableName: true } }\nextends: x\n",
	host("f") + "services: { ssh: { ports: !replace [2222], banner: \"a\\n  ''${b}\\n\" } }\nsecurity: { firewall: { tcp: [22, 80], tcpRanges: [{ from: 1, to: 2 }] }, ssh: false }\ntags: [x]\nx-note: 1\n",
	host("g") + "system: aarch64-linux\ndescription: \"\\u2028\"\n",
}

// someTemplates are the documents and a few modules: reading all of them takes longer than what a fuzzer does with one manifest.
func someTemplates(t testing.TB) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	modules := []string{"core/base", "core/boot", "core/networking", "core/systemd", "core/users", "hardware/servers", "hardware/vps", "home/shell", "security/firewall",
		"security/kernel", "security/ssh", "security/systemd-hardening", "services/monitoring", "services/podman", "services/ssh", "services/tailscale"}
	require.NoError(t, fs.WalkDir(templates.FS, ".", func(name string, e fs.DirEntry, err error) error {
		module, isModule := strings.CutPrefix(strings.TrimSuffix(strings.TrimSuffix(name, ".yaml"), ".nix.tmpl"), "modules/")
		if err != nil || e.IsDir() || isModule && !slices.Contains(modules, module) {
			return err
		}
		content, err := fs.ReadFile(templates.FS, name)
		out[name] = &fstest.MapFile{Data: content}
		return err
	}))
	return out
}

// open opens a small fleet.
func open(t testing.TB, some fs.FS, hosts ...*source.File) *pipeline.Fleet {
	t.Helper()
	f, err := pipeline.Open(pipeline.Input{
		Fleet: source.New("panther.yaml", []byte(people)), Hosts: hosts, BuiltIn: pipeline.BuiltIn{Profiles: builtInProfiles, Templates: some},
	})
	require.NoError(t, err)
	return f
}

// joined runs a small fleet that a manifest joins.
func joined(t testing.TB, some fs.FS, content []byte) *pipeline.Result {
	t.Helper()
	file := source.New("hosts/fuzz.yaml", content)
	f := open(t, some, file, source.New("hosts/web0.yaml", []byte(host("0"))))
	return f.Run(pipeline.Options{Tree: true})
}

func FuzzManifest(f *testing.F) {
	for _, m := range manifests {
		f.Add([]byte(m))
	}
	some := someTemplates(f)
	opened := open(f, some, source.New("hosts/web0.yaml", []byte(host("0"))))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 4096 {
			t.Skip("long files take long to show where they break")
		}
		file := source.New("hosts/fuzz.yaml", content)
		diags := opened.Single(file)
		checkPlaces(t, diags.Sorted(), file)
		if diags.HasErrors() {
			return
		}
		r := joined(t, some, content)
		if h := r.Host("fuzz"); h.OK() != r.Tree.Has("hosts/fuzz/configuration.nix") || h.OK() == h.Diags.HasErrors() {
			t.Errorf("valid is what renders: %v", reports(h.Diags))
		}
		for _, written := range r.Tree.Files() {
			if problem := broken(string(written.Content), strings.HasPrefix(written.Path, "hosts/")); problem != "" {
				t.Errorf("%s: %s\n%s\nfrom\n%s", written.Path, problem, written.Content, content)
			}
		}
	})
}

// checkPlaces checks that diagnostics are in order, each once, and inside their files.
func checkPlaces(t *testing.T, diags diag.List, file *source.File) {
	t.Helper()
	if len(diags) != len(diags.Sorted()) {
		t.Error("a mistake is said twice")
	}
	for i, d := range diags {
		r := d.Range
		if r.IsZero() || r.Start.Byte < 0 || r.Start.Byte > r.End.Byte || r.End.Byte > len(r.File.Bytes) || r.Start.Line < 1 || r.Start.Line > r.File.Lines() {
			t.Errorf("%s %q stands at %v", d.Code, d.Message, r)
		}
		if d.Message == "" || strings.ContainsAny(d.Message+d.Hint+d.Label, "\n\x1b\x00") {
			t.Errorf("%s: %q %q %q is not one line", d.Code, d.Message, d.Label, d.Hint)
		}
		if _, known := diag.RuleOf(d.Code); !known {
			t.Errorf("the code %s is in no list", d.Code)
		}
		if i > 0 && diags[i-1].Range.File == file && r.File == file && diags[i-1].Range.Start.Byte > r.Start.Byte {
			t.Errorf("%s stands before %s", d.Code, diags[i-1].Code)
		}
	}
}

// broken reads Nix as far as its texts, comments and brackets go, and says what is wrong with it. In a host's files nothing is
// spliced into a text: a ${ that is not escaped came out of a manifest.
func broken(text string, isData bool) string {
	closing := map[byte]byte{'{': '}', '[': ']', '(': ')'}
	var open []byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '#':
			if end := strings.IndexByte(text[i:], '\n'); end >= 0 {
				i += end
			}
		case c == '"':
			end, problem := endOfText(text, i+1, isData)
			if problem != "" {
				return problem
			}
			i = end
		case strings.HasPrefix(text[i:], "''"):
			end, problem := endOfLines(text, i+2, isData)
			if problem != "" {
				return problem
			}
			i = end
		case closing[c] != 0:
			open = append(open, closing[c])
		case c == '}' || c == ']' || c == ')':
			if len(open) == 0 || open[len(open)-1] != c {
				return "brackets do not fit together"
			}
			open = open[:len(open)-1]
		case c < ' ' && c != '\n':
			return "a control character outside of a text"
		}
	}
	if len(open) > 0 {
		return "brackets are not closed"
	}
	return ""
}

// endOfText finds the quote that ends a text of one line.
func endOfText(text string, i int, isData bool) (end int, problem string) {
	for ; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case text[i] == '"':
			return i, ""
		case strings.HasPrefix(text[i:], "$${"):
			i += 2
		case strings.HasPrefix(text[i:], "${") && isData:
			return i, "something is spliced into a text"
		case strings.HasPrefix(text[i:], "${"):
			if i = endOfSplice(text, i+2); i < 0 {
				return i, "a splice is not closed"
			}
		}
	}
	return i, "a text is not closed"
}

// endOfLines finds the quotes that end a text of several lines.
func endOfLines(text string, i int, isData bool) (end int, problem string) {
	for ; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], "''$"), strings.HasPrefix(text[i:], "'''"):
			i += 2
		case strings.HasPrefix(text[i:], "''\\"):
			i += 3
		case strings.HasPrefix(text[i:], "''"):
			return i + 1, ""
		case strings.HasPrefix(text[i:], "$${"):
			i += 2
		case strings.HasPrefix(text[i:], "${") && isData:
			return i, "something is spliced into a text"
		case strings.HasPrefix(text[i:], "${"):
			if i = endOfSplice(text, i+2); i < 0 {
				return i, "a splice is not closed"
			}
		}
	}
	return i, "a text is not closed"
}

// endOfSplice finds the bracket that ends a splice, texts inside it included.
func endOfSplice(text string, i int) int {
	for depth := 1; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		case '"':
			end, problem := endOfText(text, i+1, false)
			if problem != "" {
				return -1
			}
			i = end
		}
	}
	return -1
}

func TestTheReaderSeesWhatIsBroken(t *testing.T) {
	for _, fine := range []string{"{ }\n", `"a \" ${ f { x = "}"; } } $${ \${"`, "''\n a ''' ''${ ''\\n } ${x}\n''", "[ (a) { b = \"{\"; } ] # {\n", `"\\"`} {
		assert.Empty(t, broken(fine, false), fine)
	}
	for _, bad := range []string{"{", "}", "{ ]", `"a`, "'' a", `"${ "`, "(\"", "\x00", `"\"`} {
		assert.NotEmpty(t, broken(bad, false), bad)
	}
	for _, spliced := range []string{`"a ${x}"`, "'' ${x} ''"} {
		assert.NotEmpty(t, broken(spliced, true), spliced)
	}
}

// TestNixReadsWhatIsRendered asks Nix itself about what comes of the fuzzer's seeds.
func TestNixReadsWhatIsRendered(t *testing.T) {
	program := needs.Program(t, "nix", "nix-instantiate")
	dir := t.TempDir()
	var names []string
	for i, m := range manifests {
		r := joined(t, templates.FS, []byte(m))
		for _, f := range r.Tree.Files() {
			if strings.HasPrefix(f.Path, "hosts/fuzz/") {
				names = append(names, put(t, filepath.Join(dir, string(rune('a'+i)), f.Path), f))
			}
		}
	}
	require.Greater(t, len(names), 10)
	cmd := exec.Command(program, append([]string{"--parse"}, names...)...)
	cmd.Env = append(os.Environ(), "NIX_STORE_DIR="+dir+"/store", "NIX_STATE_DIR="+dir+"/var", "NIX_REMOTE=dummy://", "HOME="+dir)
	cmd.Stdout = nil
	var complaint strings.Builder
	cmd.Stderr = &complaint
	require.NoError(t, cmd.Run(), "%s", complaint.String())
}

func put(t *testing.T, name string, f tree.File) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, f.Content, 0o644))
	return name
}
