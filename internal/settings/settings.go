// Package settings reads panther's own settings: flags over PANTHER_* over the user's configuration file. It is the
// only importer of viper, through which no manifest may pass: it lower-cases keys and splits them at dots.
package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// Settings are what a person may set once instead of at every call.
type Settings struct {
	Root   string // folder in which the fleet is looked for
	Color  string // auto, always, never
	GitAdd string // auto, never: whether new files are made known to git
	Quiet  bool
}

// keys are the settings by the names of their flags.
var keys = []string{"root", "color", "git-add", "quiet"}

// Load reads the settings. The configuration file is <configDir>/panther/config.yaml and need not be there.
func Load(flags *pflag.FlagSet, configDir string) (Settings, error) {
	v := viper.New()
	v.SetEnvPrefix("PANTHER")
	v.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))
	v.SetDefault("root", ".")
	v.SetDefault("color", "auto")
	v.SetDefault("git-add", "auto")
	v.SetDefault("quiet", false)
	for _, key := range keys {
		if err := v.BindEnv(key); err != nil {
			return Settings{}, err
		}
		if flag := flags.Lookup(key); flag != nil {
			if err := v.BindPFlag(key, flag); err != nil {
				return Settings{}, err
			}
		}
	}
	if err := readFile(v, configDir); err != nil {
		return Settings{}, err
	}
	s := Settings{Root: v.GetString("root"), Color: v.GetString("color"), GitAdd: v.GetString("git-add")}
	quiet, err := strconv.ParseBool(v.GetString("quiet"))
	if err != nil {
		return Settings{}, fmt.Errorf("--quiet takes true or false, not %q", v.GetString("quiet"))
	}
	s.Quiet = quiet
	return s, s.check()
}

func readFile(v *viper.Viper, configDir string) error {
	if configDir == "" {
		return nil
	}
	file := filepath.Join(configDir, "panther", "config.yaml")
	v.SetConfigFile(file)
	err := v.ReadInConfig()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the settings in %s cannot be read: %w", file, err)
	}
	for _, key := range v.AllKeys() {
		known := false
		for _, k := range keys {
			known = known || k == key
		}
		if !known {
			return fmt.Errorf("%s: there is no setting %q; known: %s", file, key, strings.Join(keys, ", "))
		}
	}
	return nil
}

func (s Settings) check() error {
	for _, choice := range []struct {
		name, value string
		allowed     []string
	}{
		{"color", s.Color, []string{"auto", "always", "never"}},
		{"git-add", s.GitAdd, []string{"auto", "never"}},
	} {
		known := false
		for _, a := range choice.allowed {
			known = known || a == choice.value
		}
		if !known {
			return fmt.Errorf("--%s takes %s, not %q", choice.name, strings.Join(choice.allowed, ", "), choice.value)
		}
	}
	return nil
}
