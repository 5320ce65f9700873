package render

import (
	"strings"
	"testing"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func executed(t *testing.T, functions template.FuncMap, text string) (string, error) {
	t.Helper()
	parsed, err := template.New("").Funcs(functions).Parse(text)
	require.NoError(t, err, text)
	var out strings.Builder
	err = parsed.Execute(&out, bodyData{"26.05"})
	return out.String(), err
}

func TestFunctionsAreThoseOfSprig(t *testing.T) {
	tried := map[string]bool{}
	for _, text := range []string{
		`{{ add 1 2 3 }} {{ add }} {{ add "4" 5 }} {{ add 1 (mul 2 3) }}`, `{{ mul 2 3 }} {{ mul 7 }} {{ mul 2 -3 "4" }}`, `{{ sub 3 5 }} {{ sub "3" 1 }}`,
		`{{ contains "b" "abc" }} {{ contains "x" "abc" }} {{ "abc" | contains "" }}`, `{{ hasPrefix "a" "abc" }} {{ hasPrefix "b" "abc" }}`,
		`{{ hasSuffix "c" "abc" }} {{ hasSuffix "b" "abc" }}`, `{{ "" | default "x" }} {{ "y" | default "x" }} {{ 0 | default 3 }} {{ false | default true }} {{ default 1 }}`,
		`{{ list | default "x" }} {{ list 1 | default "x" }}`, `{{ list "a" "b" | join "," }} {{ list 1 2.5 true nil "x" | join "-" }} {{ "a" | join "," }} {{ list | join "," }}`,
		`{{ splitList "." "a.b.c" | join "/" }} {{ len (splitList "." "") }}`, `{{ list 1 "a" nil }} {{ list }}`, `{{ lower "AbÄ" }} {{ upper "abß" }}`,
		`{{ replace "a" "b" "banana" }} {{ "x.y" | replace "." "" }}`, `{{ list "b" "a" "C" 10 9 | sortAlpha }} {{ sortAlpha (splitList "," "b,a") }} {{ sortAlpha "x" }}`,
		`{{ ternary "yes" "no" true }} {{ false | ternary 1 2 }}`, "{{ trim \" a\\n\" }}", `{{ trimPrefix "a" "abc" }} {{ trimSuffix "c" "abc" }} {{ trimPrefix "x" "abc" }}`,
		`{{ list 1 2 1 "a" "a" | uniq }} {{ uniq (splitList "," "a,b,a") }}`, `{{ until 3 }} {{ until 0 }} {{ until -2 }} {{ range until 2 }}x{{ . }}{{ end }}`,
		`{{ .Release | replace "." "" | add 1 }} {{ splitList "." .Release | sortAlpha | join "+" }}`,
	} {
		want, err := executed(t, sprig.TxtFuncMap(), text)
		require.NoError(t, err, text)
		got, err := executed(t, functions, text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
		for name := range functions {
			tried[name] = tried[name] || strings.Contains(text, name+" ")
		}
	}
	for name := range functions {
		assert.True(t, tried[name], "%s is not tried", name)
	}
}

// sprig takes such values for 0, and what comes of that is noticed late.
func TestArithmeticTakesNumbers(t *testing.T) {
	for _, text := range []string{`{{ add 1 "x" }}`, `{{ sub "" 1 }}`, `{{ sub 1 (list) }}`, `{{ mul 2 nil }}`, `{{ add 0.5 }}`} {
		_, err := executed(t, functions, text)
		assert.ErrorContains(t, err, "is no whole number", text)
	}
}
