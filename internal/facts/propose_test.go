package facts_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/facts"
)

// proposed lists the profiles that suit a machine, the best first.
func proposed(r *facts.Report) string {
	var out []string
	for _, p := range r.Proposals() {
		out = append(out, p.Profile)
	}
	return strings.Join(out, " ")
}

func TestProposals(t *testing.T) {
	for name, want := range map[string]string{"hetzner-cloud": "hetzner vps", "yoga": "yoga workstation base", "zephyrus": "zephyrus workstation base"} {
		assert.Equal(t, want, proposed(open(t, name)), name)
	}
	machine := func(vendor, product, cpu, chassis, more string) string {
		return `{"version": 1, "system": "x86_64-linux", "virtualisation": "none", "smbios": {"system": {"manufacturer": "` + vendor + `", "product": "` + product +
			`"}, "chassis": [{"chassis_type": {"value": ` + chassis + `}}]}, "hardware": {"cpu": [{"vendor_name": "` + cpu + `"}]` + more + `}}`
	}
	const gpu = `, "graphics_card": [{"vendor": {"value": 4098}}]`
	for _, c := range []struct{ name, report, want string }{
		{"another Zephyrus", machine("ASUSTeK COMPUTER INC.", "ROG Zephyrus G14 GA402", "AuthenticAMD", "10", gpu), "workstation base"},
		{"the same name by another maker", machine("Somebody", "ROG Zephyrus M16 X", "GenuineIntel", "10", gpu), "workstation base"},
		{"a desktop", machine("Dell", "Tower", "GenuineIntel", "3", gpu+`, "bluetooth": [{"model": "B"}]`), "workstation base"},
		{"a rented machine in a case for desktops", machine("ASUS", "Board", "GenuineIntel", "3", gpu), "server base"},
		{"a server with Wi-Fi", machine("Dell", "R640", "GenuineIntel", "23", gpu+`, "camera": [{"model": "C"}]`), "server base"},
		{"a machine without a name", hardware(""), "server base"},
	} {
		assert.Equal(t, c.want, proposed(read(t, c.report)), c.name)
	}
	virtual := `"hardware": {"cpu": [{}]}, "virtualisation": "kvm", "smbios": {"system": {"manufacturer": "%"}},`
	for vendor, want := range map[string]string{"OVHcloud": "ovh vps", "OpenStack Foundation": "vps server base", "": "vps server base"} {
		assert.Equal(t, want, proposed(read(t, report(strings.ReplaceAll(virtual, "%", vendor)))), vendor)
	}
}

func TestTheLargestDisk(t *testing.T) {
	largest, others := open(t, "zephyrus").Largest()
	assert.Equal(t, "CT2000P310SSD8", largest.Model)
	assert.Len(t, others, 1)
	largest, others = open(t, "yoga").Largest()
	assert.Equal(t, "WD PC SN7100S SDFPMSL-1T00-1101", largest.Model)
	assert.Empty(t, others)
	largest, _ = read(t, hardware("")).Largest()
	assert.Nil(t, largest)
}
