package options_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/types"
)

// listsFolder is the folder with the options.json files that the indexes are made of, and older ones beside them.
func listsFolder(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("PANTHER_OPTIONS")
	if folder == "" {
		t.Skip("PANTHER_OPTIONS names no folder with options.json files")
	}
	return folder
}

// The indexes that are committed are what the lists say.
func TestTheIndexesAreMadeOfTheLists(t *testing.T) {
	folder := listsFolder(t)
	for _, r := range options.Indexes() {
		made, _, err := r.Make(func(name string) ([]byte, error) {
			if strings.HasSuffix(name, ".txt") {
				return os.ReadFile(filepath.Join("lists", name))
			}
			return os.ReadFile(filepath.Join(folder, name))
		})
		require.NoError(t, err)
		there, err := os.ReadFile(r.File)
		require.NoError(t, err)
		assert.True(t, slices.Equal(made, there), "%s is not what `make options` writes", r.File)
	}
}

// Every name of every original list is found, or known as gone. Of an older release some are gone without a trace.
func TestEveryNameOfTheListsIsFound(t *testing.T) {
	folder := listsFolder(t)
	for file, index := range map[string]*options.Index{
		"nixos-24.11": options.NixOS(release), "home-manager-26.05": options.Home(release), "home-manager-25.11": options.Home(release),
	} {
		data, err := os.ReadFile(filepath.Join(folder, file+".json.gz"))
		require.NoError(t, err)
		list, err := options.ReadList(data)
		require.NoError(t, err)
		var found, gone, lost int
		for _, e := range list {
			f := index.Find(written(t, e.Option))
			switch {
			case f.Gone != nil:
				gone++
			case f.Option != nil && len(f.Rest) == 0:
				found++
			default:
				lost++
				if file != "home-manager-25.11" {
					t.Errorf("%s: %s", file, e.Path)
				}
			}
		}
		t.Logf("%s: %d names, %d found, %d known as gone, %d gone without a trace", file, len(list), found, gone, lost)
	}
}

// Slips in the names of the original lists, as TestSlips does it.
func TestSlipsInTheLists(t *testing.T) {
	folder := listsFolder(t)
	var all []indexed
	for _, r := range []struct {
		file  string
		index *options.Index
	}{{"nixos-24.11", options.NixOS(release)}, {"home-manager-26.05", options.Home(release)}} {
		data, err := os.ReadFile(filepath.Join(folder, r.file+".json.gz"))
		require.NoError(t, err)
		list, err := options.ReadList(data)
		require.NoError(t, err)
		for _, e := range list {
			if names, err := types.SplitPath(e.Path); err == nil && r.index.Find(names).Gone == nil {
				all = append(all, indexed{r.index, e.Option})
			}
		}
	}
	checkSlips(t, rand.New(rand.NewPCG(3, 4)), all)
}
