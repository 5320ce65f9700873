// Package optionproof holds what panther renders to the index of options: every option that a rendered file defines is
// there, and takes what it is given. It needs neither Nix nor the sources of NixOS; its tests are all there is to it.
package optionproof
