package secrets

import (
	"path"
	"strings"
)

// Provider is a store that hands secrets out on a host: a program that NixOS runs, from a flake input of its own.
type Provider struct {
	Name    string   // as panther.yaml names it
	Input   string   // the flake input
	Scheme  string   // that its references begin with
	Form    string   // of a reference, for a person
	Runtime []string // path under config to what has the run-time path of each secret by its name
	File    string   // what holds the run-time path inside that; "" where it is one itself
	Switch  []string // the option that turns it on and off, nil where it is on with its first secret
	Follows string   // the option of its own module that takes a reference as it stands, * for the name of the secret; "" where none does

	BeforeUsers bool // its secrets can be there before users are made
	HostKeys    bool // it decrypts with keys of the host, which are those of the SSH server if nobody says otherwise

	read func(text, file string) (Ref, string)
}

// Ref is a reference to a secret in a store, taken apart.
type Ref struct {
	Provider *Provider
	Text     string // of a store outside the fleet: as the store takes it
	File     string // of a store inside the fleet: the encrypted file, relative to the fleet
	Key      string // in that file; "" for all of it
	Format   string // of that file, as sops calls it; "" for other stores
}

// providers are the stores that panther knows. What they are called was read in nix/module.nix of OpNix, and in
// modules/sops/default.nix and modules/age.nix of the others.
var providers = []*Provider{
	{
		Name: "opnix", Input: "opnix", Scheme: "op://", Form: "op://vault/item/field", read: readOnePassword,
		Runtime: []string{"services", "onepassword-secrets", "secretPaths"},
		Switch:  []string{"services", "onepassword-secrets", "enable"},
		Follows: ".services.onepassword-secrets.secrets.*.reference",
	},
	{
		Name: "sops", Input: "sops-nix", Scheme: "sops://", Form: "sops://secrets/web1.yaml#key", read: readSops,
		Runtime: []string{"sops", "secrets"}, File: "path", BeforeUsers: true, HostKeys: true,
	},
	{
		Name: "agenix", Input: "agenix", Scheme: "age://", Form: "age://secrets/key.age", read: readAge,
		Runtime: []string{"age", "secrets"}, File: "path", BeforeUsers: true, HostKeys: true,
	},
}

// FindProvider returns a store by its name, nil where there is none.
func FindProvider(name string) *Provider {
	for _, p := range providers {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// ProviderOf returns the store that a text points into, nil where it does not look like a reference.
func ProviderOf(text string) *Provider {
	for _, p := range providers {
		if strings.HasPrefix(text, p.Scheme) {
			return p
		}
	}
	return nil
}

// Followed tells whether an option, by its path, is one of a store's own that takes references into it as they stand.
func Followed(option, reference string) bool {
	p := ProviderOf(reference)
	if p == nil || p.Follows == "" {
		return false
	}
	before, behind, _ := strings.Cut(p.Follows, "*")
	return strings.Contains(option, before) && strings.HasSuffix(option, behind)
}

// Read takes a reference into the store apart. The file is the one that a reference means that names none. What is wrong
// with the reference is said without repeating it.
func (p *Provider) Read(text, file string) (ref Ref, wrong string) {
	ref, wrong = p.read(strings.TrimPrefix(text, p.Scheme), file)
	ref.Provider = p
	return ref, wrong
}

// HandsOut tells whether a path under config is the run-time path of something that one of the stores hands out.
func HandsOut(path string) bool {
	for _, p := range providers {
		if strings.HasPrefix(path, strings.Join(p.Runtime, ".")+".") {
			return true
		}
	}
	return false
}

// RuntimePath is the path under config to the run-time path of a secret.
func (p *Provider) RuntimePath(name string) []string {
	at := append(append([]string{}, p.Runtime...), name)
	if p.File != "" {
		at = append(at, p.File)
	}
	return at
}

// readOnePassword reads vault/item/field and vault/item/section/field, which 1Password takes with letters, digits,
// blanks, -, _ and . in the names, and an attribute of the field behind a question mark.
func readOnePassword(text, _ string) (Ref, string) {
	names, attribute, _ := strings.Cut(text, "?")
	parts := strings.Split(names, "/")
	switch {
	case len(parts) < 3:
		return Ref{}, "it names no field"
	case len(parts) > 4:
		return Ref{}, "it has too many parts"
	case strings.ContainsFunc(attribute, func(r rune) bool { return !isWordRune(r) && !strings.ContainsRune("=-&", r) }):
		return Ref{}, "what stands behind the question mark is no attribute"
	}
	for _, part := range parts {
		if part == "" || part != strings.TrimSpace(part) {
			return Ref{}, "one of its parts is empty"
		}
		if strings.ContainsFunc(part, func(r rune) bool { return !isWordRune(r) && !strings.ContainsRune(" -.", r) }) {
			return Ref{}, "one of its parts has characters that 1Password takes in no reference; use the id of that part"
		}
	}
	return Ref{Text: "op://" + text}, ""
}

func isWordRune(r rune) bool {
	return r == '_' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}

// readSops reads file#key, file# for all of a file that is no set of keys, and a key alone where the fleet has one file for
// all.
func readSops(text, file string) (Ref, string) {
	name, key, both := strings.Cut(text, "#")
	if !both {
		name, key = file, text
		if file == "" {
			return Ref{}, "it names no file, and the fleet has none for all secrets"
		}
	}
	if strings.Trim(key, "/") != key || strings.Contains(key, "//") || strings.ContainsAny(key, " #") {
		return Ref{}, "its key is not of the right form"
	}
	ref := Ref{File: path.Clean(name), Key: key, Format: sopsFormat(name)}
	if wrong := wrongFile(name); wrong != "" {
		return Ref{}, wrong
	}
	if key == "" && ref.Format != "binary" {
		return Ref{}, "it names no key"
	}
	return ref, ""
}

func readAge(text, _ string) (Ref, string) {
	if wrong := wrongFile(text); wrong != "" {
		return Ref{}, wrong
	}
	if path.Ext(text) != ".age" {
		return Ref{}, "the file is not one of age: its name ends in .age"
	}
	return Ref{File: path.Clean(text)}, ""
}

// wrongFile says what is wrong with the name of an encrypted file.
func wrongFile(name string) string {
	clean := path.Clean(name)
	switch {
	case name == "" || clean == ".":
		return "it names no file"
	case path.IsAbs(name) || clean == ".." || strings.HasPrefix(clean, "../"):
		return "the file lies outside the fleet; its path is relative to panther.yaml"
	case strings.ContainsFunc(name, func(r rune) bool { return !isWordRune(r) && !strings.ContainsRune("/.+-", r) }):
		return "the path of the file has characters other than letters, digits, ., _, + and -"
	}
	return ""
}

// sopsFormat is the format of an encrypted file, by its name.
func sopsFormat(name string) string {
	switch path.Ext(name) {
	case ".yaml", ".yml":
		return "yaml"
	case ".json":
		return "json"
	case ".env":
		return "dotenv"
	case ".ini":
		return "ini"
	}
	return "binary"
}
