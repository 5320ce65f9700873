package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/provenance"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/internal/workspace"
)

func newWhy(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "why FILE[:LINE]",
		Short:   "Explain where a rendered line comes from",
		GroupID: groupLook,
		Example: `  panther why hosts/web1/configuration.nix:42
  panther why hosts/web1/disko.nix
  panther why flake.nix:12`,
		Long: `Names the lines behind a line of a rendered file: those of manifests, profiles and panther.yaml that set it, that decide that
it is there and that were overridden, the interface of the module, and the template. A line that closes a block, or a blank
one, stands for the block that it belongs to; a file without a line for all that it is rendered from. A column is taken, as
Nix prints it, and not looked at. Of a line that was edited by hand, the one is explained that panther would render in its place.`,
		Args: oneArgument("which file and line?"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"nix"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.runWhy(args[0], format) },
	}
	formatFlag(cmd, &format, formatText, formatJSON)
	return cmd
}

// whyRecord is the JSON shape of an answer, which has nothing of the line where mistakes keep the file from being rendered.
type whyRecord struct {
	File string `json:"file"`
	Line int    `json:"line"`
	*lineRecord
	Diagnostics []diag.Record `json:"diagnostics"`
}

// lineRecord is what there is to know of an explained line.
type lineRecord struct {
	File    string         `json:"-"`
	Line    int            `json:"-"`
	Text    string         `json:"text"`
	State   tree.State     `json:"state"`
	Nearest int            `json:"nearest"`
	Path    string         `json:"path"`
	First   int            `json:"first"`
	Last    int            `json:"last"`
	Sources []originRecord `json:"sources"`
}

// originRecord is the JSON shape of a line that a rendered one comes from.
type originRecord struct {
	Role provenance.Role `json:"role"`
	sourceRecord
	Text string `json:"text"`
}

func (a *app) runWhy(argument, format string) error {
	file, line, err := splitLine(argument)
	if err != nil {
		return err
	}
	f, err := a.openAround(file)
	if err != nil {
		return err
	}
	defer f.ws.Close()
	r, err := f.run(pipeline.Options{Keep: true, Tree: true})
	if err != nil {
		return err
	}
	t := provenance.NewTracer(f.Fleet, r)
	if inSource, ok := provenance.WithoutSource(file); ok { // as Nix names it
		if file = t.InTree(inSource); file == "" {
			file = inSource
		}
		file = filepath.Join(f.ws.Dir, filepath.FromSlash(joinPath(f.Output, file)))
	}
	name, err := f.inFleet(a.settings.Root, file)
	if err != nil {
		return err
	}
	inTree, inside := f.inTree(name)
	if !inside || !r.Tree.Has(inTree) {
		return a.sayNotRendered(f, r, whyRecord{File: name, Line: line}, format)
	}
	record, err := f.whyLine(t, r, inTree, line)
	if err != nil {
		return err
	}
	if format == formatJSON {
		return a.printData("why", whyRecord{name, line, record, diag.Records(r.Diags())})
	}
	return a.atOnce(func() { a.printLine(record) })
}

