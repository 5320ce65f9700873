package lint

import (
	"net"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

const snapshotsModule = "filesystems/snapshots"

// Sent is where a host sends its snapshots.
type Sent struct {
	Option    string // filesystems.snapshots.send.backup
	Host      Fact   // "": a directory of its own
	Port      Fact
	Directory Fact
	ByReceive bool // it takes a receive at the other end: who logs in there is the user that this makes
}

// Receiving are the directories in which a host takes the snapshots of others.
type Receiving struct {
	Directories []Fact
	Ports       []string // of its SSH server; none where they are not known
	All         bool     // these are all of them: everything is understood, and nothing is written in Nix
	At          Fact     // where they would be written
}

// snapshotFacts takes from a host where its snapshots go, and which it takes.
func snapshotFacts(h *resolve.Host, f *Facts) {
	f.Receives = Receiving{At: Fact{h.Name, h.Top()}}
	f.Receives.All = !h.Incomplete && len(h.Imports) == 0 && !h.Doubtful("filesystems") && h.Setting("services", "btrbk", "sshAccess") == nil
	m := h.Module(snapshotsModule)
	if m == nil {
		return
	}
	f.Receives.At.At = m.At
	if !h.Doubtful("services", "ssh") && !h.Doubtful("settings", "services", "openssh") {
		f.Receives.Ports = readServer(h).ports()
	}
	each(m.Value.Get("receive"), func(e yamldoc.Entry) {
		if directory := e.Value.Get("directory"); directory.IsSet() && !types.Unusable(directory) {
			f.Receives.Directories = append(f.Receives.Directories, Fact{directory.Text, directory.Range()})
		}
	})
	if !m.On("take") {
		return
	}
	each(m.Value.Get("send"), func(e yamldoc.Entry) {
		if to, ok := sentTo(e, m.KeyPath()+".send."+e.Key); ok {
			f.Sends = append(f.Sends, to)
		}
	})
}

// sentTo reads where one entry sends them.
func sentTo(e yamldoc.Entry, option string) (Sent, bool) {
	directory, host := e.Value.Get("directory"), e.Value.Get("host")
	if !directory.IsSet() || types.Unusable(directory) || host != nil && types.Unusable(host) {
		return Sent{}, false
	}
	to := Sent{Option: option, Directory: Fact{directory.Text, directory.Range()}, ByReceive: true}
	if host.IsSet() {
		to.Host = Fact{host.Text, host.Range()}
	}
	to.Port = Fact{"22", to.Host.At}
	if port := e.Value.Get("port"); port.IsSet() {
		to.Port = Fact{port.Text, port.Range()}
	}
	if user := e.Value.Get("user"); user.IsSet() {
		to.ByReceive = user.Text == "btrbk"
	}
	return to, true
}

// receivers are the fleet's hosts as those find them that send snapshots.
type receivers struct {
	names     []string
	byName    map[string]Facts
	byAddress map[string]string // "" where two have one
	complete  bool              // all hosts could be read
}

// sending compares where hosts send their snapshots with what the fleet's own hosts take.
func sending(all []Facts, out []diag.List) {
	if !slices.ContainsFunc(all, func(f Facts) bool { return len(f.Sends) > 0 }) {
		return
	}
	fleet := receiversOf(all)
	taken := map[string]owner{}
	for i, f := range all {
		for _, to := range f.Sends {
			machine := fleet.machine(f, to)
			fleet.checkReceiver(f, to, machine, &out[i])
			checkShared(f, to, machine, taken, &out[i])
		}
	}
}

func receiversOf(all []Facts) receivers {
	fleet := receivers{byName: map[string]Facts{}, byAddress: map[string]string{}, complete: true}
	for _, f := range all {
		if f.Host == "" {
			fleet.complete = false
			continue
		}
		fleet.names, fleet.byName[f.Host] = append(fleet.names, f.Host), f
		for _, address := range f.Addresses {
			if other, taken := fleet.byAddress[address.Value]; taken && other != f.Host {
				fleet.byAddress[address.Value] = ""
			} else {
				fleet.byAddress[address.Value] = f.Host
			}
		}
	}
	return fleet
}

// machine is the host of the fleet that snapshots are sent to, "" for another machine.
func (r receivers) machine(f Facts, to Sent) string {
	name := strings.ToLower(to.Host.Value)
	if name == "" || name == "localhost" {
		return f.Host
	}
	if address := addressOf(strings.Trim(name, "[]")); address.IsValid() {
		if address.IsLoopback() {
			return f.Host
		}
		return r.byAddress[address.String()]
	}
	first, _, _ := strings.Cut(name, ".")
	if _, ours := r.byName[first]; ours {
		return first
	}
	return ""
}

// checkReceiver checks that the other end takes what is sent to it.
func (r receivers) checkReceiver(f Facts, to Sent, machine string, diags *diag.List) {
	switch {
	case to.Host.Value == "":
	case machine == f.Host:
		diags.Add(diag.SnapshotPlace, to.Host.At, "%s sends to itself: where its disk breaks, both are gone", to.Option).
			Help("name another host, or leave host out for a directory on another disk of this one")
	case machine == "":
		r.checkName(to, diags)
	case to.ByReceive && r.byName[machine].Receives.All:
		r.checkDirectory(to, machine, diags)
		r.checkPort(to, machine, diags)
	}
}

// checkPort warns of a port on which the other host's SSH server does not listen. Something between the two may take it there.
func (r receivers) checkPort(to Sent, machine string, diags *diag.List) {
	receives := r.byName[machine].Receives
	if len(receives.Directories) == 0 || len(receives.Ports) == 0 || slices.Contains(receives.Ports, to.Port.Value) {
		return
	}
	diags.Warn(diag.SnapshotPlace, to.Port.At, "%s sends to port %s, and the SSH server of %s listens on %s", to.Option, to.Port.Value, machine, strings.Join(receives.Ports, " and ")).
		Help("write port: %s", receives.Ports[0])
}

// checkName warns of a name that is nearly that of a host of the fleet. One without a dot may well be an alias of somebody's.
func (r receivers) checkName(to Sent, diags *diag.List) {
	if !r.complete || strings.ContainsAny(to.Host.Value, ".:") {
		return
	}
	if near, ok := diag.Nearest(to.Host.Value, r.names); ok {
		diags.Warn(diag.SnapshotPlace, to.Host.At, "%s: no host of the fleet is called %s", to.Option, diag.Quote(to.Host.Value)).
			Help("did you mean %s?", diag.Quote(near))
	}
}

// checkDirectory reports a directory that the other host does not take snapshots in. With a domain behind it the name may be that
// of another machine, so that it is a warning then.
func (r receivers) checkDirectory(to Sent, machine string, diags *diag.List) {
	receives := r.byName[machine].Receives
	var taken []string
	for _, directory := range receives.Directories {
		if storage.Below(to.Directory.Value, directory.Value) {
			return
		}
		taken = append(taken, directory.Value)
	}
	report, at := diags.Add, receives.At
	if strings.Contains(to.Host.Value, ".") && net.ParseIP(to.Host.Value) == nil {
		report = diags.Warn
	}
	if len(taken) == 0 {
		report(diag.SnapshotPlace, to.Directory.At, "%s: the host %s takes no snapshots of others", to.Option, machine).
			See(at.At, "%s", machine).
			Help("there: filesystems: { snapshots: { receive: { %s: { directory: %s, sshKey: ... } } } }, with the public half of the key here", nameOf(to.Directory.Value), to.Directory.Value)
		return
	}
	near, ok := diag.Nearest(to.Directory.Value, taken)
	if !ok {
		near = taken[0]
	}
	for _, directory := range receives.Directories {
		if directory.Value == near {
			at = directory
		}
	}
	report(diag.SnapshotPlace, to.Directory.At, "%s: %s takes no snapshots in %s", to.Option, machine, to.Directory.Value).
		See(at.At, "it takes them in %s", strings.Join(taken, ", ")).Help("write one directory at both ends")
}

// nameOf is the last part of a path.
func nameOf(directory string) string { return directory[strings.LastIndexByte(directory, '/')+1:] }

// checkShared reports a directory that two send to: each deletes what it takes for its own old snapshots there, and they are called
// the same.
func checkShared(f Facts, to Sent, machine string, taken map[string]owner, diags *diag.List) {
	key := machine + " " + to.Directory.Value
	if machine == "" {
		key = strings.ToLower(to.Host.Value) + ":" + to.Port.Value + key
	}
	first, shared := taken[key]
	if !shared {
		taken[key] = owner{f.Host, to.Directory}
		return
	}
	diags.Add(diag.SnapshotPlace, to.Directory.At, "%s: another one sends its snapshots to the same directory, and each deletes old ones of the other", to.Option).
		See(first.fact.At, "%s", first.host).Help("give each a directory of its own")
}
