package types

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/yamldoc"
)

func (t *Type) checkScalar(n *yamldoc.Node, path string, diags *diag.List) {
	if !t.acceptsKind(n) {
		if t.Kind == Secret || t.Kind == PasswordHash { // what stands there may be the secret itself
			diags.Add(diag.SecretValue, n.Range(), "%s takes %s", path, t.Name())
			return
		}
		t.wrongKind(n, path, diags)
		return
	}
	switch t.Kind {
	case Int, Port:
		t.checkNumber(n, path, diags)
	case Number:
		t.checkDecimal(n, path, diags)
	case Version:
		t.checkVersion(n, path, diags)
	case Enum:
		t.checkEnum(n, path, diags)
	case Secret:
		checkSecret(n, path, diags)
	case PasswordHash:
		if !isPasswordHash(n.Text) {
			diags.Add(diag.SecretValue, n.Range(), "%s takes the hash of a password, and this is none", path).
				Help("make one: mkpasswd --method=yescrypt")
		}
	case Package:
		checkAttrPath(n, diags)
	default:
		if why := t.refuse(n.Text); why != "" {
			d := diags.Add(diag.BadValue, n.Range(), "%s: %s", path, why).Help("it takes %s", t.Name())
			if t.isSizeForm() && strings.HasSuffix(n.Text, "%") {
				d.Help("a share cannot be said here; it takes %s", t.Name())
			}
			d.Help("%s", t.hint(n))
			if near := t.nearForm(n.Text); near != "" {
				d.Help("%s; it takes %s", near, t.Name())
			}
		}
	}
}

// acceptsKind tells whether the YAML value is of the kind that the type is written as.
func (t *Type) acceptsKind(n *yamldoc.Node) bool {
	switch t.Kind {
	case Bool:
		return n.Kind == yamldoc.Bool
	case Int, Port:
		return n.Kind == yamldoc.Int
	case Number:
		return n.Kind == yamldoc.Int || n.Kind == yamldoc.Float
	case Package:
		return n.Tag == yamldoc.TagPkg
	case Version: // 26.05 without quotes is a number, and what is meant is clear
		return n.Kind == yamldoc.Text || n.Kind == yamldoc.Float
	case Enum: // an enum may have values such as 2 or no: what is meant is one of them or a mistake
		return n.IsScalar() && n.Kind != yamldoc.Null
	case MAC, Duration, Size: // 10:20:30:40:50:60 and 30 are numbers to some readers
		return n.Kind == yamldoc.Text || n.Kind == yamldoc.Odd || n.Kind == yamldoc.Int
	}
	return n.Kind == yamldoc.Text || isWord(n)
}

// isWord tells whether a value is one of the words such as on and no: where text is wanted, nobody means a truth value.
func isWord(n *yamldoc.Node) bool {
	truth := truthOf(n.Text)
	return n.Kind == yamldoc.Odd && truth != "" && !strings.EqualFold(n.Text, truth)
}

func (t *Type) checkNumber(n *yamldoc.Node, path string, diags *diag.List) {
	if !checkInt64(n, path, diags) {
		return
	}
	value, _ := strconv.ParseInt(n.Text, 10, 64)
	tooSmall := t.Min != nil && value < *t.Min
	tooLarge := t.Max != nil && value > *t.Max
	if t.Kind == Port && (value < 1 || value > 65535) || tooSmall || tooLarge {
		diags.Add(diag.OutOfRange, n.Range(), "%s takes %s, not %d", path, t.Name(), value)
	}
}

func (t *Type) checkDecimal(n *yamldoc.Node, path string, diags *diag.List) {
	if n.Kind == yamldoc.Int && !checkInt64(n, path, diags) {
		return
	}
	value, err := strconv.ParseFloat(n.Text, 64)
	if err != nil || !nix.ValidFloat(value) {
		diags.Add(diag.OutOfRange, n.Range(), "%s: Nix cannot hold the number %s", path, n.Text)
		return
	}
	if t.Min != nil && value < float64(*t.Min) || t.Max != nil && value > float64(*t.Max) {
		diags.Add(diag.OutOfRange, n.Range(), "%s takes %s, not %s", path, t.Name(), n.Text)
	}
}

func (t *Type) bounds() string {
	switch {
	case t.Min != nil && t.Max != nil:
		return fmt.Sprintf(" from %d to %d", *t.Min, *t.Max)
	case t.Min != nil:
		return fmt.Sprintf(" of at least %d", *t.Min)
	case t.Max != nil:
		return fmt.Sprintf(" of at most %d", *t.Max)
	}
	return ""
}

