package docs

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/draw"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// hardware is what the report says of the machine.
func (s *Site) hardware(h *pipeline.Host) []block {
	report := h.Resolved.Report
	if !report.Read() {
		return []block{paragraph{line{{Text: "No hardware report says what the machine is made of. "}, {Text: "panther facts --help", Style: asCode}, {Text: " tells how to make one."}}}}
	}
	f := report.Facts
	out := answers{}
	add := func(what, text string, at facts.Place) {
		if text != "" {
			out.Rows = append(out.Rows, answer{what, joined(" ", said(text), s.reportPlace(at))})
		}
	}
	add("machine", strings.TrimSpace(f.Machine.Vendor.Value+" "+f.Machine.Name()), f.Machine.Vendor.Place)
	add("kind", f.Chassis.Value, f.Chassis.Place)
	if f.IsVirtual() {
		add("virtual machine of", f.Virtualisation.Value, f.Virtualisation.Place)
	}
	add("processor", processor(f.CPU), f.CPU.Model.Place)
	if f.Memory.Value > 0 {
		add("memory", draw.Human(f.Memory.Value), f.Memory.Place)
	}
	if f.Firmware.Value != facts.Unknown {
		add("firmware", f.Firmware.Value, f.Firmware.Place)
	}
	for _, g := range f.Graphics {
		add("graphics", strings.Join(filled(g.Vendor, g.Name, g.BusID), ", "), g.Place)
	}
	for _, d := range f.Disks {
		add("disk", strings.Join(filled(d.Model, facts.HumanSize(d.Size), d.Bus, d.Not), ", "), d.Place)
	}
	for _, n := range f.Network {
		kind := "network, by cable"
		if n.Wireless {
			kind = "network, wireless"
		}
		add(kind, strings.Join(filled(n.Model, n.Driver), ", "), n.Place)
	}
	for _, group := range []struct {
		what string
		all  []facts.Device
	}{{"Bluetooth", f.Bluetooth}, {"camera", f.Cameras}, {"fingerprint reader", f.Fingerprint}, {"touch screen", f.Touch}} {
		for _, d := range group.all {
			add(group.what, d.Name, d.Place)
		}
	}
	return []block{paragraph{joined(" ", words("What the machine is made of, as the hardware report says that is named in"), s.place(report.At, ""))}, out}
}

func processor(c facts.CPU) string {
	text := c.Model.Value
	if c.Cores.Value > 0 && text != "" {
		text += ", " + strconv.FormatInt(c.Cores.Value, 10) + " cores"
	}
	return text
}

