// Package regex holds back the compiling of regular expressions until they are used: a run needs few of them, and all
// of them together would take a good part of its start.
package regex

import (
	"regexp"
	"sync"
)

// Lazy is a regular expression that is compiled at its first call.
type Lazy func() *regexp.Regexp

// New returns the expression of a text. One that does not compile is a bug and panics when it is first used.
func New(text string) Lazy {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// Matches tells whether the expression matches anywhere in a text.
func (l Lazy) Matches(text string) bool { return l().MatchString(text) }
