package diag

import "maps"

// Code names a kind of diagnostic. Codes are stable: scripts and suppressions may rely on them.
type Code string

// The codes, each with an archive in testdata/invalid that shows it.
const (
	// reading
	EmptyFile        Code = "empty-file"
	TooLarge         Code = "too-large"
	TooDeep          Code = "too-deep"
	Encoding         Code = "encoding"
	YAMLSyntax       Code = "yaml-syntax"
	SecondDocument   Code = "second-document"
	DuplicateKey     Code = "duplicate-key"
	MergeKey         Code = "merge-key"
	UnknownTag       Code = "unknown-tag"
	ControlCharacter Code = "control-character"
	AmbiguousScalar  Code = "ambiguous-scalar"

	// values
	UnknownKey      Code = "unknown-key"
	WrongType       Code = "wrong-type"
	BadValue        Code = "bad-value"
	OutOfRange      Code = "out-of-range"
	BadReference    Code = "bad-reference"
	SecretValue     Code = "secret-value"
	UnquotedVersion Code = "unquoted-version"
	NotYet          Code = "not-yet"

	// the fleet
	FileName       Code = "file-name"
	DuplicateHost  Code = "duplicate-host"
	HiddenManifest Code = "hidden-manifest"
	BadRelease     Code = "bad-release"
	WantedVersion  Code = "wanted-version"
	OutsideFleet   Code = "outside-fleet"
	MissingImport  Code = "missing-import"
	Interface      Code = "interface"
	Template       Code = "template"
	UnknownProfile Code = "unknown-profile"
	ProfileCycle   Code = "profile-cycle"
	UnknownUser    Code = "unknown-user"

	// a host
	MissingValue   Code = "missing-value"
	Blank          Code = "blank"
	Conflict       Code = "conflict"
	RequiredOff    Code = "required-off"
	SlotTaken      Code = "slot-taken"
	OwnedSetting   Code = "owned-setting"
	SettingPath    Code = "setting-path"
	UnstableDisk   Code = "unstable-disk"
	DestroysData   Code = "destroys-data"
	BreaksHost     Code = "breaks-host"
	StepByHand     Code = "step-by-hand"
	NotRendered    Code = "not-rendered"
	NoSwap         Code = "no-swap"
	BootMismatch   Code = "boot-mismatch"
	NoBootLoader   Code = "no-boot-loader"
	NoAccess       Code = "no-access"
	SudoPassword   Code = "sudo-password"
	ScreenLogin    Code = "screen-login"
	NoDesktop      Code = "no-desktop"
	KeyBinding     Code = "key-binding"
	NetworkAddress Code = "network-address"
	PortClash      Code = "port-clash"

	DiskName        Code = "disk-name"
	DiskKey         Code = "disk-key"
	DiskMember      Code = "disk-member"
	DiskSize        Code = "disk-size"
	DiskCombination Code = "disk-combination"
	MissingMount    Code = "missing-mount"
	MountOption     Code = "mount-option"
	SwapPlace       Code = "swap-place"
	Hibernation     Code = "hibernation"
	Encryption      Code = "encryption"
	KernelSupport   Code = "kernel-support"

	GraphicsMismatch Code = "graphics-mismatch"
	LostState        Code = "lost-state"
	MountClash       Code = "mount-clash"
	NixOSHardware    Code = "nixos-hardware"
	PlatformMismatch Code = "platform-mismatch"
	ResetLayout      Code = "reset-layout"

	MissingInterface Code = "missing-interface"

	NoFileSystem   Code = "no-file-system"
	FileAttributes Code = "file-attributes"
	SnapshotPlace  Code = "snapshot-place"

	// hardware reports
	NotAReport     Code = "not-a-report"
	ReportMismatch Code = "report-mismatch"
	MissingReport  Code = "missing-report"

	// across hosts
	DuplicateDisk    Code = "duplicate-disk"
	DuplicateAddress Code = "duplicate-address"
	UnusedUser       Code = "unused-user"

	// settings, against the options of NixOS and home-manager
	UnknownOption      Code = "unknown-option"
	OptionType         Code = "option-type"
	OptionGone         Code = "option-gone"
	ReadOnlyOption     Code = "read-only-option"
	OptionNotKnownHere Code = "option-not-known-here"

	// secrets
	SecretReference Code = "secret-reference"

	// what Nix made
	LockFile      Code = "lock-file"
	NixEvaluation Code = "nix-evaluation"
	NixAssertion  Code = "nix-assertion"
	NixWarning    Code = "nix-warning"
)

// Codes lists every code with one sentence that says what it is about.
func Codes() map[Code]string { return maps.Clone(sentences) }

