// Package options is the index of NixOS and home-manager options: which there are in a release, of which type, and which
// were renamed or removed. The index that comes with panther is embedded and looked up as it stands: nothing of it is
// unpacked, so that a check of a thousand settings costs no more than reading them. docs/options.md says what is in it and
// how it is built.
package options
