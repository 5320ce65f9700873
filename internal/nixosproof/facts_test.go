package nixosproof

// facts are what a host has that other programs and rules across services look at.
type facts struct{}
