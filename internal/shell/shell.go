// Package shell writes commands as a person types them.
package shell

import "strings"

// Quote makes a word of a command line that stands for itself.
func Quote(word string) string {
	if word != "" && word[0] != '#' && !strings.ContainsFunc(word, needsQuotes) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

func needsQuotes(r rune) bool {
	letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	return !letter && !strings.ContainsRune("-_./:@%+=,#", r)
}
