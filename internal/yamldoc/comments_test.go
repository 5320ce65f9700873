package yamldoc_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

func TestCommentsAreNoTexts(t *testing.T) {
	for text, want := range map[string]string{
		"# yes\na: 1 # yes\n":                             "# yes|# yes",
		"a: x#no # yes # too\n":                           "# yes # too",
		"a: \"one\n  # no\n  two\" # yes\n":               "# yes",
		"a: \"one \\\" # no\" # yes\n":                    "# yes",
		"a: 'see # no' # yes\n":                           "# yes",
		"a: 'it''s # no'\n'b # no': 1 # yes\n":            "# yes",
		"a: {b: [\"# no\", 'c # no'], # yes\n  d: 1}\n":   "# yes",
		"a: | # yes\n  # no\n\n  # no\n# yes\nb: 1\n":     "# yes|# yes",
		"a: >-\n\n    # no\n  # yes\nb: 1\n":              "# yes",
		"a: |2\n    # no\n  # no\n # yes\nb: 1\n":         "# yes",
		"a:\n- |\n  # no\n- 1 # yes\n":                    "# yes",
		"- a: |\n    # no\n  # yes\n  b: 1\n":             "# yes",
		"a: &x\n  b: |\n    # no\n  # yes\nc: 1\n":        "# yes",
		"a: !replace\n  - |\n    # no\n  # yes\n":         "# yes",
		"a: !!str # yes\n  'b # no'\n":                    "# yes",
		"a: &x 'b # no'\nc: *x # yes\n":                   "# yes",
		"a: |\n# yes\nb: 1\n":                             "# yes",
		"\ufeff'ä # no': ä # yes\r\nb: 'c\r\n  # no'\r\n": "# yes",
		"a: plain\n  text # yes\n":                        "# yes",
		"a: 'not closed # panther\n":                      "",
		"# nothing else\n":                                "",
	} {
		var got []string
		for _, at := range yamldoc.Comments(source.New("x.yaml", []byte(text))) {
			got = append(got, at.Text())
		}
		assert.Equal(t, want, strings.Join(got, "|"), "%q", text)
	}
}
