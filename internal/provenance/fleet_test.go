package provenance_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/builtin"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/provenance"
	"github.com/hbohlen/panther/internal/source"
)

const repository = "../../"

// sample is a fleet in memory.
type sample map[string]string

// referenceFleet is that of the repository, with the profiles that come with panther.
func referenceFleet(t *testing.T) sample {
	t.Helper()
	s := sample{}
	s.read(t, "panther.yaml")
	for _, pattern := range []string{"hosts/*/*.yaml", "hosts/*/*/facter.json"} {
		names, err := filepath.Glob(repository + pattern)
		require.NoError(t, err)
		require.NotEmpty(t, names)
		for _, name := range names {
			s.read(t, strings.TrimPrefix(name, repository))
		}
	}
	return s
}

func (s sample) read(t *testing.T, name string) {
	t.Helper()
	content, err := os.ReadFile(repository + name)
	require.NoError(t, err)
	s[name] = string(content)
}

// with is the fleet with one file changed.
func (s sample) with(name, content string) sample {
	out := sample{name: content}
	for other, text := range s {
		if other != name {
			out[other] = text
		}
	}
	return out
}

func (s sample) open(t *testing.T) (*pipeline.Fleet, *pipeline.Result) {
	t.Helper()
	with, err := builtin.Load()
	require.NoError(t, err)
	in := pipeline.Input{
		Fleet: source.New("panther.yaml", []byte(s["panther.yaml"])), BuiltIn: with, Version: "0.1.0",
		Exists: func(string) bool { return true },
		Report: func(path string) []byte {
			if content, ok := s[path]; ok {
				return []byte(content)
			}
			return nil
		},
	}
	for name, content := range s {
		switch {
		case strings.HasPrefix(name, "hosts/") && strings.HasSuffix(name, ".yaml"):
			in.Hosts = append(in.Hosts, source.New(name, []byte(content)))
		case strings.HasPrefix(name, "profiles/"):
			in.Profiles = append(in.Profiles, source.New(name, []byte(content)))
		}
	}
	f, err := pipeline.Open(in)
	require.NoError(t, err)
	return f, f.Run(pipeline.Options{Keep: true, Tree: true})
}

func (s sample) tracer(t *testing.T) (*provenance.Tracer, *pipeline.Result) {
	t.Helper()
	f, r := s.open(t)
	require.False(t, r.Diags().HasErrors(), "%v", r.Diags())
	return provenance.NewTracer(f, r), r
}
