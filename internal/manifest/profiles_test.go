package manifest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/manifest"
)

func TestProfilesAreReadWhenTheyAreNamed(t *testing.T) {
	read := 0
	profiles := &manifest.Profiles{}
	profiles.Offer("base", func() *manifest.Document { read++; return &manifest.Document{Name: "base"} })
	profiles.Add(&manifest.Document{Name: "web"})
	assert.Equal(t, []string{"base", "web"}, profiles.Names())
	assert.True(t, profiles.Has("base"))
	assert.False(t, profiles.Has("nope"))
	assert.Nil(t, profiles.Get("nope"))
	assert.Equal(t, []string{"web"}, profiles.Own())
	assert.True(t, profiles.Sound("base"))
	assert.False(t, profiles.Sound("web"))
	assert.Zero(t, read)
	assert.Equal(t, "base", profiles.Get("base").Name)
	assert.Equal(t, 1, read)

	own := &manifest.Document{Name: "base"}
	profiles.Add(own)
	assert.Same(t, own, profiles.Get("base"))
	assert.False(t, profiles.Sound("base"))
	profiles.Offer("other", nil)
	assert.False(t, profiles.Sound("other"), "it may extend base, which is no longer what comes with panther")
}
