// Package nixosproof holds the proof that what panther renders works in the real NixOS module system. It has tests only;
// `make nixos` runs them where the sources of NixOS are, and they leave a dated table in docs/nixos.md.
package nixosproof
