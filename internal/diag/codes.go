package diag

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
