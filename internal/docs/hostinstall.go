package docs

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/install"
	"github.com/hbohlen/panther/internal/keep"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

// howToLogIn is the command for it.
func howToLogIn(h *pipeline.Host) []block {
	user := install.Login(h.Resolved)
	if user == "" {
		return []block{paragraph{words("Nobody is known to get in over SSH and become root: logging in is at the console.")}}
	}
	return []block{paragraph{words("Logging in, and becoming root:")}, listing{"console", "$ " + sshCommand(h.Resolved, user) + "\n$ sudo -i\n"}}
}

func sshCommand(h *resolve.Host, user string) string {
	port := install.SSHPort(h)
	if port != "" {
		port = "-p " + port + " "
	}
	return "ssh " + port + user + "@" + h.Name
}

// installation is what it takes to install the host, and what is lost by it.
func (s *Site) installation(h *pipeline.Host) []block {
	brief, err := install.BriefOf(h.Resolved, h.Layout)
	if err != nil {
		return []block{paragraph{line{{Text: "panther install", Style: asCode}, {Text: " cannot install it: "}, {Text: err.Error(), Foreign: true}}}}
	}
	out := []block{
		paragraph{line{{Text: "The machine runs any Linux that can be logged in to over SSH, such as a rescue system. With "}, {Text: "--dry-run", Style: asCode},
			{Text: " nothing is done and everything is shown: what is erased, and what travels by which path."}}},
		listing{"console", "$ " + installCommand(h.Name, brief) + "\n"},
	}
	if len(brief.Erases) > 0 {
		out = append(out, paragraph{line{{Text: "These disks are erased, with all that is on them:", Style: asStrong}}}, disksGrid(append(brief.Erases, brief.Makes...)))
	}
	if len(brief.Keys) > 0 {
		var keys bullets
		for _, k := range brief.Keys {
			keys.Items = append(keys.Items, append(codes(k.Device), keyOrigin(k)...))
		}
		out = append(out, paragraph{words("What encrypted disks are opened with is asked for, or given as a file:")}, keys)
	}
	if len(brief.Plugged) > 0 {
		out = append(out, paragraph{append(words("In the machine have to be, with keys of disks: "), codeList(brief.Plugged)...)})
	}
	out = append(out, needs(brief.Needs)...)
	return append(out, afterwards(h, brief)...)
}

func keyOrigin(k install.DiskKey) line {
	if k.Asked() {
		return words(", typed, or --disk-key " + k.Device + "=FILE")
	}
	return words(", --disk-key " + k.Device + "=FILE")
}

// installCommand is the command with a flag for each file that is needed.
func installCommand(host string, brief install.Brief) string {
	lines := []string{"panther install " + host + " --target ADDRESS"}
	for _, n := range brief.Needs {
		if n.Flag != "" {
			lines = append(lines, n.Flag)
		}
	}
	return strings.Join(append(lines, "--dry-run"), " \\\n    ")
}

func disksGrid(disks []install.Disk) grid {
	g := grid{Class: "erased", Head: []string{"disk", "device", "what is made on it"}}
	for _, d := range disks {
		var parts []line
		for _, p := range d.Parts {
			size := p.Size
			if p.Name != "" && (size == "" || size == "100%") {
				size = "the rest"
			}
			parts = append(parts, joined(" ", codes(orElse(p.Name, "all of it")), words(size), words(p.What)))
		}
		name := codes(d.Name)
		if expected := strings.TrimSpace(d.Model + " " + d.Size); expected != "" {
			name = append(name, span{Text: ", expected: " + expected})
		}
		device := codes(d.Device)
		if d.Device == "" {
			device = words(strings.TrimSpace(d.Kind + " " + d.Mode))
		}
		g.Rows = append(g.Rows, gridRow{Cells: []line{name, device, joined("\n", parts...)}})
	}
	return g
}

// needs are the files that no build puts on the host.
func needs(all []install.Need) []block {
	if len(all) == 0 {
		return nil
	}
	g := grid{Head: []string{"file on the host", "what it is", "what brings it"}}
	for _, n := range all {
		flag := codes(n.Flag)
		if n.Flag == "" {
			flag = words("it is in memory: something has to put it there at each start")
		}
		g.Rows = append(g.Rows, gridRow{Cells: []line{codes(n.Path), prose(n.What), flag}})
	}
	return []block{paragraph{words("The host reads these, and no build puts them there:")}, g}
}

