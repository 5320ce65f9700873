package render

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"

	"github.com/Masterminds/sprig/v3"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/source"
)

// moduleView is what the template of a module places. The texts were written by the module's author, as Nix.
type moduleView struct {
	compose.Module
	Arguments nix.Formals
	Let, Body string
}

// bodyData is all that a module's body may depend on: the same bytes in every fleet of one release.
type bodyData struct{ Release string }

// allowed are the functions of sprig that a body may call: those that depend on nothing but their arguments.
var allowed = []string{
	"add", "contains", "default", "hasPrefix", "hasSuffix", "join", "list", "lower", "mul", "replace", "sortAlpha",
	"splitList", "sub", "ternary", "trim", "trimPrefix", "trimSuffix", "uniq", "until", "upper",
}

// bodyFuncs are taken from sprig once: it makes all of its functions at every call.
var bodyFuncs = sync.OnceValue(func() template.FuncMap {
	all, funcs := sprig.TxtFuncMap(), template.FuncMap{}
	for _, name := range allowed {
		funcs[name] = all[name]
	}
	return funcs
})

// Module renders a module's file. The bytes are nil where its body has a mistake.
func (r *Renderer) Module(m *catalog.Module) ([]byte, diag.List) {
	var diags diag.List
	if m.Body == nil { // reported when the catalogue was read
		return nil, nil
	}
	body := r.bodyText(m, &diags)
	if diags.HasErrors() {
		return nil, diags
	}
	view := moduleView{Module: compose.ComposeModule(m), Let: indented(2, body.let), Body: indented(4, body.main)}
	view.Arguments = nix.Arguments(arguments(body.let + "\n" + body.main)...)
	return r.execute("module.nix.tmpl", view), diags
}

type bodyText struct{ let, main string }

// bodyText runs a body and its block "let".
func (r *Renderer) bodyText(m *catalog.Module, diags *diag.List) (text bodyText) {
	file, rules := m.Body, &firewallRules{of: compose.FirewallRules(m)}
	t, err := template.New("body").Option("missingkey=error").Funcs(bodyFuncs()).Funcs(template.FuncMap{firewallFunc: rules.place}).Parse(string(file.Bytes))
	if err != nil {
		report(file, err, diags)
		return text
	}
	lint(file, t, diags)
	if diags.HasErrors() {
		return text
	}
	var main, let strings.Builder
	if err := t.Execute(&main, bodyData{r.release}); err != nil {
		report(file, err, diags)
	}
	if block := t.Lookup("let"); block != nil {
		if err := block.Execute(&let, bodyData{r.release}); err != nil {
			report(file, err, diags)
		}
	}
	rules.check(file, diags)
	return bodyText{let: strings.Trim(let.String(), "\n"), main: strings.Trim(main.String(), "\n")}
}

// templateError is where text/template says that a template fails: its errors have no other structure. An action that is
// not closed began where the end of the message says.
var templateError = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^template: [^:]*:(\d+)(?::\d+)?: (?:executing .* at <.*>: )?(.*?)(?: started at [^:]*:(\d+))?$`)
})

func report(file *source.File, err error, diags *diag.List) {
	line, message := 1, err.Error()
	if m := templateError().FindStringSubmatch(strings.SplitN(message, "\n", 2)[0]); m != nil {
		line, _ = strconv.Atoi(cmp.Or(m[3], m[1]))
		message = m[2]
	}
	diags.Add(diag.Template, file.WholeLine(line), "the body is not a valid template: %s", message).
		Help(`a literal {{ is written {{ "{{" }}`)
}

// lint refuses logic in a body beyond the allowed functions: decisions belong into options, or into panther.
func lint(file *source.File, t *template.Template, diags *diag.List) {
	for _, part := range t.Templates() {
		if part.Name() != "body" && part.Name() != "let" {
			diags.Add(diag.Template, file.Top(), "a body has no block %s", diag.Quote(part.Name())).Help(`the only block is "let"`)
		}
		if part.Tree == nil {
			continue
		}
		walk(part.Tree.Root, func(n parse.Node) { lintName(file, n, diags) })
	}
}

// lintName refuses functions that are not allowed, and values that there are none of.
func lintName(file *source.File, n parse.Node, diags *diag.List) {
	switch n := n.(type) {
	case *parse.IdentifierNode:
		if !slices.Contains(allowed, n.Ident) && n.Ident != firewallFunc {
			diags.Add(diag.Template, file.Span(file.AtByte(int(n.Pos)), len(n.Ident)), "a body cannot call %s", diag.Quote(n.Ident)).
				Help("%s", diag.DidYouMean(n.Ident, allowed))
		}
	case *parse.FieldNode:
		if name := strings.Join(n.Ident, "."); name != "Release" {
			diags.Add(diag.Template, file.Span(file.AtByte(int(n.Pos)), len(n.String())), "a body has no value %s", diag.Quote(name)).
				Help("%s", diag.DidYouMean(name, []string{"Release"}))
		}
	}
}

// walk visits every name in a template: of a function, and of a value.
func walk(n parse.Node, visit func(parse.Node)) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				walk(child, visit)
			}
		}
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.PipeNode:
		if n != nil {
			for _, command := range n.Cmds {
				walk(command, visit)
			}
		}
	case *parse.CommandNode:
		for _, arg := range n.Args {
			walk(arg, visit)
		}
	case *parse.IdentifierNode, *parse.FieldNode:
		visit(n)
	case *parse.ChainNode:
		walk(n.Node, visit)
	case *parse.TemplateNode:
		walk(n.Pipe, visit)
	case *parse.IfNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, visit)
	}
}

func walkBranch(n *parse.BranchNode, visit func(parse.Node)) {
	walk(n.Pipe, visit)
	walk(n.List, visit)
	walk(n.ElseList, visit)
}

// indented puts every line of a text that is not empty further in.
func indented(spaces int, text string) string {
	if text == "" {
		return ""
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = strings.Repeat(" ", spaces) + line
		}
	}
	return strings.Join(lines, "\n")
}