var sentences = map[Code]string{
	UnknownOption:      "A setting for an option that NixOS or home-manager does not have.",
	OptionType:         "A setting of another type than the option takes.",
	OptionGone:         "A setting for an option that was removed, or that has another name now.",
	ReadOnlyOption:     "A setting for an option that NixOS sets itself.",
	OptionNotKnownHere: "A setting for an option that may be there, but that panther's list does not have.",

	EmptyFile:        "A file holds no document.",
	TooLarge:         "A file or what its aliases make of it is larger than panther reads.",
	TooDeep:          "Lists and mappings are nested deeper than panther reads.",
	Encoding:         "A file is not UTF-8.",
	YAMLSyntax:       "A file is not YAML.",
	SecondDocument:   "A file holds more than one document.",
	DuplicateKey:     "A key is written twice in one mapping.",
	MergeKey:         "A YAML merge key (<<), which is not part of the language.",
	UnknownTag:       "A YAML tag that is not part of the language.",
	ControlCharacter: "A text holds a control character.",
	AmbiguousScalar:  "A number or truth value that programs read differently.",
	UnknownKey:       "A key that is not known where it stands.",
	WrongType:        "A value of another type than the key takes.",
	BadValue:         "A value of the right type that is not of the right form.",
	OutOfRange:       "A number outside the range that the key takes.",
	BadReference:     "A !pkg or !ref that is no attribute path.",
	SecretValue:      "A secret, or what looks like one, is written out.",
	UnquotedVersion:  "A version without quotes.",
	NotYet:           "Part of the language that this version of panther does not do yet.",
	FileName:         "A manifest's file name cannot be a host's or profile's name.",
	HiddenManifest:   "A manifest lies where none is looked for.",
	DuplicateHost:    "Two manifests for one host name.",
	BadRelease:       "A release that panther does not render for.",
	WantedVersion:    "The fleet wants another version of panther.",
	OutsideFleet:     "A path that leads out of the fleet.",
	MissingImport:    "A hand-written file that is not there.",
	Interface:        "A mistake in a module's interface.",
	Template:         "A mistake in a module's body.",
	UnknownProfile:   "A profile that does not exist.",
	ProfileCycle:     "Profiles that extend each other in a circle.",
	UnknownUser:      "A user that the fleet or the host does not have.",
	MissingValue:     "A value that must be given is not.",
	Blank:            "A blank of a new manifest is still to be filled in.",
	Conflict:         "Two modules that cannot be on together.",
	RequiredOff:      "A module is off that another one requires.",
	SlotTaken:        "Two modules for a slot that takes one.",
	OwnedSetting:     "A setting for an option that panther sets from another key.",
	SettingPath:      "A setting whose path is no option path, or that stands on another one.",
	UnstableDisk:     "A disk is named by a name that may change between boots.",
	DestroysData:     "A change that would destroy data of a host that is installed.",
	BreaksHost:       "A change after which a host that is installed would not start.",
	StepByHand:       "A change that a host needs a step by hand for.",
	NotRendered:      "What a host that is installed was rendered as is not known.",
	NoSwap:           "Hibernation on a host that has no swap to write its memory to.",
	BootMismatch:     "Firmware, boot loader and disks do not fit together.",
	NoBootLoader:     "Nothing on the host sets up a boot loader.",
	NoAccess:         "Nobody could log in to the host.",
	SudoPassword:     "An administrator has no password for sudo to ask for.",
	ScreenLogin:      "A desktop that nobody has a password for.",
	NoDesktop:        "A user's desktop on a host without one.",
	KeyBinding:       "Keys of a desktop that niri does not know, or that do not say one thing to do.",
	NetworkAddress:   "Addresses, gateways and name servers do not fit together.",
	PortClash:        "Two services of a host on one port.",
	GraphicsMismatch: "What is said of the graphics processors does not fit together.",
	DiskName:         "A name or a label of a disk that does not fit, or that two have.",
	DiskKey:          "Keys of disks that do not go together.",
	DiskMember:       "What an array, a volume group or a pool is made of is missing, too little, or no member.",
	DiskSize:         "Partitions or volumes that do not fit, or that are too small for what they hold.",
	DiskCombination:  "Choices about disks, each of which is fine without the other.",
	MissingMount:     "A host without a file system for its root or its store.",
	MountOption:      "A mount option that is not known, contradicts another one or has no effect.",
	SwapPlace:        "Swap at a place where it cannot be.",
	Hibernation:      "Swap from which a host could not wake up again.",
	Encryption:       "An encrypted disk that could not be opened, or that keeps nothing secret.",
	KernelSupport:    "A kernel without what the host's file systems need.",
	LostState:        "What a host needs would not survive a boot.",
	MountClash:       "Two file systems at one place, or one at a place that is not for disks.",
	NixOSHardware:    "A module of nixos-hardware that is not there, or is about to go.",
	PlatformMismatch: "A module or an option for other platforms than the host's.",
	ResetLayout:      "Disks that do not fit a root file system that is made anew at each boot.",
	NoFileSystem:     "A module for a file system that the host does not have.",
	FileAttributes:   "What is said of how files are kept contradicts itself.",
	SnapshotPlace:    "Snapshots that have no place, or one where they would be lost.",
	MissingInterface: "A network interface is named that the host does not have.",
	NotAReport:       "A file that is no hardware report, or one that NixOS could not use.",
	ReportMismatch:   "A value that the host's hardware report contradicts.",
	MissingReport:    "A hardware report that is not there yet.",
	DuplicateDisk:    "Two hosts, or two entries of one, name one disk.",
	DuplicateAddress: "Two hosts have one address.",
	UnusedUser:       "A user of the fleet that no host has.",
	SecretReference:  "A reference into a secret store that nothing can follow.",
	LockFile:         "flake.lock is no lock file, or does not fit flake.nix.",
	NixEvaluation:    "Nix cannot evaluate or build what was rendered.",
	NixAssertion:     "A module of NixOS says that its options do not go together.",
	NixWarning:       "A module of NixOS warns of what its options say.",
}
