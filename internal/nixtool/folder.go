package nixtool

import (
	"fmt"
	"strings"
)

// refusesFolder tells whether Nix failed because of the name of the folder. Versions such as 2.8 write the path of a git
// repository into an address as it is, and fail to read that; newer ones escape it.
func refusesFolder(dir, complaint string) error {
	if !strings.ContainsFunc(dir, hardInAddress) {
		return nil
	}
	if !strings.Contains(complaint, "is not a valid URL") && !strings.Contains(complaint, "does not appear to be a git repository") {
		return nil
	}
	return fmt.Errorf("this version of Nix cannot read a git repository in a folder with such a name: %s\n  a newer one can, or rename the folder", dir)
}

// hardInAddress tells whether a character of a path has to be escaped in an address.
func hardInAddress(r rune) bool {
	return r <= ' ' || r > '~' || strings.ContainsRune(`#?%[]\^{}|<>`+"`", r)
}
