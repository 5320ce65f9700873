package secrets

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

const masked = "***"

// Mask returns a line of text with what looks like a secret replaced by ***, for showing it. Where the end of a secret is
// not certain, the rest of the line goes with it.
func Mask(line string) string {
	for _, t := range tokenForms {
		if t.mayBeIn(line) {
			line = t.form().ReplaceAllString(line, masked)
		}
	}
	return maskNamed(line)
}

// maskNamed masks the values of keys whose names say that they are secrets.
func maskNamed(line string) string {
	var shown strings.Builder
	rest := line
	for {
		at := strings.IndexAny(rest, ":=")
		if at < 0 {
			break
		}
		name, value := lastWord(rest[:at]), at+1+spaces(rest[at+1:])
		shown.WriteString(rest[:value])
		rest = rest[value:]
		if !NamesSecret(name) {
			continue
		}
		before := line[:len(line)-len(rest)]
		length := valueLength(rest, strings.Count(before, "{") > strings.Count(before, "}"))
		if !harmless(rest[:length]) {
			shown.WriteString(masked)
			rest = rest[length:]
		}
	}
	return shown.String() + rest
}

// lastWord is the name that stands right before a colon, without the quotes around it.
func lastWord(text string) string {
	text = strings.TrimRight(text, `"' `)
	return text[strings.LastIndexAny(text, "\"' ,[]{}()")+1:]
}

func spaces(text string) int { return len(text) - len(strings.TrimLeft(text, " \t")) }

// harmless tells whether a value under the name of a secret is none: it points at one, or only switches something.
func harmless(value string) bool {
	text := strings.TrimSpace(value)
	if before, _, comment := strings.Cut(text, " #"); comment {
		text = strings.TrimSpace(before)
	}
	if strings.HasPrefix(text, "!ref ") || strings.HasPrefix(text, "!pkg ") || slices.Contains([]string{"true", "false", "null", "~"}, text) {
		return true
	}
	return !strings.HasPrefix(text, "#") && Reference(strings.Trim(text, `"'`))
}

// valueLength is how far the value reaches that a text begins with: a quoted one to its quote, one in brackets to the
// last of them, one inside a mapping in braces to the next key or the end of that mapping, and any other to the end.
func valueLength(text string, inBraces bool) int {
	if text == "" {
		return 0
	}
	length := 0
	switch text[0] {
	case '"', '\'':
		length = quoted(text)
	case '[', '{':
		length = bracketed(text)
	}
	if length > 0 && endsValue(text[length:], inBraces) {
		return length
	}
	if inBraces {
		if end := behindPlain().FindStringIndex(text); end != nil {
			return end[0]
		}
	}
	return len(text)
}

// behindPlain is what stands behind a value without quotes in a mapping in braces.
var behindPlain = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`,\s+["']?[A-Za-z0-9_.-]+["']?\s*:|\s*[}\]][}\]\s]*(,\s|#|$)`)
})

// endsValue tells whether a text that follows a value is none of it.
func endsValue(text string, inBraces bool) bool {
	rest := strings.TrimLeft(text, " \t")
	return rest == "" || inBraces && strings.IndexByte(",]}", rest[0]) >= 0 || rest[0] == '#' && len(rest) < len(text)
}

// quoted is the length of the text in quotes that a text begins with, 0 where no quote ends it.
func quoted(text string) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[0] == '"' && text[i] == '\\':
			i++
		case text[i] != text[0]:
		case text[0] == '\'' && strings.HasPrefix(text[i+1:], "'"):
			i++
		default:
			return i + 1
		}
	}
	return 0
}

// bracketed is the length of the list or mapping that a text begins with, 0 where no bracket ends it.
func bracketed(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '"', '\'':
			i += max(quoted(text[i:])-1, 0)
		}
		if depth == 0 {
			return i + 1
		}
	}
	return 0
}
