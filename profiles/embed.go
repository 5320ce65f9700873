// Package profiles holds the built-in profiles, as files.
package profiles

import "embed"

// FS holds <profile>.yaml.
//
//go:embed *.yaml
var FS embed.FS