// inFleet is the name inside the fleet of a file that a person named from where they are, or from the fleet's folder.
func (f *fleet) inFleet(root, name string) (string, error) {
	file := name
	if _, err := os.Stat(file); err != nil && !filepath.IsAbs(file) {
		if file = filepath.Join(root, name); !isFile(file) {
			file = filepath.Join(f.ws.Dir, name)
		}
		if !isFile(file) && f.Output != "." { // as the tree names it
			file = filepath.Join(f.ws.Dir, filepath.FromSlash(f.Output), name)
		}
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	dir := f.ws.Dir
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	rel, err := filepath.Rel(dir, abs)
	rel = filepath.ToSlash(rel)
	if err != nil || rel == ".." || strings.HasPrefix(rel, "../") {
		return "", usage("%s lies outside the fleet", name)
	}
	return rel, nil
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// inTree is the path in the tree of a file of the fleet.
func (f *fleet) inTree(name string) (path string, inside bool) {
	if f.Output == "." {
		return name, true
	}
	return strings.CutPrefix(name, f.Output+"/")
}

// whyLine explains a line of the file as it stands on disk.
func (f *fleet) whyLine(t *provenance.Tracer, r *pipeline.Result, inTree string, line int) (*lineRecord, error) {
	name := joinPath(f.Output, inTree)
	record := &lineRecord{File: name, Line: line, Nearest: line, State: tree.Missing}
	if have := f.ws.ReadText(name); have != nil {
		single := tree.New()
		single.Put(tree.File{Path: inTree, Content: r.Tree.Get(inTree)})
		record.State = tree.Current
		if changes := tree.Compare(single, map[string]tree.Existing{inTree: {Content: have}}).Changes; len(changes) > 0 {
			record.State = changes[0].State
			if lines := strings.Split(strings.TrimSuffix(string(have), "\n"), "\n"); line > 0 {
				if line > len(lines) {
					return nil, usage("%s has %s", name, diag.Plural(len(lines), "line"))
				}
				nearest, same := t.Nearest(inTree, have, line)
				if record.Nearest = nearest; same {
					record.State = tree.Current
				}
				record.Text = lines[line-1]
			}
		}
	}
	answer, err := t.Why(inTree, record.Nearest)
	if errors.Is(err, provenance.ErrNoLine) {
		return nil, usage("%s has no line %d", name, line)
	}
	if err != nil {
		return nil, err
	}
	record.fill(answer)
	return record, nil
}

func (r *lineRecord) fill(answer *provenance.Answer) {
	if r.Text == "" {
		r.Text = answer.Text
	}
	r.Text = secrets.MaskHashes(r.Text)
	r.Path, r.First, r.Last, r.Sources = answer.Path, answer.First, answer.Last, []originRecord{}
	for _, s := range answer.Sources {
		r.Sources = append(r.Sources, originRecord{s.Role, *sourceRecordOf(s.Place), sourceText(answer.Path, s)})
	}
}

// sourceText is the line that something comes from, or, where it is no line but the file, what of the file counts.
func sourceText(path string, s provenance.Source) string {
	isFile := s.Range == s.File.Top() && (s.Role == provenance.Sets || s.Role == provenance.Decides) && !strings.HasPrefix(s.File.Name, "templates/")
	switch {
	case s.Role == provenance.LaysOut && s.Range == s.File.Top():
		return "(the template as a whole)"
	case !isFile:
		return secrets.MaskHashes(strings.TrimSpace(s.File.Line(s.Start.Line)))
	case s.Role == provenance.Sets && (path == "networking.hostName" || strings.HasPrefix(path, "outputs.")):
		return "(the name of the file)"
	case s.Role == provenance.Decides && (path == "nixpkgs.hostPlatform" || path != "" && s.File.Name == workspace.FleetFile):
		return "(the file says nothing of it: the default holds)"
	}
	return "(the file is there)"
}

// sourceWords say what a line has to do with the rendered one.
var sourceWords = map[provenance.Role]string{
	provenance.Sets: "set by", provenance.Decides: "decided by", provenance.Overridden: "overridden", provenance.Brings: "brought by",
	provenance.Declares: "declared in", provenance.LaysOut: "laid out by",
}

func (a *app) printLine(r *lineRecord) {
	styles := a.outStyles()
	if r.Line == 0 {
		fmt.Fprintln(a.Out, styles.Strong(r.File))
	} else {
		fmt.Fprintln(a.Out, styles.Strong(fmt.Sprintf("%s:%d", r.File, r.Line)))
		if text := strings.TrimSpace(r.Text); text != "" {
			fmt.Fprintln(a.Out, "  "+text)
		}
	}
	a.printState(r)
	switch {
	case r.Path != "" && r.First < r.Last:
		fmt.Fprintf(a.Out, "  %s\n", styles.Quiet(fmt.Sprintf("%s, lines %d to %d", r.Path, r.First, r.Last)))
	case r.Path != "":
		fmt.Fprintf(a.Out, "  %s\n", styles.Quiet(r.Path))
	}
	fmt.Fprintln(a.Out)
	rows := columns{indent: "  "}
	const most = 12
	said := map[provenance.Role]int{}
	for _, s := range r.Sources {
		said[s.Role]++
		word := sourceWords[s.Role]
		switch {
		case said[s.Role] == most+1:
			rows.add(plainCell(""), plainCell("... and others: --format json names all"))
			continue
		case said[s.Role] > most:
			continue
		case said[s.Role] > 1:
			word = ""
		}
		place := fmt.Sprintf("%s:%d", s.File, s.Line)
		if s.Ours {
			place += " (comes with panther)"
		}
		rows.add(plainCell(word), cell{place, styles.Quiet}, plainCell(diag.Shortened(s.Text, 80)))
	}
	rows.print(a.Out)
}

// printState says of a line that it is not what panther would render.
func (a *app) printState(r *lineRecord) {
	styles, help := a.outStyles(), ""
	switch r.State {
	case tree.Current:
		return
	case tree.Missing:
		help = "the file is not there yet; `panther gen` renders it"
	case tree.Stale, tree.Conflict:
		help = "not as the manifests say it by now; `panther gen` renders it anew"
	case tree.Foreign:
		help = "the file was not rendered by panther"
	default:
		help = "edited by hand: this is not what panther would render"
	}
	if r.Line > 0 && r.State != tree.Missing {
		help += fmt.Sprintf(". What follows is said of line %d of what it would be", r.Nearest)
	}
	fmt.Fprintf(a.Out, "  %s %s\n", styles.Careful(string(r.State)+":"), help)
}
