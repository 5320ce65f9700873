package compose_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/storage"
)

func TestOptionsLearnOfTheDisks(t *testing.T) {
	h := host(t, `disks:
  main: { device: /dev/disk/by-id/a, luks: true, subvolumes: { "@snapshots": /.snapshots, "@db": { mount: /var/lib/db, nocow: true } } }
  data: { device: /dev/disk/by-id/b, layout: ext4, mount: /data }
services: { keeper: true }
`)
	got := flat(compose.Host(h, storage.Read(h, nil), here).Modules)
	assert.Contains(t, got, `attributes."/var/lib/db" = { name = "var-lib-db"; noCow = true; };`, "one line for what differs")
	assert.Contains(t, got, `"/" = { fileSystem = "/"; lasting = true; subvolume = "@root"; }; "/.snapshots" = { fileSystem = "/"; subvolume = "@snapshots"; };`)
	assert.Contains(t, got, `"/home" = { fileSystem = "/"; lasting = true; subvolume = "@home"; }; "/nix" = { fileSystem = "/"; subvolume = "@nix"; };`)
	assert.Contains(t, got, `encrypted.crypt-main-root.device = "/dev/disk/by-partlabel/disk-main-root";`)
	assert.Contains(t, got, `everything = { "/" = { options = [ "compress=zstd" "noatime" "subvol=@root" ]; type = "btrfs"; };`)
	assert.Contains(t, got, `"/data" = { options = [ "noatime" ]; type = "ext4"; };`)
	without := flat(compose.Host(host(t, "services: { keeper: true }"), nil, here).Modules)
	assert.Equal(t, `{ panther.services.keeper.enable = true; }`, without)
}
