package nixosproof

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
)

// adjustments are what is changed for the programs, and what they say that is let pass.
var adjustments = []string{
	"systemd-analyze looks at the units that are not there, or not the same, on a minimal host. It may say that a command is not " +
		"executable, and that it does not know `ImportCredential`, which NixOS itself sets and systemd has since 254.",
	"Where NixOS only adds to the unit of a package, the rest is Debian's unit of that name, or a stand-in with `ExecStart=/bin/true`.",
	"sshd reads the settings in the order in which NixOS writes them, with a host key made for the purpose and without " +
		strings.Join(newerKeyExchange, " and ") + ", which OpenSSH has since 9.9.",
	"amtool gets `url` for `url_file`, which Alertmanager has since 0.26.",
	"promtool and amtool read the configuration as JSON, which is YAML; NixOS prints it while it builds.",
}

// newerKeyExchange are algorithms that Debian's OpenSSH does not have yet.
var newerKeyExchange = []string{"mlkem768x25519-sha256", "sntrup761x25519-sha512"}

// output runs a program and returns all that it says.
func output(cmd *exec.Cmd) (string, error) {
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// problem is what a failed program said, none where it succeeded.
func problem(cmd *exec.Cmd) []string {
	if out, err := output(cmd); err != nil {
		return []string{fmt.Sprintf("%s (%v)", out, err)}
	}
	return nil
}

func (h *handedOver) write(name, content string) (string, error) {
	file := filepath.Join(h.scratch, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return "", err
	}
	return file, os.WriteFile(file, []byte(content), 0o600)
}

// checkFirewall needs the rights of root over a network: those of a namespace will do.
func (h *handedOver) checkFirewall() (string, []string) {
	rules := filepath.Join(h.dir, "nftables.ruleset")
	if !exists(rules) {
		return "no nftables", nil
	}
	command := []string{"nft", "-c", "-f", rules}
	if os.Getuid() != 0 {
		command = append([]string{"unshare", "-rn"}, command...)
	}
	return "ok", problem(exec.Command(command[0], command[1:]...))
}

// checkSSHD puts sshd_config together as NixOS does: the settings first, so that they count.
func (h *handedOver) checkSSHD() (string, []string) {
	config := h.answer.Facts.SSHD
	if config.Settings == nil {
		return "no sshd", nil
	}
	key := filepath.Join(h.scratch, "host_key")
	if p := problem(exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)); p != nil {
		return "", p
	}
	var b strings.Builder
	for _, name := range sortedKeys(config.Settings) {
		fmt.Fprintf(&b, "%s %s\n", name, sshdValue(name, config.Settings[name]))
	}
	b.WriteString(hostKey.ReplaceAllString(config.ExtraConfig, "HostKey "+key))
	file, err := h.write("sshd_config", b.String())
	if err != nil {
		return "", []string{err.Error()}
	}
	_ = os.MkdirAll("/run/sshd", 0o755) // without it sshd looks at nothing; where it cannot be made, sshd says so
	sshd, _ := exec.LookPath("sshd")    // which insists on being called by its whole path
	return "ok", problem(exec.Command(sshd, "-t", "-f", file))
}

var hostKey = regexp.MustCompile(`HostKey \S+`)

// sshdValue writes a setting as sshd.nix does.
func sshdValue(name string, value any) string {
	switch value := value.(type) {
	case bool:
		if value {
			return "yes"
		}
		return "no"
	case []any:
		separator := " "
		if slices.Contains([]string{"Ciphers", "KexAlgorithms", "Macs"}, name) {
			separator = ","
		}
		var items []string
		for _, item := range value {
			if !slices.Contains(newerKeyExchange, fmt.Sprint(item)) {
				items = append(items, fmt.Sprint(item))
			}
		}
		return strings.Join(items, separator)
	}
	return fmt.Sprint(value)
}

func (h *handedOver) checkPrometheus() (string, []string) {
	config := h.answer.Facts.Prometheus
	if config.Global == nil {
		return "no Prometheus", nil
	}
	var rules []string
	for i, text := range config.RuleTexts {
		file, err := h.write(fmt.Sprintf("rules-%d.yml", i), text)
		if err != nil {
			return "", []string{err.Error()}
		}
		rules = append(rules, file)
	}
	content, err := json.Marshal(map[string]any{
		"global": config.Global, "scrape_configs": config.ScrapeConfigs, "rule_files": rules,
		"alerting": map[string]any{"alertmanagers": config.Alertmanagers},
	})
	if err != nil {
		return "", []string{err.Error()}
	}
	file, err := h.write("prometheus.yml", string(content))
	if err != nil {
		return "", []string{err.Error()}
	}
	problems := problem(exec.Command("promtool", "check", "config", file))
	problems = append(problems, problem(exec.Command("promtool", append([]string{"check", "rules"}, rules...)...))...)
	return fmt.Sprintf("ok, with %s", diag.Plural(len(rules), "rule file")), problems
}

func (h *handedOver) checkAlertmanager() (string, []string) {
	config := h.answer.Facts.Alertmanager.Configuration
	if config == nil {
		return "no Alertmanager", nil
	}
	older := newerURL.ReplaceAllString(string(config), `"url":"http://127.0.0.1/"`)
	file, err := h.write("alertmanager.yml", older)
	if err != nil {
		return "", []string{err.Error()}
	}
	return "ok", problem(exec.Command("amtool", "check-config", file))
}

// newerURL names a file that holds the URL, which Debian's Alertmanager wants in its place.
var newerURL = regexp.MustCompile(`"url_file":"[^"]*"`)

func (h *handedOver) checkHardened() (string, []string) {
	return fmt.Sprintf("%d, all with a command", len(hardened(h.answer.Singles))), h.answer.Facts.withoutStart(h.answer.Singles)
}

func (h *handedOver) checkPorts() (string, []string) {
	return fmt.Sprintf("%d, none twice", len(h.answer.Facts.Listeners)), h.answer.Facts.portClashes()
}

func (h *handedOver) checkGroups() (string, []string) {
	return fmt.Sprintf("%d named, all there", len(h.answer.Facts.Members)), h.answer.Facts.missingGroups()
}
