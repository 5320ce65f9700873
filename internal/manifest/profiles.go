package manifest

import (
	"maps"
	"slices"
)

// Profiles are those that a host may name. One that comes with panther is read when it is named.
type Profiles struct {
	read     map[string]func() *Document
	own      []string
	replaced bool // one that the fleet wrote took the place of another
}

// Add adds a profile that the fleet wrote, which takes the place of one of the same name.
func (p *Profiles) Add(d *Document) {
	p.replaced = p.replaced || p.Has(d.Name)
	p.Offer(d.Name, func() *Document { return d })
	p.own = append(p.own, d.Name)
}

// Offer adds a profile that is read when it is named, and has no mistakes. Reading gives the same document every time.
func (p *Profiles) Offer(name string, read func() *Document) {
	if p.read == nil {
		p.read = map[string]func() *Document{}
	}
	p.read[name] = read
}

// Get returns a profile, nil where there is none.
func (p *Profiles) Get(name string) *Document {
	if read := p.read[name]; read != nil {
		return read()
	}
	return nil
}

// Has tells whether there is a profile, without reading it.
func (p *Profiles) Has(name string) bool { return p.read[name] != nil }

// Names lists all profiles.
func (p *Profiles) Names() []string { return slices.Sorted(maps.Keys(p.read)) }

// Own names those that the fleet wrote, in the order in which they were added.
func (p *Profiles) Own() []string { return p.own }

// Sound tells whether a profile extends nothing but what comes with panther, as it does itself.
func (p *Profiles) Sound(name string) bool { return !p.replaced && !slices.Contains(p.own, name) }
