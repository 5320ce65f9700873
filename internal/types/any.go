package types

import (
	"strconv"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// checkAny checks what holds for every single value: numbers that cannot be misread, names that are well formed.
func (t *Type) checkAny(n *yamldoc.Node, path string, diags *diag.List) {
	switch {
	case n.Tag == yamldoc.TagPkg:
		checkAttrPath(n, diags)
	case n.Kind == yamldoc.Odd:
		oddScalar(n, path, diags)
	case n.Kind == yamldoc.Int:
		checkInt64(n, path, diags)
	case n.Kind == yamldoc.Float:
		checkFloat(n, path, diags)
	case n.Kind == yamldoc.Text && n.Tag == "" && secrets.ProviderOf(n.Text) != nil && !secrets.Followed(path, n.Text):
		diags.Add(diag.SecretReference, n.Range(), "%s takes values as they stand, and nothing would follow the reference into the secret store", path).
			Help("an option of the type secret follows it; where no module has one, set this in a file that imports: names")
	}
}

// checkAnyEntries checks a mapping of which nothing is known; a secret is left out.
func (t *Type) checkAnyEntries(n *yamldoc.Node, path string, diags *diag.List) *yamldoc.Node {
	kept := make([]yamldoc.Entry, 0, len(n.Entries))
	for _, e := range n.Entries {
		at := path + "." + e.Key
		if refuseNamed(e, at, diags) {
			continue
		}
		kept = append(kept, yamldoc.Entry{Key: e.Key, At: e.At, Value: t.Check(e.Value, at, diags)})
	}
	return yamldoc.Collection(yamldoc.Map, n, kept, nil)
}

// refuseNamed refuses an entry whose key is a secret, or says that its value is one.
func refuseNamed(e yamldoc.Entry, at string, diags *diag.List) bool {
	if kind := secrets.Kind(e.Key); kind != "" {
		refuseSecret(e.At, kind, diags)
		return true
	}
	if secrets.NamesSecret(e.Key) && writesSecretOut(e.Value) {
		diags.Add(diag.SecretValue, e.At.Range(), "%s looks like a secret that is written out", at).
			Help("name a file that holds it at run time")
		return true
	}
	return false
}

// refuseSecretsIn looks for secrets in a value that is otherwise left alone.
func refuseSecretsIn(e yamldoc.Entry, at string, diags *diag.List) {
	if refuseNamed(e, at, diags) {
		return
	}
	if kind := secretKind(e.Value); kind != "" {
		refuseSecret(e.Value, kind, diags)
	}
	for _, item := range e.Value.Items {
		refuseSecretsIn(yamldoc.Entry{At: item, Value: item}, at, diags)
	}
	for _, inner := range e.Value.Entries {
		refuseSecretsIn(inner, join(at, inner.Key), diags)
	}
}

// writesSecretOut tells whether a value that is called a secret is one. A secret without quotes may be a number or a list
// to YAML: 12345678, [hunter2]; or a mapping whose key has no value: {hunter2}.
func writesSecretOut(n *yamldoc.Node) bool {
	switch n.Kind {
	case yamldoc.Map:
		for _, e := range n.Entries {
			if e.Value.Kind == yamldoc.Null {
				return true
			}
		}
		return false
	case yamldoc.List:
		for _, item := range n.Items {
			if writesSecretOut(item) {
				return true
			}
		}
		return false
	case yamldoc.Null, yamldoc.Bool:
		return false
	}
	return n.Tag == "" && !secrets.Reference(n.Text)
}

func (t *Type) checkAnyItems(n *yamldoc.Node, path string, diags *diag.List) *yamldoc.Node {
	kept := make([]*yamldoc.Node, 0, len(n.Items))
	for _, item := range n.Items {
		kept = append(kept, t.Check(item, path, diags))
	}
	checked := yamldoc.Collection(yamldoc.List, n, nil, kept)
	checked.Tag = n.Tag
	return checked
}

func checkFloat(n *yamldoc.Node, path string, diags *diag.List) {
	value, err := strconv.ParseFloat(n.Text, 64)
	if err != nil || !nix.ValidFloat(value) {
		diags.Add(diag.OutOfRange, n.Range(), "%s: Nix cannot hold the number %s", path, n.Text)
	}
}

func oddScalar(n *yamldoc.Node, path string, diags *diag.List) {
	d := diags.Add(diag.AmbiguousScalar, n.Range(), "%s: %s is read differently by different programs", path, diag.Quote(n.Text))
	if truth := truthOf(n.Text); truth != "" {
		d.Help("write %s, or put it in quotes to make it text", truth)
		return
	}
	d.Help("write a plain decimal number, true or false, or put it in quotes to make it text")
}

func checkInt64(n *yamldoc.Node, path string, diags *diag.List) bool {
	if _, err := strconv.ParseInt(n.Text, 10, 64); err != nil {
		diags.Add(diag.OutOfRange, n.Range(), "%s: the number does not fit 64 bits", path)
		return false
	}
	return true
}
