package docs

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// searchEntry is something to be found. Its names are short, since there is one for each option.
type searchEntry struct {
	Title string `json:"t"`
	Kind  string `json:"k"`
	Href  string `json:"h"`
	Text  string `json:"d,omitempty"`
}

// searchIndex is a script that brings what there is to find: a page that was opened from a disk may not read files.
func (s *Site) searchIndex() ([]byte, error) {
	entries := []searchEntry{}
	add := func(title, kind string, to target, text string) {
		entries = append(entries, searchEntry{title, kind, address("", to, htmlFile), text})
	}
	for _, page := range s.pages {
		if page.Key != indexPage {
			add(page.Title, page.Kind, target{Page: page.Key}, page.Summary)
		}
	}
	for _, m := range s.modules {
		for _, o := range m.page.Options {
			to := moduleTarget(m.ID())
			to.Anchor = optionID(o.Path)
			add(m.page.Key+"."+o.Path, "option", to, firstSentence(o.Description))
		}
	}
	names := make([]string, 0, len(s.files))
	for name := range s.files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		add(name, "file", target{Page: filesFolder + name}, "")
	}
	var b bytes.Buffer
	b.WriteString("const pantherIndex = ")
	if err := json.NewEncoder(&b).Encode(entries); err != nil { // it escapes <, so that no script ends in it
		return nil, err
	}
	return append(bytes.TrimSpace(b.Bytes()), ";\n"...), nil
}

func firstSentence(text string) string {
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, "`", "")), " ")
	if end := strings.Index(text, ". "); end >= 0 {
		return text[:end+1]
	}
	return text
}
