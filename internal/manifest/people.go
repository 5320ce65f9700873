package manifest

import "github.com/hbohlen/panther/internal/yamldoc"

// AdministersByKey tells whether a user may become root and has an SSH key to log in with.
func AdministersByKey(user *yamldoc.Node) bool {
	return user.Get("admin").IsTrue() && len(Items(user.Get("sshKeys"))) > 0
}
