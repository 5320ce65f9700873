// Package types says what a value may be: one definition serves the check of a manifest, the type of the rendered Nix
// option, and the reference.
package types

import (
	"fmt"
	"strings"

	"github.com/hbohlen/panther/internal/yamldoc"
)

// The names of the types, as interfaces write them. Any stands for whatever YAML can say (settings).
const (
	Bool     = "bool"
	Int      = "int"
	Number   = "number" // whole or with decimals
	Port     = "port"
	String   = "string"
	Lines    = "lines"
	Enum     = "enum"
	Path     = "path"
	Package  = "package"
	Size     = "size"
	Duration = "duration"
	Calendar = "calendar"
	IP       = "ip"
	CIDR     = "cidr"
	MAC      = "mac"
	Domain   = "domain"
	SSHKey   = "sshKey"
	Secret   = "secret"
	List     = "list"
	Map      = "map"
	Object   = "object"
	Any      = "any"
	Version  = "version" // of a release: "26.05"
	Name     = "name"    // of a user, a profile, a host: letters, digits, - and _
	File     = "file"    // a path relative to the manifest's own folder or the fleet

	PasswordHash  = "passwordHash"  // of a password, as mkpasswd prints it
	Device        = "device"        // of a disk, as a path
	InterfaceName = "interfaceName" // of a network interface, with * for any letters
)

// Names lists every type that an interface may use.
func Names() []string {
	return []string{
		Bool, Int, Number, Port, String, Lines, Enum, Path, Package, Size, Duration, Calendar, IP, CIDR, MAC, Domain, SSHKey,
		Secret, List, Map, Object, Any, Version, Name, File, PasswordHash, Device, InterfaceName,
	}
}

// Type says what a value may be.
type Type struct {
	Kind   string
	Values []string  // of an enum
	Min    *int64    // of an int or number
	Max    *int64    // of an int or number
	Of     *Type     // of a list or map: its elements
	Fields []*Option // of an object, in the order of its interface

	Pattern  *Pattern // of a string: the whole text has to fit it
	Form     string   // of a string with a pattern: what a person calls what fits
	Keys     string   // of a map: the kind of its keys, "" for any text
	Plain    bool     // panther itself has to know the value: !ref, which only NixOS can read, is refused
	Single   bool     // of a list: a value that is no list stands for a list of one
	Switch   bool     // of an object: true and false stand for {enable: ..}; a mapping switches on
	Short    string   // of an object: the field that a single value stands for, "" for none
	FreeKeys bool     // of an object: keys that begin with x- are left alone
	Noun     string   // of an object: what its keys are, for messages: "option", "module", "key"
	Title    string   // of an object: what it is, for messages: "services.tailscale", "a manifest"

	Words map[string]string // of an enum: what is to be written for words of other programs, in lower case

	Names string            // of a text or a map: which names of the fleet it mostly takes, or has as keys; "" for none
	Moved map[string]string // of an object: keys that it once had, and what is written now

	Later     Later                   // of an object: further fields
	Elsewhere func(key string) string // of an object: where a key belongs that is none of its own, "" for nowhere; nil: nowhere

	// Instead is, of an object, a hint for a key that another program has: a whole sentence, "" for none.
	Instead func(e yamldoc.Entry) string

	// Hint is what is written instead of a value of another kind or form, "" where it does not know.
	Hint func(n *yamldoc.Node) string

	SecretFile // of a secret
}

// Later are fields that come before those that an object names itself, and are made when somebody asks for them.
type Later interface {
	Field(name string) *Option // nil where there is none
	FieldNames() []string
}

// SecretFile is how the file has to be that holds a secret, where panther has a say in it.
type SecretFile struct {
	Owner string   // "": root
	Group string   // "": root
	Mode  string   // "": readable for its owner alone
	Units []string // of systemd that read it, and are restarted when it changes

	NeededForUsers bool // it is read when users are made, before any unit runs
}

// What an option may be fed from beside the keys of a manifest.
const (
	FromProvider = "secretProvider" // the fleet's secret store
	FromSecrets  = "secrets"        // what the host takes from it

	FromBootMirrors = "bootMirrors" // the further EFI system partitions of a mirror, by mount point

	FromResetRoot    = "resetRoot"    // the root file system, where it is made anew at each boot
	FromPersistMount = "persistMount" // the mount point of the file system with what is kept
	FromKept         = "kept"         // what is kept

	FromMounts      = "mounts"           // the host's file systems, by mount point
	FromBtrfs       = "btrfsMounts"      // those that are btrfs
	FromDirectories = "btrfsDirectories" // subvolumes that are kept otherwise than the rest of their file system
	FromEncrypted   = "encrypted"        // what LUKS encrypts, by the name of the opened device
)

// The names of a fleet that a value may be made of.
const (
	NamesUsers    = "users"
	NamesHosts    = "hosts"
	NamesInputs   = "inputs"
	NamesProfiles = "profiles"
	NamesHardware = "nixosHardware" // the modules of nixos-hardware
)

