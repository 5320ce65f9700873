// Package nixlock reads flake.lock. It belongs to Nix; panther only says where it no longer fits flake.nix.
package nixlock

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Input is an input as flake.nix names it.
type Input struct {
	Name string
	URL  string
}

// lock is the part of flake.lock, version 7, that names where inputs come from.
type lock struct {
	Version int             `json:"version"`
	Root    string          `json:"root"`
	Nodes   map[string]node `json:"nodes"`
}

type node struct {
	Inputs   map[string]json.RawMessage `json:"inputs"`
	Original original                   `json:"original"`
}

type original struct {
	Type  string `json:"type"`
	Owner string `json:"owner"`
	Repo  string `json:"repo"`
	Ref   string `json:"ref"`
	Rev   string `json:"rev"`
	URL   string `json:"url"`
	ID    string `json:"id"`
	Path  string `json:"path"`
}

// Compare says, a line each, which inputs of flake.nix are missing in the lock file, which are surplus, and which are
// locked from another place or release. The error says that the file is no lock file.
func Compare(text []byte, inputs []Input) ([]string, error) {
	var l lock
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, errors.New("flake.lock is not JSON")
	}
	root, ok := l.Nodes[l.Root]
	if !ok || l.Version < 5 {
		return nil, errors.New("flake.lock is not a lock file of a flake")
	}
	var out []string
	for _, in := range inputs {
		locked, there := l.resolve(root, in.Name)
		switch {
		case !there:
			out = append(out, fmt.Sprintf("the input %s is missing", in.Name))
		case locked.url() != "" && normal(in.URL) != locked.url():
			out = append(out, fmt.Sprintf("the input %s is locked from %s; flake.nix names %s", in.Name, locked.url(), in.URL))
		}
	}
	for name := range root.Inputs {
		if !slices.ContainsFunc(inputs, func(in Input) bool { return in.Name == name }) {
			out = append(out, fmt.Sprintf("the input %s is surplus", name))
		}
	}
	slices.Sort(out)
	return out, nil
}

// resolve finds the node that an input of the root points to.
func (l lock) resolve(root node, name string) (original, bool) {
	raw, ok := root.Inputs[name]
	if !ok {
		return original{}, false
	}
	var id string
	if json.Unmarshal(raw, &id) != nil { // a path of inputs to follow: where it leads is locked by another name
		return original{}, true
	}
	n, ok := l.Nodes[id]
	return n.Original, ok
}

// url writes where an input was locked from as flake.nix would.
func (o original) url() string {
	switch o.Type {
	case "github", "gitlab", "sourcehut":
		text := o.Type + ":" + o.Owner + "/" + o.Repo
		if o.Ref != "" || o.Rev != "" {
			text += "/" + o.Ref + o.Rev
		}
		return text
	case "path":
		return "path:" + o.Path
	case "indirect":
		return "flake:" + o.ID
	case "git":
		return "git+" + o.URL + query(o.Ref)
	}
	return o.URL
}

func query(ref string) string {
	if ref == "" {
		return ""
	}
	return "?ref=" + ref
}

// normal leaves out what does not change where a URL leads.
func normal(url string) string {
	return strings.TrimSuffix(url, "/")
}
