package cli

import (
	"github.com/hbohlen/panther/internal/resolve"
)

// orEmpty is a list in JSON, even where there is none.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// stateRecord is the JSON shape of a directory or a file that a host has to keep.
type stateRecord struct {
	Path   string `json:"path"`
	Kind   string `json:"kind"`
	Home   string `json:"home,omitempty"` // whose home a relative path lies in
	Owner  string `json:"owner,omitempty"`
	Group  string `json:"group,omitempty"`
	Mode   string `json:"mode,omitempty"`
	Module string `json:"module"`
}

func stateRecords(h *resolve.Host) []stateRecord {
	out := []stateRecord{}
	for _, s := range h.State() {
		kind := "directory"
		if s.File {
			kind = "file"
		}
		out = append(out, stateRecord{s.Path, kind, s.Home, s.Owner, s.Group, s.Mode, s.Module.ID()})
	}
	return out
}

// portRecord is the JSON shape of something that a host listens on.
type portRecord struct {
	Name       string   `json:"name"`
	Port       string   `json:"port"` // "" where only NixOS knows it
	Protocols  []string `json:"protocols"`
	Listen     []string `json:"listen"`
	Open       bool     `json:"open"` // on all interfaces
	Interfaces []string `json:"interfaces"`
	Module     string   `json:"module"`
}

func portRecords(h *resolve.Host) []portRecord {
	out := []portRecord{}
	for _, p := range h.Ports() {
		out = append(out, portRecord{p.Name, p.Number, p.Protocols, p.Listen, p.OpenAll, orEmpty(p.Interfaces), p.Module.ID()})
	}
	return out
}

// secretRecord is the JSON shape of what an option takes from the fleet's secret store.
type secretRecord struct {
	Name     string   `json:"name"`
	Option   string   `json:"option"`
	Provider string   `json:"provider"`
	Owner    string   `json:"owner,omitempty"`
	Group    string   `json:"group,omitempty"`
	Mode     string   `json:"mode,omitempty"`
	Units    []string `json:"units"`
}

func secretRecords(h *resolve.Host) []secretRecord {
	out := []secretRecord{}
	for _, s := range h.Secrets {
		out = append(out, secretRecord{s.Name, s.Option, s.Reference.Provider.Name, s.File.Owner, s.File.Group, s.File.Mode, orEmpty(s.File.Units)})
	}
	return out
}
