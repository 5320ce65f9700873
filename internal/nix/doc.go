// Package nix holds Nix expressions as values and the one printer that turns
// them into text.
//
// Whatever panther writes into a Nix file passes through an [Expr]. The
// constructors escape, so no text that a user wrote can become code, and the
// printer lays the result out exactly as nixfmt 1.x (RFC 166) does, so that
// formatting a rendered file changes nothing.
//
// An Expr is immutable and may be shared between goroutines. Its width on one
// line is computed once, when it is made; printing is then linear.
//
// Constructors panic where the caller has a bug, never because of what a user
// may have written, provided that text was checked with [ValidText] and numbers
// with [ValidFloat].
package nix
