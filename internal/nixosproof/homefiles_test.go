package nixosproof

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// homeFiles calls a function for each file of a home whose path ends so, with its text in a file of its own, and counts
// them.
func (h *handedOver) homeFiles(ending string, check func(file, text string) []string) (said string, problems []string) {
	count := 0
	for user, files := range h.answer.Facts.Homes {
		for name, text := range files {
			if !strings.HasSuffix(name, ending) {
				continue
			}
			count++
			file, err := h.write(filepath.Join("home", user, name), text)
			if err != nil {
				return "", []string{err.Error()}
			}
			for _, problem := range check(file, text) {
				problems = append(problems, user+": "+name+": "+problem)
			}
		}
	}
	if count == 0 {
		return "none", nil
	}
	return "ok", problems
}

func (h *handedOver) checkGit() (string, []string) {
	return h.homeFiles("/git/config", func(file, _ string) []string {
		return problem(exec.Command("git", "config", "--file", file, "--list"))
	})
}

var sshHost = regexp.MustCompile(`(?m)^Host (.*)$`)

// checkSSH has ssh read the configuration for each host that it names, with one that fits where it names a pattern.
func (h *handedOver) checkSSH() (string, []string) {
	return h.homeFiles(".ssh/config", func(file, text string) (problems []string) {
		for _, match := range sshHost.FindAllStringSubmatch(text, -1) {
			name := strings.ReplaceAll(match[1], "*", "sample")
			problems = append(problems, problem(exec.Command("ssh", "-G", "-F", file, name))...)
		}
		return problems
	})
}

func (h *handedOver) checkFish() (string, []string) {
	return h.homeFiles(".fish", func(file, _ string) []string { return problem(exec.Command("fish", "--no-execute", file)) })
}

func (h *handedOver) checkLua() (string, []string) {
	return h.homeFiles(".lua", func(file, _ string) []string { return problem(exec.Command("luac", "-p", file)) })
}

// checkZellij reads zellij's configuration and layouts as zellij does: KDL, with the nodes and properties that it knows.
func (h *handedOver) checkZellij() (string, []string) {
	said, problems := h.homeFiles("/zellij/config.kdl", func(_, text string) []string {
		nodes, err := parseKDL(text)
		if err != nil {
			return []string{err.Error()}
		}
		var out []string
		for _, n := range nodes {
			if !zellijOptions[n.name] || len(n.args) != 1 || len(n.children) > 0 {
				out = append(out, "zellij has no option "+n.String())
			}
		}
		return out
	})
	_, more := h.homeFiles(".kdl", func(file, text string) []string {
		if !strings.Contains(file, "/zellij/layouts/") {
			return nil
		}
		nodes, err := parseKDL(text)
		if err != nil {
			return []string{err.Error()}
		}
		return checkLayout(&kdlNode{children: nodes}, "")
	})
	return said, append(problems, more...)
}

// zellijOptions are those of zellij 0.44 that the module sets (zellij-utils/src/input/options.rs).
var zellijOptions = map[string]bool{
	"copy_on_select": true, "default_layout": true, "default_mode": true, "default_shell": true, "mouse_mode": true, "pane_frames": true,
	"scroll_buffer_size": true, "session_serialization": true, "show_startup_tips": true, "theme": true,
}

// layoutNodes are what a layout may hold, by the node that it stands in, and layoutProps the properties of each.
var (
	layoutNodes = map[string][]string{
		"": {"layout"}, "layout": {"default_tab_template", "tab"}, "default_tab_template": {"pane", "children"},
		"tab": {"pane"}, "pane": {"pane", "args", "plugin"},
	}
	layoutProps = map[string][]string{
		"tab":    {"name", "focus", "split_direction", "cwd"},
		"pane":   {"name", "size", "focus", "cwd", "command", "start_suspended", "split_direction", "borderless"},
		"plugin": {"location"},
	}
)

// checkLayout says what zellij would refuse of a layout.
func checkLayout(n *kdlNode, within string) (problems []string) {
	for _, child := range n.children {
		if !slices.Contains(layoutNodes[within], child.name) {
			problems = append(problems, fmt.Sprintf("%q holds %s", within, child))
			continue
		}
		for name := range child.props {
			if !slices.Contains(layoutProps[child.name], name) {
				problems = append(problems, fmt.Sprintf("%s has the property %s", child, name))
			}
		}
		if child.name == "pane" && child.has("pane") {
			for name := range child.props {
				if name != "size" && name != "split_direction" {
					problems = append(problems, fmt.Sprintf("%s holds panes and has the property %s", child, name))
				}
			}
		}
		if child.has("args") && child.props["command"] == nil {
			problems = append(problems, fmt.Sprintf("%s has arguments and no command", child))
		}
		problems = append(problems, checkLayout(child, child.name)...)
	}
	return problems
}
