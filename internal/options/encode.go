package options

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
)

// branch is a node of a trie that is being made.
type branch struct {
	text     string
	says     bool
	children map[string]*branch
}

func (b *branch) put(path []string, text string) {
	for _, name := range path {
		next, ok := b.children[name]
		if !ok {
			next = &branch{}
			if b.children == nil {
				b.children = map[string]*branch{}
			}
			b.children[name] = next
		}
		b = next
	}
	b.text, b.says = text, true
}

// named is a node with its name and its first child.
type named struct {
	*branch
	name  string
	first int
}

// byLevels lists all nodes level by level, the children of one beside each other, sorted by name.
func (b *branch) byLevels() []named {
	nodes := []named{{branch: b}}
	for i := 0; i < len(nodes); i++ {
		nodes[i].first = len(nodes)
		for _, name := range slices.Sorted(maps.Keys(nodes[i].children)) {
			nodes = append(nodes, named{branch: nodes[i].children[name], name: name})
		}
	}
	return nodes
}

// encoder collects the sections of a trie, in the order in which they are written.
type encoder struct {
	wordHeads, wordText, nodeWords, nodeTexts, inner, ranks, first, rare, textHeads, textData []byte
}

// encodeTrie writes the trie below a branch in the form that openTrie reads.
func encodeTrie(root *branch) ([]byte, error) {
	nodes := root.byLevels()
	e := &encoder{}
	if err := e.putNames(nodes); err != nil {
		return nil, err
	}
	if err := e.putTexts(nodes); err != nil {
		return nil, err
	}
	e.putChildren(nodes)
	sections := [][]byte{e.wordHeads, e.wordText, e.nodeWords, e.nodeTexts, e.inner, e.ranks, e.first, e.rare, e.textHeads, e.textData}
	var out []byte
	for _, s := range sections {
		out = binary.LittleEndian.AppendUint32(out, uint32(len(s)))
	}
	return append(out, slices.Concat(sections...)...), nil
}

func append16(to []byte, n int) []byte { return append(to, byte(n), byte(n>>8)) }

func append24(to []byte, n int) []byte { return append(to, byte(n), byte(n>>8), byte(n>>16)) }

func (e *encoder) putNames(nodes []named) error {
	numbers := map[string]int{}
	for _, n := range nodes {
		numbers[n.name] = 0
	}
	words := slices.Sorted(maps.Keys(numbers))
	if len(words) > 1<<16 || len(nodes) > 1<<22 {
		return fmt.Errorf("%d nodes of %d different names are too many for an index", len(nodes), len(words))
	}
	for i, word := range words {
		if len(word) > 255 {
			return fmt.Errorf("the name %.40s... is too long for an index", word)
		}
		numbers[word] = i
		shared := 0
		if i%wordGroup == 0 {
			e.wordHeads = append24(e.wordHeads, len(e.wordText))
		} else {
			shared = sharedLength(words[i-1], word)
			e.wordText = append(e.wordText, byte(shared))
		}
		e.wordText = append(e.wordText, byte(len(word)-shared))
		e.wordText = append(e.wordText, word[shared:]...)
	}
	for _, n := range nodes {
		e.nodeWords = append16(e.nodeWords, numbers[n.name])
	}
	return nil
}

func sharedLength(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func (e *encoder) putChildren(nodes []named) {
	e.inner = make([]byte, (len(nodes)+7)/8)
	rank := 0
	for i, n := range nodes {
		if i%64 == 0 {
			e.ranks = append16(e.ranks, rank)
		}
		if len(n.children) > 0 {
			e.inner[i/8] |= 1 << (i % 8)
			e.first = append24(e.first, n.first)
			rank++
		}
	}
	e.first = append24(e.first, len(nodes))
}

// putTexts numbers the texts by how often they occur, so that a byte is enough for nearly all nodes.
func (e *encoder) putTexts(nodes []named) error {
	count := map[string]int{}
	for _, n := range nodes {
		if n.says {
			count[n.text]++
		}
	}
	texts := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	if len(texts) >= 1<<16 {
		return fmt.Errorf("%d different types are too many for an index", len(texts))
	}
	numbers := make(map[string]int, len(texts))
	for i, text := range texts {
		numbers[text] = i + 1
		e.textHeads = append24(e.textHeads, len(e.textData))
		e.textData = append(e.textData, text...)
	}
	e.textHeads = append24(e.textHeads, len(e.textData))
	for i, n := range nodes {
		number := numbers[n.text]
		switch {
		case !n.says:
			number = 0
		case number >= rareText:
			e.rare = append16(append24(e.rare, i), number)
			number = rareText
		}
		e.nodeTexts = append(e.nodeTexts, byte(number))
	}
	return nil
}
