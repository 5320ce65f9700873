package schema

import (
	"strings"

	"github.com/hbohlen/panther/internal/types"
)

// The forms of texts as expressions, in the part of the language that Go and JavaScript read in the same way.

const (
	nothing       = `[^\s\S]` // that no text holds
	identifier    = `[A-Za-z_][A-Za-z0-9_'-]*`
	reference     = identifier + `(?:\.(?:` + identifier + `|"[^"]+"))+` // of !ref: a path under config has two names or more
	attribute     = `(?:"[^"]+"|[^." \t\n]+)`
	attributePath = attribute + `(?:\.` + attribute + `)*`
	secretSchemes = `op://|sops://|age://`

	octet = `(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])`
	ipv4  = octet + `(?:\.` + octet + `){3}`
	hex   = `[0-9A-Fa-f]{1,4}`
	label = `[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?`
)

// exact are the forms of types that an expression says as panther does.
var exact = map[string]string{
	types.String:        `[^\n\r]*`,
	types.Package:       attributePath,
	types.Path:          `/[^\n\r]*`,
	types.File:          `[^\n\r]+`,
	types.Device:        `/dev/[A-Za-z0-9/_.:+@=,#\\-]+`,
	types.Secret:        `(?:` + secretSchemes + `)[\s\S]*|/[A-Za-z0-9_./@+,=~-]+`,
	types.Name:          `[a-z_][a-z0-9_-]{0,30}`,
	types.InterfaceName: `[A-Za-z0-9_.:*+-]{1,15}`,
	types.Version:       `[0-9]{2}\.(?:0[1-9]|1[0-2])`,
	types.Domain:        label + `(?:\.` + label + `)*`,
	types.MAC:           `(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}`,
	types.IP:            ipv4 + `|` + ipv6(),
	types.CIDR:          `(?:` + ipv4 + `)/(?:[0-9]|[12][0-9]|3[0-2])|(?:` + ipv6() + `)/(?:[0-9]|[1-9][0-9]|1[01][0-9]|12[0-8])`,
	types.PasswordHash:  `[!*]|\$(?:y|gy|7|2a|2b|2x|2y|5|6)\$[^: \t\n\v\f\r]+`,
}

// wider are the forms of types that an expression says less closely than panther: whatever panther takes fits.
var wider = map[string]string{
	types.Size:     `[1-9][0-9]*[KMGT]`,
	types.SSHKey:   `[^\n\r]*[ \t]AAAA[0-9A-Za-z+/]+={0,2}(?:[ \t][^\n\r]*)?`,
	types.Duration: duration,
	types.Calendar: calendar(),
}

// formOf is the form of a text, "" for any.
func formOf(t *types.Type) string {
	if t.Kind == types.String && t.Pattern != nil {
		return portable(t.Pattern.Form)
	}
	if form := exact[t.Kind]; form != "" {
		return form
	}
	return wider[t.Kind]
}

// coversReferences tells whether every reference fits the form of a text anyway.
func coversReferences(t *types.Type) bool {
	return t.Kind == types.String && t.Pattern == nil || t.Kind == types.Lines || t.Kind == types.File || t.Kind == types.Package
}

// whole is an expression that all of a text has to fit.
func whole(form string) string { return "^(?:" + form + ")$" }

func optionPath() node {
	return node{"pattern": whole(attributePath), "errorMessage": "names joined by dots; one that holds a dot stands in quotes", "title": "path of an option"}
}

// ipv6 takes what net/netip does, a zone aside.
func ipv6() string {
	forms := []string{`(?:` + hex + `:){6}(?:` + hex + `:` + hex + `|` + ipv4 + `)`}
	for before := range 8 {
		head := "::"
		if before > 0 {
			head = strings.Repeat(hex+":", before) + ":"
		}
		form := head
		if rest := 7 - before; rest > 0 {
			longest := rest - 1
			form += `(?:(?:` + hex + `:){0,` + digit(longest) + `}` + hex + `)?`
			if rest > 1 {
				forms = append(forms, head+`(?:`+hex+`:){0,`+digit(rest-2)+`}`+ipv4)
			}
		}
		forms = append(forms, form)
	}
	return strings.Join(forms, "|")
}

func digit(n int) string { return string(rune('0' + n)) }

// duration is a span of time of systemd.time(7). That it fits 64 bits is for panther to say.
const duration = `[ \t]*(?:infinity|(?:` + number + `(?:[ \t]*(?:` + timeUnit + `)|[ \t]+|$)[ \t]*)+)[ \t]*`

const (
	number   = `(?:\+?[0-9]+(?:\.[0-9]+)?|\.[0-9]+)`
	timeUnit = `seconds|second|sec|s|minutes|minute|min|months|month|msec|ms|m|M|hours|hour|hr|h|days|day|d|weeks|week|w|years|year|y|usec|us|μs|µs`
)

// calendar is an event of systemd.time(7). That its numbers are those of a calendar is for panther to say.
func calendar() string {
	word := `(?:minute|hour|dai|month|week|year|annual|anual|quarter|biannual|bi-annual|semiannual|semi-annual)ly`
	day := `(?:mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)`
	days := day + `(?:(?:\.\.|-)` + day + `)?(?:,` + day + `(?:(?:\.\.|-)` + day + `)?)*,?`
	part := `[0-9*./,]+`
	date := `(?:` + part + `-)?` + part + `[-~]` + part
	time := part + `:` + part + `(?::` + part + `)?`
	zone := ` [A-Za-z][A-Za-z0-9_+/-]*`
	return `(?:` + anyCase(word) + `|` + anyCase(days) + `|(?:` + anyCase(days) + ` +)?(?:` + date + `|` + time + `|` + date + ` +` + time + `)) *(?:` + zone + `)?`
}

// anyCase is an expression whose letters are taken in either case.
func anyCase(form string) string {
	var b strings.Builder
	for _, r := range form {
		if 'a' <= r && r <= 'z' {
			b.WriteString("[" + string(r-'a'+'A') + string(r) + "]")
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
