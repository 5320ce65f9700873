package disks

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// option is a mount option as it is written.
type option struct {
	text string
	at   source.Range
}

func (o option) name() string { name, _, _ := strings.Cut(o.text, "="); return name }

func (o option) value() string { _, value, _ := strings.Cut(o.text, "="); return value }

// optionsIn are the mount options that somebody wrote; one item may hold several, joined by commas.
func optionsIn(n *yamldoc.Node) []option {
	var out []option
	for _, item := range manifest.ListItems(n.Get("mountOptions")) {
		for text := range strings.SplitSeq(item.Text, ",") {
			if text != "" {
				out = append(out, option{text, item.Range()})
			}
		}
	}
	return out
}

// mountOptions checks the words and that they do not contradict each other.
func (p *plan) mountOptions() {
	for _, x := range p.parts {
		if x.Name == "" && x.Entry.Preset != "" { // they are those of what the preset makes
			continue
		}
		fs, n := x.MountType(), p.written(x)
		p.optionWords(fs, p.ofOthers(x, nil, optionsIn(n)))
		p.compressionLevel(fs, n.Get("compression"))
		if n != nil {
			whole := x.whole()
			p.contradictions(x, optionsIn(whole))
			p.compressedTwice(x, whole)
		}
		for i := range x.Subvolumes {
			s := &x.Subvolumes[i]
			of := n.Get("subvolumes").Get(s.Name)
			more := optionsIn(of)
			p.optionWords(fs, p.ofOthers(x, s, slices.Clone(more)))
			p.contradictions(x, more)
			p.cow(s, of)
		}
	}
}

// whole is what a part says of itself together with what its preset says.
func (x *part) whole() *yamldoc.Node {
	if x.Name == "" {
		return x.Entry.Value
	}
	return x.Entry.Value.Get(x.key).Get(x.Name)
}

// compressedTwice checks what is said of compression by a key of its own and by a mount option.
func (p *plan) compressedTwice(x *part, n *yamldoc.Node) {
	if !n.Get("compression").IsSet() {
		return
	}
	at, note := n.Get("compression").Range(), "set here"
	if at.IsZero() {
		at, note = p.presetOf(x), "the layout says compression: "+x.Compression
	}
	for _, o := range optionsIn(n) {
		switch {
		case o.at.IsZero():
		case o.name() == "compress" || o.name() == "compress-force":
			p.diags.Add(diag.MountOption, o.at, "how btrfs compresses is said twice").See(elsewhere(at, o.at), "%s", note).Help("say it once: compression: %s", orNone(o.value()))
		case turnsOffCompression(o) && x.Compression != "none":
			p.diags.Add(diag.MountOption, o.at, "%s switches compression off", o.text).See(elsewhere(at, o.at), "%s", note).
				Help("say nocow: true of the subvolumes that are overwritten in place, or compression: none")
		}
	}
}

const compressHelp = "zstd, zlib or lzo; zstd takes a level from 1 to 15, zlib from 1 to 9: zstd:3"

// compressionLevel checks that btrfs knows the level at which it is to compress.
func (p *plan) compressionLevel(fs string, n *yamldoc.Node) {
	if fs == "btrfs" && n.IsSet() && !types.HasMistake(n) && !compressValue().MatchString(n.Text) {
		p.diags.Add(diag.BadValue, n.Range(), "btrfs cannot compress with %s", diag.Quote(n.Text)).Help(compressHelp)
	}
}

// presetOf is where the preset stands that makes a part, or the disk that goes without saying which it has.
func (p *plan) presetOf(x *part) source.Range {
	e := x.Entry
	if members := p.membersOf(e); e.Preset == "" && len(members) > 0 {
		e = members[0].Entry
	}
	return p.whole(e).valueAt("layout")
}

func orNone(value string) string {
	if value == "" || value == "no" {
		return "none"
	}
	return value
}

func turnsOffCompression(o option) bool { return o.name() == "nodatacow" || o.name() == "nodatasum" }

