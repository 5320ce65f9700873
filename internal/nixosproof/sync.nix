# What `panther options sync` asks of a host, here with the judge's stand-ins for packages: what needs more of a package than its
# name is left out.
{
  judge,
  src,
  tree,
  ids,
  more,
  host,
}:
let
  system =
    (import (/. + judge + "/eval.nix") {
      inherit
        ids
        more
        src
        tree
        ;
    }).outputs.nixosConfigurations.${host};
  inherit (system.options.home-manager) users;
  withoutServices =
    user:
    user
    // {
      configuration = {
        options = user.configuration.options // {
          home = removeAttrs user.configuration.options.home [ "services" ];
        };
      };
    };
in
import ../options/options.nix (
  system
  // {
    options = system.options // {
      home-manager = system.options.home-manager // {
        users = users // {
          valueMeta.attrs = builtins.mapAttrs (_: withoutServices) users.valueMeta.attrs;
        };
      };
      services = removeAttrs system.options.services [
        "gerrit"
        "home-assistant"
        "music-assistant"
        "public-inbox"
      ];
    };
  }
)
