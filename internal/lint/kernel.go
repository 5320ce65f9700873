package lint

import (
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// idle are kernel settings that are handed on from one configuration to the next and do nothing, or harm: parameters by what
// they begin with, and sysctls (Documentation/admin-guide of Linux).
var (
	idleParameters = []struct{ begins, why string }{
		{"elevator=", "Linux 5.0 and later ignores it: a udev rule sets the scheduler of a disk"},
		{"pcie_aspm=force", "it switches power saving on where the hardware says that it hangs then"},
	}
	idleSysctls = []struct{ name, why string }{
		{"kernel.exec-shield", "Linux never had it"},
		{"net.ipv4.tcp_tw_recycle", "Linux 4.12 removed it, since it broke connections through NAT"},
		{"net.ipv4.tcp_fack", "Linux 4.15 and later ignores it"},
	}
	sysctlLimits = []struct {
		name string
		most int
	}{{"vm.dirty_ratio", 100}, {"vm.dirty_background_ratio", 100}, {"vm.swappiness", 200}}
)

// kernelSettings warns of kernel settings that do nothing (research: pains 24 and 28).
func kernelSettings(h *resolve.Host, diags *diag.List) {
	for _, n := range manifest.ListItems(h.Setting("boot", "kernelParams")) {
		for _, p := range idleParameters {
			if strings.HasPrefix(n.Text, p.begins) {
				diags.Warn(diag.KernelSetting, n.Range(), "%s: %s", n.Text, p.why).Help("leave it out")
			}
		}
	}
	sysctls := h.Setting("boot", "kernel", "sysctl")
	for _, s := range idleSysctls {
		if n := sysctls.Get(s.name); n.IsSet() {
			diags.Warn(diag.KernelSetting, n.Range(), "%s: %s", s.name, s.why).Help("leave it out")
		}
	}
	for _, s := range sysctlLimits {
		n := sysctls.Get(s.name)
		if n == nil || n.Kind != yamldoc.Int {
			continue
		}
		if value, err := strconv.Atoi(n.Text); err == nil && value > s.most {
			diags.Warn(diag.KernelSetting, n.Range(), "%s goes up to %d: the kernel refuses %d", s.name, s.most, value).Help("write what is meant, in per cent")
		}
	}
}

// keyFiles refuses keys in files that a flake cannot read: NixOS reads them when it evaluates the host, not when it runs.
func keyFiles(h *resolve.Host, diags *diag.List) {
	each(h.Setting("users", "users"), func(user yamldoc.Entry) {
		for _, n := range manifest.ListItems(user.Value.Get("openssh").Get("authorizedKeys").Get("keyFiles")) {
			if n.Kind == yamldoc.Text && strings.HasPrefix(n.Text, "/") {
				diags.Add(diag.OutsideFleet, n.Range(), "%s is read when the host is evaluated, and a flake reads nothing outside of itself", n.Text).
					Help("write the key itself: sshKeys, under users: in panther.yaml")
			}
		}
	})
}
