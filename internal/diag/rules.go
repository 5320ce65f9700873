package diag

import (
	"cmp"
	"maps"
	"slices"
)

// The codes of rules that look at several values, hosts or files.
const (
	DuplicateID       Code = "duplicate-id"
	DuplicateHostKey  Code = "duplicate-host-key"
	HostNameClash     Code = "host-name-clash"
	InputRelease      Code = "input-release"
	RootLogin         Code = "root-login"
	PasswordLogin     Code = "password-login"
	NoSudo            Code = "no-sudo"
	NoFirewall        Code = "no-firewall"
	OpenService       Code = "open-service"
	GrafanaAnonymous  Code = "grafana-anonymous"
	KernelSetting     Code = "kernel-setting"
	UnusedProfile     Code = "unused-profile"
	UnusedModule      Code = "unused-module"
	EmptyKey          Code = "empty-key"
	DuplicateItem     Code = "duplicate-item"
	Redundant         Code = "redundant"
	BadSuppression    Code = "bad-suppression"
	UnusedSuppression Code = "unused-suppression"
)

// Rule is what is known of a kind of diagnostic, whoever reports it.
type Rule struct {
	Code     Code
	Group    string // heading of the list of all rules
	Severity Severities
	Sentence string // "": the one that stands beside the code
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

// Rules lists every kind of diagnostic, group by group. One that has a sentence beside its code and no line here is of the last
// group.
func Rules() []Rule {
	out := slices.Clone(rules)
	for i := range out {
		out[i].Sentence = cmp.Or(out[i].Sentence, sentences[out[i].Code])
	}
	for _, code := range slices.Sorted(maps.Keys(sentences)) {
		if !slices.ContainsFunc(rules, func(r Rule) bool { return r.Code == code }) {
			out = append(out, ruleBeside(code))
		}
	}
	return out
}

func ruleBeside(code Code) Rule {
	return Rule{Code: code, Group: inMore, Severity: Either, Sentence: sentences[code]}
}

// RuleOf returns the rule of a code.
func RuleOf(code Code) (Rule, bool) {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Code == code })
	if i < 0 {
		_, known := sentences[code]
		return ruleBeside(code), known
	}
	rule := rules[i]
	rule.Sentence = cmp.Or(rule.Sentence, sentences[code])
	return rule, true
}

