package lint_test

import "testing"

// The kernel counts disks anew at every boot: diskseq tells two disks of one boot apart, and names another disk after the next.
func TestDiskSequenceNumbersChange(t *testing.T) {
	check(t, "", []rule{{"by diskseq", "profile: whole\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-diskseq/1 } }\n",
		[]string{"error unstable-disk web1 /dev/disk/by-diskseq/1"}}})
}