// afterwards is what is left to do once the host runs.
func afterwards(h *pipeline.Host, brief install.Brief) []block {
	var lines []string
	for _, command := range brief.Enrol {
		lines = append(lines, "# "+command)
	}
	if brief.Login != "" {
		target := brief.Login + "@" + h.Name
		if brief.Port != "" {
			lines = append(lines, "$ NIX_SSHOPTS='-p "+brief.Port+"' nixos-rebuild switch --flake .#"+h.Name+" --target-host "+target+" --sudo")
		} else {
			lines = append(lines, "$ nixos-rebuild switch --flake .#"+h.Name+" --target-host "+target+" --sudo")
		}
	}
	after := words("Once it runs, ")
	if isOn(h.Resolved.Root.Get("installed")) {
		after = words("It is marked as installed, so that no change erases its disks; ")
	} else {
		after = append(after, codes("installed: true")...)
		after = append(after, words(" in its manifest guards its disks; ")...)
	}
	out := []block{paragraph{append(after, words("later changes come with:")...)}}
	if len(lines) == 0 {
		return nil
	}
	return append(out, listing{"console", strings.Join(lines, "\n") + "\n"})
}

const snapshotsModule = "filesystems/snapshots"

// restoration says how the host comes back: what it had, from its snapshots; its disks, from an installer; all of it, anew.
func (s *Site) restoration(h *pipeline.Host) []block {
	var out []block
	out = append(out, s.fromSnapshots(h)...)
	out = append(out, fromInstaller(h)...)
	return append(out, s.anew(h)...)
}

// fromSnapshots says what can be put back from snapshots.
func (s *Site) fromSnapshots(h *pipeline.Host) []block {
	title := heading{3, "restore-files", words("A file, from a snapshot")}
	m := h.Resolved.Module(snapshotsModule)
	taken := snapshotPlaces(h, m)
	if len(taken) == 0 {
		return []block{title, paragraph{line{{Text: "It takes no snapshots"}, {Text: ": what is deleted is gone. "}, {Text: snapshotsModule, To: moduleTarget(snapshotsModule)},
			{Text: " takes them, on btrfs."}}}}
	}
	tool, g := orElse(textOf(m.Option("tool")), "btrbk"), grid{Head: []string{"what", "its snapshots"}}
	for _, p := range taken {
		at := snapshotsOf(m, tool, p)
		g.Rows = append(g.Rows, gridRow{Cells: []line{codes(p.Point), codes(at)}})
	}
	first := taken[0]
	command := "# cp --archive --reflink=auto --no-target-directory " + snapshotsOf(m, tool, first) + "/PATH " + strings.TrimSuffix(first.Point, "/") + "/PATH\n"
	out := []block{title, paragraph{line{{Text: tool, Style: asCode}, {Text: " takes snapshots of these. They lie on the disk that they are of: they help against mistakes, not against a broken disk."}}}, g,
		listing{"console", command}}
	if m.On("restoreGuide") {
		out = append(out, paragraph{line{{Text: "On the host, "}, {Text: "/etc/restore.md", Style: asCode}, {Text: " has every command, also for a subvolume as a whole. Have a copy of it elsewhere."}}})
	}
	return out
}

// snapshotPlaces are the subvolumes of which snapshots are taken.
func snapshotPlaces(h *pipeline.Host, m *resolve.Module) []storage.Place {
	if m == nil || !m.On("take") {
		return nil
	}
	var chosen []string
	if n := m.Option("subvolumes"); n != nil {
		for _, item := range n.Items {
			chosen = append(chosen, item.Text)
		}
	}
	var out []storage.Place
	for _, p := range storage.Places(h.Resolved, h.Layout) {
		if p.IsBtrfs() && (len(chosen) == 0 && p.Lasting || slices.Contains(chosen, p.Point)) {
			out = append(out, p)
		}
	}
	return out
}

// snapshotsOf is where a snapshot of a subvolume is seen. Of several locations it is the first one.
func snapshotsOf(m *resolve.Module, tool string, p storage.Place) string {
	if tool == "snapper" {
		return strings.TrimSuffix(p.Point, "/") + "/.snapshots/NUMBER/snapshot"
	}
	location := "/.snapshots"
	if n := m.Option("locations"); n != nil && len(n.Items) > 0 {
		location = n.Items[0].Text
	}
	return location + "/" + p.Name + ".TIME"
}

// fromInstaller are the commands that open the disks of a host that does not start.
func fromInstaller(h *pipeline.Host) []block {
	if h.Layout == nil || len(h.Layout.Mounts()) == 0 {
		return nil
	}
	lines := openCommands(h.Layout)
	for _, m := range h.Layout.Mounts() {
		lines = append(lines, mountCommand(m))
	}
	if root := h.Layout.MountAt("/"); root != nil && root.Type == storage.KindTmpfs { // by which nixos-enter knows a system
		lines = append(lines, "mkdir -p /mnt/etc && touch /mnt/etc/NIXOS")
	}
	lines = append(lines, "nixos-enter")
	return []block{
		heading{3, "restore-start", words("The host, when it does not start")},
		paragraph{words("If it is the configuration, an older one in the boot menu helps. Otherwise start the NixOS installer, and as root:")},
		listing{"console", "# " + strings.Join(lines, "\n# ") + "\n"},
	}
}