// The headings of the list.
const (
	inReading   = "Reading files"
	inValues    = "Keys and values"
	inFleet     = "The fleet"
	inHost      = "A host"
	inSettings  = "Settings"
	inNix       = "What Nix says"
	inMore      = "More"
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
	{Code: EmptyFile, Group: inReading, Severity: Errors},
	{Code: TooLarge, Group: inReading, Severity: Errors},
	{Code: TooDeep, Group: inReading, Severity: Errors},
	{Code: Encoding, Group: inReading, Severity: Errors},
	{Code: YAMLSyntax, Group: inReading, Severity: Errors},
	{Code: SecondDocument, Group: inReading, Severity: Errors},
	{Code: DuplicateKey, Group: inReading, Severity: Errors},
	{Code: MergeKey, Group: inReading, Severity: Errors},
	{Code: UnknownTag, Group: inReading, Severity: Errors},
	{Code: ControlCharacter, Group: inReading, Severity: Errors},
	{Code: AmbiguousScalar, Group: inReading, Severity: Errors},
	{Code: UnknownKey, Group: inValues, Severity: Errors},
	{Code: WrongType, Group: inValues, Severity: Errors},
	{Code: BadValue, Group: inValues, Severity: Errors},
	{Code: OutOfRange, Group: inValues, Severity: Errors},
	{Code: BadReference, Group: inValues, Severity: Errors},
	{Code: SecretValue, Group: inValues, Severity: Errors},
	{Code: NotYet, Group: inValues, Severity: Errors},
	{Code: FileName, Group: inFleet, Severity: Errors},
	{Code: HiddenManifest, Group: inFleet, Severity: Errors},
	{Code: DuplicateHost, Group: inFleet, Severity: Errors},
	{Code: BadRelease, Group: inFleet, Severity: Errors},
	{Code: WantedVersion, Group: inFleet, Severity: Errors},
	{Code: OutsideFleet, Group: inFleet, Severity: Errors},
	{Code: MissingImport, Group: inFleet, Severity: Errors},
	{Code: Interface, Group: inFleet, Severity: Errors},
	{Code: Template, Group: inFleet, Severity: Errors},
	{Code: UnknownProfile, Group: inFleet, Severity: Errors},
	{Code: ProfileCycle, Group: inFleet, Severity: Errors},
	{Code: UnknownUser, Group: inFleet, Severity: Errors},
	{Code: LockFile, Group: inFleet, Severity: Errors},
	{Code: MissingValue, Group: inHost, Severity: Errors},
	{Code: Blank, Group: inHost, Severity: Errors},
	{Code: Conflict, Group: inHost, Severity: Either},
	{Code: RequiredOff, Group: inHost, Severity: Either},
	{Code: SlotTaken, Group: inHost, Severity: Errors},
	{Code: OwnedSetting, Group: inHost, Severity: Errors},
	{Code: SettingPath, Group: inHost, Severity: Errors},
	{Code: SecretReference, Group: inHost, Severity: Errors},
	{Code: NixOSHardware, Group: inHost, Severity: Either},
	{Code: PlatformMismatch, Group: inHost, Severity: Errors},
	{Code: UnknownOption, Group: inSettings, Severity: Errors},
	{Code: OptionType, Group: inSettings, Severity: Errors},
	{Code: OptionGone, Group: inSettings, Severity: Either},
	{Code: ReadOnlyOption, Group: inSettings, Severity: Errors},
	{Code: OptionNotKnownHere, Group: inSettings, Severity: Warnings},
	{Code: DuplicateDisk, Group: inAcross, Severity: Errors},
	{Code: DuplicateAddress, Group: inAcross, Severity: Either},
	{Code: DuplicateID, Group: inAcross, Severity: Warnings, Sentence: "Two hosts have one host id or one machine id."},
	{Code: DuplicateHostKey, Group: inAcross, Severity: Warnings, Sentence: "Two hosts are known by one SSH host key, or one host by two."},
	{Code: HostNameClash, Group: inAcross, Severity: Either, Sentence: "A host's name leads to another machine."},
	{Code: InputRelease, Group: inAcross, Severity: Warnings, Sentence: "An input of the flake follows another release than the fleet."},
	{Code: NoAccess, Group: inAccess, Severity: Either},
	{Code: SudoPassword, Group: inAccess, Severity: Warnings},
	{Code: NoSudo, Group: inAccess, Severity: Warnings, Sentence: "sudo is off, and nothing stands in for it."},
	{Code: RootLogin, Group: inAccess, Severity: Warnings, Sentence: "root may log in over SSH with a password."},
	{Code: PasswordLogin, Group: inAccess, Severity: Warnings, Sentence: "A password is enough to log in over SSH."},
	{Code: ScreenLogin, Group: inAccess, Severity: Warnings},
	{Code: NoFirewall, Group: inSafety, Severity: Warnings, Sentence: "The host has no firewall."},
	{Code: OpenService, Group: inSafety, Severity: Warnings, Sentence: "A service that is not for everyone is open to everyone."},
	{Code: GrafanaAnonymous, Group: inSafety, Severity: Warnings, Sentence: "Grafana shows itself to whoever comes."},
	{Code: NetworkAddress, Group: inNetwork, Severity: Errors},
	{Code: PortClash, Group: inNetwork, Severity: Either},
	{Code: MissingInterface, Group: inNetwork, Severity: Warnings},
	{Code: BootMismatch, Group: inBoot, Severity: Either},
	{Code: NoBootLoader, Group: inBoot, Severity: Errors},
	{Code: KernelSupport, Group: inBoot, Severity: Either},
	{Code: KernelSetting, Group: inBoot, Severity: Warnings, Sentence: "A kernel parameter or sysctl that does nothing, or harms."},
	{Code: UnstableDisk, Group: inDisks, Severity: Either},
	{Code: DiskName, Group: inDisks, Severity: Errors},
	{Code: DiskKey, Group: inDisks, Severity: Errors},
	{Code: DiskMember, Group: inDisks, Severity: Either},
	{Code: DiskSize, Group: inDisks, Severity: Either},
	{Code: DiskCombination, Group: inDisks, Severity: Errors},
	{Code: MissingMount, Group: inDisks, Severity: Errors},
	{Code: MountOption, Group: inDisks, Severity: Either},
	{Code: MountClash, Group: inDisks, Severity: Errors},
	{Code: NoFileSystem, Group: inDisks, Severity: Errors},
	{Code: FileAttributes, Group: inDisks, Severity: Errors},
	{Code: SnapshotPlace, Group: inDisks, Severity: Either},
	{Code: LostState, Group: inDisks, Severity: Either},
	{Code: ResetLayout, Group: inDisks, Severity: Either},
	{Code: Encryption, Group: inDisks, Severity: Either},
	{Code: SwapPlace, Group: inDisks, Severity: Either},
	{Code: NoSwap, Group: inDisks, Severity: Warnings},
	{Code: Hibernation, Group: inDisks, Severity: Errors},
	{Code: NotAReport, Group: inMachine, Severity: Errors},
	{Code: ReportMismatch, Group: inMachine, Severity: Either},
	{Code: MissingReport, Group: inMachine, Severity: Warnings, Kept: true},
	{Code: GraphicsMismatch, Group: inMachine, Severity: Errors},
	{Code: NoDesktop, Group: inDesktop, Severity: Warnings},
	{Code: KeyBinding, Group: inDesktop, Severity: Either},
	{Code: DestroysData, Group: inInstalled, Severity: Errors},
	{Code: BreaksHost, Group: inInstalled, Severity: Errors},
	{Code: StepByHand, Group: inInstalled, Severity: Warnings, Kept: true},
	{Code: NotRendered, Group: inInstalled, Severity: Warnings, Kept: true},
	{Code: NixEvaluation, Group: inNix, Severity: Errors},
	{Code: NixAssertion, Group: inNix, Severity: Errors},
	{Code: NixWarning, Group: inNix, Severity: Warnings, Kept: true},
	{Code: UnquotedVersion, Group: inStyle, Severity: Warnings},
	{Code: UnusedUser, Group: inStyle, Severity: Warnings},
	{Code: UnusedProfile, Group: inStyle, Severity: Warnings, Sentence: "A profile of the fleet that no host uses."},
	{Code: UnusedModule, Group: inStyle, Severity: Warnings, Sentence: "A module of the fleet that no host uses."},
	{Code: EmptyKey, Group: inStyle, Severity: Warnings, Sentence: "A key that says nothing."},
	{Code: DuplicateItem, Group: inStyle, Severity: Warnings, Sentence: "A list names one thing twice."},
	{Code: Redundant, Group: inStyle, Severity: Notes, Sentence: "A value that would be the same if nobody had written it."},
	{Code: BadSuppression, Group: inAllow, Severity: Warnings, Sentence: "A comment that is to allow something and does not.", Kept: true},
	{Code: UnusedSuppression, Group: inAllow, Severity: Warnings, Sentence: "A comment allows what does not occur.", Kept: true},
}