// fleetNames are those that an interface may ask for.
var fleetNames = []string{NamesUsers, NamesHosts, NamesInputs, NamesProfiles, NamesHardware}

// FromKeep is all that says what a host keeps whose root is made anew.
var FromKeep = []string{FromResetRoot, FromPersistMount, FromKept}

// FromDisks are the facts of a host's disks, with what there is to know of each. They are mappings to objects: an option
// takes the fields that its own type has.
var FromDisks = map[string][]string{FromMounts: mountFields, FromBtrfs: mountFields, FromDirectories: mountFields, FromEncrypted: {"device"}}

var mountFields = []string{"compression", "device", "fileSystem", "lasting", "name", "noCow", "options", "subvolume", "type"}

// Option is one named value of an object.
type Option struct {
	Name        string
	Type        *Type
	Default     *yamldoc.Node // nil: none
	Example     *yamldoc.Node
	Required    bool
	Description string
	From        string   // fed from this key of the manifest, and not to be written
	Collect     []string // filled with one object for each host of the fleet on which the module is on

	CollectMetrics bool   // there is one object for each port that Prometheus is told of, with its name and number
	NotYet         string // known, but refused for now; says what is missing
	Provides       string // the slot that its value fills

	Unfree map[string][]string // by value, the names of the unfree packages that it pulls in
	Fact   string              // of the host's hardware report, which fills or contradicts the option

	Also  []string // what other programs and people call it, for whoever looks for it under that name
	Kinds []string // beside an option "kind": the values of that for which this one is there; empty: all
}

// Field returns an object's option by name, nil where there is none.
func (t *Type) Field(name string) *Option {
	if t.Later != nil {
		if f := t.Later.Field(name); f != nil {
			return f
		}
	}
	for _, f := range t.Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// FieldNames lists the keys that a person may write.
func (t *Type) FieldNames() []string {
	names := make([]string, 0, len(t.Fields))
	if t.Later != nil {
		names = append(names, t.Later.FieldNames()...)
	}
	for _, f := range t.Fields {
		if f.Written() && f.NotYet == "" {
			names = append(names, f.Name)
		}
	}
	return names
}

// Written tells whether a person may write the option; panther fills in the others.
func (o *Option) Written() bool { return o.From == "" && o.Collect == nil }

// Nullable tells whether the option may be null when nobody sets it.
func (o *Option) Nullable() bool {
	if o.Default != nil || o.Required {
		return false
	}
	switch o.Type.Kind {
	case List, Map, Object:
		return false
	}
	return true
}

// IsSwitchKey tells whether a key is the one that switches a module on.
func IsSwitchKey(key string) bool { return key == "enable" }

// names are what a person calls the types that need no further words.
var names = map[string]string{
	Bool:          "true or false",
	Port:          "a port from 1 to 65535",
	String:        "text",
	Lines:         "text",
	Path:          "an absolute path",
	Package:       "a package (!pkg NAME)",
	Size:          "a size such as 512M or 8G",
	Duration:      "a time span such as 30s or 1h 30min",
	Calendar:      "a calendar event such as weekly or *-*-* 03:00",
	IP:            "an IP address",
	CIDR:          "an address with its prefix length, such as 192.0.2.10/24",
	MAC:           "a MAC address such as 52:54:00:12:34:56",
	Domain:        "a domain name",
	SSHKey:        "a public SSH key",
	Secret:        "the run-time path of a file that holds the secret, or a reference into the fleet's secret store",
	List:          "a list",
	Map:           "a mapping",
	Object:        "a mapping",
	Version:       `a release such as "26.05"`,
	Name:          "a name",
	InterfaceName: "the name of a network interface, such as eth0 or tailscale0",
	Device:        "a path below /dev/, such as /dev/disk/by-id/...",
	PasswordHash:  "the hash of a password, as mkpasswd prints it",
	File:          "a relative path",
	Any:           "a value",
}

// Name of the type for a person: "a port number", "one of none, client".
func (t *Type) Name() string {
	switch {
	case t.Kind == Int:
		return "a whole number" + t.bounds()
	case t.Kind == Number:
		return "a number" + t.bounds()
	case t.Kind == Enum:
		return "one of " + t.choices()
	case t.Form != "":
		return t.Form
	case t.Kind == String && t.Pattern != nil:
		return "text of the form " + t.Pattern.Form
	case t.Switch:
		return "true, false or a mapping"
	case t.Short != "":
		return t.Field(t.Short).Type.Name() + " or a mapping"
	}
	return names[t.Kind]
}

// choices are the values of an enum; of very many the first ones.
func (t *Type) choices() string {
	const most, some = 40, 10
	if len(t.Values) <= most {
		return strings.Join(t.Values, ", ")
	}
	return fmt.Sprintf("%s and %d others", strings.Join(t.Values[:some], ", "), len(t.Values)-some)
}

// MakePlain marks a type, and those inside it, as one of which panther itself has to know the value.
func (t *Type) MakePlain() {
	t.Plain = true
	if t.Of != nil {
		t.Of.MakePlain()
	}
	for _, f := range t.Fields {
		f.Type.MakePlain()
	}
}