// filled are the texts that say something.
func filled(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// disks draws what holds the data, and lists what is mounted where.
func (s *Site) disks(h *pipeline.Host, page *sheet) []block {
	if h.Layout == nil || len(h.Layout.Entries) == 0 {
		return []block{paragraph{line{{Text: "The disks are described in disko's own words, under "}, {Text: "disko", Style: asCode}, {Text: "."}}}}
	}
	title := "The disks of " + h.Name
	page.pictures[h.Name+"-disks.svg"] = draw.SVG(title, draw.Disks(h.Layout, h.Resolved.Report.DiskSize))
	out := []block{picture{File: h.Name + "-disks.svg", Alt: title + ": partitions to scale, what they hold and where it is mounted"}}
	g := grid{Class: "mounts", Head: []string{"mounted at", "type", "device", "options", "set by"}}
	for _, m := range h.Layout.Mounts() {
		device := m.Device
		if m.Sub != nil {
			device += ", " + m.Sub.Name
		}
		g.Rows = append(g.Rows, gridRow{Cells: []line{codes(m.Point), words(m.Type), codes(device), codes(strings.Join(m.Options, ",")), s.place(m.At, "")}})
	}
	out = append(out, g)
	encrypted := grid{Head: []string{"encrypted", "device", "opened by"}}
	for _, p := range storage.Encrypted(h.Layout) {
		encrypted.Rows = append(encrypted.Rows, gridRow{Cells: []line{codes(p.Content.LUKS.Name), codes(p.Device), words(strings.Join(p.Content.LUKS.Unlock, ", "))}})
	}
	if len(encrypted.Rows) > 0 {
		out = append(out, encrypted)
	}
	return out
}

// services are what listens, and who reaches it.
func (s *Site) services(h *pipeline.Host) []block {
	g := grid{Class: "ports", Head: []string{"service", "port", "listens on", "who reaches it"}}
	for _, p := range h.Resolved.Ports() {
		number := p.Number
		if number == "" {
			number = "as NixOS decides"
		}
		port := append(codes(number+"/"+strings.Join(p.Protocols, "+")), s.portPlace(p)...)
		name := line{{Text: p.Module.ID(), To: moduleTarget(p.Module.ID())}, {Text: " " + p.Name}}
		g.Rows = append(g.Rows, gridRow{Cells: []line{name, port, words(strings.Join(listenWords(p.Listen), ", ")), reach(p)}})
	}
	out := []block{paragraph{words("It listens on nothing that panther knows of.")}}
	if len(g.Rows) > 0 {
		out = []block{g}
	}
	return append(out, s.firewall(h)...)
}

func (s *Site) portPlace(p resolve.Port) line {
	if p.At == nil || !p.Written {
		return nil
	}
	return append(words(", "), s.place(p.At.Range(), "")...)
}

func listenWords(listen []string) []string {
	var out []string
	for _, l := range listen {
		switch l {
		case catalog.ListenAll:
			l = "all addresses"
		case catalog.ListenLoopback:
			l = "the host alone"
		case catalog.ListenOwn:
			l = "an address of its own"
		}
		out = append(out, l)
	}
	return unique(out)
}

// reach says who gets through the firewall.
func reach(p resolve.Port) line {
	local := len(p.Listen) > 0
	for _, l := range p.Listen {
		local = local && l == catalog.ListenLoopback
	}
	switch {
	case local:
		return words("programs of the host")
	case p.OpenAll:
		return line{{Text: "everybody", Style: asStrong}}
	case len(p.Interfaces) > 0:
		return append(words("whoever comes over "), codeList(p.Interfaces)...)
	case p.Listen != nil && p.Listen[0] == catalog.ListenOwn:
		return words("whatever shares that address, such as containers")
	}
	return words("nobody from outside: the firewall lets it in nowhere")
}

// firewallOptions are those of security.firewall and of NixOS that let something in.
var firewallOptions = []string{"tcp", "udp", "tcpRanges", "udpRanges", "interfaces", "trustedInterfaces"}

// firewall is what else is let in.
func (s *Site) firewall(h *pipeline.Host) []block {
	var found []setValue
	if h.Resolved.Module("security/firewall") != nil {
		for _, v := range s.valuesOf(h, "security", "firewall") {
			if option, _, _ := strings.Cut(v.Path, "."); slices.Contains(firewallOptions, option) {
				found = append(found, v)
			}
		}
		named("security.firewall", found)
	}
	if h.Resolved.Origins.Get("settings", "networking", "firewall") != nil {
		found = append(found, named("settings.networking.firewall", s.valuesOf(h, "settings", "networking", "firewall"))...)
	}
	if len(found) == 0 {
		return nil
	}
	return []block{paragraph{words("What the firewall is told besides:")}, s.valuesGrid(found)}
}

// users are who may log in, and how.
func (s *Site) users(h *pipeline.Host) []block {
	people := h.Resolved.Origins.Get("core", "users")
	if people == nil {
		return nil
	}
	g := grid{Class: "users", Head: []string{"user", "may", "SSH keys", "password", "shell", "set by"}}
	for _, m := range people.Members {
		at := h.Resolved.Root.Get("core").Get("users").Get(m.Key)
		name := line{{Text: m.Key, Style: asStrong, Foreign: true}}
		if full := textOf(at.Get("description")); full != "" {
			name = append(name, span{Style: lineBreak}, span{Text: full, Foreign: true})
		}
		g.Rows = append(g.Rows, gridRow{Cells: []line{name, words(rights(m.Key, at)), keyNames(at.Get("sshKeys")), password(at), codes(orElse(textOf(at.Get("shell")), "bash")), s.place(m.At.Range(), "")}})
	}
	return append([]block{g}, howToLogIn(h)...)
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func rights(name string, user *yamldoc.Node) string {
	switch {
	case name == "root":
		return "everything"
	case !isOn(user.Get("admin")):
		return "use the host"
	case isOn(user.Get("passwordlessSudo")):
		return "administer it, with sudo that asks for no password"
	}
	return "administer it, with sudo that asks for the password"
}

// keyNames are what people call their keys: the comments behind them, or their kinds.
func keyNames(keys *yamldoc.Node) line {
	var out []line
	for _, text := range manifest.Strings(keys) {
		parts := strings.Fields(text)
		switch {
		case len(parts) > 2:
			out = append(out, line{{Text: strings.Join(parts[2:], " "), Foreign: true}, {Text: " (" + parts[0] + ")", Style: asQuiet}})
		case len(parts) > 0:
			out = append(out, words(parts[0]))
		}
	}
	if out == nil {
		return words("none")
	}
	return joined("\n", out...)
}

// password says where the hash of a password is, and not what it is.
func password(user *yamldoc.Node) line {
	file := user.Get("hashedPasswordFile")
	switch {
	case textOf(user.Get("hashedPassword")) != "":
		return words("its hash is in the manifest")
	case file != nil && file.Text != "" && strings.HasPrefix(file.Text, "/"):
		return append(words("its hash is in "), codes(file.Text)...)
	case textOf(file) != "":
		return words("its hash is in the secret store")
	}
	return words("none, so no login at the console")
}
