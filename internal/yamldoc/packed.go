package yamldoc

import (
	"encoding/binary"
	"fmt"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

// Packed holds documents that were parsed ahead of time. Reading the YAML that comes with panther takes longer than all
// the rest of a small run; what stands here is found by the bytes of a file, so that it can be missing but never wrong.
type Packed struct {
	documents map[uint64]string // by the sum of the file's bytes
}

// Sum is a number that stands for all the documents.
func (p *Packed) Sum() uint64 {
	sum := uint64(0)
	if p != nil {
		for file := range p.documents {
			sum ^= file // in whatever order they come
		}
	}
	return sum
}

// Each document is the sum of its file (8 bytes), the length of what follows, the numbers of its nodes and entries, and its
// nodes in the order of the document; numbers are varints. A node is a head (kind, tag, quoted, bare), its line as the
// difference to the node before, its column, and its text, its items or its entries, whose keys are nodes too; those of a
// bare map are texts.
const (
	kindBits  = 0x0F
	tagShift  = 4
	tagBits   = 0x03
	quotedBit = 0x40
	bareBit   = 0x80
)

var packedTags = [...]string{"", TagPkg, TagRef, TagReplace}

// Pack parses files ahead of time. It refuses a file with a mistake: that would be lost.
func Pack(files []*source.File) ([]byte, error) { return pack(files, false) }

// PackBare does the same for files of which nobody is shown the place of a key, as nobody makes a mistake in them. Without
// the places of keys, which all get that of the document, there is half as much to make at every start.
func PackBare(files []*source.File) ([]byte, error) { return pack(files, true) }

func pack(files []*source.File, bare bool) ([]byte, error) {
	var out []byte
	for _, f := range files {
		root, diags := Parse(f)
		if len(diags) > 0 {
			return nil, fmt.Errorf("%s: %s", f.Name, diags[0].Message)
		}
		p := packer{bare: bare}
		if bare {
			p.nodes++ // for all keys
		}
		p.node(root)
		body := binary.AppendUvarint(nil, uint64(p.nodes))
		body = append(binary.AppendUvarint(body, uint64(p.entries)), p.out...)
		out = binary.BigEndian.AppendUint64(out, source.Sum(f.Bytes))
		out = append(binary.AppendUvarint(out, uint64(len(body))), body...)
	}
	return out, nil
}

type packer struct {
	bare           bool
	out            []byte
	line           int
	nodes, entries int
}

func (p *packer) node(n *Node) {
	p.nodes++
	head := byte(n.Kind)
	for i, tag := range packedTags {
		if n.Tag == tag {
			head |= byte(i) << tagShift
		}
	}
	if n.Quoted {
		head |= quotedBit
	}
	if p.bare && n.Kind == Map {
		head |= bareBit
	}
	p.out = append(p.out, head)
	p.out = binary.AppendVarint(p.out, int64(n.line-p.line))
	p.out = binary.AppendUvarint(p.out, uint64(n.column))
	p.line = n.line
	switch n.Kind {
	case List:
		p.out = binary.AppendUvarint(p.out, uint64(len(n.Items)))
		for _, item := range n.Items {
			p.node(item)
		}
	case Map:
		p.out = binary.AppendUvarint(p.out, uint64(len(n.Entries)))
		p.entries += len(n.Entries)
		for _, e := range n.Entries {
			if p.bare {
				p.text(e.Key)
			} else {
				p.node(e.At)
			}
			p.node(e.Value)
		}
	default:
		p.text(n.Text)
	}
}

func (p *packer) text(text string) {
	p.out = binary.AppendUvarint(p.out, uint64(len(text)))
	p.out = append(p.out, text...)
}

// Unpack makes what Pack wrote ready for use; the data must come from Pack.
func Unpack(data string) *Packed {
	p := &Packed{documents: map[uint64]string{}}
	for u := (unpacker{rest: data}); u.rest != ""; {
		sum := binary.BigEndian.Uint64([]byte(u.take(8)))
		p.documents[sum] = u.take(u.number())
	}
	return p
}

// Parse does what the function Parse does, by looking it up where it can; packed tells whether it could.
func (p *Packed) Parse(file *source.File) (root *Node, packed bool, diags diag.List) {
	if p != nil {
		if body, ok := p.documents[source.Sum(file.Bytes)]; ok {
			u := unpacker{rest: body, file: file}
			u.nodes, u.entries = make([]Node, u.number()), make([]Entry, u.number())
			return u.node(), true, nil
		}
	}
	root, diags = Parse(file)
	return root, false, diags
}

type unpacker struct {
	rest    string
	file    *source.File
	line    int
	nodes   []Node // made in one piece
	entries []Entry
	bare    *Node // the key of all entries of bare maps, nil before the first one
}

func (u *unpacker) take(n int) string {
	taken := u.rest[:n]
	u.rest = u.rest[n:]
	return taken
}

func (u *unpacker) number() int {
	value := 0
	for shift := 0; ; shift += 7 {
		b := u.rest[0]
		u.rest = u.rest[1:]
		value |= int(b&0x7F) << shift
		if b < 0x80 {
			return value
		}
	}
}

// difference is a number that may be below zero, as binary.AppendVarint writes it.
func (u *unpacker) difference() int {
	zigzag := u.number()
	return zigzag>>1 ^ -(zigzag & 1)
}

func (u *unpacker) next() *Node {
	n := &u.nodes[0]
	u.nodes = u.nodes[1:]
	return n
}

func (u *unpacker) bareKey() *Node {
	if u.bare == nil {
		u.bare = u.next()
		*u.bare = Node{Kind: Text, file: u.file, line: 1, column: 1}
	}
	return u.bare
}

func (u *unpacker) node() *Node {
	n := u.next()
	head := u.take(1)[0]
	n.Kind, n.Tag, n.Quoted = Kind(head&kindBits), packedTags[head>>tagShift&tagBits], head&quotedBit != 0
	u.line += u.difference()
	n.file, n.line, n.column = u.file, u.line, u.number()
	switch n.Kind {
	case List:
		if length := u.number(); length > 0 {
			n.Items = make([]*Node, length)
		}
		for i := range n.Items {
			n.Items[i] = u.node()
		}
	case Map:
		length := u.number()
		n.Entries, u.entries = u.entries[:length:length], u.entries[length:]
		for i := range n.Entries {
			if head&bareBit != 0 {
				n.Entries[i].At, n.Entries[i].Key = u.bareKey(), u.take(u.number())
			} else {
				n.Entries[i].At = u.node()
				n.Entries[i].Key = n.Entries[i].At.Text
			}
			n.Entries[i].Value = u.node()
		}
	default:
		n.Text = u.take(u.number())
	}
	return n
}
