package storage

import (
	"strconv"
	"strings"
)

// InOrder are the partitions of an entry as they lie on the disk.
func (e *Entry) InOrder() []*Partition { return e.inOrder() }

// UdevName is a label as it stands in the names of links below /dev/disk.
func UdevName(label string) string { return escapeUdev(label) }

// Bytes reads a size such as 512M or 1T, which counts in powers of 1024; ok is false for what is none, such as 100%.
func Bytes(size string) (n int64, ok bool) {
	if size == "" {
		return 0, false
	}
	at := strings.IndexByte("KMGTP", size[len(size)-1])
	if at < 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(size[:len(size)-1], 10, 32)
	return n << (10 * (at + 1)), err == nil && n > 0
}
