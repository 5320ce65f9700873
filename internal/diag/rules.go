package diag

import (
	"slices"
)

// Rule is what is known of a kind of diagnostic, whoever reports it.
type Rule struct {
	Code     Code
	Group    string // heading of the list of all rules
	Severity Severities
	Sentence string // what it is about
	Kept     bool   // it cannot be allowed by a comment, although it is a warning
}

// Severities are those that a rule reports with: some are an error or a warning by how sure it is that something is wrong.
type Severities uint8

// The severities of rules.
const (
	Errors Severities = 1 << iota
	Warnings
	Notes
	Either = Errors | Warnings
)

// Includes tells whether a rule may report with a severity.
func (s Severities) Includes(severity Severity) bool {
	switch severity {
	case Error:
		return s&Errors != 0
	case Warning:
		return s&Warnings != 0
	}
	return s&Notes != 0
}

func (s Severities) String() string {
	switch s {
	case Errors:
		return "error"
	case Warnings:
		return "warning"
	case Notes:
		return "note"
	}
	return "error or warning"
}

// Allowable tells whether a comment of the manifest may allow what the rule warns of. What is an error cannot be allowed.
func (r Rule) Allowable() bool { return r.Severity != Errors && !r.Kept }

// Rules lists every kind of diagnostic, group by group.
func Rules() []Rule { return slices.Clone(rules) }

// RuleOf returns the rule of a code.
func RuleOf(code Code) (Rule, bool) {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Code == code })
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}

// The headings of the list.
const (
	inReading   = "Reading files"
	inValues    = "Keys and values"
	inFleet     = "The fleet"
	inHost      = "A host"
	inSettings  = "Settings"
	inNix       = "What Nix says"
	inAcross    = "Across hosts"
	inAccess    = "Access"
	inSafety    = "Safety"
	inNetwork   = "Network"
	inBoot      = "Boot"
	inDisks     = "Disks"
	inMachine   = "The machine"
	inDesktop   = "Desktops"
	inInstalled = "Hosts that are installed"
	inStyle     = "Style"
	inAllow     = "Comments that allow"
)

