# What `make nixos` wants to know of a tree beside what the judge (eval.nix) says of it. One process answers for several
# hosts, because starting one and reading the package names takes about as long as a host.
{
  judge, # the judge's folder
  src, # the flake's inputs
  ids, # file of package names
  requests, # file with a list of { tree, host, singles, look, facts }, as JSON
}:
let
  inherit (builtins)
    attrNames
    concatLists
    concatMap
    elem
    filter
    fromJSON
    functionArgs
    head
    intersectAttrs
    isAttrs
    isBool
    isFunction
    isInt
    isList
    isPath
    listToAttrs
    mapAttrs
    readFile
    tail
    toJSON
    unsafeDiscardStringContext
    ;
  asked = fromJSON (readFile (/. + requests));
  # the hosts of one tree share its evaluation
  trees = listToAttrs (
    map (request: {
      name = request.tree;
      value = import (/. + judge + "/eval.nix") {
        inherit src ids;
        inherit (request) tree;
        more = toString ./gaps.nix;
      };
    }) asked
  );

  # A value as JSON can hold it: packages by their names, and nothing for functions.
  plain =
    value:
    if isFunction value then
      null
    else if isList value then
      map plain value
    else if isPath value then
      toString value
    else if isAttrs value then
      if value ? drvPath || value ? outPath then
        "package ${value.name or "?"}"
      else
        mapAttrs (_: plain) value
    else if builtins.isString value then
      unsafeDiscardStringContext value
    else
      value;

  answer =
    request:
    let
      eval = trees.${request.tree};
      host = eval.hosts.${request.host};
      inherit (host) config options;
      inherit (eval) lib;
      homeOf = user: config.home-manager.users.${user};
      homeLib = import (/. + src + "/home-manager/modules/lib/stdlib-extended.nix") lib;

      # The single values that the body of a rendered module sets: what stands at priority 900, inside attribute sets too.
      singles =
        module:
        let
          body = import (/. + request.tree + "/${module.file}");
          available =
            if module.user == "" then
              {
                inherit config options lib;
                inherit (host) pkgs;
                utils = import (/. + src + "/nixpkgs/nixos/lib/utils.nix") {
                  inherit config lib;
                  inherit (host) pkgs;
                };
              }
            else
              {
                config = homeOf module.user;
                lib = homeLib;
                osConfig = config;
                inherit (host) pkgs;
              };
        in
        map (found: found // { inherit (module) file user; }) (
          walk [ ] (body (intersectAttrs (functionArgs body) available)).config
        );
      walk =
        path: value:
        if
          isBool value
          || isInt value
          || builtins.isString value
          || value == null
          || isAttrs value && value ? outPath
        then
          [ (single path value // { kind = "plain"; }) ]
        else if !isAttrs value then
          [ ]
        else if value._type or "" == "if" then
          if value.condition then walk path value.content else [ ]
        else if value._type or "" == "merge" then
          concatMap (walk path) value.contents
        else if value._type or "" == "order" then
          walk path value.content
        else if value._type or "" == "override" then
          [ (single path value.content // lib.optionalAttrs (value.priority != 900) { kind = "plain"; }) ]
        else
          concatLists (lib.mapAttrsToList (name: walk (path ++ [ name ])) value);
      single = path: value: {
        inherit path;
        kind = kindOf value;
        value = plain value;
      };
      kindOf =
        value:
        if isAttrs value && (value ? drvPath || value ? outPath) then "package" else builtins.typeOf value;

      # What the option at a path takes: the name of its type, and the values of an enum.
      typed =
        found:
        let
          root =
            if found.user == "" then
              options
            else
              host.options.home-manager.users.type.nestedTypes.elemType.getSubOptions [ ];
          type = typeAt root found.path;
        in
        found
        // {
          type = nameOf type;
          choices = plain (valuesOf 8 type);
        };
      nameOf =
        type:
        if type == null then
          ""
        else if type.name == "nullOr" then
          nameOf type.nestedTypes.elemType
        else
          type.name;
      typeAt =
        at: path:
        if at == null then
          null
        else if at._type or "" == "option" then
          typeIn at.type path
        else if path == [ ] then
          null
        else
          typeAt (at.${head path} or null) (tail path);
      typeIn =
        type: path:
        if path == [ ] then
          type
        else if
          elem type.name [
            "submodule"
            "deferredModule"
          ]
        then
          typeAt (type.getSubOptions [ ]) path
        else if
          elem type.name [
            "nullOr"
            "uniq"
            "unique"
          ]
        then
          typeIn type.nestedTypes.elemType path
        else if
          elem type.name [
            "attrsOf"
            "lazyAttrsOf"
          ]
        then
          typeIn type.nestedTypes.elemType (tail path)
        else
          null;
      # The types of formats such as YAML hold themselves.
      valuesOf =
        depth: type:
        if type == null || depth == 0 then
          [ ]
        else if type.name == "enum" then
          type.functor.payload.values
        else
          concatMap (valuesOf (depth - 1)) (
            lib.attrVals (filter (name: type.nestedTypes ? ${name}) [
              "elemType"
              "left"
              "right"
              "coercedType"
              "finalType"
            ]) type.nestedTypes
          );

      look = { user, path }: {
        inherit user path;
        value = plain (valueAt (if user == "" then config else homeOf user) path);
      };
      # home-manager puts what has an order into { data, after, before }, which nobody writes.
      valueAt =
        at: path:
        if at ? data && at ? after && at ? before then
          valueAt at.data path
        else if path == [ ] then
          at
        else if at ? ${head path} then
          valueAt at.${head path} (tail path)
        else
          null;
    in
    {
      inherit (request) tree host;
      verdict = eval.host request.host;
      singles = map typed (concatMap singles (request.singles or [ ]));
      look = map look (request.look or [ ]);
      facts =
        if request.facts or false then plain (import ./facts.nix { inherit host lib plain; }) else null;
    };
in
map answer asked
