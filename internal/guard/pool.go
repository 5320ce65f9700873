package guard

import (
	"fmt"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/shell"
)

func (c *comparison) pool(p pair, at spot) {
	if c.cameOrWent(p, at, "the pool", "it holds") {
		return
	}
	if p.renamed() {
		c.add(Breaks, at, "the pool disks."+p.was+" has a new name, under which the next boot does not find it", "zpool export "+shell.Quote(p.was)+" && zpool import "+shell.Quote(p.was)+" "+shell.Quote(p.name))
	}
	if !same(get(p.old, "mode"), get(p.now, "mode")) {
		c.add(Destroys, at.key("mode"), "how its members stand together changes, which a pool that exists does not do by what is written here", "")
	}
	if !same(get(p.old, "options"), get(p.now, "options")) {
		c.add(Harmless, at.key("poolOptions"), "properties of a pool are set when it is made, and stay as they are; zpool set changes those that can be changed", "")
	}
	top := at.on(p.was)
	c.properties(get(p.old, "rootFsOptions"), get(p.now, "rootFsOptions"), top)
	c.mounts(p.old, p.now, top)
	for _, dataset := range match(get(p.old, "datasets"), get(p.now, "datasets"), sameMount) {
		c.dataset(dataset, at.under("dataset "+dataset.name, "datasets", dataset.name).on(p.was+"/"+dataset.was))
	}
	c.rest(p.old, p.now, at, "type", "mode", "options", "rootFsOptions", "datasets", "mountpoint", "mountOptions", "name")
}

func (c *comparison) dataset(p pair, at spot) {
	switch {
	case p.gone:
		c.add(Destroys, at.gone(), "the dataset is left out: nothing mounts what it holds any more", "")
		return
	case p.made:
		c.add(ByHand, at, "the dataset is new: without it the next switch or boot fails, so that it has to be made first", makeDataset(p.now, at.device))
		return
	case p.renamed():
		pool := at.device[:len(at.device)-len(p.was)]
		c.add(Breaks, at, fmt.Sprintf("the dataset %s would be looked for as %s, which the next boot does not find", p.was, p.name), "zfs rename "+shell.Quote(at.device)+" "+shell.Quote(pool+p.name))
	}
	if old, now := text(p.old, "type"), text(p.now, "type"); old != now {
		c.add(Destroys, at, "it is "+describe(p.old)+" and would be "+describe(p.now)+": it is made anew for that, empty", "")
		return
	}
	c.mounts(p.old, p.now, at)
	c.datasetSize(p, at)
	volume := at
	volume.device = "/dev/zvol/" + at.device
	c.content(get(p.old, "content"), get(p.now, "content"), volume, holder{})
	c.making(p.old, p.now, at, "extraArgs")
	c.rest(p.old, p.now, at, "type", "options", "mountpoint", "mountOptions", "size", "content", "name", "extraArgs")
}

// datasetSize lets a volume grow.
func (c *comparison) datasetSize(p pair, at spot) {
	was, is := text(p.old, "size"), text(p.now, "size")
	switch {
	case was == is:
	case isLarger(is, was):
		c.add(ByHand, at.key("size"), fmt.Sprintf("the volume is %s and would be %s; it keeps its size until it is set", was, is), "zfs set volsize="+is+" "+shell.Quote(at.device))
	default:
		c.add(ByHand, at.key("size"), fmt.Sprintf("the volume is %s and would be %s: nothing changes on the machine, where it keeps its size; made smaller, it would lose what lies behind its new end", was, is), "")
	}
}

// properties compares those of datasets, which are set when a dataset is made.
func (c *comparison) properties(old, now nix.Value, at spot) {
	for _, p := range match(old, now, nil) {
		property := at.key("options", p.name)
		switch {
		case same(p.old, p.now):
		case p.name == "encryption" || p.name == "keyformat" || p.name == "utf8only" || p.name == "normalization" || p.name == "casesensitivity":
			c.add(Destroys, property, "its "+p.name+" would be "+shown(p.now)+", which a dataset has from its beginning or never", "")
		case p.gone:
			c.add(Harmless, property, p.name+" stays as it is; zfs inherit takes it back", "")
		default:
			c.add(ByHand, property, p.name+" is set when a dataset is made, and stays as it is until it is set", "zfs set "+p.name+"="+shell.Quote(p.now.Text)+" "+shell.Quote(at.device))
		}
	}
}
