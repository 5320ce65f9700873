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
