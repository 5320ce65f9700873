package storage_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestFurtherDisksOfAMirrorStartTheHost: each further EFI system partition is known, with its disk where BIOS starts from it, too.
func TestFurtherDisksOfAMirrorStartTheHost(t *testing.T) {
	for firmware, want := range map[string][]string{"uefi": {"/boot-b", ""}, "hybrid": {"/boot-b", "/dev/b"}, "bios": nil} {
		for _, preset := range []string{"btrfs-mirror", "zfs-mirror"} {
			var got []string
			for _, p := range layoutOf(t, firmware, "disks: { a: { device: /dev/a, layout: "+preset+" }, b: { device: /dev/b, layout: "+preset+" } }").BootMirrors() {
				got = append(got, p.Mount, p.Device)
			}
			assert.Equal(t, want, got, "%s %s", firmware, preset)
		}
	}
}

// TestOneGRUBForEachDisk: the disk that starts from /boot is told from those that start from an EFI system partition of their own.
func TestOneGRUBForEachDisk(t *testing.T) {
	for firmware, want := range map[string][]string{"uefi": nil, "hybrid": {"/dev/a"}, "bios": nil} {
		for _, preset := range []string{"btrfs-mirror", "zfs-mirror"} {
			disks := "disks: { a: { device: /dev/a, layout: " + preset + " }, b: { device: /dev/b, layout: " + preset + " } }"
			assert.Equal(t, want, layoutOf(t, firmware, disks).GRUBDisks(), "%s %s", firmware, preset)
		}
	}
	const array = "disks: { a: { device: /dev/a, memberOf: md }, b: { device: /dev/b, memberOf: md }, md: { kind: raid, filesystem: ext4, mount: / } }"
	assert.Nil(t, layoutOf(t, "hybrid", array).GRUBDisks(), "no partitions are added to a disk that is a member as a whole")
}
