package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

func parse(t *testing.T, content string) *yamldoc.Node {
	t.Helper()
	n, diags := yamldoc.Parse(source.New("f.yaml", []byte(content)))
	require.Empty(t, diags, "%s", content)
	return n
}

// options reads options as an interface has them, without a mistake.
func options(t *testing.T, content string) []*types.Option {
	t.Helper()
	var diags diag.List
	out := types.ParseOptions(parse(t, content), false, &diags)
	require.Empty(t, diags, "%s", content)
	return out
}

// typeOf is a type as an interface writes it: int, or { type: int, min: 1 }.
func typeOf(t *testing.T, written string) *types.Type {
	t.Helper()
	if !strings.HasPrefix(written, "{") {
		written = "{ type: " + written + " }"
	}
	return options(t, "x: { description: d, "+strings.TrimPrefix(written, "{"))[0].Type
}

// check checks a value that is written as YAML.
func check(t *testing.T, kind *types.Type, value string) (*yamldoc.Node, diag.List) {
	t.Helper()
	var diags diag.List
	checked := kind.Check(parse(t, "v: "+value).Get("v"), "path.to", &diags)
	return checked, diags
}

const edKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34"

// TestScalarTypes lists what each type takes and refuses, as YAML values.
func TestScalarTypes(t *testing.T) {
	for _, c := range []struct {
		kind    string
		takes   []string
		refuses []string
	}{
		{"bool", []string{"true", "false"}, []string{"yes", "True", "1", `"true"`, "[true]", "{}", "~x", "!pkg x"}},
		{"int", []string{"0", "-3", "9223372036854775807", "-9223372036854775808"},
			[]string{"1.0", "0644", "0x1F", "1_000", `"1"`, "1e3", "9223372036854775808", "true", "one", "[1]"}},
		{"{type: int, min: 1}", []string{"1", "99"}, []string{"0", "-1"}},
		{"{type: int, min: -2, max: 5}", []string{"-2", "5"}, []string{"-3", "6"}},
		{"{type: int, max: 5}", []string{"5", "-99"}, []string{"6"}},
		{"number", []string{"0", "-3", "1.5", "-0.25"}, []string{`"1"`, "1e3", ".5", "true", "one", "9223372036854775808", "[1]", ".inf"}},
		{"{type: number, min: -1, max: 1}", []string{"-1", "0.5", "1.0"}, []string{"-1.01", "1.5", "2"}},
		{"port", []string{"1", "22", "65535"}, []string{"0", "65536", "-22", `"22"`, "022", "http", "22.0"}},
		{"string", []string{"abc", `""`, `"1"`, `"true"`, "a b", "'ä'", "2001-01-01", `"a\tb"`},
			[]string{"1", "1.5", "true", "0644", `"a\nb"`, `"a\rb"`, "[a]", "{a: b}", "!pkg a"}},
		{"lines", []string{`"a\nb\n"`, "abc"}, []string{"1", "true", "[a]"}},
		{"{type: enum, values: [none, both, 2, no]}", []string{"none", "both", `"both"`, "2", "no"}, []string{"None", "3", "1.5", "[none]", `""`}},
		{"path", []string{"/", "/etc/x", "/a b/ä", "/nix/store/x"}, []string{"etc/x", "./x", "~/x", `""`, `"/a\nb"`, "1", "C:/x"}},
		{"package", []string{"!pkg hello", "!pkg python3Packages.numpy", `!pkg 'a."b.c"'`}, []string{"hello", `!pkg "a..b"`, `!pkg ".a"`, "1", "[!pkg a]"}},
		{"size", []string{"1K", "512M", "8G", "2T"}, []string{"8", "8g", "8GB", "8GiB", "0G", "08G", "1.5G", "-1G", "8 G", "G", `""`, "100%"}},
		{"ip", []string{"192.0.2.1", "0.0.0.0", `"::"`, `"2001:db8::1"`, `"fe80::1"`, `"::ffff:192.0.2.1"`},
			[]string{"192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1/24", "localhost", `""`, `":::"`, "1.5"}},
		{"cidr", []string{"192.0.2.10/24", "0.0.0.0/0", `"2001:db8::1/128"`},
			[]string{"192.0.2.10", "192.0.2.10/33", "192.0.2.10/", "192.0.2.10/024", `"2001:db8::/129"`, `"fe80::1%eth0/64"`, "192.0.2.10/255.255.255.0"}},
		{"mac", []string{"52:54:00:12:34:56", "52-54-00-12-34-56", `"52:54:00:AB:cd:EF"`, "10:20:30:40:50:00"},
			[]string{"52:54:00:12:34", "52:54:00:12:34:5g", `""`, "52:54:00:12:34:56:78:9a"}},
		{"domain", []string{"example.org", "a-b.example", "localhost", "xn--bcher-kva.example", "EXAMPLE.org", "1.example"},
			[]string{"example..org", "-a.org", "a-.org", "a_b.org", "exämple.org", `""`, "example.org.", `"*.example.org"`, "a b", "http://example.org",
				strings.Repeat("a", 64) + ".org", strings.Repeat("a.", 127) + "aa"}},
		{"sshKey", []string{edKey, edKey + " operator@yoga", `from="10.0.0.0/8",no-pty ` + edKey, "restrict " + edKey},
			[]string{"ssh-ed25519", "ssh-ed25519 AAAA", "hello", `""`, "# " + edKey, strings.Replace(edKey, "ssh-ed25519", "ssh-rsa", 1), "hello" + edKey[11:], strings.Replace(edKey, "AAAAC3", "AAAC3", 1), `"` + edKey + `\n` + edKey + `"`}},
		{"secret", []string{"/run/keys/x", "/var/lib/x.key", "op://vault/item/field", "sops://a.yaml#b", "age://a.age"},
			[]string{"hunter2", "./x", "/run/keys/x y", "/nix/store/abc-x", "vault://item/field", `""`, "1", "true", "[/run/x]", "run/keys/x"}},
		{"passwordHash", []string{`"!"`, "'*'", "$6$salt$hash", "$y$j9T$F5Jx5f$X3DX6M", "$2b$05$abcdefg", "$6$rounds=5000$s$h", "$gy$x$y"},
			[]string{"hunter2", `""`, "$1$salt$hash", "$6$", "$6", "x$6$salt$hash", "'$6$salt$ha sh'", "$6$salt:x", `"$6$salt$hash\n"`, "$sha1$x$y", "12345678", "true", "'!x'"}},
		{"device", []string{"/dev/sda", "/dev/disk/by-id/nvme-eui.0025:1", `'/dev/disk/by-id/usb-a\x20b'`, "/dev/mapper/a"},
			[]string{"/dev/", "/dev", "sda", "/dev/sda/", "/dev/../etc", "/etc/x", "'/dev/a b'", `""`, "/devx/a", "!pkg x", "/dev/ü"}},
		{"interfaceName", []string{"eth0", "tailscale0", "podman*", "wg+", "br-lan.10", "en_x:1"}, []string{`""`, "eth 0", "a/b", strings.Repeat("a", 16), "ü", "'a\"b'", "1"}},
		{"{type: string, pattern: '[a-z]+[0-9]'}", []string{"abc1", "a0"}, []string{"abc", "1", "abc1x", "xABC1", `""`, `"a1\na1"`}},
		{"version", []string{`"25.05"`, "25.05", `"26.11"`}, []string{"25", `"25.5"`, "24.1", `"unstable"`, `"25.05.1"`, `"v25.05"`, "true"}},
		{"name", []string{"operator", "_x", "a-b_c1", strings.Repeat("a", 31)}, []string{"Operator", "1a", "-a", "a b", `""`, "ä", strings.Repeat("a", 32), "a.b", "a$"}},
		{"any", []string{"1", "-1", "1.5", "true", "abc", `"0644"`, "!pkg a.b", "!ref a.b", "[1, [a], {b: c}]", "{a: 1}"},
			[]string{"0644", "0x1F", "1_000", "1e3", "True", "9223372036854775808", "[0644]", "{a: 0o17}", `!ref "a..b"`, `!pkg "a."`}},
	} {
		kind := typeOf(t, c.kind)
		for _, value := range c.takes {
			checked, diags := check(t, kind, value)
			assert.False(t, diags.HasErrors(), "%s takes %s: %v", c.kind, value, diags)
			assert.True(t, yamldoc.Equal(parse(t, value), checked), "%s keeps %s", c.kind, value)
		}
		for _, value := range c.refuses {
			checked, diags := check(t, kind, value)
			assert.True(t, diags.HasErrors(), "%s refuses %s", c.kind, value)
			if checked.IsScalar() {
				assert.True(t, types.Unusable(checked) || c.kind == "any", "%s %s", c.kind, value)
			}
			for _, d := range diags {
				assert.False(t, d.Range.IsZero(), "%s %s has a place", c.kind, value)
			}
		}
	}
}

