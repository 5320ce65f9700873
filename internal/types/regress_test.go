package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/types"
)

// systemd-analyze calendar refuses all of these; a timer with one of them does not load.
func TestCalendarEventsThatSystemdRefuses(t *testing.T) {
	for _, text := range []string{
		"25:00", "*-*-* 24:00", "12:60", "12:00:60", "*-13-01", "*-00-01", "2012-13-1", "*-*-32", "*-*-00", "2..1:00", "*-*-10..5", "*-12..01-01",
		"*:30/90", "*:0/0", "*/5:00", "*-*-*/2", "224-1-1", "2024.5-01-01", "2024/2..3-01-01", "Fri..Mon 10:00", "Sat..Mon", "Montag", "Mondays", "Tues", "Thur",
		"  daily  ", "03:00 Foo/Bar",
	} {
		_, diags := check(t, typeOf(t, "calendar"), quoted(text))
		assert.NotEmpty(t, diags, text)
	}
}

func TestCalendarEventsThatSystemdTakes(t *testing.T) {
	for _, text := range []string{
		"Daily", "WEEKLY", "bi-annually", "semi-annually", "03:00 CET", "daily CET", "03:00 EST5EDT", "1-1-1", "*-*-* 03:00:00.5", "05:40:23.4200004/3.1700005",
		"Mon-Fri 22:30",
	} {
		_, diags := check(t, typeOf(t, "calendar"), quoted(text))
		assert.Empty(t, diags, text)
	}
}

// systemd-analyze calendar says "Next elapse: never" of the first ones, seen from 1970.
func TestDaysThatNeverCome(t *testing.T) {
	for _, text := range []string{"2026-02-30", "*-02-30", "2027-02-29", "*-04,06..07/2-31 08:00", "Mon 2026-02-03", "2..2-30,31 UTC"} {
		_, diags := check(t, typeOf(t, "calendar"), quoted(text))
		if assert.Len(t, diags, 1, text) {
			assert.Contains(t, diags[0].Message, "never comes", text)
		}
	}
	for _, text := range []string{"*-02-29", "2028-02-29", "*-*-31", "2026-02-28..30", "Tue 2026-02-03", "Mon *-02-29", "*-02-1/30", "2020-01-01"} {
		_, diags := check(t, typeOf(t, "calendar"), quoted(text))
		assert.Empty(t, diags, text)
	}
}

// systemd-analyze timespan refuses them: too large for its 64 bits of microseconds.
func TestTimeSpansThatSystemdRefuses(t *testing.T) {
	for _, text := range []string{"99999999999999999999s", "9999999999y", "584554y", "18446744073709551615us"} {
		_, diags := check(t, typeOf(t, "duration"), text)
		assert.NotEmpty(t, diags, text)
	}
}

func TestTimeSpansThatSystemdTakes(t *testing.T) {
	for _, text := range []string{"1h  30min", "1µs", "1μs", ".5s"} {
		_, diags := check(t, typeOf(t, "duration"), quoted(text))
		assert.Empty(t, diags, text)
	}
}

// Options that sshd does not know make it ignore the line (auth-options.c).
func TestUnknownOptionsOfAKey(t *testing.T) {
	_, diags := check(t, typeOf(t, "sshKey"), "no-ptty "+edKey)
	assert.NotEmpty(t, diags)
}

// systemd-networkd takes no hardware address without separators; Go 1.26 does.
func TestMACWithoutSeparators(t *testing.T) {
	for _, value := range []string{"525400123456", `"525400abcdef"`} {
		_, diags := check(t, typeOf(t, "mac"), value)
		assert.NotEmpty(t, diags, value)
	}
}

// systemd-networkd takes no zone in Gateway= or Address=.
func TestIPWithAZone(t *testing.T) {
	_, diags := check(t, typeOf(t, "ip"), `"fe80::1%eth0"`)
	assert.NotEmpty(t, diags)
}

// There is no 13th month.
func TestReleasesThatNeverWere(t *testing.T) {
	for _, value := range []string{`"25.13"`, `"99.99"`, `"25.00"`} {
		_, diags := check(t, typeOf(t, "version"), value)
		assert.True(t, diags.HasErrors(), value)
	}
}

func TestFileNames(t *testing.T) {
	for _, value := range []string{`""`, `"a\nb.nix"`} {
		_, diags := check(t, typeOf(t, "file"), value)
		assert.NotEmpty(t, diags, value)
	}
}

