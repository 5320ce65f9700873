package nixtool

import (
	"slices"
	"strings"
)

// unanswered finds in what Nix said whether it failed because it could not get something, and returns the line that says
// so, "" where not. What the other side says is not there is another matter: then the flake names what does not exist.
func unanswered(complaint string) string {
	byGit := ""
	for line := range strings.SplitSeq(complaint, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "ERROR: Repository not found") { // says GitHub, before ssh and git say that they failed
			return ""
		}
		if byGit == "" && hasPrefix(line, "ssh: ", "fatal: unable to access ", "fatal: unable to connect to ", "fatal: Could not read from remote repository") {
			byGit = line
		}
		text, failed := strings.CutPrefix(line, "error: ") // retries are warnings that begin with it
		switch {
		case !failed:
		case hasPrefix(text, "unable to download "):
			return unlessMissing(text)
		case hasPrefix(text, "cannot connect to socket at ", "cannot connect to daemon at "):
			return text
		case strings.Contains(text, "program 'git' failed"), strings.Contains(text, "ailed to fetch git repository"):
			return unlessMissing(byGit)
		}
	}
	return ""
}

func hasPrefix(line string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(line, p) })
}

// unlessMissing returns a line unless it says that there is no such thing, or that nobody could ask for it.
func unlessMissing(line string) string {
	for _, said := range []string{"HTTP error ", "returned error: "} { // by Nix, and by git
		_, status, found := strings.Cut(line, said)
		if found && len(status) >= 3 && status[0] == '4' && !slices.Contains(temporary, status[:3]) {
			return ""
		}
	}
	for _, code := range impossible {
		if strings.Contains(line, " ("+code+")") {
			return ""
		}
	}
	return line
}

var (
	// temporary are the statuses from 400 to 499 that say nothing of what was asked for: who may ask, through which proxy,
	// and how often.
	temporary = []string{"401", "403", "407", "408", "425", "429"}

	// impossible are the codes of curl for an address that is none: of a protocol that is not known or badly written, or
	// of a file that is not there.
	impossible = []string{"1", "3", "37"}
)