// The verdicts are those of `systemd-analyze calendar` of systemd 252; most texts are from systemd.time(7).
func TestCalendarEvents(t *testing.T) {
	kind := typeOf(t, "calendar")
	for _, text := range []string{
		"minutely", "hourly", "daily", "monthly", "weekly", "yearly", "annually", "quarterly", "semiannually", "weekly UTC", "weekly Europe/Berlin",
		"Sat,Thu,Mon..Wed,Sat..Sun", "Mon,Sun 12-*-* 2,1:23", "Wed *-1", "Wed..Wed,Wed *-1", "Wed, 17:48", "Wed..Sat,Tue 12-10-16 1:2:3", "*-*-7 0:0:0",
		"10-15", "monday *-12-* 17:00", "Mon,Fri *-*-3,1,2 *:30:45", "12,14,13,12:20,10,30", "12..14:10,20,30", "03-05 08:05:40", "08:05:40", "05:40",
		"Sat,Sun 12-05 08:05:40", "2003-03-05 05:40", "2003-02..04-05", "2003-03-05 05:40 UTC", "2003-03-05", "03-05", "*-02~03", "Mon *-05~07/1",
		"*:2/3", "*:0/15", "*-*-* *:*:00", "*-*-* 03:00", "00:00..06", "Mon..Fri 22:30", "Monday", "Mon", "mon..fri", "*-*-1/2", "2024-*-*",
		"2024,2026-01-01", "2024/2-01-01", "03:00 Etc/GMT+1", "03:00 America/Argentina/Buenos_Aires", "Sun *-*-1..7 03:00", "*-1..2/3-1", "*:05..10", "0/2:00",
	} {
		_, diags := check(t, kind, `"`+text+`"`)
		assert.Empty(t, diags, text)
	}
	for _, text := range []string{
		"", " ", "12", "12:", ":30", "*", "**:00", "*:/5", "2024..", "12024-1-1", "05:40 05:40", "tomorrow", "now", "every day", "daily at 3", "3am", "3:00 AM", "Mon..",
		"Mon,,Tue", "Mon..Foo", "Mo", "*-*-*T03:00", "*-*-* 03", "Mon,2024-01-01", "Mon *", "Mon , Tue", "01:02:03:04", "100:00", "1:100", "*-100-1", "daily daily",
		"*~", "OnCalendar=daily", "0 3 * * *", "@daily", "*-*-* 03:00\nPersistent=false",
	} {
		_, diags := check(t, kind, quoted(text))
		assert.Len(t, diags, 1, text)
	}
}

