package types_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const meant = `
lock: { type: object, fields: { unlock: { type: list, single: true, of: { type: enum, values: [tpm2, fido2] }, description: d }, name: { type: string, description: d } }, description: d }
locks: { type: object, fields: { by: { type: list, of: { type: enum, values: [tpm2] }, description: d } }, description: d }
part: { type: object, fields: { size: { type: string, pattern: '[1-9][0-9]*[KMGT]', form: a size, description: d }, fs: { type: enum, values: [ext4, xfs], description: d } }, description: d }
two: { type: object, fields: { a: { type: enum, values: [x], description: d }, b: { type: enum, values: [x], description: d } }, description: d }
shell: { type: object, fields: { enable: { type: bool, description: d }, port: { type: port, description: d } }, description: d }
user: { type: object, fields: { admin: { type: bool, description: d } }, description: d }
must: { type: object, fields: { host: { type: string, required: true, description: d } }, description: d }
keep: { type: object, fields: { hourly: { type: int, description: d }, daily: { type: int, min: 1, description: d } }, description: d }
days: { type: int, max: 99, description: d }
size: { type: size, description: d }
volume: { type: string, pattern: '[1-9][0-9]*([KMGT]|%VG)', form: a size or a share of the group, description: d }
`

// A single value in the place of a mapping, a number with its unit, and a size in other letters: what is to be written.
func TestValuesThatArePartOfWhatIsMeant(t *testing.T) {
	hints := map[string]map[string]string{
		"lock":   {"tpm2": "write { unlock: tpm2 }", "sesame": "", "true": "write {}"},
		"locks":  {"tpm2": "write { by: [tpm2] }"},
		"part":   {"1G": "write { size: 1G }", "xfs": "write { fs: xfs }", "1 G": "", "1g": ""},
		"two":    {"x": ""},
		"shell":  {"true": "write { enable: true }", "false": "write { enable: false }"},
		"user":   {"true": "write {}", "false": ""},
		"must":   {"true": "", "there": ""},
		"keep":   {"24h 7d": "write { hourly: 24, daily: 7 }", "24h 0d": "", "24h 7q": "", "h": "", "24h 7w": ""},
		"days":   {"24h": "write the number alone: 24", "100d": "", "h": "", "24 apples in a row": ""},
		"size":   {"8g": "write 8G, with a capital letter; it takes a size such as 512M or 8G", "8GiB": "write 8G, without B; it takes a size such as 512M or 8G", "'8%'": "a share cannot be said here; it takes a size such as 512M or 8G"},
		"volume": {"50%": "write 50%VG; it takes a size or a share of the group"},
	}
	for _, option := range options(t, meant) {
		require.Contains(t, hints, option.Name)
		for value, hint := range hints[option.Name] {
			_, diags := check(t, option.Type, value)
			if assert.Len(t, diags, 1, "%s: %s", option.Name, value) {
				assert.Equal(t, hint, diags[0].Hint, "%s: %s", option.Name, value)
			}
		}
	}
}
