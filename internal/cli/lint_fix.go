package cli

import (
	"bytes"
	"context"
	"fmt"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/internal/workspace"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// mendRecord is a file that --fix changes, in JSON.
type mendRecord struct {
	File string `json:"file"`
	Diff string `json:"diff"`
}

// runFix mends the files of a fleet, as often as that shows something else to mend, and writes them once.
func (a *app) runFix(ctx context.Context, f *fleet, o lintOptions) error {
	if !o.dryRun {
		unlock, err := f.ws.Lock(ctx, a.sayWaiting)
		if err != nil {
			return err
		}
		defer unlock()
	}
	m := mending{app: a, before: map[string]*source.File{}, after: map[string]*source.File{}}
	f, diags, done, err := m.carryOut(f, o)
	if err != nil {
		return err
	}
	changes := m.changes()
	if !o.dryRun {
		for _, c := range changes {
			if err := f.ws.Replace(c.Path, c.Want); err != nil {
				return err
			}
		}
	}
	if err := a.printMended(changes, diags, done, o); err != nil {
		return err
	}
	return answer(diags.HasErrors())
}

// mending is one run of --fix.
type mending struct {
	*app
	before, after map[string]*source.File // by name, those that change
	order         []string
}

// carryOut mends in memory until nothing is left to mend. It returns the fleet as it is then, and what is wrong with it.
func (m *mending) carryOut(f *fleet, o lintOptions) (*fleet, diag.List, int, error) {
	const most = 10 // times; one fix shows few others
	done := 0
	for range most {
		diags, own, err := f.lint(o)
		if err != nil {
			return nil, nil, 0, err
		}
		mended := m.round(f.files, own)
		if mended == 0 {
			return f, diags, done, nil
		}
		done += mended
		if f, err = m.load(f.ws, f.files); err != nil {
			return nil, nil, 0, err
		}
	}
	return nil, nil, 0, fmt.Errorf("after %d rounds there is still something to mend: nothing was written", most)
}

// round mends every file once, and puts the new ones in the places of the old ones.
func (m *mending) round(files *workspace.Files, diags diag.List) (done int) {
	put := func(file **source.File) {
		content, n := diag.Mended(*file, diags)
		if n == 0 || !readsAsWell(*file, content) {
			return
		}
		if m.before[(*file).Name] == nil {
			m.before[(*file).Name] = *file
			m.order = append(m.order, (*file).Name)
		}
		*file = source.New((*file).Name, content)
		m.after[(*file).Name] = *file
		done += n
	}
	put(&files.Fleet)
	for i := range files.Hosts {
		put(&files.Hosts[i])
	}
	for i := range files.Profiles {
		put(&files.Profiles[i])
	}
	return done
}

// readsAsWell tells whether what was mended is still YAML, as it was before: no fix is worth a file that cannot be read.
func readsAsWell(file *source.File, content []byte) bool {
	_, before := yamldoc.Parse(file)
	_, after := yamldoc.Parse(source.New(file.Name, content))
	return len(after) <= len(before)
}

func (m *mending) changes() []tree.Change {
	var out []tree.Change
	for _, name := range m.order {
		if have, want := m.before[name].Bytes, m.after[name].Bytes; !bytes.Equal(have, want) {
			out = append(out, tree.Change{Path: name, State: tree.Edited, Have: have, Want: want})
		}
	}
	return out
}

func (a *app) printMended(changes []tree.Change, diags diag.List, done int, o lintOptions) error {
	if o.format == formatJSON {
		record := lintRecord{Diagnostics: diag.Records(diags)}
		for _, c := range changes {
			record.Changes = append(record.Changes, mendRecord{c.Path, string(c.Unified())})
		}
		return a.printData("lint", record)
	}
	for _, c := range changes {
		if o.dryRun {
			if err := writeDiff(a.Out, c.Unified(), a.outStyles()); err != nil {
				return err
			}
		} else {
			fmt.Fprintln(a.Out, a.outStyles().Careful("mended   ")+c.Path)
		}
	}
	if err := printDiags(a.Out, diags, a.outStyles()); err != nil {
		return err
	}
	verb := "mended"
	if o.dryRun {
		verb = "to mend"
	}
	a.note("%s %s, %s left", plural(done, "place"), verb, plural(len(diags), "diagnostic"))
	return nil
}
