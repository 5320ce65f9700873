package nixosproof

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/diag"
)

// verifyUnits lets systemd read the units that are not there, or not the same, on a minimal host.
func (h *handedOver) verifyUnits() (string, []string) {
	units := filepath.Join(h.scratch, "units") // where layOut writes
	caused, err := h.layOut(units)
	if err != nil {
		return "", []string{err.Error()}
	}
	cmd := exec.Command("systemd-analyze", append([]string{"verify", "--man=no", "--recursive-errors=no"}, caused...)...)
	cmd.Dir = units
	cmd.Env = append(os.Environ(), "SYSTEMD_UNIT_PATH="+units+":") // and Debian's own behind it
	out, err := output(cmd)
	problems := slices.DeleteFunc(strings.Split(out, "\n"), func(line string) bool { return line == "" || letPass.MatchString(line) })
	if err != nil && out == "" {
		problems = append(problems, err.Error())
	}
	return fmt.Sprintf("ok, %s", diag.Plural(len(caused), "unit")), problems
}

// letPass are complaints that follow from nothing being built and from systemd's age; see adjustments.
var letPass = regexp.MustCompile(`is not executable: No such file or directory$|: Unknown key 'ImportCredential' in section \[Service\], ignoring\.$`)

// layOut writes all units of the host into a folder and returns those that panther causes.
func (h *handedOver) layOut(to string) (caused []string, err error) {
	files, err := os.ReadDir(filepath.Join(h.dir, "units"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		name := file.Name()
		content, err := os.ReadFile(filepath.Join(h.dir, "units", name))
		if err != nil {
			return nil, err
		}
		unit, err := h.layOutUnit(name, string(content))
		if err != nil {
			return nil, err
		}
		before, err := os.ReadFile(filepath.Join(h.minimal, "units", name))
		if err != nil || string(before) != string(content) {
			caused = append(caused, filepath.Join(to, unit))
		}
	}
	return caused, nil
}

// layOutUnit writes one unit. A part of a unit is put beside the whole one, which is the package's: Debian's, where it
// has it, else a stand-in.
func (h *handedOver) layOutUnit(name, content string) (unit string, err error) {
	if whole(name, content) {
		_, err = h.write("units/"+name, content)
		return name, err
	}
	unit = name
	if forMany(name) {
		unit = strings.Replace(name, "-.", "-1000.", 1)
	}
	if _, err = h.write("units/"+name+".d/overrides.conf", content); err != nil {
		return "", err
	}
	rest, err := os.ReadFile("/lib/systemd/system/" + name)
	if err != nil {
		rest = []byte(standIns[filepath.Ext(name)])
	}
	_, err = h.write("units/"+unit, string(rest))
	return unit, err
}

// starting are the lines without which systemd refuses a unit of a kind.
var starting = map[string]*regexp.Regexp{
	".service": regexp.MustCompile(`(?m)^(ExecStart|ExecStop|SuccessAction)=`),
	".socket":  regexp.MustCompile(`(?m)^Listen`),
	".timer":   regexp.MustCompile(`(?m)^On`),
	".mount":   regexp.MustCompile(`(?m)^What=`),
	".path":    regexp.MustCompile(`(?m)^(Path|Directory)`),
}

var standIns = map[string]string{
	".service": "[Service]\nExecStart=/bin/true\n",
	".socket":  "[Socket]\nListenStream=/run/stand-in\n",
	".timer":   "[Timer]\nOnCalendar=daily\n",
	".mount":   "[Mount]\nWhat=none\n",
	".slice":   "[Slice]\n",
}

// whole tells a unit from a part of one. What has all that systemd needs is a unit even where its name ends like that of a
// part for many: the scrub of / is btrfs-scrub--.service.
func whole(name, content string) bool {
	if needed := starting[filepath.Ext(name)]; needed != nil {
		return needed.MatchString(content)
	}
	return !forMany(name)
}

// forMany tells whether the name is one of a part that adds to all whose names begin like it: user-.slice to user-1000.slice.
func forMany(name string) bool { return strings.Contains(name, "-.") && name != "-.slice" }

func TestPartsOfUnitsAreToldFromWholeOnes(t *testing.T) {
	assert.True(t, whole("btrfs-scrub--.service", "[Service]\nExecStart=btrfs scrub start -B /\n"))
	assert.False(t, whole("getty@.service", "[Service]\nEnvironment=A=b\n"))
	assert.True(t, whole("data.slice", "[Slice]\nCPUWeight=10\n"))
	assert.False(t, whole("user-.slice", "[Slice]\nCPUWeight=10\n"))
	assert.True(t, whole("-.slice", "[Slice]\nCPUWeight=10\n"))
}
