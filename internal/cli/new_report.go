package cli

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/types"
)

// reportName is a report in the own folder of its host.
const reportName = "facter.json"

// readNewReport reads the report that a new host starts from, and what of it the fleet keeps.
func (a *app) readNewReport(o *newOptions) error {
	if o.reportFile == "" {
		return nil
	}
	file, err := a.readReport(o.reportFile)
	if err != nil {
		return err
	}
	report, diags := facts.Read(file)
	if report == nil {
		_ = printDiags(a.Err, diags.Sorted(), a.errStyles())
		a.note("nothing was written")
		return errNo
	}
	o.report, o.reportGiven = report, file.Bytes
	o.reportText, err = facts.Cut(file)
	return err
}

// placeReport finds out where the report goes. One that stands there already, as nixos-anywhere leaves it, is kept.
func (f *fleet) placeReport(o *newOptions, folder string) error {
	if o.report == nil {
		return nil
	}
	o.reportPath = path.Join(folder, o.name, reportName)
	there := f.ws.ReadReport(o.reportPath)
	switch {
	case there == nil:
	case bytes.Equal(there, o.reportText) || bytes.Equal(there, o.reportGiven):
		o.reportText, o.reportKept = there, true
	default:
		return usage("there is another report already, %s: move it away, or name it with --report", o.reportPath)
	}
	return nil
}

// propose fills in what the report tells and nobody gave as a flag.
func (f *fleet) propose(o *newOptions) error {
	if o.report == nil {
		return nil
	}
	if len(o.profile) > 0 {
		o.profileWhy = "as asked for; it is " + o.report.Proposals()[0].Why
		return nil
	}
	names := f.Resolver.ProfileNames()
	for _, p := range o.report.Proposals() {
		if slices.Contains(names, p.Profile) {
			o.profile, o.profileWhy = []string{p.Profile}, p.Why
			return nil
		}
	}
	return usage("no profile of the fleet suits the machine: name one with --profile; %s", diag.OneOf(names))
}

// reported writes the manifest of a host from its report, with the reason of each line.
type reported struct {
	manifestWriter
	*facts.Report
	options         newOptions
	passwords       []string // users without a password
	profileFirmware string
	sets            func(keys ...string) bool // whether the profile sets something
}

func (f *fleet) reportedText(o newOptions) []byte {
	w := &reported{Report: o.report, options: o, profileFirmware: f.Resolver.Says(o.profile, "firmware")}
	w.passwords = f.lackPasswords(o.users)
	w.sets = func(keys ...string) bool { return f.Resolver.Sets(o.profile, keys...) }
	if o.description != "" {
		w.line("description: "+scalar(o.description), "")
	}
	w.line("profile: "+profileList(o.profile), o.profileWhy)
	w.line(fmt.Sprintf("stateVersion: %q", manifest.Releases()[0]), "the release that the host is first installed with; it never changes afterwards")
	w.line("report: ./"+reportName, "what the machine says of itself; NixOS takes its drivers from it")
	w.identity()
	w.disks()
	w.core()
	if w.sets("hardware", "workstations") {
		w.workstation()
	}
	return []byte(w.text.String())
}

// lackPasswords are those of the users whom panther.yaml gives no password.
func (f *fleet) lackPasswords(users []string) []string {
	return slices.DeleteFunc(slices.Clone(users), func(user string) bool {
		person := f.Users.Get(user)
		return person.Get("hashedPassword") != nil || person.Get("hashedPasswordFile") != nil
	})
}

