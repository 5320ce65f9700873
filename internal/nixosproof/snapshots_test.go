package nixosproof

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
)

// checkSnapshots has btrbk read its files. It then finds none of the host's subvolumes, and only says so.
func (h *handedOver) checkSnapshots() (string, []string) {
	files, err := filepath.Glob(filepath.Join(h.dir, "etc/btrbk/*.conf"))
	if err != nil || len(files) == 0 {
		return "none", nil
	}
	var problems []string
	for _, file := range files {
		cmd := exec.Command("btrbk", "--config", file, "dryrun")
		out, err := output(cmd)
		if err != nil && cmd.ProcessState.ExitCode() == 2 { // a mistake in the file
			problems = append(problems, out)
		}
	}
	return "ok, " + diag.Plural(len(files), "file"), problems
}

// checkRestoreGuide looks at the text for people: the layout that its parts leave, whichever of them the host has.
func (h *handedOver) checkRestoreGuide() (string, []string) {
	text, err := os.ReadFile(filepath.Join(h.dir, "etc/restore.md"))
	if err != nil {
		return "none", nil
	}
	var problems []string
	if strings.Contains(string(text), "\n\n\n") {
		problems = append(problems, "two blank lines in a row")
	}
	for _, line := range strings.Split(string(text), "\n") {
		if strings.TrimRight(line, " ") != line {
			problems = append(problems, "blanks at the end of: "+line)
		}
		if strings.Contains(line, "null") {
			problems = append(problems, "nothing where something should stand: "+line)
		}
	}
	return "ok", problems
}
