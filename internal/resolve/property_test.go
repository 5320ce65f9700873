package resolve_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// settings generates the settings of a document, as one line of YAML. Names of the same prefix are of one kind, so that documents
// seldom disagree about what a value is.
func settings(prefix string) *rapid.Generator[string] {
	value := rapid.OneOf(
		rapid.Map(rapid.IntRange(0, 9), func(i int) string { return fmt.Sprint(i) }),
		rapid.SampledFrom([]string{"true", "text", "null", "!pkg a", "[a, b]", "[b, c]", "!replace [c]", "[]", "{}", "{x: 1}", "{y: {z: [1]}}", "{y: {z: [2]}}"}),
	)
	return rapid.Custom(func(t *rapid.T) string {
		var parts []string
		for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 4, rapid.ID[string]).Draw(t, "keys") {
			parts = append(parts, prefix+key+": "+value.Draw(t, key))
		}
		return "settings: {" + strings.Join(parts, ", ") + "}"
	})
}

func sameDocument(t *rapid.T, a, b *resolve.Host) {
	require.True(t, yamldoc.Equal(without(a.Root, "profile"), without(b.Root, "profile")), "%v\n%v", a.Root.Plain(), b.Root.Plain())
}

func without(n *yamldoc.Node, key string) *yamldoc.Node {
	var entries []yamldoc.Entry
	for _, e := range n.Entries {
		if e.Key != key {
			entries = append(entries, e)
		}
	}
	return yamldoc.Collection(yamldoc.Map, n, entries, nil)
}

func TestAProfileTwiceIsAProfileOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		own := settings("").Draw(rt, "own")
		f := fleet{profiles: map[string]string{"p": settings("").Draw(rt, "p"), "q": settings("").Draw(rt, "q"), "both": "extends: [p, q]"}}
		once := f.clean(t, "profile: [p, q]\n"+own)
		sameDocument(rt, once, f.clean(t, "profile: [p, q, p, q]\n"+own))
		sameDocument(rt, once, f.clean(t, "profile: [both]\n"+own))
		sameDocument(rt, once, f.clean(t, "profile: [both, q, p]\n"+own))
	})
}

func TestTheHostAlwaysWins(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := fleet{
			panther:  "defaults: {" + settings("").Draw(rt, "defaults") + "}\n",
			profiles: map[string]string{"p": settings("").Draw(rt, "p"), "q": settings("").Draw(rt, "q")},
		}
		own := settings("").Draw(rt, "own")
		alone := fleet{}.clean(t, own).Root.Get("settings")
		settled := f.clean(t, "profile: [p, q]\n"+own).Root.Get("settings")
		contains(rt, settled, alone, "settings")
	})
}

// contains checks that everything of a value is in another one: single values as they are, lists at least, maps key by key.
func contains(t *rapid.T, whole, part *yamldoc.Node, path string) {
	switch {
	case part.Kind == yamldoc.Map:
		for _, e := range part.Entries {
			require.NotNil(t, whole.Get(e.Key), "%s.%s", path, e.Key)
			contains(t, whole.Get(e.Key), e.Value, path+"."+e.Key)
		}
	case part.Kind == yamldoc.List:
		for _, item := range part.Items {
			found := false
			for _, other := range whole.Items {
				found = found || yamldoc.Equal(item, other)
			}
			require.True(t, found, "%s lacks an item", path)
		}
	default:
		require.True(t, yamldoc.Equal(whole, part), path)
	}
}

func TestProfilesThatShareNothingCommute(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := fleet{profiles: map[string]string{"p": settings("p").Draw(rt, "p"), "q": settings("q").Draw(rt, "q"), "r": "services: { proxy: { port: 1 } }"}}
		sameDocument(rt, f.clean(t, "profile: [p, q, r]"), f.clean(t, "profile: [r, q, p]"))
	})
}

func TestLayeringIsAssociative(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, q, r := settings("").Draw(rt, "p"), settings("").Draw(rt, "q"), settings("").Draw(rt, "r")
		one := fleet{profiles: map[string]string{"p": p, "q": q, "r": r}}.clean(t, "profile: [p, q, r]")
		two := fleet{profiles: map[string]string{"p": p, "q": "extends: p\n" + q}}.clean(t, "profile: q\n"+r)
		sameDocument(rt, one, two)
	})
}

// Hosts share what their profiles make together. Resolving many at a time gives what resolving them one by one gives.
func TestHostsDoNotTouchWhatTheyShare(t *testing.T) {
	f := fleet{
		panther: "users: { ada: { sshKeys: [k] } }\ndefaults: { settings: { list: [d], map: { a: 1 } } }\n",
		profiles: map[string]string{
			"base":   "settings: { list: [b], map: { b: { x: [1] } } }\ncore: { users: { ada: { shell: zsh } } }\n",
			"server": "extends: base\nservices: { web: { root: /, tags: [s], sites: { a: { to: x } } } }\n",
		},
	}
	content := func(i int) string {
		return fmt.Sprintf("profile: %s\nsettings: { list: [h%d], map: { b: { x: [%d], y%d: 1 } } }\ncore: { users: { ada: { sshKeys: [k%d] } } }\nservices: { web: { root: /%d, tags: [t%d] } }\n",
			[]string{"server", "base", "[base, server]"}[i%3], i, i, i, i, i, i)
	}
	const hosts = 60
	alone := make([]string, hosts)
	for i := range hosts {
		alone[i] = written(t, f.clean(t, content(i)).Root)
	}
	language, resolver, diags := f.open(t)
	require.Empty(t, diags)
	together, origins := make([]string, hosts), make([]*resolve.Host, hosts)
	var group sync.WaitGroup
	for i := range hosts {
		group.Go(func() {
			doc, _ := language.ReadHost(source.New("hosts/web1.yaml", []byte(whole+content(i))))
			origins[i], _ = resolver.Host(doc)
			together[i] = written(t, origins[i].Root)
		})
	}
	group.Wait()
	assert.Equal(t, alone, together)
	for i, h := range origins {
		assert.Equal(t, together[i], written(t, h.Origins.Document()), "a host that was resolved later changed this one")
		assert.Equal(t, fmt.Sprintf("/%d", i), h.Module("services/web").Option("root").Text)
	}
}
