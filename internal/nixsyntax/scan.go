package nixsyntax

import (
	"strings"
)

// token is a piece of the text. Strings and paths are read by the parser from where they begin, since they may hold
// expressions.
type token struct {
	kind       tokenKind
	text       string
	start, end int
}

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokName
	tokKeyword
	tokInt
	tokFloat
	tokURI
	tokPath     // its beginning, up to the first ${
	tokString   // "
	tokIndented // ''
	tokSign     // brackets, operators and ${
)

type scanner struct {
	text string
	at   int
}

func (s *scanner) fail(at int, message string) { panic(&Error{Offset: at, Message: message}) }

var keywords = []string{"if", "then", "else", "assert", "with", "let", "in", "rec", "inherit"}

// signs are the signs, the longest first.
var signs = []string{
	"...", "${", "==", "!=", "<=", ">=", "&&", "||", "->", "//", "++",
	"{", "}", "[", "]", "(", ")", ";", ":", ",", ".", "=", "@", "?", "+", "-", "*", "/", "<", ">", "!",
}

// scan reads the token at the current place. Of the kinds that it may be, the longest wins.
func (s *scanner) scan() token {
	s.blanks()
	if s.at == len(s.text) {
		return token{tokEnd, "", s.at, s.at}
	}
	rest := s.text[s.at:]
	switch {
	case rest[0] == '"':
		return s.token(tokString, 1)
	case strings.HasPrefix(rest, "''"):
		return s.token(tokIndented, 2)
	}
	kind, length := tokEnd, 0
	for _, c := range []struct {
		kind   tokenKind
		length int
	}{{tokName, nameLength(rest)}, {tokInt, digits(rest)}, {tokFloat, floatLength(rest)}, {tokPath, pathLength(rest)}, {tokURI, uriLength(rest)}} {
		if c.length > length {
			kind, length = c.kind, c.length
		}
	}
	for _, sign := range signs {
		if len(sign) > length && strings.HasPrefix(rest, sign) {
			return s.token(tokSign, len(sign))
		}
	}
	if length == 0 {
		s.fail(s.at, "unexpected character")
	}
	t := s.token(kind, length)
	for _, word := range keywords {
		if kind == tokName && t.text == word {
			t.kind = tokKeyword
		}
	}
	return t
}

func (s *scanner) token(kind tokenKind, length int) token {
	t := token{kind, s.text[s.at : s.at+length], s.at, s.at + length}
	s.at += length
	return t
}

// blanks passes over white space and comments.
func (s *scanner) blanks() {
	for s.at < len(s.text) {
		rest := s.text[s.at:]
		switch {
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			s.at++
		case rest[0] == '#':
			end := strings.IndexAny(rest, "\r\n")
			if end < 0 {
				end = len(rest)
			}
			s.at += end
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				s.fail(s.at, "a comment does not end")
			}
			s.at += end + 4
		default:
			return
		}
	}
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isNameByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c == '\'' || c == '-' }

func isPathByte(c byte) bool {
	return isLetter(c) || isDigit(c) || c == '.' || c == '_' || c == '-' || c == '+'
}

// span is how many bytes at the beginning are of a kind.
func span(text string, is func(byte) bool) int {
	n := 0
	for n < len(text) && is(text[n]) {
		n++
	}
	return n
}

func digits(text string) int { return span(text, isDigit) }

func nameLength(text string) int {
	if !isLetter(text[0]) && text[0] != '_' {
		return 0
	}
	return span(text, isNameByte)
}

// floatLength: 1. or 1.5 but not 0. or 01.5; .5 and 0.5; with an exponent.
func floatLength(text string) int {
	whole := digits(text)
	if whole == len(text) || text[whole] != '.' {
		return 0
	}
	fraction := digits(text[whole+1:])
	if leadsWithZero := whole > 0 && text[0] == '0'; leadsWithZero && whole > 1 || (whole == 0 || leadsWithZero) && fraction == 0 {
		return 0
	}
	length := whole + 1 + fraction
	if rest := text[length:]; rest != "" && (rest[0] == 'e' || rest[0] == 'E') {
		sign := 1
		if len(rest) > 1 && (rest[1] == '+' || rest[1] == '-') {
			sign = 2
		}
		if exponent := digits(rest[sign:]); exponent > 0 {
			length += sign + exponent
		}
	}
	return length
}

// pathLength: a/b, ./b, ~/b, <b>, or what stands in front of the first ${ of a path.
func pathLength(text string) int {
	if text[0] == '<' {
		name, _, closed := strings.Cut(text[1:], ">")
		segments := strings.Split(name, "/")
		for _, segment := range segments {
			if segment == "" || span(segment, isPathByte) != len(segment) {
				closed = false
			}
		}
		if closed {
			return len(name) + 2
		}
		return 0
	}
	length := 0
	if text[0] == '~' {
		length = 1
	} else {
		length = span(text, isPathByte)
	}
	first := true
	for length < len(text) && text[length] == '/' {
		segment := span(text[length+1:], isPathByte)
		if segment == 0 {
			if strings.HasPrefix(text[length+1:], "${") || !first {
				return length + 1
			}
			return 0
		}
		length += 1 + segment
		first = false
	}
	if first {
		return 0
	}
	return length
}

func uriLength(text string) int {
	if !isLetter(text[0]) {
		return 0
	}
	scheme := span(text, func(c byte) bool { return isLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '.' })
	if scheme == len(text) || text[scheme] != ':' {
		return 0
	}
	rest := span(text[scheme+1:], func(c byte) bool {
		return isLetter(c) || isDigit(c) || strings.IndexByte("%/?:@&=+$,-_.!~*'", c) >= 0
	})
	if rest == 0 {
		return 0
	}
	return scheme + 1 + rest
}