// The verdicts are those of `systemd-analyze timespan` of systemd 252.
func TestTimeSpans(t *testing.T) {
	kind := typeOf(t, "duration")
	for _, text := range []string{
		"2 h", "2hours", "48hr", "1y 12month", "55s500ms", "300ms20s 5day", "1h 30min", "30s", "0", "1.5h", "1h30", "1h30m", "5 5", "infinity", "1w", "1 week",
		"1M", "1 month", "1m", "1us", "1usec", "5minutes", "1year", "1d 2d", "5 sec 3 min", "0.0s", "00s", "300 ms", "2 days 3 hours",
		"1year 2 months 3 weeks 4 days 5 h 6 min 7 s 8 ms 9 us",
	} {
		_, diags := check(t, kind, quoted(text))
		assert.Empty(t, diags, text)
	}
	for _, text := range []string{
		"", " ", "1,5h", "inf", "Infinity", "-5s", "5 fortnights", "1ns", "1e3s", "0x10s", "10:30", "PT5M", "half an hour", "5S", "5H", "5Min", "1h,30min", "1..5s",
		"1.5.5s", "5mins", "5secs", "1mon", "1Q", "30s\nRestart=no",
	} {
		_, diags := check(t, kind, quoted(text))
		assert.Len(t, diags, 1, text)
	}
	_, diags := check(t, kind, "30")
	assert.Empty(t, diags, "a number of seconds needs no quotes")
}

