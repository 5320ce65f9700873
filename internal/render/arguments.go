package render

import (
	"regexp"
	"strings"
	"sync"
)

// offered are the arguments that NixOS offers to a module beside config and lib; osConfig is for those of a home.
var offered = []string{"pkgs", "inputs", "modulesPath", "utils", "options", "osConfig"}

// arguments are the module arguments that a text uses.
func arguments(text string) []string {
	names := []string{"config", "lib"}
	code := codeOf(text)
	for _, name := range offered {
		if uses(code, name) {
			names = append(names, name)
		}
	}
	return names
}

func indexFrom(text string, from int, part string) int {
	if at := strings.Index(text[from:], part); at >= 0 {
		return from + at
	}
	return -1
}

var nixBinding = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\.[A-Za-z.]+)?\s*=[^=]`) })

// uses tells whether a name stands in a text by itself. As part of another name (lib.options, foo-utils, ./utils.nix) it is
// none of ours, and neither is an attribute that is being set (options = [ .. ]).
func uses(code, name string) bool {
	for at := strings.Index(code, name); at >= 0; at = indexFrom(code, at+1, name) {
		after := code[at+len(name):]
		inside := at > 0 && (isWord(code[at-1]) || strings.IndexByte("./-", code[at-1]) >= 0) || after != "" && isWord(after[0])
		if !inside && !nixBinding().MatchString(after) {
			return true
		}
	}
	return false
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

// codeOf returns a Nix text without its comments, and without what its strings say; what they interpolate is code.
func codeOf(text string) string {
	s := nixScanner{rest: text}
	for s.rest != "" {
		s.code()
	}
	return s.found.String()
}

type nixScanner struct {
	rest  string
	found strings.Builder
}

// code reads to the end, or behind the brace that ends the code.
func (s *nixScanner) code() {
	for depth := 0; s.rest != ""; {
		switch {
		case s.rest[0] == '#':
			s.skipBehind("\n")
			s.found.WriteByte('\n')
		case strings.HasPrefix(s.rest, "/*"):
			s.skipBehind("*/")
		case s.rest[0] == '"':
			s.text(`"`)
		case strings.HasPrefix(s.rest, "''"):
			s.text("''")
		case s.rest[0] == '}' && depth == 0:
			s.take(1)
			return
		case s.rest[0] == '{':
			depth++
			s.take(1)
		case s.rest[0] == '}':
			depth--
			s.take(1)
		default:
			s.take(until(s.rest, "#/\"'{}"))
		}
	}
}

// text reads a string with the code that it interpolates.
func (s *nixScanner) text(quote string) {
	s.take(len(quote))
	for s.rest != "" {
		switch {
		case strings.HasPrefix(s.rest, "${"):
			s.take(2)
			s.code()
		case strings.HasPrefix(s.rest, "$$"), quote == `"` && s.rest[0] == '\\':
			s.skip(2)
		case quote == "''" && isEscape(s.rest):
			s.skip(3)
		case strings.HasPrefix(s.rest, quote):
			s.take(len(quote))
			return
		default:
			s.skip(until(s.rest, "$\"'\\"))
		}
	}
}

// until is the length of a text, at least one, up to where one of the marks stands.
func until(text, marks string) int {
	if next := strings.IndexAny(text[1:], marks); next >= 0 {
		return 1 + next
	}
	return len(text)
}

// isEscape tells whether an indented string goes on with one of its escapes.
func isEscape(rest string) bool {
	return len(rest) > 2 && rest[:2] == "''" && strings.IndexByte(`$\'`, rest[2]) >= 0
}

func (s *nixScanner) take(length int) {
	s.found.WriteString(s.rest[:length])
	s.skip(length)
}

func (s *nixScanner) skip(length int) { s.rest = s.rest[min(length, len(s.rest)):] }

func (s *nixScanner) skipBehind(end string) {
	_, s.rest, _ = strings.Cut(s.rest, end)
}