// rules is a list, not a map, so that nothing is made of it when the program starts.
var rules = []Rule{
	{Code: EmptyFile, Group: inReading, Severity: Errors, Sentence: "A file holds no document."},
	{Code: TooLarge, Group: inReading, Severity: Errors, Sentence: "A file or what its aliases make of it is larger than panther reads."},
	{Code: TooDeep, Group: inReading, Severity: Errors, Sentence: "Lists and mappings are nested deeper than panther reads."},
	{Code: Encoding, Group: inReading, Severity: Errors, Sentence: "A file is not UTF-8."},
	{Code: YAMLSyntax, Group: inReading, Severity: Errors, Sentence: "A file is not YAML."},
	{Code: SecondDocument, Group: inReading, Severity: Errors, Sentence: "A file holds more than one document."},
	{Code: DuplicateKey, Group: inReading, Severity: Errors, Sentence: "A key is written twice in one mapping."},
	{Code: MergeKey, Group: inReading, Severity: Errors, Sentence: "A YAML merge key (<<), which is not part of the language."},
	{Code: UnknownTag, Group: inReading, Severity: Errors, Sentence: "A YAML tag that is not part of the language."},
	{Code: ControlCharacter, Group: inReading, Severity: Errors, Sentence: "A text holds a control character."},
	{Code: AmbiguousScalar, Group: inReading, Severity: Errors, Sentence: "A number or truth value that programs read differently."},
	{Code: UnknownKey, Group: inValues, Severity: Errors, Sentence: "A key that is not known where it stands."},
	{Code: WrongType, Group: inValues, Severity: Errors, Sentence: "A value of another type than the key takes."},
	{Code: BadValue, Group: inValues, Severity: Errors, Sentence: "A value of the right type that is not of the right form."},
	{Code: OutOfRange, Group: inValues, Severity: Errors, Sentence: "A number outside the range that the key takes."},
	{Code: BadReference, Group: inValues, Severity: Errors, Sentence: "A !pkg or !ref that is no attribute path."},
	{Code: SecretValue, Group: inValues, Severity: Errors, Sentence: "A secret, or what looks like one, is written out."},
	{Code: NotYet, Group: inValues, Severity: Errors, Sentence: "Part of the language that this version of panther does not do yet."},
	{Code: FileName, Group: inFleet, Severity: Errors, Sentence: "A manifest's file name cannot be a host's or profile's name."},
	{Code: HiddenManifest, Group: inFleet, Severity: Errors, Sentence: "A manifest lies where none is looked for."},
	{Code: DuplicateHost, Group: inFleet, Severity: Errors, Sentence: "Two manifests for one host name."},
	{Code: BadRelease, Group: inFleet, Severity: Errors, Sentence: "A release that panther does not render for."},
	{Code: WantedVersion, Group: inFleet, Severity: Errors, Sentence: "The fleet wants another version of panther."},
	{Code: OutsideFleet, Group: inFleet, Severity: Errors, Sentence: "A path that leads out of the fleet."},
	{Code: MissingImport, Group: inFleet, Severity: Errors, Sentence: "A hand-written file that is not there."},
	{Code: Interface, Group: inFleet, Severity: Errors, Sentence: "A mistake in a module's interface."},
	{Code: Template, Group: inFleet, Severity: Errors, Sentence: "A mistake in a module's body."},
	{Code: UnknownProfile, Group: inFleet, Severity: Errors, Sentence: "A profile that does not exist."},
	{Code: ProfileCycle, Group: inFleet, Severity: Errors, Sentence: "Profiles that extend each other in a circle."},
	{Code: UnknownUser, Group: inFleet, Severity: Errors, Sentence: "A user that the fleet or the host does not have."},
	{Code: LockFile, Group: inFleet, Severity: Errors, Sentence: "flake.lock is no lock file, or does not fit flake.nix."},
	{Code: MissingValue, Group: inHost, Severity: Errors, Sentence: "A value that must be given is not."},
	{Code: Blank, Group: inHost, Severity: Errors, Sentence: "A blank of a new manifest is still to be filled in."},
	{Code: Conflict, Group: inHost, Severity: Either, Sentence: "Two modules that cannot be on together."},
	{Code: RequiredOff, Group: inHost, Severity: Either, Sentence: "A module is off that another one requires."},
	{Code: SlotTaken, Group: inHost, Severity: Errors, Sentence: "Two modules for a slot that takes one."},
	{Code: OwnedSetting, Group: inHost, Severity: Errors, Sentence: "A setting for an option that panther sets from another key."},
	{Code: SettingPath, Group: inHost, Severity: Errors, Sentence: "A setting whose path is no option path, or that stands on another one."},
	{Code: SecretReference, Group: inHost, Severity: Errors, Sentence: "A reference into a secret store that nothing can follow."},
	{Code: NixOSHardware, Group: inHost, Severity: Either, Sentence: "A module of nixos-hardware that is not there, or is about to go."},
	{Code: PlatformMismatch, Group: inHost, Severity: Errors, Sentence: "A module or an option for other platforms than the host's."},
	{Code: UnknownOption, Group: inSettings, Severity: Errors, Sentence: "A setting for an option that NixOS or home-manager does not have."},
	{Code: OptionType, Group: inSettings, Severity: Errors, Sentence: "A setting of another type than the option takes."},
	{Code: OptionGone, Group: inSettings, Severity: Either, Sentence: "A setting for an option that was removed, or that has another name now."},
	{Code: ReadOnlyOption, Group: inSettings, Severity: Errors, Sentence: "A setting for an option that NixOS sets itself."},
	{Code: OptionNotKnownHere, Group: inSettings, Severity: Warnings, Sentence: "A setting for an option that may be there, but that panther's list does not have."},
	{Code: DuplicateDisk, Group: inAcross, Severity: Errors, Sentence: "Two hosts, or two entries of one, name one disk."},
	{Code: DuplicateAddress, Group: inAcross, Severity: Either, Sentence: "Two hosts have one address."},
	{Code: DuplicateID, Group: inAcross, Severity: Warnings, Sentence: "Two hosts have one host id or one machine id."},
	{Code: DuplicateHostKey, Group: inAcross, Severity: Warnings, Sentence: "Two hosts are known by one SSH host key, or one host by two."},
	{Code: HostNameClash, Group: inAcross, Severity: Either, Sentence: "A host's name leads to another machine."},
	{Code: InputRelease, Group: inAcross, Severity: Warnings, Sentence: "An input of the flake follows another release than the fleet."},
	{Code: NoAccess, Group: inAccess, Severity: Either, Sentence: "Nobody could log in to the host."},
	{Code: SudoPassword, Group: inAccess, Severity: Warnings, Sentence: "An administrator has no password for sudo to ask for."},
	{Code: NoSudo, Group: inAccess, Severity: Warnings, Sentence: "sudo is off, and nothing stands in for it."},
	{Code: RootLogin, Group: inAccess, Severity: Warnings, Sentence: "root may log in over SSH with a password."},
	{Code: PasswordLogin, Group: inAccess, Severity: Warnings, Sentence: "A password is enough to log in over SSH."},
	{Code: ScreenLogin, Group: inAccess, Severity: Warnings, Sentence: "A desktop that nobody has a password for."},
	{Code: NoFirewall, Group: inSafety, Severity: Warnings, Sentence: "The host has no firewall."},
	{Code: OpenService, Group: inSafety, Severity: Warnings, Sentence: "A service that is not for everyone is open to everyone."},
	{Code: GrafanaAnonymous, Group: inSafety, Severity: Warnings, Sentence: "Grafana shows itself to whoever comes."},
	{Code: NetworkAddress, Group: inNetwork, Severity: Errors, Sentence: "Addresses, gateways and name servers do not fit together."},
	{Code: PortClash, Group: inNetwork, Severity: Either, Sentence: "Two services of a host on one port."},
	{Code: MissingInterface, Group: inNetwork, Severity: Warnings, Sentence: "A network interface is named that the host does not have."},
	{Code: BootMismatch, Group: inBoot, Severity: Either, Sentence: "Firmware, boot loader and disks do not fit together."},
	{Code: NoBootLoader, Group: inBoot, Severity: Errors, Sentence: "Nothing on the host sets up a boot loader."},
	{Code: KernelSupport, Group: inBoot, Severity: Either, Sentence: "A kernel without what the host's file systems need."},
	{Code: KernelSetting, Group: inBoot, Severity: Warnings, Sentence: "A kernel parameter or sysctl that does nothing, or harms."},
	{Code: UnstableDisk, Group: inDisks, Severity: Either, Sentence: "A disk is named by a name that may change between boots."},
	{Code: DiskName, Group: inDisks, Severity: Errors, Sentence: "A name or a label of a disk that does not fit, or that two have."},
	{Code: DiskKey, Group: inDisks, Severity: Errors, Sentence: "Keys of disks that do not go together."},
	{Code: DiskMember, Group: inDisks, Severity: Either, Sentence: "What an array, a volume group or a pool is made of is missing, too little, or no member."},
	{Code: DiskSize, Group: inDisks, Severity: Either, Sentence: "Partitions or volumes that do not fit, or that are too small for what they hold."},
	{Code: DiskCombination, Group: inDisks, Severity: Errors, Sentence: "Choices about disks, each of which is fine without the other."},
	{Code: MissingMount, Group: inDisks, Severity: Errors, Sentence: "A host without a file system for its root or its store."},
	{Code: MountOption, Group: inDisks, Severity: Either, Sentence: "A mount option that is not known, contradicts another one or has no effect."},
	{Code: MountClash, Group: inDisks, Severity: Errors, Sentence: "Two file systems at one place, or one at a place that is not for disks."},
	{Code: NoFileSystem, Group: inDisks, Severity: Errors, Sentence: "A module for a file system that the host does not have."},
	{Code: FileAttributes, Group: inDisks, Severity: Errors, Sentence: "What is said of how files are kept contradicts itself."},
	{Code: SnapshotPlace, Group: inDisks, Severity: Either, Sentence: "Snapshots that have no place, one where they would be lost, or one that does not take them."},
	{Code: LostState, Group: inDisks, Severity: Either, Sentence: "What a host needs would not survive a boot."},
	{Code: ResetLayout, Group: inDisks, Severity: Either, Sentence: "Disks that do not fit a root file system that is made anew at each boot."},
	{Code: Encryption, Group: inDisks, Severity: Either, Sentence: "An encrypted disk that could not be opened, or that keeps nothing secret."},
	{Code: SwapPlace, Group: inDisks, Severity: Either, Sentence: "Swap at a place where it cannot be."},
	{Code: NoSwap, Group: inDisks, Severity: Warnings, Sentence: "Hibernation on a host that has no swap to write its memory to."},
	{Code: Hibernation, Group: inDisks, Severity: Errors, Sentence: "Swap from which a host could not wake up again."},
	{Code: NotAReport, Group: inMachine, Severity: Errors, Sentence: "A file that is no hardware report, or one that NixOS could not use."},
	{Code: ReportMismatch, Group: inMachine, Severity: Either, Sentence: "A value that the host's hardware report contradicts."},
	{Code: MissingReport, Group: inMachine, Severity: Warnings, Sentence: "A hardware report that is not there yet.", Kept: true},
	{Code: GraphicsMismatch, Group: inMachine, Severity: Errors, Sentence: "What is said of the graphics processors does not fit together."},
	{Code: NoDesktop, Group: inDesktop, Severity: Warnings, Sentence: "A user's desktop on a host without one."},
	{Code: KeyBinding, Group: inDesktop, Severity: Either, Sentence: "Keys of a desktop that niri does not know, or that do not say one thing to do."},
	{Code: DestroysData, Group: inInstalled, Severity: Errors, Sentence: "A change that would destroy data of a host that is installed."},
	{Code: BreaksHost, Group: inInstalled, Severity: Errors, Sentence: "A change after which a host that is installed would not start."},
	{Code: StepByHand, Group: inInstalled, Severity: Warnings, Sentence: "A change that a host needs a step by hand for.", Kept: true},
	{Code: NotRendered, Group: inInstalled, Severity: Warnings, Sentence: "What a host that is installed was rendered as is not known.", Kept: true},
	{Code: NixEvaluation, Group: inNix, Severity: Errors, Sentence: "Nix cannot evaluate or build what was rendered."},
	{Code: NixAssertion, Group: inNix, Severity: Errors, Sentence: "A module of NixOS says that its options do not go together."},
	{Code: NixWarning, Group: inNix, Severity: Warnings, Sentence: "A module of NixOS warns of what its options say.", Kept: true},
	{Code: UnquotedVersion, Group: inStyle, Severity: Warnings, Sentence: "A version without quotes."},
	{Code: UnusedUser, Group: inStyle, Severity: Warnings, Sentence: "A user of the fleet that no host has."},
	{Code: UnusedProfile, Group: inStyle, Severity: Warnings, Sentence: "A profile of the fleet that no host uses."},
	{Code: UnusedModule, Group: inStyle, Severity: Warnings, Sentence: "A module of the fleet that no host uses."},
	{Code: EmptyKey, Group: inStyle, Severity: Warnings, Sentence: "A key that says nothing."},
	{Code: DuplicateItem, Group: inStyle, Severity: Warnings, Sentence: "A list names one thing twice."},
	{Code: Redundant, Group: inStyle, Severity: Notes, Sentence: "A value that would be the same if nobody had written it."},
	{Code: BadSuppression, Group: inAllow, Severity: Warnings, Sentence: "A comment that is to allow something and does not.", Kept: true},
	{Code: UnusedSuppression, Group: inAllow, Severity: Warnings, Sentence: "A comment allows what does not occur.", Kept: true},
}
