package options

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/types"
)

//go:embed nixos.idx
var nixosData string

//go:embed home.idx
var homeData string

// Index knows the options of one release of NixOS or home-manager.
type Index struct {
	release string
	exact   bool
	live    *trie
	gone    *trie
}

// Option is one option.
type Option struct {
	Path     string // as it is written in Nix; an attribute of a submodule stands as <name>, an element of a list as *
	Type     string // NixOS's description of its type
	Since    string // the release that brought it, where that is known to be a recent one
	ReadOnly bool
}

// Gone is an option that a release renamed or removed.
type Gone struct {
	Path    string
	Since   string // the release that did it
	Renamed bool   // the old name still works, with a warning; if not, setting it is refused
	By      string // the option that takes its place; empty where there is none
	Advice  string // what to do where it is not as simple as writing By
}

// Entry is an option as it enters an index; Gone is set for one that is no more.
type Entry struct {
	Option
	Gone *Gone
}

// The releases whose lists the embedded index was made of. docs/options.md says what of later ones it takes in.
const (
	nixosList = "24.11"
	homeList  = "26.05"
)

var openNixOS = sync.OnceValue(func() *Index { return mustOpen(nixosData) })

var openHome = sync.OnceValue(func() *Index { return mustOpen(homeData) })

func mustOpen(data string) *Index {
	x, err := open(data)
	if err != nil {
		panic(err)
	}
	return x
}

// NixOS is the index that comes with panther of NixOS's options, with disko's and those of the other inputs that panther
// renders, as they are in a release.
func NixOS(release string) *Index { return openNixOS().at(release, nixosList) }

// Home is the index that comes with panther of home-manager's options, as they are in a release.
func Home(release string) *Index { return openHome().at(release, homeList) }

func (x *Index) at(release, list string) *Index {
	return &Index{release: release, exact: release == list, live: x.live, gone: x.gone}
}

// inexact is the same index where it may lack some options.
func (x *Index) inexact() *Index {
	other := *x
	other.exact = false
	return &other
}

// Exact tells whether the index holds every option of the release, so that a name that is not in it is a mistake.
func (x *Index) Exact() bool { return x.exact }

// Release is the release whose options these are.
func (x *Index) Release() string { return x.release }

func open(data string) (*Index, error) {
	live, rest, err := openTrie(data)
	if err != nil {
		return nil, err
	}
	gone, _, err := openTrie(rest)
	if err != nil {
		return nil, err
	}
	return &Index{live: live, gone: gone}, nil
}

// Encode makes an index of options, in the form in which it is embedded and stored.
func Encode(entries []Entry) ([]byte, error) {
	live, gone := &branch{}, &branch{}
	for _, e := range entries {
		path, err := types.SplitPath(e.Path)
		if err != nil {
			return nil, err
		}
		if e.Gone != nil {
			gone.put(path, e.Gone.text())
		} else {
			live.put(path, e.text())
		}
	}
	first, err := encodeTrie(live)
	if err != nil {
		return nil, err
	}
	second, err := encodeTrie(gone)
	return append(first, second...), err
}

const separator = "\x1f"

func (o Option) text() string {
	switch {
	case o.ReadOnly:
		return o.Type + separator + o.Since + separator + "r"
	case o.Since != "":
		return o.Type + separator + o.Since
	}
	return o.Type
}

func optionOf(path []string, text string) Option {
	kind, rest, _ := strings.Cut(text, separator)
	since, flags, _ := strings.Cut(rest, separator)
	return Option{Path: Name(path), Type: kind, Since: since, ReadOnly: flags != ""}
}

func (g *Gone) text() string {
	kind := ""
	if g.Renamed {
		kind = "r"
	}
	by := ""
	if g.By != "" {
		shared, rest := g.by()
		by = strconv.Itoa(shared) + " " + rest
	}
	return strings.Join([]string{g.Since, kind, by, g.Advice}, separator)
}

// by splits the name of the option that takes the place into how many names it shares with the old one, and the rest.
func (g *Gone) by() (shared int, rest string) {
	same, _, _ := strings.Cut(g.Path[:sharedLength(g.Path, g.By)], `"`)
	at := strings.LastIndexByte(same, '.') + 1
	return strings.Count(g.Path[:at], "."), g.By[at:]
}

func goneOf(path []string, text string) *Gone {
	parts := append(strings.SplitN(text, separator, 4), "", "", "", "")
	g := &Gone{Path: Name(path), Since: parts[0], Renamed: parts[1] != "", Advice: parts[3]}
	if count, rest, ok := strings.Cut(parts[2], " "); ok {
		shared, _ := strconv.Atoi(count)
		g.By = strings.TrimPrefix(Name(path[:min(max(shared, 0), len(path))])+"."+rest, ".")
	}
	return g
}

// Name writes a path as Nix does; a name that stands for any, such as <name>, stays as it is.
func Name(path []string) string {
	var b strings.Builder
	b.Grow(16 * len(path))
	for i, name := range path {
		if i > 0 {
			b.WriteByte('.')
		}
		if standsForAny(name) {
			b.WriteString(name)
		} else {
			b.WriteString(nix.Key(name))
		}
	}
	return b.String()
}

func standsForAny(name string) bool {
	return name == "*" || strings.HasPrefix(name, "<") && strings.HasSuffix(name, ">")
}

// All calls yield with every option in the order of their names, until it says no.
func (x *Index) All(yield func(Option) bool) {
	x.live.all(func(path []string, text string) bool {
		return !x.has(text) || yield(optionOf(slices.Clone(path), text))
	})
}

// has tells whether an option with that text is in the release already.
func (x *Index) has(text string) bool {
	_, rest, _ := strings.Cut(text, separator)
	since, _, _ := strings.Cut(rest, separator)
	return since <= x.release || x.release == ""
}
