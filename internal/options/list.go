package options

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// listed is an option in an options.json.
type listed struct {
	Type     string `json:"type"`
	ReadOnly bool   `json:"readOnly"`
}

// ReadList reads an options.json, as NixOS, home-manager and disko make it for their manuals; it may be gzipped.
func ReadList(data []byte) ([]Entry, error) {
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		if data, err = io.ReadAll(r); err != nil {
			return nil, err
		}
	}
	var all map[string]listed
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("not an options.json: %w", err)
	}
	out := make([]Entry, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if strings.Contains(name, "<imports = ") { // modules of services, which NixOS's manual shows among the options
			continue
		}
		out = append(out, Entry{Option: Option{Path: name, Type: all[name].Type, ReadOnly: all[name].ReadOnly}})
	}
	return out, nil
}
