package nixosproof

// others are values to put in the place of a module's own, where nothing says what else would make sense. A * stands
// for a user or a link of the proof.
var others = map[string]string{}

// alongside is what a changed value needs beside it, because NixOS would refuse it alone.
var alongside = map[string]map[string]string{}
