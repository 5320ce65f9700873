package install

import (
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

// Brief is what there is to know of an installation before anybody says where to.
type Brief struct {
	Erases  []Disk
	Makes   []Disk    // of several of them
	Keys    []DiskKey // that open encrypted devices for the first time
	Plugged []string  // devices with keys that have to be in the machine
	Needs   []Need    // files that no build puts on the host
	Enrol   []string  // commands for the host once it runs
	Login   string    // who can log in over SSH and become root; "" where nobody is known
	Port    string    // on which; "" for the usual one
}

// BriefOf says what an installation of a host takes. It is an error where nixos-anywhere could not do it.
func BriefOf(h *resolve.Host, layout *storage.Layout) (Brief, error) {
	keys, err := keysOf(layout, nil)
	return Brief{
		Erases: disksOf(layout), Makes: madeOf(layout), Keys: keys, Plugged: pluggedKeys(layout), Needs: Needs(h), Enrol: enrolments(layout),
		Login: Login(h), Port: SSHPort(h),
	}, err
}
