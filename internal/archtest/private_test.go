package archtest

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What belongs to one machine on earth, and the made-up values that stand in its place.
var (
	hardwareAddress = regexp.MustCompile(`(?i)\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b`)
	uuid            = regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
	diskName        = regexp.MustCompile(`by-id/(?:nvme|ata|scsi|wwn|mmc|usb)-[A-Za-z0-9_.:-]+`)

	// locally administered ones, those of documents (RFC 7042), and none
	madeUpAddress = regexp.MustCompile(`(?i)^(?:.[26ae]:|00:00:5e:00:53:|aa:bb:cc:|00:11:22:|00:00:00:|01:00:00:|ff:ff:ff:|10:20:30:40:50:)`)
	madeUpUUID    = regexp.MustCompile(`(?i)^(?:0{8}|1{8}|2{8}|3{8}|4{8}|5{8}|6{8}|7{8}|8{8}|9{8}|a{8}|b{8}|c{8}|d{8}|e{8}|f{8})-|^[0-9a-f]{8}-0000-|12345678-`)
	madeUpDisk    = regexp.MustCompile(`QEMU|SERIAL\d{5}|_0{6,}\d*|eui\.0{9}|123456|usb-Stick|by-id/[a-z]+-[A-Za-z0-9_.:]{0,12}$`)
)

// TestNothingPrivate looks for serial numbers of disks, hardware addresses and UUIDs in every file of the repository.
func TestNothingPrivate(t *testing.T) {
	texts := 0
	for name, content := range repositoryTexts(t) {
		texts++
		if strings.HasPrefix(name, "testdata/disko-examples/") { // they say what disko's documentation does
			continue
		}
		for _, address := range hardwareAddress.FindAllString(content, -1) {
			assert.Regexp(t, madeUpAddress, address, "%s holds a hardware address", name)
		}
		for _, id := range uuid.FindAllString(content, -1) {
			assert.Regexp(t, madeUpUUID, id, "%s holds a UUID", name)
		}
		for _, disk := range diskName.FindAllString(content, -1) {
			assert.Regexp(t, madeUpDisk, disk, "%s holds the name of a disk", name)
		}
	}
	require.Greater(t, texts, 100)
}

// TestReportsAreCut holds that the reports of the reference fleet hold nothing but what a fleet keeps.
func TestReportsAreCut(t *testing.T) {
	files, err := filepath.Glob(root + "/hosts/*/*/facter.json")
	require.NoError(t, err)
	require.Len(t, files, 3)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, key := range []string{"serial", "uuid", "asset_tag", "hwaddr", "phwaddr", "monitor", "part_number", "rom_id"} {
			assert.False(t, strings.Contains(string(content), `"`+key+`":`), "%s holds %s", file, key)
		}
	}
}

func repositoryTexts(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == ".git" || d.Name() == "fuzz") {
			return fs.SkipDir
		}
		if d.IsDir() || !d.Type().IsRegular() || strings.HasSuffix(name, "private_test.go") {
			return nil
		}
		content, err := os.ReadFile(name)
		if err == nil && !bytes.ContainsRune(content, 0) {
			out[strings.TrimPrefix(filepath.ToSlash(name), root+"/")] = string(content)
		}
		return err
	})
	require.NoError(t, err)
	return out
}
