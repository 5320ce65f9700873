# All options of a nixosSystem with their types, as for the manual, and the hidden ones too; those of its users' homes beside them.
host:
let
  inherit (host) lib options;
  users = options.home-manager.users or null;
  # a type may name a package that is not there
  orElse =
    default: value:
    let
      tried = builtins.tryEval value;
    in
    if tried.success then tried.value else default;
  aliasOf =
    description:
    let
      found =
        if builtins.isString description then
          builtins.match "Alias of [{]option[}]`(.*)`[.]" description
        else
          null;
    in
    lib.optionalAttrs (found != null) { alias = builtins.head found; };
  # the options of a user's home by their names in it
  inHome =
    loc:
    if
      lib.take 2 loc == [
        "home-manager"
        "users"
      ]
    then
      lib.drop 3 loc
    else
      loc;
  entry = option: {
    name = lib.showOption (inHome option.loc);
    value = {
      readOnly = orElse false (option.readOnly or false);
      type = orElse "unspecified value" (option.type or "unspecified value");
    }
    // lib.optionalAttrs ((option.visible or true) == false) (
      orElse { } (aliasOf (option.description or null))
    );
  };
  isOwn = option: !(lib.hasInfix "_module." option.name);
  list =
    set:
    builtins.listToAttrs (
      map entry (lib.filter isOwn (lib.optionAttrSetToDocList (removeAttrs set [ "_module" ])))
    );
  # what users import is only in their own configurations, which newer versions of nixpkgs hand out
  homes = map (user: user.configuration.options or { }) (
    builtins.attrValues (users.valueMeta.attrs or { })
  );
  declared = users.type.nestedTypes.elemType.getSubOptions [ ];
in
{
  nixos =
    list (
      options
      // lib.optionalAttrs (users != null) {
        home-manager = removeAttrs options.home-manager [ "users" ];
      }
    )
    // lib.optionalAttrs (users != null) {
      "home-manager.users" = {
        readOnly = false;
        type = users.type.description;
      };
    };
  home = lib.optionalAttrs (users != null) (
    lib.foldl' (all: home: all // list home) { } (if homes == [ ] then [ declared ] else homes)
  );
}
