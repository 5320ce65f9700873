package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/settings"
)

// load reads settings from flags as they are written on a command line, variables, and the content of a file ("" for none).
func load(t *testing.T, args, env, file string) (settings.Settings, error) {
	t.Helper()
	for _, name := range []string{"ROOT", "COLOR", "GIT_ADD", "QUIET"} { // whoever runs the test may have them
		t.Setenv("PANTHER_"+name, "")
		require.NoError(t, os.Unsetenv("PANTHER_"+name))
	}
	for _, assignment := range strings.Fields(env) {
		name, value, _ := strings.Cut(assignment, "=")
		t.Setenv(name, value)
	}
	dir := t.TempDir()
	if file != "" {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "panther"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "panther/config.yaml"), []byte(file), 0o644))
	}
	flags := pflag.NewFlagSet("panther", pflag.ContinueOnError)
	flags.String("root", ".", "")
	flags.String("color", "auto", "")
	flags.String("git-add", "auto", "")
	flags.Bool("quiet", false, "")
	require.NoError(t, flags.Parse(strings.Fields(args)))
	return settings.Load(flags, dir)
}

func TestFlagsBeatVariablesBeatTheFile(t *testing.T) {
	defaults := settings.Settings{Root: ".", Color: "auto", GitAdd: "auto"}
	for _, c := range []struct {
		name, args, env, file string
		want                  settings.Settings
	}{
		{"nothing", "", "", "", defaults},
		{"an empty file", "", "", "# nothing\n", defaults},
		{"the file", "", "", "root: /f\ncolor: always\ngit-add: never\nquiet: true\n", settings.Settings{Root: "/f", Color: "always", GitAdd: "never", Quiet: true}},
		{"variables", "", "PANTHER_ROOT=/e PANTHER_COLOR=never PANTHER_GIT_ADD=never PANTHER_QUIET=1", "", settings.Settings{Root: "/e", Color: "never", GitAdd: "never", Quiet: true}},
		{"flags", "--root /a --color always --git-add never --quiet", "", "", settings.Settings{Root: "/a", Color: "always", GitAdd: "never", Quiet: true}},
		{"a variable over the file", "", "PANTHER_ROOT=/e", "root: /f\ncolor: always\n", settings.Settings{Root: "/e", Color: "always", GitAdd: "auto"}},
		{"a flag over both", "--root /a", "PANTHER_ROOT=/e PANTHER_COLOR=never", "root: /f\ncolor: always\nquiet: true\n", settings.Settings{Root: "/a", Color: "never", GitAdd: "auto", Quiet: true}},
		{"a flag that says the default", "--color auto --quiet=false", "PANTHER_COLOR=never PANTHER_QUIET=true", "", defaults},
		{"other variables", "", "PANTHER_REQUIRE=nix PANTHER_UPDATE=1", "", defaults},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := load(t, c.args, c.env, c.file)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestMistakesInSettings(t *testing.T) {
	for _, c := range []struct{ name, args, env, file, want string }{
		{"unknown key in the file", "", "", "colour: never\n", `there is no setting "colour"; known: root, color, git-add, quiet`},
		{"a mapping for a choice", "", "", "color: { mode: never }\n", "color"},
		{"not YAML", "", "", "color: [\n", "cannot be read"},
		{"a bad colour", "--color sometimes", "", "", `--color takes auto, always, never, not "sometimes"`},
		{"a bad colour in a variable", "", "PANTHER_COLOR=yes", "", `--color takes auto, always, never, not "yes"`},
		{"a bad choice in the file", "", "", "git-add: always\n", `--git-add takes auto, never, not "always"`},
		{"a bad switch in a variable", "", "PANTHER_QUIET=banana", "", `--quiet takes true or false, not "banana"`},
		{"a bad switch in the file", "", "", "quiet: banana\n", `--quiet takes true or false, not "banana"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := load(t, c.args, c.env, c.file)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestAFileThatCannotBeRead(t *testing.T) {
	flags := pflag.NewFlagSet("panther", pflag.ContinueOnError)
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "panther/config.yaml"), 0o755))
	_, err := settings.Load(flags, dir)
	require.ErrorContains(t, err, "cannot be read")
	_, err = settings.Load(flags, "")
	require.NoError(t, err, "there need not be a folder for settings")
	_, err = settings.Load(flags, filepath.Join(dir, "nowhere"))
	require.NoError(t, err)
}
