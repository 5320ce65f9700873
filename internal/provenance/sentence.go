package provenance

import (
	"strings"
	"unicode"
)

// sentence is the first sentence of what Nix says, with its quotes made plain, and what it suggests.
func sentence(text string) (message, hint string) {
	var kept []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "Did you mean"):
			hint = "d" + line[1:]
		case strings.HasPrefix(line, "- In "), line == "":
		case strings.HasPrefix(line, "Use `lib.mkForce"):
			hint = "NixOS takes two values of one strength for a conflict: take one of them out"
		case len(kept) == 0 || !strings.HasSuffix(kept[len(kept)-1], ":") && len(kept) < 3:
			kept = append(kept, line)
		}
	}
	message = strings.Join(kept, " ")
	for _, end := range []string{" Definition values:", ". Definition values", " Definitions:", ". TypeError:"} {
		message, _, _ = strings.Cut(message, end)
	}
	message = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(message, ":"), "."), ". TypeError")
	return plainQuotes(storeForm().ReplaceAllString(message, "")), plainQuotes(hint)
}

// plainQuotes writes `x' and 'x' as "x", and leaves the apostrophe of doesn't.
func plainQuotes(text string) string {
	var b strings.Builder
	open := false
	runes := []rune(text)
	for i, r := range runes {
		first, last := i == 0, i+1 == len(runes)
		switch {
		case (r == '’' || r == '\'') && !first && !last && unicode.IsLetter(runes[i-1]) && unicode.IsLetter(runes[i+1]):
			b.WriteByte('\'')
		case r == '`' || r == '‘' || r == '’':
			open = r == '`'
			b.WriteByte('"')
		case r == '\'' && (open || first || runes[i-1] == ' ' || last || strings.ContainsRune(" .,:;?)", runes[i+1])):
			open = false
			b.WriteByte('"')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
