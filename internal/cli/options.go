package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/workspace"
)

type optionsOptions struct {
	home   bool
	limit  int
	format string
}

func newOptionsVerb(a *app) *cobra.Command {
	var o optionsOptions
	cmd := &cobra.Command{
		Use:     "options QUERY...",
		Short:   "Search the NixOS and home-manager options, or show one",
		GroupID: groupLook,
		Example: `  panther options openssh port
  panther options services.openssh.settings
  panther options --home programs.git.enable
  panther options sync`,
		Long: `Shows the option of that name with its type; of a name that options lie below, those options; of words, the options whose
names hold them all, the most relevant first. An option that was renamed or removed is shown with what takes its place.

The options are those of the fleet's release as far as panther knows them, or, after ` + "`panther options sync`" + `, exactly those of
the fleet's own flake.lock. It needs no Nix and no network. A name may be written as in a manifest, under settings.

The exit code is 1 where no option holds the words and for an option that is gone, and 2 for a name that there is not; the nearest
ones are said then.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("which option? A name such as services.openssh.enable, or words that are in it")
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
			return a.completeOptions(o, word)
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.runOptions(args, o) },
	}
	cmd.Flags().BoolVar(&o.home, "home", false, "options of home-manager, as under home.<user>.settings")
	cmd.Flags().IntVar(&o.limit, "limit", 20, "how many options are listed at most; 0 lists all")
	_ = cmd.RegisterFlagCompletionFunc("limit", fixedCompletion("20", "100", "0"))
	formatFlag(cmd, &o.format, formatText, formatJSON)
	cmd.AddCommand(newOptionsSync(a))
	return cmd
}

// completeOptions completes a name by one level.
func (a *app) completeOptions(o optionsOptions, word string) ([]string, cobra.ShellCompDirective) {
	index, _ := a.optionIndex(o.home)
	names := index.Complete(word)
	for i, name := range names {
		if path, err := types.SplitPath(name); err == nil && index.Find(path).Prefix {
			names[i] += "."
		}
	}
	directive := cobra.ShellCompDirectiveNoFileComp
	if len(names) == 1 && strings.HasSuffix(names[0], ".") {
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	return names, directive
}

// The places that an index comes from.
const (
	fromPanther = "panther"
	fromFleet   = "flake.lock"
)

// optionIndex is the index for the fleet around the working folder: that of its flake.lock where it was synced. Outside a
// fleet it is that of the newest release.
func (a *app) optionIndex(home bool) (*options.Index, string) {
	release := manifest.Releases()[0]
	if _, err := workspace.Find(a.settings.Root); err == nil {
		if f, err := a.open(); err == nil {
			defer f.ws.Close()
			if synced := f.optionsOfLock(); synced != nil {
				if home {
					return synced.Home, fromFleet
				}
				return synced.NixOS, fromFleet
			}
			release = f.Release
		}
	}
	if home {
		return options.Home(release), fromPanther
	}
	return options.NixOS(release), fromPanther
}

// staleOptions tells whether the fleet around the working folder has synced options that are out of date.
func (a *app) staleOptions() bool {
	if _, err := workspace.Find(a.settings.Root); err != nil {
		return false
	}
	f, err := a.open()
	if err != nil {
		return false
	}
	defer f.ws.Close()
	return f.optionsStale()
}

// optionsOfLock are the options that were synced, if flake.lock is still the same.
func (f *fleet) optionsOfLock() *options.Synced {
	if synced, fits := f.syncedOptions(); fits {
		return synced
	}
	return nil
}

// syncedOptions reads the index that was synced, nil without one, and tells whether it is that of flake.lock as it is now.
func (f *fleet) syncedOptions() (synced *options.Synced, fits bool) {
	stored := f.ws.ReadOptions()
	if stored == nil {
		return nil, false
	}
	synced, err := options.ReadSynced(stored)
	if err != nil {
		return nil, false
	}
	return synced, synced.Fits(f.ws.ReadText(joinPath(f.Output, "flake.lock")))
}

// optionsStale tells whether there are synced options that are not used, for flake.lock has changed since.
func (f *fleet) optionsStale() bool {
	synced, fits := f.syncedOptions()
	return synced != nil && !fits
}

// optionRecord is the JSON shape of an option.
type optionRecord struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Since    string `json:"since,omitempty"`
	ReadOnly bool   `json:"readOnly"`
}

// goneRecord is the JSON shape of an option that is no more.
type goneRecord struct {
	Name    string `json:"name"`
	Since   string `json:"since"`
	Renamed bool   `json:"renamed"`
	By      string `json:"by,omitempty"`
	Advice  string `json:"advice,omitempty"`
}

// optionAnswer is the JSON shape of what was found.
type optionAnswer struct {
	Release string         `json:"release"`
	Source  string         `json:"source"`
	Exact   bool           `json:"exact"`
	Options []optionRecord `json:"options"`
	More    int            `json:"more"`
	Inside  []string       `json:"inside,omitempty"`
	Gone    *goneRecord    `json:"gone,omitempty"`
	Nearest []string       `json:"nearest,omitempty"`
}

func (a *app) runOptions(args []string, o optionsOptions) error {
	if o.limit < 0 {
		return usage("--limit takes 0 or more, not %d", o.limit)
	}
	args, o.home = asOption(args, o.home)
	index, source := a.optionIndex(o.home)
	if source == fromPanther && a.staleOptions() {
		a.note("the synced list of options is out of date, for flake.lock has changed since: `panther options sync` renews it")
	}
	found, isName := lookUp(index, args)
	if n := len(found.Options); o.limit > 0 && n > o.limit {
		found.Options, found.More = found.Options[:o.limit], n-o.limit
	}
	found.Release, found.Source, found.Exact = index.Release(), source, index.Exact()
	if o.format == formatJSON {
		if err := a.printData("options", found); err != nil {
			return err
		}
	} else if err := a.sayOptions(args, found); err != nil {
		return err
	}
	if isName && found.Gone == nil && len(found.Options) == 0 {
		return errUnable
	}
	return answer(len(found.Options) == 0)
}

// asOption takes what stands before the name of an option in a manifest off it.
func asOption(args []string, home bool) ([]string, bool) {
	if len(args) != 1 {
		return args, home
	}
	if name, ok := strings.CutPrefix(args[0], "settings."); ok {
		return []string{name}, home
	}
	if rest, ok := strings.CutPrefix(args[0], "home."); ok {
		if _, name, ok := strings.Cut(rest, ".settings."); ok {
			return []string{name}, true
		}
	}
	return args, home
}

// lookUp takes a single argument for a name, if there is one like it, and otherwise for words.
func lookUp(index *options.Index, args []string) (found optionAnswer, isName bool) {
	found = optionAnswer{Options: []optionRecord{}}
	var path []string
	if len(args) == 1 {
		var err error
		if path, err = types.SplitPath(strings.TrimSuffix(args[0], ".")); err != nil {
			path = withoutGaps(args[0])
			found.Nearest = nearOrSame(index, path)
			return found, true
		}
	}
	if path != nil {
		f := index.Find(path)
		switch {
		case f.Gone != nil:
			found.Gone = &goneRecord{f.Gone.Path, f.Gone.Since, f.Gone.Renamed, f.Gone.By, f.Gone.Advice}
			return found, true
		case f.Option != nil && len(f.Rest) > 0 && !f.Prefix && len(path) > 1:
			found.Options, found.Inside = append(found.Options, record(*f.Option)), f.Rest
			return found, true
		case f.OK() && (len(path) > 1 || f.Option != nil):
			found.Options = records(index.Below(path))
			return found, true
		}
	}
	found.Options = records(index.Search(args))
	switch {
	case len(found.Options) > 0:
	case len(path) > 1:
		found.Nearest = index.Near(path)
	default:
		found.Nearest = index.NearWords(args)
	}
	return found, len(path) > 1
}

// withoutGaps are the names of a path in which some are missing, such as a..b.
func withoutGaps(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '.' })
}

// nearOrSame is a path, if it is known, and otherwise what is near it.
func nearOrSame(index *options.Index, path []string) []string {
	if len(path) > 0 && index.Find(path).OK() {
		return []string{options.Name(path)}
	}
	return index.Near(path)
}

func record(o options.Option) optionRecord {
	return optionRecord{Name: o.Path, Type: o.Type, Since: o.Since, ReadOnly: o.ReadOnly}
}

func records(list []options.Option) []optionRecord {
	out := make([]optionRecord, 0, len(list))
	for _, o := range list {
		out = append(out, record(o))
	}
	return out
}

// sayOptions prints for people what was found.
func (a *app) sayOptions(args []string, found optionAnswer) error {
	styles := a.outStyles()
	switch {
	case found.Gone != nil:
		a.sayGone(found.Gone)
	case len(found.Options) == 0:
		a.sayNone(args, found)
	case len(found.Options) == 1 && found.More == 0:
		a.sayOption(found.Options[0], found.Inside)
	default:
		w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
		for _, option := range found.Options {
			fmt.Fprintf(w, "%s\t%s\n", option.Name, diag.Shortened(strings.Join(strings.Fields(option.Type), " "), 70))
		}
		if err := w.Flush(); err != nil {
			return err
		}
		if found.More > 0 {
			a.note("%s", styles.Quiet(fmt.Sprintf("and %d more; --limit 0 lists all", found.More)))
		}
	}
	return nil
}

func (a *app) sayOption(option optionRecord, inside []string) {
	styles := a.outStyles()
	fmt.Fprintln(a.Out, styles.Strong(option.Name))
	a.sayField("type", option.Type)
	if option.Since != "" {
		a.sayField("since", option.Since)
	}
	if option.ReadOnly {
		a.sayField("read-only", "NixOS sets it, and nobody else may")
	}
	if len(inside) > 0 {
		a.sayField("holds", options.Name(inside)+", as far as its type says so")
	}
}

func (a *app) sayField(name, text string) {
	fmt.Fprintf(a.Out, "  %s %s\n", a.outStyles().Quiet(name+":"), text)
}

func (a *app) sayGone(g *goneRecord) {
	what := "removed"
	if g.Renamed {
		what = "renamed"
	}
	fmt.Fprintf(a.Out, "%s\n", a.outStyles().Strong(g.Name))
	a.sayField(what, "in "+g.Since+" or before")
	if g.By != "" {
		a.sayField("now", g.By)
	}
	if g.Advice != "" {
		a.sayField("now", g.Advice)
	}
	if g.By == "" && g.Advice == "" {
		a.sayField("now", "nothing that panther knows of; remove it")
	}
}

func (a *app) sayNone(args []string, found optionAnswer) {
	styles := a.errStyles()
	fmt.Fprintf(a.Err, "there is no option %s", diag.Quote(strings.Join(args, " ")))
	if !found.Exact {
		_, _ = io.WriteString(a.Err, " among those that panther knows of "+found.Release)
	}
	fmt.Fprintln(a.Err)
	for _, near := range found.Nearest {
		fmt.Fprintf(a.Err, "  %s %s\n", styles.Quiet("nearest:"), near)
	}
}
