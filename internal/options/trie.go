package options

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
	"sort"
	"sync"
)

// A trie maps paths of names to texts, in one string that is read as it stands:
//
//	the lengths of the sections below, 4 bytes each
//	wordHeads  3 bytes per group of words: where the group begins in wordText
//	wordText   the names that paths are made of, sorted, each once, in groups of wordGroup: a length and the first word, then
//	           for each of the others how much it shares with the one before it, a length and the rest
//	nodeWords  2 bytes per node: its name, by number. Nodes stand level by level, the children of one beside each other,
//	           sorted by name; node 0 is the root
//	nodeTexts  1 byte per node: the number of its text, 0 for none, rareText for one that is listed in rare
//	inner      1 bit per node: whether it has children
//	ranks      2 bytes per 64 nodes: how many nodes before them have children
//	first      3 bytes per node with children, and one more at the end: its first child
//	rare       5 bytes per entry: a node and the number of its text, sorted by node
//	textHeads  3 bytes per text, and one more at the end: where it begins in textData
//	textData   the texts, the most frequent first
type trie struct {
	wordHeads, wordText, nodeWords, nodeTexts, inner, ranks, first, rare, textHeads, textData string

	wildFrom, wildTo int // names that stand for any: <name>
	star             int // the name * of the elements of a list, -1 where there is none

	names func() []string // all words, unpacked when they are first asked for: for what looks at many of them
}

const (
	wordGroup = 16
	rareText  = 255
)

var errNoIndex = errors.New("this is not an index of options")

func (t *trie) sections() []*string {
	return []*string{&t.wordHeads, &t.wordText, &t.nodeWords, &t.nodeTexts, &t.inner, &t.ranks, &t.first, &t.rare, &t.textHeads, &t.textData}
}

// openTrie finds the sections of a trie at the beginning of data and returns what follows.
func openTrie(data string) (*trie, string, error) {
	t := &trie{}
	sections := t.sections()
	if len(data) < 4*len(sections) {
		return nil, "", errNoIndex
	}
	rest := data[4*len(sections):]
	for i, section := range sections {
		length := int(u32(data, i))
		if length > len(rest) {
			return nil, "", errNoIndex
		}
		*section, rest = rest[:length], rest[length:]
	}
	t.wildFrom, t.wildTo = t.searchWord("<"), t.searchWord("=")
	t.names = sync.OnceValue(t.allWords)
	t.star = -1
	if at, ok := t.wordNumber("*"); ok {
		t.star = at
	}
	return t, rest, nil
}

func u16(s string, at int) int { return int(s[2*at]) | int(s[2*at+1])<<8 }

func u24(s string, at int) int { return int(s[3*at]) | int(s[3*at+1])<<8 | int(s[3*at+2])<<16 }

func u32(s string, at int) uint32 { return binary.LittleEndian.Uint32([]byte(s[4*at : 4*at+4])) }

func (t *trie) nodes() int { return len(t.nodeTexts) }

// group calls yield with the words of a group until it says no. The slice is only valid during the call.
func (t *trie) group(group int, yield func(i int, word []byte) bool) {
	var buffer [256]byte
	word := buffer[:0]
	at, end := u24(t.wordHeads, group), len(t.wordText)
	if 3*(group+1) < len(t.wordHeads) {
		end = u24(t.wordHeads, group+1)
	}
	for i := 0; at < end; i++ {
		shared := 0
		if i > 0 {
			shared = int(t.wordText[at])
			at++
		}
		length := int(t.wordText[at])
		word = append(word[:shared], t.wordText[at+1:at+1+length]...)
		at += 1 + length
		if !yield(group*wordGroup+i, word) {
			return
		}
	}
}

// searchWord returns the number of the first word that is not less than the given one.
func (t *trie) searchWord(name string) int {
	group := t.groupOf(name)
	if group < 0 {
		return 0
	}
	found := -1
	last := 0
	t.group(group, func(i int, word []byte) bool {
		last = i
		if string(word) >= name {
			found = i
		}
		return found < 0
	})
	if found < 0 {
		return last + 1
	}
	return found
}

// wordNumber finds the number of a word. It compares with each word of a group only what that one does not share with the
// word before it.
func (t *trie) wordNumber(name string) (int, bool) {
	group := t.groupOf(name)
	if group < 0 {
		return 0, false
	}
	text := t.wordText
	at, end := u24(t.wordHeads, group), len(text)
	if 3*(group+1) < len(t.wordHeads) {
		end = u24(t.wordHeads, group+1)
	}
	same := 0 // how many bytes of the name the last word begins with
	for number := group * wordGroup; at < end; number++ {
		shared := 0
		if number%wordGroup > 0 {
			shared = int(text[at])
			at++
		}
		rest := text[at+1 : at+1+int(text[at])]
		at += 1 + len(rest)
		if shared > same {
			continue
		}
		if shared < same {
			return 0, false
		}
		more := sharedLength(rest, name[same:])
		same += more
		switch {
		case more == len(rest) && same == len(name):
			return number, true
		case more < len(rest) && (same == len(name) || rest[more] > name[same]):
			return 0, false
		}
	}
	return 0, false
}