// assembling are the commands that put together what is made of several devices.
var assembling = map[string]string{
	storage.KindRAID: "mdadm --assemble --scan", storage.KindLVM: "vgchange --activate y ", storage.KindZFS: "zpool import -f -N -R /mnt ",
}

// openCommands open what is encrypted and put together what is made of several devices, each after what it is made of.
func openCommands(l *storage.Layout) []string {
	var out []string
	done := map[string]bool{}
	ready := func(e *storage.Entry) bool {
		return !slices.ContainsFunc(l.Members(e.Name), func(m storage.Part) bool { return !done[m.Entry.Name] })
	}
	for range l.Entries { // as many rounds as it takes at most
		for _, e := range l.Entries {
			if done[e.Name] || !ready(e) {
				continue
			}
			done[e.Name] = true
			if command := assembling[e.Kind]; command != "" {
				if strings.HasSuffix(command, " ") {
					command += e.Name
				}
				out = append(out, command)
			}
			for _, p := range storage.Encrypted(l) {
				if p.Entry == e {
					out = append(out, "cryptsetup open "+p.Device+" "+p.Content.LUKS.Name)
				}
			}
		}
	}
	return unique(out)
}

func mountCommand(m storage.Mount) string {
	device := m.Device
	if m.Type == storage.KindTmpfs {
		device = "tmpfs"
	}
	options := ""
	if all := strings.Join(m.Options, ","); all != "" && all != "defaults" {
		options = " -o " + all
	}
	return "mount --mkdir -t " + m.Type + options + " " + device + " " + strings.TrimSuffix("/mnt"+m.Point, "/")
}

// anew says what a host needs again that was installed on another disk.
func (s *Site) anew(h *pipeline.Host) []block {
	reinstall := ""
	if isOn(h.Resolved.Root.Get("installed")) {
		reinstall = "--reinstall"
	}
	out := []block{
		heading{3, "restore-anew", words("All of it, on another disk or machine")},
		paragraph{line{{Text: "Change "}, {Text: "device", Style: asCode}, {Text: " in its manifest, run "}, {Text: "panther gen " + h.Name, Style: asCode}, {Text: ", and install it as above"},
			{Text: codeIf(reinstall, ", with ")}, {Text: reinstall, Style: asCode}, {Text: ". What panther renders is back then; data come from a backup."}}},
	}
	if erased := copiesOnOwnDisks(h); len(erased) > 0 {
		out = append(out, paragraph{prose("An installation erases what its snapshots were sent to on its own disks, too: `" + strings.Join(erased, "`, `") +
			"`. Leave that disk out of the manifest until the host runs again.")})
	}
	state := h.Resolved.State()
	if len(state) == 0 {
		return out
	}
	g := grid{Class: "state", Head: []string{"what to bring back", "belongs to", "of"}}
	seen := map[string]bool{}
	for _, one := range state {
		if seen[one.Home+":"+one.Path] { // what several modules keep
			continue
		}
		seen[one.Home+":"+one.Path] = true
		name := one.Path
		if one.Home != "" {
			name = "~" + one.Home + "/" + one.Path
		}
		owner := strings.Trim(one.Owner+":"+one.Group, ":")
		if one.Home != "" {
			owner = orElse(owner, one.Home)
		}
		g.Rows = append(g.Rows, gridRow{Cells: []line{codes(name), codes(orRoot(owner)), {{Text: one.Module.ID(), To: moduleTarget(one.Module.ID())}}}})
	}
	said := "These are what its modules keep; what else is on the disks only you know."
	if kept := keep.For(h.Resolved, h.Layout); kept != nil && kept.At != "" {
		said = "Its root is made anew at each boot. What its modules keep lies below " + kept.At + ":"
	}
	return append(out, paragraph{words(said)}, g)
}

func codeIf(text, before string) string {
	if text == "" {
		return ""
	}
	return before
}

// copiesOnOwnDisks are the directories that take the snapshots of the host itself, on disks that its manifest names.
func copiesOnOwnDisks(h *pipeline.Host) (out []string) {
	m := h.Resolved.Module(snapshotsModule)
	if m == nil || h.Layout == nil || m.Option("send") == nil {
		return nil
	}
	for _, e := range m.Option("send").Entries {
		directory := textOf(e.Value.Get("directory"))
		if at := storage.MountOf(h.Layout.Mounts(), directory); directory != "" && !e.Value.Get("host").IsSet() && at != nil && at.Point != "/" {
			out = append(out, directory)
		}
	}
	return out
}
