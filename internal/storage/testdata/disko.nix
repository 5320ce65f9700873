# Reads disko.devices as disko does: with its types, which fill in what is left out. What disko makes of it is beside it.
{
  disko,
  nixpkgsLib,
  pairs, # a file with a list of { name, theirs, ours }: an example of disko, and the same as data
}:
let
  lib = import nixpkgsLib;
  diskoLib = import (disko + "/lib") { inherit lib; };
  visible =
    value:
    if builtins.isAttrs value then
      lib.mapAttrs (_: visible) (
        lib.filterAttrs (name: inner: !lib.hasPrefix "_" name && !builtins.isFunction inner) value
      )
    else if builtins.isList value then
      map visible value
    else
      value;
  read =
    devices:
    let
      inherit
        (lib.evalModules {
          modules = [
            {
              options.devices = lib.mkOption { type = diskoLib.toplevel; };
              config = { inherit devices; };
            }
          ];
        })
        config
        ;
    in
    {
      data = visible config.devices;
      create = config.devices._create;
      mount = config.devices._mount;
      system = config.devices._config;
      order = diskoLib.sortDevicesByDependencies (config.devices._meta.deviceDependencies or { }) {
        inherit (config.devices)
          bcachefs_filesystems
          disk
          mdadm
          zpool
          lvm_vg
          nodev
          ;
      };
    };
  example =
    file:
    let
      value = import file;
    in
    if builtins.isFunction value then value { inherit lib; } else value;
in
lib.listToAttrs (
  map (
    {
      name,
      theirs,
      ours,
    }:
    let
      devices = (example theirs).disko.devices;
    in
    lib.nameValuePair name (
      {
        ours = read ours;
      }
      // lib.optionalAttrs (theirs != "") {
        written = devices;
        theirs = read devices;
      }
    )
  ) (builtins.fromJSON (builtins.readFile pairs))
)
