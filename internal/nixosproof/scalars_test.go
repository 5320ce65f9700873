package nixosproof

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// plain are samples of the types that say by themselves what is sensible. {n} is the serial number of the entry that
// the value stands in, {net} three bytes of an address that are its own.
var plain = map[string][]string{
	types.Bool:     {"true", "false"},
	types.String:   {"sample-{n}", "another sample"},
	types.Lines:    {`"a line\n"`, `"a line\nand another one\n"`},
	types.Path:     {"/srv/sample-{n}", "/var/lib/sample-{n}"},
	types.Package:  {"!pkg hello", "!pkg git"},
	types.Size:     {"512M", "2G"},
	types.Duration: {"45s", "1h 30min"},
	types.Calendar: {"daily", `"*-*-* 03:30"`},
	types.IP:       {"{net}.7", `"2001:db8:{n}::7"`},
	types.CIDR:     {"{net}.0/24", `"2001:db8:{n}::/64"`},
	types.Domain:   {"example.org", "sample-{n}.example.org"},
	types.Name:     {"sample", "sample-{n}"},

	types.PasswordHash:  {`"$y$j9T$sample$sample"`, `"$6$sample$sample"`},
	types.InterfaceName: {"eth{n}", "wan*"},

	types.SSHKey: {
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 one@proof",
		`'no-pty,from="10.0.0.0/8" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34'`,
	},
}

// scalars are the values that an option shall have: all of an enum, the bounds of a number, the interface's example.
func (s *sampler) scalars(path string, t *types.Type, o *types.Option) []func(int) *yamldoc.Node {
	switch t.Kind {
	case types.Enum:
		return fixed(t.Values, yamldoc.Text)
	case types.Int:
		return fixed(numbers(t, o), yamldoc.Int)
	case types.Number:
		return fixed(decimals(t), yamldoc.Float)
	case types.Port:
		return []func(int) *yamldoc.Node{s.port, s.port}
	case types.Secret:
		return snippets(secretSamples(path, t))
	case types.MAC:
		return []func(int) *yamldoc.Node{mac(0x52), mac(0x02)}
	}
	var out []func(int) *yamldoc.Node
	if o != nil && o.Example != nil {
		out = append(out, func(int) *yamldoc.Node { return copyOf(o.Example) })
	}
	for _, sample := range snippets(plain[t.Kind]) {
		if t.Pattern == nil || t.Pattern.Fits(sample(1).Text) {
			out = append(out, sample)
		}
	}
	if len(out) < 2 {
		s.lacking = append(s.lacking, path)
		return snippets([]string{"null"})
	}
	return out[:2]
}

// secretSamples are a file and a reference into the fleet's store, OpNix, for secrets that may come from there.
func secretSamples(path string, t *types.Type) []string {
	if t.NeededForUsers || path == "security.secrets.tokenFile" {
		return []string{"/run/keys/sample-{n}", "/run/secrets/sample"}
	}
	return []string{"/run/keys/sample-{n}", "op://proof/sample-{n}/value"}
}

// copyOf is the same scalar as a node of its own, so that it can be found again in the host that has it.
func copyOf(n *yamldoc.Node) *yamldoc.Node {
	same := *n
	return &same
}

func fixed(values []string, kind yamldoc.Kind) []func(int) *yamldoc.Node {
	var out []func(int) *yamldoc.Node
	for _, value := range values {
		out = append(out, func(int) *yamldoc.Node { return yamldoc.Scalar(kind, value, nil) })
	}
	return out
}

// numbers are the bounds of a whole number, and one that is neither of them nor the default.
func numbers(t *types.Type, o *types.Option) []string {
	low, other := int64(0), int64(7)
	var out []string
	if t.Min != nil {
		low = *t.Min
		out = append(out, strconv.FormatInt(low, 10))
		other = low + 7
	}
	if o != nil && o.Default != nil {
		if n, err := strconv.ParseInt(o.Default.Text, 10, 64); err == nil {
			other = n + (n-low)/2 + 1
		}
	}
	if t.Max != nil {
		out = append(out, strconv.FormatInt(*t.Max, 10))
		other = min(other, (low+*t.Max)/2)
	}
	out = append(out, strconv.FormatInt(other, 10))
	slices.Sort(out)
	return slices.Compact(out)
}

// decimals are a number with decimals and one without, both between the bounds.
func decimals(t *types.Type) []string {
	low := int64(0)
	if t.Min != nil {
		low = *t.Min
	}
	return []string{fmt.Sprintf("%d.25", max(low, 0)), fmt.Sprintf("%d.0", low+1)}
}

// port is one that nothing else takes.
func (s *sampler) port(int) *yamldoc.Node {
	s.serial++
	return yamldoc.Scalar(yamldoc.Int, fmt.Sprint(20000+s.serial), nil)
}

func mac(first int) func(int) *yamldoc.Node {
	return func(serial int) *yamldoc.Node {
		return text(fmt.Sprintf("%02x:54:00:00:%02x:%02x", first, serial/256, serial%256))
	}
}
