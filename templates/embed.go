// Package templates holds the built-in modules and the templates of the documents, as files.
package templates

import "embed"

// FS holds modules/<layer>/<module>.yaml and .nix.tmpl, the templates of the documents, and the files of a new fleet.
//
//go:embed modules init *.tmpl
var FS embed.FS