func profileList(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// identity writes the platform and the firmware.
func (w *reported) identity() {
	if w.System.Value != "x86_64-linux" {
		w.line("system: "+scalar(w.System.Value), "the report says so")
	}
	_, known := w.Fact("firmware")
	switch {
	case w.options.firmware != "":
		w.line("firmware: "+w.options.firmware, "as asked for")
	case known:
		w.line("firmware: "+w.Firmware.Value, "the report says so")
	case w.profileFirmware != "":
		w.comment("firmware: " + w.profileFirmware + ", as the profile says; the report does not")
	default:
		w.line("firmware: "+types.BlankText, "the report does not say: on the machine, `test -d /sys/firmware/efi` tells whether it is uefi or bios")
	}
}

// disks writes the disk to install on. Others are left alone: what is on them may be wanted.
func (w *reported) disks() {
	largest, others := w.Largest()
	w.line("disks:", "")
	w.line("  main:", "")
	switch {
	case w.options.device != "":
		w.line("    device: "+scalar(w.options.device), "as asked for")
	case largest == nil:
		w.line("    device: /dev/disk/by-id/"+types.BlankText, "the report names no disk by what it is: ls -l /dev/disk/by-id on the machine shows the names")
	case len(others) == 0:
		w.line("    device: "+scalar(largest.IDs[0].Value), diskName(*largest)+": the only disk to install on")
	default:
		w.line("    device: "+scalar(largest.IDs[0].Value), diskName(*largest)+": the largest disk")
	}
	if w.options.swap != "" {
		w.line("    swap: "+scalar(w.options.swap), "as asked for")
	}
	if w.options.device != "" {
		return
	}
	for _, d := range others {
		if len(d.IDs) > 0 {
			w.comment("  " + diskName(d) + ", is left alone. To use it for data alone, made anew:")
			w.comment("  data: { device: " + d.IDs[0].Value + ", mount: /data }")
		}
	}
}

func diskName(d facts.Disk) string {
	return words(d.Model+",", facts.HumanSize(d.Size))
}

// core writes who has an account, and what configures the network.
func (w *reported) core() {
	w.line("core:", "")
	w.line("  users:", "")
	for _, u := range w.options.users {
		if w.sets("services", "desktop") && slices.Contains(w.passwords, u) {
			w.line("    "+u+": { hashedPasswordFile: /var/lib/secrets/"+u+"-password, passwordlessSudo: false }", "for the login at the screen, and for sudo: what mkpasswd prints")
			continue
		}
		w.line("    "+u+": {}", "")
	}
	wired, wireless := w.Wired(), w.Wireless()
	sits := w.sets("hardware", "workstations")
	switch {
	case wireless != nil && (sits || wired == nil):
		w.line("  networking: { backend: networkmanager }", nicName(wireless)+andNic(wired)+": networks are chosen where the machine is")
	case wired != nil:
		w.line("  networking: { backend: networkd }", nicName(wired)+andNic(wireless)+": addresses come from DHCP, unless networking.interfaces says otherwise")
	default:
		w.comment("  networking: the report lists no network card")
	}
}

func nicName(n *facts.NIC) string {
	kind := "Ethernet"
	if n.Wireless {
		kind = "Wi-Fi"
	}
	if n.Driver == "" {
		return kind
	}
	return kind + " by " + n.Driver
}

func andNic(n *facts.NIC) string {
	if n == nil {
		return ""
	}
	return " and " + nicName(n)
}

// workstation writes what draws on the screens.
func (w *reported) workstation() {
	graphics, known := w.Fact("graphics")
	if !known {
		w.comment("hardware: the report lists no graphics processor of AMD, Intel or NVIDIA")
		return
	}
	vendors, _ := graphics.Value.([]string)
	var cards []string
	for _, vendor := range vendors {
		cards = append(cards, w.GPU(vendor).Name)
	}
	w.line("hardware:", "")
	w.line("  workstations:", "")
	w.line("    graphics: { vendors: ["+strings.Join(vendors, ", ")+"] }", strings.Join(cards, ", "))
	if microcode, ok := w.Fact("microcode"); ok {
		w.line(fmt.Sprintf("    microcode: %s", microcode.Value), w.CPU.Model.Value)
	}
	if w.Hybrid() {
		w.hybrid()
	}
	if len(w.Fingerprint) > 0 && !w.sets("hardware", "workstations", "fingerprint") {
		w.comment("    fingerprint: true lets " + w.Fingerprint[0].Name + " stand for the password")
	}
}

func (w *reported) hybrid() {
	w.line("    nvidia:", "")
	w.line("      prime: offload", "it sleeps until a program is started with nvidia-offload")
	for _, vendor := range []string{"intel", "amd", "nvidia"} {
		if id, ok := w.Fact(vendor + "BusId"); ok {
			w.line(fmt.Sprintf("      %sBusId: %q", vendor, id.Value), w.GPU(vendor).Address+", in decimal")
		}
	}
}

// manifestWriter writes lines with their reasons: beside them where there is room, else above them.
type manifestWriter struct{ text strings.Builder }

// widest is the longest line that has its reason beside it.
const widest = 120

func (w *manifestWriter) line(line, why string) {
	switch {
	case why == "":
		w.text.WriteString(line + "\n")
	case len(line)+len(why)+len(" # ") <= widest:
		w.text.WriteString(line + " # " + why + "\n")
	default:
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		w.text.WriteString(indent + "# " + why + "\n" + line + "\n")
	}
}

// comment writes a remark, indented as it is.
func (w *manifestWriter) comment(text string) {
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))]
	w.text.WriteString(indent + "# " + strings.TrimLeft(text, " ") + "\n")
}