// quoted is a text as YAML in double quotes.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text) + `"`
}

func TestHintsForWhatPeopleWrite(t *testing.T) {
	for _, c := range []struct {
		kind, value, message, hint string
		code                       diag.Code
	}{
		{"bool", "yes", `path.to takes true or false, not the text "yes"`, "write true", diag.WrongType},
		{"bool", "Off", `path.to takes true or false, not the text "Off"`, "write false", diag.WrongType},
		{"bool", "True", `path.to takes true or false, not the text "True"`, "write true", diag.WrongType},
		{"int", `"1"`, `path.to takes a whole number, not the text "1"`, "write it without quotes: 1", diag.WrongType},
		{"string", "25.10", "path.to takes text, not the number 25.10", "put it in quotes to make it text", diag.WrongType},
		{"port", "70000", "path.to takes a port from 1 to 65535, not 70000", "", diag.OutOfRange},
		{"{type: number, min: 0, max: 1}", "1.5", "path.to takes a number from 0 to 1, not 1.5", "", diag.OutOfRange},
		{"{type: int, min: 1, max: 9}", "10", "path.to takes a whole number from 1 to 9, not 10", "", diag.OutOfRange},
		{"{type: int, min: 1}", "0", "path.to takes a whole number of at least 1, not 0", "", diag.OutOfRange},
		{"{type: int, max: 9}", "10", "path.to takes a whole number of at most 9, not 10", "", diag.OutOfRange},
		{"int", "99999999999999999999", "path.to: the number does not fit 64 bits", "", diag.OutOfRange},
		{"{type: enum, values: [none, client]}", "clinet", `path.to has no value "clinet"`, `did you mean "client"? It takes one of none, client`, diag.BadValue},
		{"{type: enum, values: [none, client]}", "xyz", `path.to has no value "xyz"`, "it takes one of none, client", diag.BadValue},
		{"size", "8GB", `path.to: "8GB" is not a size`, "write 8G, without B; it takes a size such as 512M or 8G", diag.BadValue},
		{"size", "8 gib", `path.to: "8 gib" is not a size`, "write 8G, without B; it takes a size such as 512M or 8G", diag.BadValue},
		{"size", "lots", `path.to: "lots" is not a size`, "it takes a size such as 512M or 8G", diag.BadValue},
		{"port", `"22"`, `path.to takes a port from 1 to 65535, not the text "22"`, "write it without quotes: 22", diag.WrongType},
		{"port", `"70000"`, `path.to takes a port from 1 to 65535, not the text "70000"`, "", diag.WrongType},
		{"{type: string, pattern: '[a-z]+'}", "5", `path.to takes text of the form [a-z]+, not the number 5`, "", diag.WrongType},
		{"{type: list, of: string}", "abc", `path.to takes a list, not the text "abc"`, "write it as a list: [abc]", diag.WrongType},
		{"{type: map, of: string}", "[a]", "path.to takes a mapping, not a list", "", diag.WrongType},
		{"{type: list, of: string}", "~", "path.to takes a list, not nothing", "", diag.WrongType},
		{"package", "hello", `path.to takes a package (!pkg NAME), not the text "hello"`, "write !pkg hello", diag.WrongType},
		{"string", "!pkg hello", "path.to takes text, not a package", "", diag.WrongType},
		{"secret", "hunter2", "path.to takes a path, not the secret itself", "name the file that holds the secret at run time, such as /var/lib/secrets/to", diag.SecretValue},
		{"string", "CHANGE-ME", "path.to is still to be filled in", "it takes text", diag.Blank},
		{"sshKey", "ssh-ed25519 CHANGE-ME", "path.to is still to be filled in", "it takes a public SSH key", diag.Blank},
		{"any", "0644", `path.to: "0644" is read differently by different programs`, "write a plain decimal number, true or false, or put it in quotes to make it text", diag.AmbiguousScalar},
		{"{type: list, of: string}", "!ref a.b", "!ref stands for a single value, not for a list", "", diag.WrongType},
		{"int", `!ref "a..b"`, `"a..b" is not an attribute path: a name between the dots is missing`, `names joined by dots; quote a name that holds one: services.nginx.virtualHosts."example.org"`, diag.BadReference},
	} {
		_, diags := check(t, typeOf(t, c.kind), c.value)
		if assert.Len(t, diags, 1, "%s %s", c.kind, c.value) {
			assert.Equal(t, c.code, diags[0].Code)
			assert.Equal(t, c.message, diags[0].Message)
			assert.Equal(t, c.hint, diags[0].Hint)
		}
	}
}

