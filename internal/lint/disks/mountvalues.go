package disks

import (
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/types"
)

// mountValues say what mount options take that the kernel reads as a number or one of a few words: with anything else the
// file system is not mounted. Alternatives are joined by bars, of which an empty one is no value at all; number, octal,
// size, share and a range stand for those (btrfs(5), ext4(5), xfs(5), tmpfs(5), mount(8) and the kernel's notes on f2fs
// and vfat). What is not here takes words of its own.
var mountValues = map[string]string{
	"btrfs": `commit=number discard=|sync|async fatal_errors=bug|panic fragment=data|metadata|all max_inline=size metadata_ratio=number
		space_cache=|v1|v2 thread_pool=number`,
	"ext4": `auto_da_alloc=|number barrier=|number commit=number data=journal|ordered|writeback data_err=ignore|abort dax=|always|inode|never
		errors=continue|remount-ro|panic init_itable=|number inode_readahead_blks=number journal_ioprio=0..7 max_batch_time=number
		max_dir_size_kb=number min_batch_time=number resgid=number resuid=number sb=number stripe=number`,
	"xfs": `allocsize=size dax=|always|inode|never logbsize=size logbufs=2..8 sunit=number swidth=number`,
	"f2fs": `active_logs=2|4|6 alloc_mode=reuse|default background_gc=on|off|sync compress_log_size=number errors=continue|remount-ro|panic
		fsync_mode=posix|strict|nobarrier inline_xattr_size=number mode=adaptive|lfs|fragment:segment|fragment:block reserve_root=number
		resgid=number resuid=number`,
	"vfat": `allow_utime=octal check=s|r|n|strict|relaxed|normal codepage=number dmask=octal errors=continue|remount-ro|panic fmask=octal
		nfs=|stale_rw|nostale_ro shortname=lower|win95|winnt|mixed tz=UTC umask=octal`,
	"tmpfs": `huge=never|always|within_size|advise mode=octal nr_blocks=size nr_inodes=size size=size|share`,
}

// valueIn says what is wrong with the value of an option of a file system.
func (p *plan) valueIn(fs string, o option) {
	name, value, _ := strings.Cut(o.text, "=")
	for known := range strings.FieldsSeq(mountValues[fs]) {
		of, takes, _ := strings.Cut(known, "=")
		if of != name {
			continue
		}
		alternatives := strings.Split(takes, "|")
		for _, a := range alternatives {
			if fitsValue(a, value) {
				return
			}
		}
		p.diags.Add(diag.MountOption, o.at, "%s cannot be mounted with %s", fs, o.text).Help("%s takes %s", name, wordsFor(alternatives))
		return
	}
	if _, err := strconv.ParseUint(value, 0, 32); err != nil && (name == "uid" || name == "gid") {
		p.diags.Warn(diag.MountOption, o.at, "%s takes a number: nobody is called %s on the system that installs the host, or while it starts", name, diag.Quote(value)).
			Help("write the number: %s=1000", name)
	}
}

// fitsValue tells whether a value is one that an option takes.
func fitsValue(takes, value string) bool {
	least, most, isRange := strings.Cut(takes, "..")
	switch {
	case isRange:
		n, err := strconv.Atoi(value)
		from, _ := strconv.Atoi(least)
		to, _ := strconv.Atoi(most)
		return err == nil && from <= n && n <= to
	case takes == "number":
		return isNumber(value, 0)
	case takes == "octal":
		return isNumber(value, 8)
	case takes == "size":
		return isNumber(strings.TrimRight(value, "kKmMgGtT"), 10) && len(value)-len(strings.TrimRight(value, "kKmMgGtT")) <= 1
	case takes == "share":
		return strings.HasSuffix(value, "%") && isNumber(strings.TrimSuffix(value, "%"), 10)
	}
	return value == takes
}

func isNumber(text string, base int) bool {
	_, err := strconv.ParseUint(text, base, 64)
	return err == nil && !strings.Contains(text, "_")
}

// wordsFor is how a person reads what an option takes.
func wordsFor(alternatives []string) string {
	var out []string
	for _, a := range alternatives {
		least, most, isRange := strings.Cut(a, "..")
		switch {
		case a == "":
			out = append(out, "no value")
		case a == "number":
			out = append(out, "a number")
		case a == "octal":
			out = append(out, "an octal number such as 0077")
		case a == "size":
			out = append(out, "a number, also with k, m or g behind it")
		case a == "share":
			out = append(out, "a percentage of the memory")
		case isRange:
			out = append(out, "a number from "+least+" to "+most)
		default:
			out = append(out, a)
		}
	}
	if last := len(out) - 1; last > 0 {
		return strings.Join(out[:last], ", ") + " or " + out[last]
	}
	return out[0]
}

// waits are the options whose values systemd reads.
var waits = []string{"x-systemd.device-timeout", "x-systemd.mount-timeout", "x-systemd.idle-timeout"}

// waitOf checks a time that systemd waits: what it cannot read has no effect.
func (p *plan) waitOf(o option) {
	if !types.IsTimeSpan(o.value()) {
		p.diags.Warn(diag.MountOption, o.at, "%s has no effect: %s is no span of time", o.text, diag.Quote(o.value())).Help("write one such as %s=30s", o.name())
	}
}