func (t *Type) checkVersion(n *yamldoc.Node, path string, diags *diag.List) {
	if !isRelease(n.Text) {
		diags.Add(diag.BadValue, n.Range(), "%s: %s is not a release", path, diag.Quote(n.Text)).Help(`it takes %s`, t.Name())
		return
	}
	if n.Kind == yamldoc.Float {
		d := diags.Warn(diag.UnquotedVersion, n.Range(), "%s: %s without quotes is a number to most programs", path, n.Text).
			Help(`write "%s"`, n.Text)
		mend(d, n, "put it in quotes", asText(n.Text))
	}
}

func (t *Type) checkEnum(n *yamldoc.Node, path string, diags *diag.List) {
	for _, v := range t.Values {
		if n.Text == v {
			return
		}
	}
	d := diags.Add(diag.BadValue, n.Range(), "%s has no value %s", path, diag.Quote(n.Text))
	if word := t.Words[strings.ToLower(n.Text)]; word != "" {
		d.Help("%s", t.insteadOf(word))
		if slices.Contains(t.Values, word) {
			mend(d, n, "write "+word, asText(word))
		}
		return
	}
	if near, ok := diag.Nearest(n.Text, t.Values); ok {
		d.Help("did you mean %s? It takes %s", diag.Quote(near), t.Name())
		if asOneWord(near) == asOneWord(n.Text) {
			mend(d, n, "write "+near, asText(near))
		}
		return
	}
	d.Help("it takes %s", t.Name())
}

func checkSecret(n *yamldoc.Node, path string, diags *diag.List) {
	switch {
	case secrets.ProviderOf(n.Text) != nil: // whether it can be followed depends on the fleet
	case !isSecretPath(n.Text):
		diags.Add(diag.SecretValue, n.Range(), "%s takes a path, not the secret itself", path).
			Help("name the file that holds the secret at run time, such as /var/lib/secrets/%s", secretName(path))
	case strings.HasPrefix(n.Text, "/nix/store/"):
		diags.Add(diag.SecretValue, n.Range(), "%s lies in the Nix store, which everybody on the host can read", path)
	}
}

// secretName is what the file of a secret may be called: as its option, where a file can be.
func secretName(path string) string {
	names, err := SplitPath(path)
	if err != nil {
		return "NAME"
	}
	name := names[len(names)-1]
	if !madeOf(name, "_.-") || strings.HasPrefix(name, ".") {
		return "NAME"
	}
	return name
}

// refuse says what is wrong with the form of a text, "" where nothing is.
func (t *Type) refuse(text string) string {
	switch t.Kind {
	case String:
		if strings.ContainsAny(text, "\n\r") {
			return "the text has more than one line"
		}
		if t.Pattern != nil && !t.Pattern.Fits(text) {
			return diag.Quote(text) + " is not of the right form"
		}
	case InterfaceName:
		return unless(isLinkName(text), text, "the name of a network interface")
	case Name:
		if len(text) > longestName && isName(text[:longestName]) {
			return fmt.Sprintf("%s is too long for a name: it has %d letters, of at most %d", diag.Quote(text), len(text), longestName)
		}
		return unless(isName(text), text, "a name: lower-case letters, digits, - and _, beginning with a letter")
	case Path:
		return unless(strings.HasPrefix(text, "/") && !strings.ContainsAny(text, "\n\r"), text, "an absolute path")
	case Device:
		return unless(isDevice(text), text, "the path of a disk")
	case File:
		return unless(text != "" && !strings.ContainsAny(text, "\n\r"), text, "the path of a file")
	case Size:
		return unless(isSize(text), text, "a size")
	case Duration:
		return unless(IsTimeSpan(text), text, "a time span")
	case Calendar:
		return refuseCalendar(text)
	case IP:
		addr, err := netip.ParseAddr(text)
		return unless(err == nil && addr.Zone() == "", text, "an IP address") // systemd-networkd takes no zone
	case CIDR:
		_, err := netip.ParsePrefix(text)
		return unless(err == nil, text, "an address with its prefix length")
	case MAC:
		hw, err := net.ParseMAC(text)
		return unless(err == nil && len(hw) == 6 && strings.ContainsAny(text, ":-."), text, "a MAC address")
	case Domain:
		return unless(isDomain(text), text, "a domain name")
	case SSHKey:
		return refuseSSHKey(text)
	}
	return ""
}

func unless(ok bool, text, what string) string {
	if ok {
		return ""
	}
	return diag.Quote(text) + " is not " + what
}
