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

var hashKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)hashedpassword["']?\s*[:=]\s*`) })

// MaskHashes masks what Mask does and the hashes of passwords, from which these can be guessed: for what shows a fleet to
// those who may not read its files.
func MaskHashes(line string) string {
	for _, at := range slices.Backward(hashKey().FindAllStringIndex(line, -1)) {
		line = MaskAt(line, at[1])
	}
	return Mask(line)
}

// MaskValue masks the text that stands under a key as MaskHashes does.
func MaskValue(key, text string) string {
	key += ": "
	return strings.TrimPrefix(MaskHashes(key+text), key)
}

// maskNamed masks the values of keys whose names say that they are secrets.
func maskNamed(line string) string {
	for at := 0; at < len(line); at++ {
		if line[at] != ':' && line[at] != '=' {
			continue
		}
		if NamesSecret(lastWord(line[:at])) {
			line = MaskAt(line, at+1+spaces(line[at+1:]))
		}
	}
	return line
}

// MaskAt masks the value that begins at a byte of a line, whatever its key is called.
func MaskAt(line string, at int) string {
	before, value := line[:at], line[at:]
	length := valueLength(value, strings.Count(before, "{") > strings.Count(before, "}"))
	if harmless(value[:length]) {
		return line
	}
	return before + masked + value[length:]
}

// lastWord is the name that stands right before a colon, without the quotes around it.
func lastWord(text string) string {
	text = strings.TrimRight(text, `"' `)
	return text[strings.LastIndexAny(text, "\"' ,:=[]{}()")+1:]
}

func spaces(text string) int { return len(text) - len(strings.TrimLeft(text, " \t")) }

// harmless tells whether a value under the name of a secret is none: it points at one, only switches something, or begins
// a block of text on the lines below.
func harmless(value string) bool {
	text := strings.TrimSpace(value)
	if before, _, comment := strings.Cut(text, " #"); comment {
		text = strings.TrimSpace(before)
	}
	if strings.HasPrefix(text, "!ref ") || strings.HasPrefix(text, "!pkg ") || slices.Contains([]string{"true", "false", "null", "~"}, text) {
		return true
	}
	if block := strings.TrimRight(text, "0123456789+-"); block == "|" || block == ">" {
		return true
	}
	return !strings.HasPrefix(text, "#") && Reference(strings.Trim(text, `"'`))
}

// valueLength is how far the value reaches that a text begins with: a quoted one to its quote, one in brackets to the
// last of them, one inside a mapping in braces to the next key or the end of that mapping, and any other to the end.
func valueLength(text string, inBraces bool) int {
	length := len(text)
	switch {
	case text == "":
	case text[0] == '"' || text[0] == '\'':
		length = quoted(text)
	case text[0] == '[' || text[0] == '{':
		length = bracketed(text)
	case inBraces:
		if end := behindPlain().FindStringIndex(text); end != nil {
			return end[0]
		}
	}
	if length > 0 && endsValue(text[length:], inBraces) {
		return length
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
