package options

import (
	"slices"
	"strings"
)

// Found is what an index knows of a path.
type Found struct {
	// Option is the option that the path names, or the one in whose value it lies; nil where there is none.
	Option *Option
	// Rest are the names of the path that lie in the option's value, which holds them if its type lets it: none where the
	// path is the option itself.
	Rest []string
	// Prefix is set where options lie below the path.
	Prefix bool
	// Gone is what became of the option, or of those around it, if the release renamed or removed it; the rest is then unset.
	Gone *Gone
	// Known is how many names of the path are known: the first unknown one is path[Known].
	Known int
}

// OK tells whether the path is an option, lies in the value of one, or leads to some.
func (f Found) OK() bool { return f.Option != nil || f.Prefix }

// Find looks a path up. What a person names, such as a user or an element of a list, may have any name.
func (x *Index) Find(path []string) Found {
	if gone := x.findGone(path); gone != nil {
		return Found{Gone: gone, Known: len(path)}
	}
	s := search{x: x, path: path, end: -1, trail: make([]int, 0, len(path))}
	s.walk(0)
	f := Found{Known: s.known}
	if s.end >= 0 {
		from, to := x.live.children(s.end)
		f.Prefix = from < to
	}
	if s.option != nil {
		f.Option, f.Rest = s.option, path[s.depth:]
	}
	if f.OK() {
		f.Known = len(path)
	}
	return f
}

// search walks an index along a path, in which a name may stand for itself or for any.
type search struct {
	x     *Index
	path  []string
	trail []int // the nodes passed

	known  int     // the most names that were known
	end    int     // the node of the whole path, -1 without
	option *Option // the deepest option on the way
	depth  int     // the length of its path
}

// walk goes on from a node; it returns true when the whole path was found.
func (s *search) walk(node int) bool {
	s.known = max(s.known, len(s.trail))
	if len(s.trail) == len(s.path) {
		s.end = node
		s.settle()
		return true
	}
	t := s.x.live
	from, to := t.children(node)
	found := false
	follow := func(child int) bool {
		s.trail = append(s.trail, child)
		found = s.walk(child)
		s.trail = s.trail[:len(s.trail)-1]
		return !found
	}
	if from < to {
		if word, ok := t.wordNumber(s.path[len(s.trail)]); ok {
			if child, ok := t.child(node, word); ok {
				follow(child)
			}
		}
		if !found {
			t.wild(node, follow)
		}
	}
	if !found && s.end < 0 {
		s.settle()
	}
	return found
}

// settle notes the deepest option on the way here, if the names after it can lie in its value.
func (s *search) settle() {
	t := s.x.live
	for depth := len(s.trail); depth > 0; depth-- {
		node := s.trail[depth-1]
		text, ok := t.text(node)
		if !ok || !s.x.has(text) {
			continue
		}
		from, to := t.children(node)
		whole := s.end >= 0
		if !whole && (depth < s.depth || from < to && closed(text)) {
			return
		}
		option := optionOf(t.spell(s.trail[:depth], s.path), text)
		s.option, s.depth = &option, depth
		return
	}
	if s.end >= 0 {
		s.option = nil
	}
}

// closed tells whether a value of the type holds the attributes that are declared and no others.
func closed(text string) bool {
	return strings.Contains(text, "submodule") && !strings.Contains(text, "open submodule")
}

// spell returns the names of nodes: those of the path, but <name> where the name may be any.
func (t *trie) spell(nodes []int, path []string) []string {
	names := slices.Clone(path[:len(nodes)])
	for i, node := range nodes {
		if word := u16(t.nodeWords, node); t.isWild(word) {
			names[i] = t.word(word)
		}
	}
	return names
}

// step returns the child of a node for a name: that of this name, else one for any; 0 where there is none.
func (t *trie) step(node int, name string) int {
	if word, ok := t.wordNumber(name); ok {
		if child, ok := t.child(node, word); ok {
			return child
		}
	}
	next := 0
	t.wild(node, func(child int) bool { next = child; return false })
	return next
}

// findGone finds what became of an option, or of the options around it.
func (x *Index) findGone(path []string) *Gone {
	t, node := x.gone, 0
	for depth, name := range path {
		if node = t.step(node, name); node == 0 {
			return nil
		}
		text, says := t.text(node)
		if !says {
			continue
		}
		gone := goneOf(path[:depth+1], text)
		if gone.Since > x.release {
			return nil
		}
		if rest := path[depth+1:]; gone.Renamed && len(rest) > 0 {
			gone.By += "." + Name(rest)
		}
		return gone
	}
	return nil
}