var compressValue = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(no|none|lzo|zlib(:[1-9])?|zstd(:(-?[1-9]|1[0-5]|-1[0-5]))?)?$`)
})

// optionWords checks that the file system knows the options. They are warnings where no other one knows them either: a
// later kernel may.
func (p *plan) optionWords(fs string, options []option) {
	known := mountWords[fs]
	if known == nil || fs == "" { // of bcachefs and ZFS the list is open
		return
	}
	for _, o := range options {
		name := o.name()
		switch {
		case slices.Contains(waits, name):
			p.waitOf(o)
		case strings.HasPrefix(name, "x-"), strings.HasPrefix(name, "X-"), slices.Contains(mountWords[""], name):
		case slices.Contains(known, name):
			p.optionValue(fs, o)
		case len(knowing(name)) > 0:
			p.diags.Add(diag.MountOption, o.at, "%s is an option of %s, and the file system is %s: it could not be mounted", diag.Quote(name), strings.Join(knowing(name), " and "), fs).
				Help("remove it")
		default:
			p.diags.Warn(diag.MountOption, o.at, "%s has no mount option %s", fs, diag.Quote(name)).Help("%s", meantOption(name, fs))
		}
	}
}

// knowing are the file systems that know an option.
func knowing(name string) []string {
	var out []string
	for _, fs := range slices.Sorted(maps.Keys(mountWords)) {
		if fs != "" && slices.Contains(mountWords[fs], name) {
			out = append(out, fs)
		}
	}
	return out
}

// meantOption is the hint for an option that nothing knows.
func meantOption(name, fs string) string {
	known := slices.Concat(mountWords[""], mountWords[fs])
	if bare := strings.NewReplacer("_", "", "-", "").Replace(name); slices.Contains(known, bare) {
		return "did you mean " + diag.Quote(bare) + "?"
	}
	if near, ok := diag.Nearest(name, known); ok {
		return "did you mean " + diag.Quote(near) + "?"
	}
	return "mount(8) lists the options of all file systems, and those of some"
}

// optionValue checks the values of options of which a wrong one keeps the file system from being mounted.
func (p *plan) optionValue(fs string, o option) {
	switch name := o.name(); {
	case (name == "compress" || name == "compress-force") && !compressValue().MatchString(o.value()):
		p.diags.Add(diag.MountOption, o.at, "btrfs cannot compress with %s", diag.Quote(o.value())).Help(compressHelp)
	case name == "degraded" && fs == "btrfs":
		p.diags.Warn(diag.MountOption, o.at, "degraded does not start a host that lacks a disk: udev waits for all disks of a btrfs before anything mounts it").
			Help("leave it out and mount it so by hand when a disk is gone; a host that has to start without one needs zfs-mirror")
	case name == "discard" && fs != "btrfs" && o.value() != "":
		p.diags.Add(diag.MountOption, o.at, "discard has no value with %s", fs).Help("write discard")
	default:
		p.valueIn(fs, o)
	}
}

// exclusive are options of which the last one wins, and the others are in vain.
var exclusive = [][]string{
	{"ro", "rw"}, {"sync", "async"}, {"noatime", "relatime", "strictatime"}, {"noatime", "atime"}, {"compress", "compress-force"},
	{"nodatacow", "datasum"},
}

// contradictions checks that options of one mount do not undo each other; those without a place are the preset's.
func (p *plan) contradictions(x *part, options []option) {
	for i, o := range options {
		for _, before := range options[:i] {
			switch {
			case o.at.IsZero() || !contradict(before, o):
			case before.at.IsZero():
				p.diags.Add(diag.MountOption, o.at, "the mount options %s and %s contradict each other", before.text, o.text).
					See(elsewhere(p.presetOf(x), o.at), "the layout says %s", before.text).
					Help("remove it, or write the disk out without %s: `panther show HOST --disks` prints how", before.text)
			default:
				p.diags.Add(diag.MountOption, o.at, "the mount options %s and %s contradict each other", before.text, o.text).
					See(elsewhere(before.at, o.at), "the other one").Help("remove one of the two")
			}
		}
	}
}

func contradict(a, b option) bool {
	if a.name() == b.name() {
		return a.value() != b.value() && !mayRepeat(a.name())
	}
	if a.name() == "no"+b.name() || b.name() == "no"+a.name() {
		return true
	}
	if compresses(a) && turnsOffCompression(b) || compresses(b) && turnsOffCompression(a) {
		return true
	}
	return slices.ContainsFunc(exclusive, func(set []string) bool { return slices.Contains(set, a.name()) && slices.Contains(set, b.name()) })
}

// mayRepeat tells whether an option may be there several times, with another value each.
func mayRepeat(name string) bool {
	return strings.HasPrefix(strings.ToLower(name), "x-") || slices.Contains([]string{"device", "compress_extension", "nocompress_extension"}, name)
}

func compresses(o option) bool {
	return (o.name() == "compress" || o.name() == "compress-force") && o.value() != "no" && o.value() != "none"
}

// cow checks the attributes of a subvolume.
func (p *plan) cow(s *storage.Subvolume, n *yamldoc.Node) {
	if s.NoCOW && s.Compression != "" && s.Compression != "none" {
		p.diags.Add(diag.MountOption, n.Get("compression").Range(), "files that are overwritten in place are never compressed").
			See(n.Get("nocow").Range(), "set here").Help("remove nocow or compression")
	}
}

// firstMount checks that subvolumes of one file system do not differ in options that belong to the file system: the first
// of them that is mounted decides for all.
func (p *plan) firstMount() {
	for _, x := range p.parts {
		if x.MountType() != "btrfs" {
			continue
		}
		for i := range x.Subvolumes {
			s := &x.Subvolumes[i]
			for _, o := range optionsIn(p.written(x).Get("subvolumes").Get(s.Name)) {
				if slices.Contains(ofTheMount, o.name()) || strings.HasPrefix(strings.ToLower(o.name()), "x-") || !slices.Contains(mountWords["btrfs"], o.name()) && !slices.Contains(mountWords[""], o.name()) {
					continue
				}
				if slices.Contains(x.Content.OptionsOf(nil), o.text) { // it is that of the file system anyway
					continue
				}
				p.diags.Add(diag.MountOption, o.at, "%s of the subvolume %s would have no effect, or one on all of them: the first mount of a btrfs decides", o.text, s.Name).
					Help("%s", insteadOf(o))
			}
		}
	}
}

// insteadOf says how a subvolume gets what an option of the file system cannot give it.
func insteadOf(o option) string {
	switch {
	case compresses(o):
		algorithm, _, _ := strings.Cut(o.value(), ":")
		if algorithm == "" {
			algorithm = "zlib"
		}
		return "say compression: " + algorithm + " of the subvolume, which is an attribute of its directory, or of the whole file system"
	case o.name() == "compress" || o.name() == "compress-force":
		return "say compression: none of the subvolume, which is an attribute of its directory"
	case o.name() == "nodatacow":
		return "say nocow: true of the subvolume, which is an attribute of its directory"
	}
	return "say it of the whole file system: put it into the mountOptions beside subvolumes"
}