// The number of MiB of the swap file does not fit 64 bits: storage renders a size of 0, or a negative one.
func TestSizesBeyondAllDisks(t *testing.T) {
	for _, value := range []string{"99999999999999999999G", "9223372036854775807T"} {
		_, diags := check(t, typeOf(t, "size"), value)
		assert.NotEmpty(t, diags, value)
	}
}

// A map's key is named in messages as it stands (check.go, join), unless it holds a dot or a space.
func TestASecretAsKeyIsRepeated(t *testing.T) {
	for _, secret := range []string{"tskey-" + "auth-abcdefgh12345678", "ghp_" + strings.Repeat("aB3", 12)} {
		for _, value := range []string{"{ " + secret + ": x }", "{ " + secret + ": ~ }"} {
			_, diags := check(t, typeOf(t, "{type: map, of: int}"), value)
			for _, d := range diags {
				assert.NotContains(t, d.Message, secret)
			}
		}
	}
}

// What an enum's interface lists is meant as it stands there; text without quotes that is a number to some stays a mistake.
func TestOddScalarsInEnums(t *testing.T) {
	_, diags := check(t, typeOf(t, "{type: enum, values: [0644, yes]}"), "0644")
	assert.Empty(t, diags)
	_, diags = check(t, typeOf(t, "string"), "0644")
	assert.Len(t, diags, 1)
}

// A password without quotes may be a number, a list or a mapping to YAML.
func TestSecretsThatAreNoTextToYAML(t *testing.T) {
	for _, value := range []string{"12345678", "1.5", "0644", "[hunter2]", "{ hunter2 }", "!replace [hunter2]", "[[12345678]]"} {
		checked, diags := check(t, typeOf(t, "any"), "{ services.x.password: "+value+" }")
		if assert.Len(t, diags, 1, value) {
			assert.Equal(t, diag.SecretValue, diags[0].Code)
			assert.NotContains(t, diags[0].Message, "hunter2")
		}
		assert.Empty(t, checked.Entries, value)
		_, diags = check(t, typeOf(t, "secret"), value)
		if assert.Len(t, diags, 1, value) {
			assert.Equal(t, diag.SecretValue, diags[0].Code)
		}
	}
	for _, value := range []string{"/run/keys/x", "[/run/keys/x]", "{ _secret: /run/keys/x }", "~", "true", "!ref a.b", "[]", "{}"} {
		_, diags := check(t, typeOf(t, "any"), "{ services.x.password: "+value+" }")
		assert.Empty(t, diags, value)
	}
}

func TestWordsThatSomeProgramsTakeForTruthValues(t *testing.T) {
	_, diags := check(t, typeOf(t, "any"), "yes")
	if assert.Len(t, diags, 1) {
		assert.Equal(t, diag.AmbiguousScalar, diags[0].Code)
		assert.Equal(t, "write true, or put it in quotes to make it text", diags[0].Hint)
	}
	_, diags = check(t, typeOf(t, "name"), "on")
	assert.Empty(t, diags, "where text is wanted there is no doubt")
	_, diags = check(t, typeOf(t, "string"), "True")
	assert.Len(t, diags, 1)
}

func TestInterfacesThatCannotWork(t *testing.T) {
	for name, content := range map[string]string{
		"min above max":                "x: { type: int, min: 9, max: 1, description: d }",
		"values that are no text":      "x: { type: enum, values: [[a], {b: c}], description: d }",
		"required with a default":      "x: { type: int, required: true, default: 1, description: d }",
		"a name that is no option":     "'a b.c': { type: int, description: d }",
		"a default for an object":      "x: { type: object, default: { y: 1 }, fields: { y: { type: int, description: d } }, description: d }",
		"min of a text":                "x: { type: string, min: 1, description: d }",
		"an option that is the switch": "enable: { type: string, description: d }",
	} {
		var diags diag.List
		parseOptions(t, content, &diags)
		assert.NotEmpty(t, diags, name)
	}
}

func parseOptions(t *testing.T, content string, diags *diag.List) {
	types.ParseOptions(parse(t, content), false, diags)
}

