package types

import (
	"errors"
	"strings"
)

// SplitPath splits a dotted attribute path; a name in double quotes is taken as it stands: a."b.c".d has three names.
func SplitPath(text string) ([]string, error) {
	var names []string
	for rest := text; ; {
		name, after, err := nextName(rest)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
		if after == "" {
			return names, nil
		}
		if after[0] != '.' {
			return nil, errors.New("a quoted name must end before a dot")
		}
		rest = after[1:]
	}
}

func nextName(rest string) (name, after string, err error) {
	if strings.HasPrefix(rest, `"`) {
		end := strings.IndexByte(rest[1:], '"')
		if end < 0 {
			return "", "", errors.New("a quote is not closed")
		}
		name, after = rest[1:1+end], rest[2+end:]
	} else {
		end := strings.IndexByte(rest, '.')
		if end < 0 {
			end = len(rest)
		}
		name, after = rest[:end], rest[end:]
		if strings.ContainsAny(name, " \t\n\"") {
			return "", "", errors.New("a name with spaces or quotes inside must be quoted")
		}
	}
	if name == "" {
		return "", "", errors.New("a name between the dots is missing")
	}
	return name, after, nil
}