// groupOf is the last group whose first word is not greater than the name, -1 where there is none.
func (t *trie) groupOf(name string) int {
	return sort.Search(len(t.wordHeads)/3, func(g int) bool {
		at := u24(t.wordHeads, g)
		return t.wordText[at+1:at+1+int(t.wordText[at])] > name
	}) - 1
}

// words is how many words there are, the last group counted in full.
func (t *trie) words() int { return len(t.wordHeads) / 3 * wordGroup }

func (t *trie) word(number int) string {
	found := ""
	t.group(number/wordGroup, func(i int, word []byte) bool {
		if i == number {
			found = string(word)
		}
		return i < number
	})
	return found
}

// name is the name of a node.
func (t *trie) name(node int) string { return t.word(u16(t.nodeWords, node)) }

// children returns the first child of a node and the node after its last one.
func (t *trie) children(node int) (from, to int) {
	if t.inner[node/8]>>(node%8)&1 == 0 {
		return 0, 0
	}
	rank := u16(t.ranks, node/64)
	for b := node / 64 * 8; b < node/8; b++ {
		rank += bits.OnesCount8(t.inner[b])
	}
	rank += bits.OnesCount8(t.inner[node/8] & (1<<(node%8) - 1))
	return u24(t.first, rank), u24(t.first, rank+1)
}

// child finds the child of a node that has the name of that number.
func (t *trie) child(node, word int) (int, bool) {
	from, to := t.children(node)
	at := from + sort.Search(to-from, func(i int) bool { return u16(t.nodeWords, from+i) >= word })
	return at, at < to && u16(t.nodeWords, at) == word
}

// wild calls yield with the children of a node that stand for any name, until it says no.
func (t *trie) wild(node int, yield func(child int) bool) {
	if t.star >= 0 {
		if at, ok := t.child(node, t.star); ok && !yield(at) {
			return
		}
	}
	if t.wildFrom == t.wildTo {
		return
	}
	from, to := t.children(node)
	at := from + sort.Search(to-from, func(i int) bool { return u16(t.nodeWords, from+i) >= t.wildFrom })
	for ; at < to && u16(t.nodeWords, at) < t.wildTo; at++ {
		if !yield(at) {
			return
		}
	}
}

func (t *trie) isWild(word int) bool {
	return word == t.star || word >= t.wildFrom && word < t.wildTo
}

// text returns what a node says; false where it says nothing.
func (t *trie) text(node int) (string, bool) {
	number := int(t.nodeTexts[node])
	if number == 0 {
		return "", false
	}
	if number == rareText {
		entries := len(t.rare) / 5
		at := sort.Search(entries, func(i int) bool { return t.rareNode(i) >= node })
		number = int(t.rare[5*at+3]) | int(t.rare[5*at+4])<<8
	}
	return t.textData[u24(t.textHeads, number-1):u24(t.textHeads, number)], true
}

func (t *trie) rareNode(entry int) int {
	return int(t.rare[5*entry]) | int(t.rare[5*entry+1])<<8 | int(t.rare[5*entry+2])<<16
}

// all calls yield with every path that says something, in order, until it says no. The slice is only valid during the call.
func (t *trie) all(yield func(path []string, text string) bool) {
	if t.nodes() > 0 {
		t.below(0, nil, yield)
	}
}

// below does as all for a node, whose path is given.
func (t *trie) below(node int, path []string, yield func(path []string, text string) bool) {
	words := t.names()
	var walk func(node int, path []string) bool
	walk = func(node int, path []string) bool {
		if text, ok := t.text(node); ok && !yield(path, text) {
			return false
		}
		from, to := t.children(node)
		for child := from; child < to; child++ {
			if !walk(child, append(path, words[u16(t.nodeWords, child)])) {
				return false
			}
		}
		return true
	}
	walk(node, path)
}

// allWords unpacks the words.
func (t *trie) allWords() []string {
	words := make([]string, 0, t.words())
	for g := range len(t.wordHeads) / 3 {
		t.group(g, func(_ int, word []byte) bool {
			words = append(words, string(word))
			return true
		})
	}
	return slices.Clip(words)
}
