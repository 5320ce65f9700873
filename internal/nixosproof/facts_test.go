package nixosproof

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// facts are what a host has that other programs read and that rules across services look at; see facts.nix.
type facts struct {
	SSHD struct {
		Settings    map[string]any `json:"settings"`
		ExtraConfig string         `json:"extraConfig"`
	} `json:"sshd"`
	Prometheus struct {
		Global        json.RawMessage `json:"global"`
		ScrapeConfigs json.RawMessage `json:"scrapeConfigs"`
		Alertmanagers json.RawMessage `json:"alertmanagers"`
		RuleTexts     []string        `json:"ruleTexts"`
	} `json:"prometheus"`
	Alertmanager struct {
		Configuration json.RawMessage `json:"configuration"`
	} `json:"alertmanager"`
	Sessions  sessions              `json:"sessions"`
	Listeners []listener            `json:"listeners"`
	Kept      []string              `json:"kept"` // directories that systemd keeps for services
	Groups    []string              `json:"groups"`
	Members   []membership          `json:"members"`
	Starts    map[string]string     `json:"starts"`
	Niri      map[string]niriConfig `json:"niri"`

	Homes map[string]map[string]string `json:"homes"` // by user, the texts of files by their paths
}

// listener is a service that takes a port on an address.
type listener struct {
	Name     string `json:"name"`
	Address  string `json:"address"`
	Port     int    `json:"port"`
	Protocol string `json:"protocol"`
}

// membership is a group that somebody names.
type membership struct {
	Who   string `json:"who"`
	Group string `json:"group"`
}

// portClashes are services that would take one port of one address.
func (f *facts) portClashes() []string {
	var out []string
	for i, a := range f.Listeners {
		for _, b := range f.Listeners[i+1:] {
			if a.Port == b.Port && a.Protocol == b.Protocol && a.meets(b) {
				out = append(out, fmt.Sprintf("%s and %s both take port %d (%s and %s)", a.Name, b.Name, a.Port, a.Address, b.Address))
			}
		}
	}
	return out
}

// meets tells whether two addresses are one, or one of them is for all.
func (l listener) meets(other listener) bool {
	return l.everywhere() || other.everywhere() || l.Address == other.Address
}

func (l listener) everywhere() bool {
	if l.Address == "*" || l.Address == "" {
		return true
	}
	address, err := netip.ParseAddr(strings.Trim(l.Address, "[]"))
	return err == nil && address.IsUnspecified()
}

// missingGroups are groups that somebody names and that nothing makes.
func (f *facts) missingGroups() []string {
	var out []string
	for _, m := range f.Members {
		if !slices.Contains(f.Groups, m.Group) {
			out = append(out, m.Who+" names the group "+m.Group+", which is not there")
		}
	}
	return out
}

// hardened are the units whose settings panther's modules change.
func hardened(found []single) []string {
	var out []string
	for _, s := range found {
		if len(s.Path) > 3 && s.Path[0] == "systemd" && s.Path[1] == "services" && s.Path[3] == "serviceConfig" {
			out = append(out, s.Path[2])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// withoutStart are hardened units that nothing starts: settings for a unit that does not exist make a broken one.
func (f *facts) withoutStart(found []single) []string {
	var out []string
	for _, name := range hardened(found) {
		if f.Starts[name] == "" && !partOfSystemd(name) {
			out = append(out, "systemd.services."+name+" has settings and no command")
		}
	}
	return out
}

// partOfSystemd tells whether the unit comes with systemd itself.
func partOfSystemd(name string) bool { return strings.HasPrefix(name, "systemd-") || name == "user@" }
