package nixtype

import "sync"

// words are descriptions that stand for themselves. A longer one that begins with a shorter one is tried first.
var words = sync.OnceValue(func() map[string]*Type {
	zero, one := 0.0, 1.0
	return map[string]*Type{
		"null":                          {Kind: Null},
		"boolean":                       {Kind: Bool},
		"boolean (merged using or)":     {Kind: Bool},
		"signed integer":                {Kind: Int},
		"unsigned integer":              {Kind: Int, Min: &zero},
		"positive integer":              {Kind: Int, Min: &one},
		"integer of at least 16 bits":   {Kind: Int},
		"unsigned integer, meaning >=0": {Kind: Int, Min: &zero},
		"positive integer, meaning >0":  {Kind: Int, Min: &one},
		"floating point number":         {Kind: Float},
		"nonnegative integer or floating point number, meaning >=0": {Kind: Number, Min: &zero},
		"positive integer or floating point number, meaning >0":     {Kind: Number, Min: &zero},
		"string":                                             {Kind: String},
		"string without spaces":                              {Kind: String, Single: true},
		"string without line breaks or quotes":               {Kind: String, Single: true},
		"string, not containing newlines or colons":          {Kind: String, Plain: true},
		"non-empty string":                                   {Kind: String, NonEmpty: true},
		"single-line string":                                 {Kind: String, Single: true},
		"(optionally newline-terminated) single-line string": {Kind: String, Single: true},
		"path": {Kind: Path},
		"path, not containing newlines or colons": {Kind: Path},
		"absolute path":                      {Kind: Path},
		"(An absolute path)":                 {Kind: Path},
		"path in the Nix store":              {Kind: Path, InStore: true},
		"absolute path in the Nix store":     {Kind: Path, InStore: true},
		"absolute path not in the Nix store": {Kind: Path},
		"package":                            {Kind: Package},
		"attribute set":                      {Kind: Attrs},
		"attribute sets":                     {Kind: Attrs},
		"lazy attribute set":                 {Kind: Attrs},
		"submodule":                          {Kind: Submodule},
		"open submodule":                     {Kind: Submodule},
		"impossible (empty enum)":            {Kind: Any}, // modules of others add values
		"value":                              {Kind: Any},
		"values":                             {Kind: Any},
		"JSON value":                         {Kind: Any},
		"YAML value":                         {Kind: Any},
		"YAML 1.1 value":                     {Kind: Any},
		"YAML 1.2 value":                     {Kind: Any},
		"TOML value":                         {Kind: Any},
		"raw value":                          {Kind: Any},
		"unspecified value":                  {Kind: Any},
		"unspecified":                        {Kind: Any},
		"anything":                           {Kind: Any},
		"systemd option":                     {Kind: Option},
		"INI atom":                           {Kind: Scalar},
		"INI atom (null, bool, int, float or string)":  {Kind: Scalar},
		"INI atom (null, int, bool, string, or float)": {Kind: Scalar},
	}
})