func TestAVersionWithoutQuotesIsAWarning(t *testing.T) {
	checked, diags := check(t, typeOf(t, "version"), "24.10")
	require.Len(t, diags, 1)
	assert.Equal(t, diag.UnquotedVersion, diags[0].Code)
	assert.Equal(t, diag.Warning, diags[0].Severity)
	assert.Equal(t, `write "24.10"`, diags[0].Hint, "the nought at the end is kept")
	assert.Equal(t, "24.10", checked.Text)
}

func TestReferencesStandForAnySingleValue(t *testing.T) {
	for _, kind := range []string{"bool", "int", "port", "string", "lines", "path", "ip", "domain", "secret", "any"} {
		checked, diags := check(t, typeOf(t, kind), "!ref services.tailscale.port")
		assert.Empty(t, diags, kind)
		assert.Equal(t, yamldoc.TagRef, checked.Tag, kind)
	}
	for _, kind := range []string{"{type: list, of: string}", "{type: map, of: string}", "{type: object, fields: {a: {type: int, description: d}}}"} {
		_, diags := check(t, typeOf(t, kind), "!ref services.tailscale.port")
		assert.Len(t, diags, 1, kind)
	}
}

// What panther itself works with cannot be a reference into the configuration.
func TestReferencesWhereAValueIsNeeded(t *testing.T) {
	for _, kind := range []string{types.String, types.Bool, types.Device, types.Enum} {
		_, diags := check(t, &types.Type{Kind: kind, Plain: true}, "!ref a.b")
		require.Len(t, diags, 1, kind)
		assert.Equal(t, "panther has to know the value here; !ref is only read by NixOS", diags[0].Message)
	}
}

func TestKeysOfMaps(t *testing.T) {
	kind := typeOf(t, "{type: map, keys: name, of: int}")
	_, diags := check(t, kind, "{ ada: 1, _b-2: 2 }")
	assert.Empty(t, diags)
	_, diags = check(t, kind, "{ Ada: 1, 'a b': 2 }")
	require.Len(t, diags, 2)
	assert.Contains(t, diags[0].Message, `"Ada" is not a name`)
	_, diags = check(t, typeOf(t, "{type: map, of: int}"), "{ 'any thing': 1 }")
	assert.Empty(t, diags)
}

func TestSplitPath(t *testing.T) {
	for text, want := range map[string][]string{
		"a":                                      {"a"},
		"services.tailscale.port":                {"services", "tailscale", "port"},
		`a."b.c".d`:                              {"a", "b.c", "d"},
		`"a"`:                                    {"a"},
		`boot.kernel.sysctl."vm.swappiness"`:     {"boot", "kernel", "sysctl", "vm.swappiness"},
		`x."a b"`:                                {"x", "a b"},
		"x.${y}":                                 {"x", "${y}"},
		`environment.etc."ssh/sshd_config".text`: {"environment", "etc", "ssh/sshd_config", "text"},
	} {
		got, err := types.SplitPath(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", ".", "a.", ".a", "a..b", `a."b`, `a."b"c`, `a."".b`, `a b`, `a"b`, "a.b\tc", `"a""b"`, `a. b`, "a\n"} {
		_, err := types.SplitPath(text)
		assert.Error(t, err, text)
	}
}

func FuzzScalars(f *testing.F) {
	f.Add("*-*-* 03:00", "1h 30min")
	f.Add(edKey, "a.\"b\"")
	f.Fuzz(func(t *testing.T, text, other string) {
		n := yamldoc.Scalar(yamldoc.Text, text, nil)
		for _, kind := range types.Names() {
			if kind == types.List || kind == types.Map {
				continue // have parts
			}
			var diags diag.List
			checked := (&types.Type{Kind: kind, Values: []string{other}}).Check(n, "p", &diags)
			if diags.HasErrors() != types.Unusable(checked) {
				t.Errorf("%s %q: %v, and the value is %#v", kind, text, diags, checked)
			}
		}
	})
}