func TestDevices(t *testing.T) {
	kind := typeOf(t, "device")
	for _, value := range []string{"/dev/sda", "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_100000001", "/dev/disk/by-path/pci-0000:00:1f.2-ata-1.0", `/dev/disk/by-label/a\\x20b`} {
		_, diags := check(t, kind, `"`+value+`"`)
		assert.Empty(t, diags, value)
	}
	for _, value := range []string{"/etc/passwd", "/dev/", "/dev", "sda", "", "/dev/../etc/passwd", "/dev/disk/", "/dev/a b"} {
		_, diags := check(t, kind, `"`+value+`"`)
		assert.Len(t, diags, 1, value)
	}
}

// The hint is one line that is right as it stands, or there is none.
func TestTheHintForAListCanBeWritten(t *testing.T) {
	for _, c := range []struct{ kind, value, hint string }{
		{"string", "abc", "[abc]"},
		{"string", `"a b"`, "[a b]"},
		{"string", `"a, b"`, "[a, b]"},
		{"string", `"Hello there, world"`, `["Hello there, world"]`},
		{"string", "console=ttyS0,115200", `["console=ttyS0,115200"]`},
		{"string", "console=ttyS0,on", `["console=ttyS0,on"]`},
		{"string", `"a: b"`, `["a: b"]`},
		{"string", `"[a"`, `["[a"]`},
		{"string", `"a # b"`, `["a # b"]`},
		{"string", `"a\u200bb"`, `["a\u200bb"]`},
		{"string", `"true"`, `["true"]`},
		{"string", `"'a'"`, `["'a'"]`},
		{"string", "0644", `["0644"]`},
		{"string", "22", `["22"]`},
		{"string", `""`, "[]"},
		{"string", `"a\nb"`, ""},
		{"lines", `"a\nb"`, `["a\nb"]`},
		{"string", quoted(strings.Repeat("x", 500)), ""},
		{"port", "22", "[22]"},
		{"port", `"80, 443"`, "[80, 443]"},
		{"port", `"80,443"`, "[80, 443]"},
		{"port", "ssh", ""},
		{"port", "70000", ""},
		{"package", `"!pkg hello"`, ""},
		{"string", `"password: hunter2"`, ""},
		{"{type: object, fields: {to: {type: string, description: d}}}", "ada", ""},
	} {
		kind := typeOf(t, "{type: list, of: "+c.kind+"}")
		_, diags := check(t, kind, c.value)
		if !assert.Len(t, diags, 1, c.value) {
			continue
		}
		written, found := strings.CutPrefix(diags[0].Hint, "write it as a list: ")
		assert.Equal(t, c.hint, written, "%s %s", c.kind, c.value)
		if found {
			_, diags = check(t, kind, written)
			assert.Empty(t, diags, "what the hint says is right: %s", written)
		}
	}
}

// A map's keys are what a person chose: line breaks, invisible letters, a whole page.
func TestKeysAreShownOnOneLine(t *testing.T) {
	for _, key := range []string{`"a\nb"`, `"a\u200bb"`, `"a\tb"`, quoted(strings.Repeat("x", 500))} {
		for _, value := range []string{"x", "~", "{}"} {
			_, diags := check(t, typeOf(t, "{type: map, of: int}"), "{ "+key+": "+value+" }")
			if assert.Len(t, diags, 1, key) {
				assert.NotContains(t, diags[0].Message, "\n")
				assert.NotContains(t, diags[0].Message, "\t")
				assert.NotContains(t, diags[0].Message, "\u200b")
				assert.Less(t, len(diags[0].Message), 200)
			}
		}
	}
}

// The last name of the option's path may be one that a person chose, and no file could be called.
func TestTheHintForASecretNamesAFile(t *testing.T) {
	for key, file := range map[string]string{"grafana": "grafana", `"a.example.org"`: "a.example.org", `"a b"`: "NAME", `"a/../b"`: "NAME"} {
		for _, value := range []string{"hunter2", "ob://vault/item"} {
			_, diags := check(t, typeOf(t, "{type: map, of: secret}"), "{ "+key+": "+value+" }")
			if assert.Len(t, diags, 1, key) {
				assert.Equal(t, "name the file that holds the secret at run time, such as /var/lib/secrets/"+file, diags[0].Hint)
			}
		}
	}
}

// A mark says that something was reported. A setting without a value is null, and nothing is wrong with it.
func TestASettingWithoutAValueIsNoMistake(t *testing.T) {
	n, diags := check(t, typeOf(t, "any"), "{ a: , b: [~, null], c: { d: } }")
	assert.Empty(t, diags)
	assert.False(t, types.HasMistake(n))
}
