package cli

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/schema"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/workspace"
	"github.com/hbohlen/panther/internal/yamldoc"
)

type newOptions struct {
	name        string
	profile     []string
	firmware    string
	device      string
	swap        string
	description string
	folder      string
	users       []string
	reportFile  string

	report      *facts.Report
	reportGiven []byte // the file as it was given
	reportText  []byte // as the fleet keeps it
	reportPath  string
	reportKept  bool // it is there already
	profileWhy  string
}

func newNew(a *app) *cobra.Command {
	var o newOptions
	cmd := &cobra.Command{
		Use:     "new HOST",
		Short:   "Add a host to the fleet",
		GroupID: groupStart,
		Example: `  panther new web1 --profile hetzner
  panther new yoga --report facter.json --folder hosts/laptops
  panther new db1 --profile ovh --device /dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_1 --swap 4G`,
		Long: `Writes a manifest for a new host from a profile (built in: base, server, vps, hetzner, ovh, workstation, yoga, zephyrus,
and development beside another one) and says what is still to be filled in; panther check is not content until it is. It
never replaces a file.

With a hardware report, profile, firmware, disk, network and graphics follow from it, and each line says why. The report is
kept beside the host, without what changes from boot to boot and without serial numbers.`,
		Args: oneArgument("which name has the new host?"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.name = args[0]
			return a.runNew(o)
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&o.profile, "profile", nil, "profile that the host starts from, or several")
	flags.StringVar(&o.firmware, "firmware", "", "how the machine boots, where the profile does not say: bios, uefi, hybrid")
	flags.StringVar(&o.device, "device", "", "the disk, by a name from /dev/disk/by-id/")
	flags.StringVar(&o.reportFile, "report", "", "hardware report of the machine, as nixos-facter writes it")
	flags.StringVar(&o.swap, "swap", "", "size of the swap file, such as 4G")
	flags.StringVar(&o.description, "description", "", "what the host is for")
	flags.StringVar(&o.folder, "folder", "hosts", "folder of the manifest, below hosts/")
	flags.StringSliceVar(&o.users, "user", nil, "user of panther.yaml who gets an account; all administrators if none is named")
	_ = cmd.RegisterFlagCompletionFunc("profile", a.completeProfiles)
	_ = cmd.RegisterFlagCompletionFunc("firmware", fixedCompletion("bios", "uefi", "hybrid"))
	return cmd
}

func (a *app) runNew(o newOptions) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	if err := a.readNewReport(&o); err != nil {
		return err
	}
	if err := f.checkNew(&o); err != nil {
		return err
	}
	folder, err := f.folderFor(o.folder)
	if err != nil {
		return err
	}
	if o.firmware == "" && o.report == nil && !f.Resolver.Sets(o.profile, "firmware") {
		o.firmware = types.BlankText
	}
	if err := f.placeReport(&o, folder); err != nil {
		return err
	}
	name := folder + "/" + o.name + ".yaml"
	content := manifestText(o)
	if o.report != nil {
		content = f.reportedText(o)
	}
	content = append([]byte(schemaLine(name, schema.Host)), content...)
	diags := f.Join(source.New(name, content), map[string][]byte{o.reportPath: o.reportText})
	blanks := slices.DeleteFunc(slices.Clone(diags), func(d diag.Diagnostic) bool { return d.Code != diag.Blank })
	rest := slices.DeleteFunc(diags, func(d diag.Diagnostic) bool { return d.Code == diag.Blank })
	if rest.HasErrors() {
		_ = printDiags(a.Err, rest.Sorted(), a.errStyles())
		a.note("nothing was written")
		return errNo
	}
	if err := f.ws.Create(name, content, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(a.Out, "new      %s\n", name)
	if o.report != nil && !o.reportKept {
		if err := f.ws.Create(o.reportPath, o.reportText, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(a.Out, "new      %s\n", o.reportPath)
	}
	f.files.Hosts = append(f.files.Hosts, source.New(name, content))
	if err := f.refreshSchemas(); err != nil {
		return err
	}
	a.sayWhatIsNext(o, name, content, blanks.Sorted())
	return nil
}

// sayWhatIsNext names what is still to be done for a new host.
func (a *app) sayWhatIsNext(o newOptions, name string, content []byte, blanks diag.List) {
	for _, b := range blanks {
		fmt.Fprintf(a.Out, "fill in  %s:%d: %s\n", name, b.Range.Start.Line, strings.TrimSuffix(b.Message, " is still to be filled in"))
	}
	if o.firmware == "" && o.report == nil {
		a.note("the firmware follows from the profile; in the provider's rescue system, `test -d /sys/firmware/efi` tells whether it is UEFI")
	}
	if bytes.Contains(content, []byte("hashedPasswordFile: /var/lib/secrets/")) { // without it, nobody gets past the screen
		a.note("`mkpasswd` prints what goes into the password's file, which has to be there when the host first starts: nixos-anywhere --extra-files brings it")
	}
	if len(blanks) == 0 {
		a.note("next: `panther gen %s`", o.name)
	} else {
		a.note("next: fill it in, then `panther gen %s`", o.name)
	}
}

// checkNew refuses a host that could not be rendered whatever is filled in.
func (f *fleet) checkNew(o *newOptions) error {
	if f.Diags.HasErrors() {
		return usage("the fleet has mistakes: see `panther validate`")
	}
	if !manifest.ValidHostName(o.name) {
		return usage("%s cannot be a host's name: lower-case letters, digits and -, at most 63", diag.Quote(o.name))
	}
	for _, file := range f.files.Hosts {
		if strings.HasSuffix("/"+file.Name, "/"+o.name+".yaml") {
			return usage("there is a host %s already: %s", o.name, file.Name)
		}
		if strings.HasPrefix(file.Name, path.Clean(o.folder)+"/"+o.name+"/") {
			return usage("%s/%s/ holds the manifests of other hosts, and would become the new host's own folder: take another name", o.folder, o.name)
		}
	}
	if err := f.propose(o); err != nil {
		return err
	}
	names := f.Resolver.ProfileNames()
	if len(o.profile) == 0 {
		return usage("--profile is needed; %s", diag.OneOf(names))
	}
	for _, p := range o.profile {
		if !slices.Contains(names, p) {
			return usage("there is no profile %s; %s", diag.Quote(p), diag.DidYouMean(p, names))
		}
	}
	return f.checkUsers(o)
}

// folderFor checks the folder of a new manifest: below hosts/, and where manifests are looked for.
func (f *fleet) folderFor(given string) (string, error) {
	folder, ok := workspace.Inside(given)
	if !ok || folder != "hosts" && !strings.HasPrefix(folder, "hosts/") {
		return "", usage("--folder names a folder below hosts/")
	}
	for _, file := range f.files.Hosts {
		if own := strings.TrimSuffix(file.Name, ".yaml"); folder == own || strings.HasPrefix(folder, own+"/") {
			return "", usage("%s is the own folder of a host: no manifest is looked for there", folder)
		}
	}
	return folder, nil
}

// checkUsers finds the accounts of a new host: there must be an administrator with a key among the people of the fleet.
func (f *fleet) checkUsers(o *newOptions) error {
	var admins, all []string
	if f.Users != nil {
		for _, e := range f.Users.Entries {
			all = append(all, e.Key)
			if manifest.AdministersByKey(e.Value) {
				admins = append(admins, e.Key)
			}
		}
	}
	for _, u := range o.users {
		if !slices.Contains(all, u) {
			return usage("panther.yaml has no user %s; %s", diag.Quote(u), diag.DidYouMean(u, all))
		}
	}
	if len(admins) == 0 {
		return usage("the fleet has no administrator with an SSH key: nobody could log in to the host. Add one under users: in panther.yaml, with admin: true and sshKeys")
	}
	if len(o.users) == 0 {
		o.users = admins
	}
	return nil
}

// manifestText is a new manifest. What only a person knows is marked, and refused until it is filled in.
func manifestText(o newOptions) []byte {
	device := o.device
	if device == "" {
		device = "/dev/disk/by-id/" + types.BlankText
	}
	var b strings.Builder
	if o.description != "" {
		fmt.Fprintf(&b, "description: %s\n", scalar(o.description))
	}
	fmt.Fprintf(&b, "profile: %s\n", profileList(o.profile))
	fmt.Fprintf(&b, "# the release that the host is first installed with; it never changes afterwards\nstateVersion: %q\n", manifest.Releases()[0])
	if o.firmware != "" {
		fmt.Fprintf(&b, "firmware: %s\n", o.firmware)
	}
	fmt.Fprintf(&b, "disks:\n  main:\n    device: %s\n", scalar(device))
	if o.swap != "" {
		fmt.Fprintf(&b, "    swap: %s\n", scalar(o.swap))
	}
	b.WriteString("core:\n  users:\n")
	for _, u := range o.users {
		fmt.Fprintf(&b, "    %s: {}\n", u)
	}
	return []byte(b.String())
}

// scalar writes text as YAML has to have it.
func scalar(text string) string {
	out, err := yamldoc.Write(yamldoc.Scalar(yamldoc.Text, text, nil))
	if err != nil {
		return `""`
	}
	return strings.TrimSuffix(string(out), "\n")
}
