package types_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/types"
)

const wordy = `
kind: { type: enum, values: [cat, dog], default: cat, words: { feline: cat, fish: "an entry of ponds" }, description: d }
size: { type: string, pattern: '[0-9]+G', form: a size such as 8G, also: [volume, big-ness], description: d }
purrs: { type: bool, kinds: [cat], description: d }
barks: { type: bool, kinds: [dog], description: d }
legs: { type: map, of: { type: object, fields: { paw: { type: bool, description: d } } }, example: { left: { paw: true } }, description: d }
toy: { type: object, short: name, fields: { name: { type: string, description: d } }, description: d }
`

func TestWordsOfOtherPrograms(t *testing.T) {
	kind := &types.Type{Kind: types.Object, Noun: "key", Title: "a pet", Fields: options(t, wordy)}
	for content, hint := range map[string]string{
		"kind: Feline":               `did you mean "cat"? It takes one of cat, dog`,
		"kind: fish":                 "it is written as an entry of ponds",
		"size: 8 GB":                 "it takes a size such as 8G",
		"Volume: 8G":                 `did you mean "size"?`,
		"bigNess: 8G":                `did you mean "size"?`,
		"tail: 1":                    "known: kind, legs, purrs, size, toy",
		"{ kind: dog, tail: 1 }":     "known: barks, kind, legs, size, toy",
		"{ kind: bird, tail: 1 }":    "it takes one of cat, dog",
		"bark: true":                 `did you mean "barks"?`,
		"legs: [left]":               "for example legs: {left: {paw: true}}",
		"toy: true":                  "write {} where there is nothing more to say",
		"legs:\nleft: { paw: true }": "what belongs to it stands further in: put more spaces before left, and what is below",
	} {
		var diags diag.List
		kind.Check(parse(t, content), "", &diags)
		require.NotEmpty(t, diags, content)
		assert.Equal(t, hint, diags[0].Hint, content)
	}
	assert.Equal(t, "size", kind.Called("volume"))
	assert.Equal(t, "", kind.Called("colour"))
}

func TestWhatIsNotIndentedIsOneMistake(t *testing.T) {
	kind := &types.Type{Kind: types.Object, Noun: "key", Title: "a pet", Fields: options(t, wordy)}
	var diags diag.List
	checked := kind.Check(parse(t, "legs:\nleft: { paw: true }\nright: { paw: true }\nsize: 8G"), "", &diags)
	assert.Len(t, diags, 1)
	assert.True(t, types.HasMistake(checked))
	assert.Equal(t, "8G", checked.Get("size").Text)
}

func TestTooLongANameIsOneMistake(t *testing.T) {
	var diags diag.List
	kind := &types.Type{Kind: types.Map, Keys: types.Name, Of: &types.Type{Kind: types.Int}}
	checked := kind.Check(parse(t, "abcdefghijklmnopqrstuvwxyz-0123456789: 1"), "x", &diags)
	require.Len(t, diags, 1)
	assert.Equal(t, `x: "abcdefghijklmnopqrstuvwxyz-0123456789" is too long for a name: it has 37 letters, of at most 31`, diags[0].Message)
	assert.True(t, types.HasMistake(checked), "what follows from the name is not looked at")
}

func TestWordsThatSayNothing(t *testing.T) {
	for content, message := range map[string]string{
		"x: { type: string, form: a word, description: d }":                 `"form" goes with "pattern"`,
		"x: { type: int, words: { one: 1 }, description: d }":               `a int takes no "words"`,
		"x: { type: enum, values: [a], words: [b], description: d }":        `"words" takes a mapping from a word to what is written for it`,
		"x: { type: enum, values: [a], words: { b: [a] }, description: d }": `"b" takes text`,
		"x: { type: enum, values: [a], also: y, description: d }":           `"also" takes a list`,
		"x: { type: string, pattern: 'a+', form: [a], description: d }":     `"form" takes text`,
	} {
		var diags diag.List
		types.ParseOptions(parse(t, content), false, &diags)
		require.Len(t, diags, 1, content)
		assert.Equal(t, message, diags[0].Message, content)
	}
}
