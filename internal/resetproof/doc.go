// Package resetproof runs the script that makes a root file system anew, as panther renders it, on real btrfs file
// systems: on loop devices, or in a small virtual machine.
package resetproof
