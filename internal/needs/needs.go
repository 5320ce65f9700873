// Package needs gives tests the programs that they need. Where one is missing, the test is skipped, or fails if PANTHER_REQUIRE
// names its kind.
package needs

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Required tells whether PANTHER_REQUIRE names a kind of program.
func Required(kind string) bool {
	return slices.Contains(strings.Split(os.Getenv("PANTHER_REQUIRE"), ","), kind)
}

// Found tells whether a program is there. A test that goes on without it fails where PANTHER_REQUIRE names its kind.
func Found(t testing.TB, kind, program string) bool {
	t.Helper()
	_, err := exec.LookPath(program)
	if err != nil && Required(kind) {
		t.Errorf("PANTHER_REQUIRE names %s, and there is no %s", kind, program)
	}
	return err == nil
}

// Program returns the path of a program that has one of some names.
func Program(t testing.TB, kind string, names ...string) string {
	t.Helper()
	for _, name := range names {
		if program, err := exec.LookPath(name); err == nil {
			return program
		}
	}
	missing(t, kind, "there is no %s", strings.Join(names, ", "))
	return ""
}

func missing(t testing.TB, kind, format string, args ...any) {
	t.Helper()
	if Required(kind) {
		t.Fatalf("PANTHER_REQUIRE names "+kind+", and "+format, args...)
	}
	t.Skipf(format, args...)
}
