package yamldoc

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/source"
)

var packable = []string{
	"a: 1\n",
	"# first\n\ndescription: >-\n  folded\n  text\nlist: [a, 'b', \"c\", 1.5, true, null, ~, 0644]\nnested:\n  - {k: v, l: []}\n  - empty: {}\n    text: |\n      é\n       日本\n",
	"x: !pkg hello\ny: !ref a.b\nz: !replace [a]\n",
	"\ufeffmark: of byte order\n",
	"base: &b {a: [1, 2]}\nagain: *b\nafter: x\n", // an alias goes back to earlier lines
	"- a\n- [b, [c]]\n",
	"just text\n",
}

func TestPackedIsWhatParseReads(t *testing.T) {
	var files []*source.File
	for _, text := range packable {
		files = append(files, source.New("f.yaml", []byte(text)))
	}
	data, err := Pack(files)
	require.NoError(t, err)
	packed := Unpack(string(data))
	require.Len(t, packed.documents, len(packable))
	for _, f := range files {
		want, diags := Parse(f)
		require.Empty(t, diags)
		got, known, diags := packed.Parse(f)
		assert.True(t, known)
		require.Empty(t, diags)
		assert.Equal(t, normal(want), normal(got), "%s", f.Bytes)
	}
}

func TestBareIsTheSameButForThePlacesOfKeys(t *testing.T) {
	for _, text := range packable {
		f := source.New("f.yaml", []byte(text))
		data, err := PackBare([]*source.File{f})
		require.NoError(t, err)
		want, _ := Parse(f)
		got, known, diags := Unpack(string(data)).Parse(f)
		assert.True(t, known)
		require.Empty(t, diags)
		assert.Equal(t, withBareKeys(normal(want)), normal(got), text)
	}
}

func withBareKeys(n *Node) *Node {
	for _, item := range n.Items {
		withBareKeys(item)
	}
	for i, e := range n.Entries {
		n.Entries[i].At = &Node{Kind: Text, file: n.file, line: 1, column: 1}
		withBareKeys(e.Value)
	}
	return n
}

// normal makes an empty list of entries the same as none: only their number means something.
func normal(n *Node) *Node {
	out := *n
	out.Items, out.Entries = nil, nil
	for _, item := range n.Items {
		out.Items = append(out.Items, normal(item))
	}
	for _, e := range n.Entries {
		out.Entries = append(out.Entries, Entry{Key: e.Key, At: normal(e.At), Value: normal(e.Value)})
	}
	return &out
}

func TestAFileThatIsNotPackedIsParsed(t *testing.T) {
	data, err := Pack([]*source.File{source.New("f.yaml", []byte("a: 1\n"))})
	require.NoError(t, err)
	for _, p := range []*Packed{nil, Unpack(""), Unpack(string(data))} {
		n, known, diags := p.Parse(source.New("f.yaml", []byte("a: 2\n")))
		require.Empty(t, diags)
		assert.False(t, known)
		assert.Equal(t, "2", n.Get("a").Text)
	}
}

func TestAFileWithAMistakeIsNotPacked(t *testing.T) {
	_, err := Pack([]*source.File{source.New("f.yaml", []byte("a: 1\na: 2\n"))})
	assert.ErrorContains(t, err, "f.yaml: the key \"a\" is written twice")
}
