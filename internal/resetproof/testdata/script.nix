# The text of the reset unit's script, taken out of the rendered module; as much of nixpkgs stands in for it as it takes.
{ module, root }:
let
  lib = {
    escapeShellArg = text: "'${builtins.replaceStrings [ "'" ] [ "'\\''" ] text}'";
    mkEnableOption = _: { };
    mkIf = _: value: value;
    mkOption = option: option;
    mkOverride = _: value: value;
    types = throw "types are not looked at";
  };
  defaults = builtins.mapAttrs (
    _: option: option.default or null
  ) result.options.panther.filesystems.impermanence;
  result = import module {
    inherit lib;
    config.panther.filesystems.impermanence = defaults // {
      root = builtins.fromJSON root;
    };
    utils.escapeSystemdPath = path: path;
  };
in
result.config.boot.initrd.systemd.services.reset-root.script
