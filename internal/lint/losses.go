package lint

import (
	"path"
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// add reports that something at a path would be gone after a boot.
func (l losses) add(at source.Range, name, consequence, help string) {
	d := l.diags.Add(diag.LostState, at, "%s would be gone after each boot: %s", name, consequence).Help("%s", help)
	if at != l.on() {
		d.See(l.on(), "the root is made anew by this")
	}
}

// forgotten is where the host says that a path is not kept; key is the option that would keep it.
func (l losses) forgotten(name, key string) (source.Range, string) {
	for _, item := range manifest.ListItems(l.plan.Module.Option("forget")) {
		if storage.Below(name, item.Text) {
			return item.Range(), "take it out of forget"
		}
	}
	return l.on(), "name it: filesystems.impermanence." + key + ": [" + name + "]"
}

// keptPath is where a file would stand that is to be there from the beginning.
func (l losses) keptPath(name string) string {
	if storage.Below(name, l.plan.At) {
		return name
	}
	return path.Join(l.plan.At, name)
}

// hostKeys checks the keys by which others know the host.
func (l losses) hostKeys() {
	if l.host.Doubtful("settings", "services", "openssh") {
		return
	}
	for _, key := range manifest.ListItems(l.host.Setting("services", "openssh", "hostKeys")) {
		file := key.Get("path")
		if !isPath(file) || l.plan.Keeps(file.Text) {
			continue
		}
		l.add(file.Range(), file.Text, "nobody would know the host again", "name a file below "+l.plan.At+", such as "+l.keptPath(file.Text))
	}
}

// isPath tells whether panther knows the path that a value is.
func isPath(n *yamldoc.Node) bool {
	return n.IsSet() && n.Tag == "" && path.IsAbs(n.Text) && !isRuntime(n.Text)
}

// isRuntime tells whether a path is where things are made anew in any case.
func isRuntime(name string) bool {
	for _, folder := range []string{"/dev", "/proc", "/run", "/sys", "/nix/store"} {
		if storage.Below(name, folder) {
			return true
		}
	}
	return false
}

// services checks what those need again that people reach the host by, whatever module sets them up.
func (l losses) services() {
	l.needs("/etc/machine-id", "the host would be another one in its journal and its network")
	l.needs("/var/lib/nixos", "users and groups would get other numbers, and their files other owners")
	if l.runs("services/tailscale", "services", "tailscale", "enable") {
		l.needs("/var/lib/tailscale", "the host would no longer be in the tailnet")
	}
	network := l.host.Module("core/networking")
	manager := network != nil && network.Option("backend").IsSet() && network.Option("backend").Text == "networkmanager"
	if manager || l.host.Setting("networking", "networkmanager", "enable").IsTrue() {
		l.needs("/etc/NetworkManager/system-connections", "the host would know no network")
	}
}

// runs tells whether a module is on, or a setting that switches on the same.
func (l losses) runs(module string, setting ...string) bool {
	set := l.host.Setting(setting...)
	return set.IsTrue() || l.host.Module(module) != nil && !set.IsFalse()
}

func (l losses) needs(name, consequence string) {
	if !l.plan.Keeps(name) {
		at, help := l.forgotten(name, "directories")
		l.add(at, name, consequence, help)
	}
}

// secretKeys checks what opens the secrets.
func (l losses) secretKeys() {
	store := l.host.Module("security/secrets")
	if len(l.host.Secrets) == 0 || store == nil || l.host.Doubtful("security", "secrets") {
		return
	}
	if provider := l.host.Secrets[0].Reference.Provider; !provider.HostKeys {
		if token := store.Option("tokenFile"); isPath(token) && !l.plan.Keeps(token.Text) {
			at, help := l.forgotten(token.Text, "files")
			l.add(at, token.Text, "nothing could fetch the host's secrets", help)
		}
		return
	}
	files := slices.Concat(manifest.ListItems(store.Option("identities")), manifest.ListItems(l.host.Setting("age", "identityPaths")), manifest.ListItems(l.host.Setting("sops", "age", "sshKeyPaths")))
	if len(files) == 0 { // then it decrypts with the keys of the SSH server
		for _, key := range manifest.ListItems(l.host.Setting("services", "openssh", "hostKeys")) {
			files = append(files, key.Get("path"))
		}
	}
	files = append(files, store.Option("ageKey"), l.host.Setting("sops", "age", "keyFile"))
	for _, file := range files {
		l.early(file, "secrets are decrypted")
	}
}

// passwords checks the files with the users' passwords.
func (l losses) passwords() {
	if l.host.Doubtful("core", "users") || l.host.Doubtful("settings", "users", "users") {
		return
	}
	for _, user := range people(l.host) {
		if file := user.option("hashedPasswordFile"); file.IsSet() && !fromStore(file) {
			l.early(file, "users are made")
		}
	}
}

// early reports a file that is needed before most of what is kept is there.
func (l losses) early(file *yamldoc.Node, when string) {
	if !isPath(file) || l.plan.KeepsEarly(file.Text) {
		return
	}
	help := "name a file below " + l.plan.At + ", which is there from the beginning, such as " + l.keptPath(file.Text)
	if l.plan.Keeps(file.Text) {
		l.diags.Add(diag.LostState, file.Range(), "%s is not there yet when %s", file.Text, when).
			See(l.on(), "the root is made anew by this").Help("%s", help)
		return
	}
	l.add(file.Range(), file.Text, "it is read when "+when, help)
}

// otherSecrets checks the files with secrets that people bring to the host. Those that open the others, and those of users, are
// looked at on their own.
func (l losses) otherSecrets() {
	for _, f := range l.host.SecretFiles() {
		id := f.Module.ID()
		if id == "security/secrets" || id == "core/users" || isRuntime(f.Path) || l.plan.Keeps(f.Path) {
			continue
		}
		l.add(f.At, f.Path, f.Option+" would not find it", "name a file below "+l.plan.At+", such as "+l.keptPath(f.Path))
	}
}

// inPlace checks the directories whose files are overwritten in place: those hold databases and disks of machines.
func (l losses) inPlace() {
	btrfs := l.host.Module("filesystems/btrfs")
	if btrfs == nil {
		return
	}
	directories := btrfs.Value.Get("directories")
	if directories == nil || directories.Kind != yamldoc.Map {
		return
	}
	for _, e := range directories.Entries {
		if e.Value.Get("noCow").IsTrue() && path.IsAbs(e.Key) && !l.plan.Keeps(path.Clean(e.Key)) {
			l.diags.Warn(diag.LostState, e.At.Range(), "%s is on the root, which is made anew at each boot: its files would go with it", e.Key).
				See(l.on(), "by this").Help("name it: filesystems.impermanence.directories: [%s]; or give it a subvolume with noCow", e.Key)
		}
	}
}
