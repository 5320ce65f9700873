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

// runFix mends the files of a fleet, as often as that shows something else to mend, and writes them once. It holds the lock
// before it reads: what another run writes meanwhile is mended, too, and not written over.
func (a *app) runFix(ctx context.Context, o lintOptions) error {
	ws, err := a.openFolder()
	if err != nil {
		return err
	}
	defer ws.Close()
	if !o.dryRun {
		unlock, err := ws.Lock(ctx, a.sayWaiting)
		if err != nil {
			return err
		}
		defer unlock()
	}
	f, err := a.read(ws)
	if err != nil {
		return err
	}
	m := mending{app: a, before: map[string]*source.File{}, after: map[string]*source.File{}, hidden: hiddenLines{}}
	diags, done, err := m.carryOut(f, o)
	if err != nil {
		return err
	}
	if !o.dryRun {
		if err := m.write(ws); err != nil {
			return err
		}
	}
	if err := m.print(diags, done, o); err != nil {
		return err
	}
	return answer(diags.HasErrors())
}

// write writes what was mended, nothing where one of the files cannot be written, and says how far it came.
func (m *mending) write(ws *workspace.Workspace) error {
	changes := m.changes()
	for _, c := range changes {
		if err := ws.Replaceable(c.Path, c.Have); err != nil {
			return fmt.Errorf("nothing was mended: %w", err)
		}
	}
	for i, c := range changes {
		if err := ws.Replace(c.Path, c.Have, c.Want); err != nil {
			for _, written := range changes[:i] {
				m.note("mended   %s", written.Path)
			}
			return err
		}
	}
	return nil
}

// mending is one run of --fix.
type mending struct {
	*app
	before, after map[string]*source.File // by name, those that change
	order         []string
	hidden        hiddenLines // of what is shown
}

// carryOut mends in memory until nothing is left to mend. It returns what is wrong then, and how many places were mended.
func (m *mending) carryOut(f *fleet, o lintOptions) (diag.List, int, error) {
	const most = 10 // times; one fix shows few others
	done := 0
	for range most {
		diags, own, err := f.lint(o)
		if err != nil {
			return nil, 0, err
		}
		m.hide(f.files, diags)
		mended := m.round(f.files, own)
		if mended == 0 {
			return diags, done, nil
		}
		done += mended
		if f, err = m.load(f.ws, f.files); err != nil {
			return nil, 0, err
		}
	}
	return nil, 0, fmt.Errorf("after %d rounds there is still something to mend: nothing was written", most)
}

// round mends every file once, and puts the new ones in the places of the old ones.
func (m *mending) round(files *workspace.Files, diags diag.List) (done int) {
	put := func(file **source.File) {
		content, n := mended(*file, diags)
		if n == 0 {
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
	for _, file := range mendable(files) {
		put(file)
	}
	return done
}

// mendable are the files that --fix writes.
func mendable(files *workspace.Files) []**source.File {
	out := []**source.File{&files.Fleet}
	for i := range files.Hosts {
		out = append(out, &files.Hosts[i])
	}
	for i := range files.Profiles {
		out = append(out, &files.Profiles[i])
	}
	return out
}

// mended carries out the fixes of a file: all, or where that does not read as well, those one by one that do.
func mended(file *source.File, diags diag.List) (content []byte, done int) {
	content, done = diag.Mended(file, diags)
	if done == 0 || readsAsWell(file, content) {
		return content, done
	}
	var carriedOut diag.List
	content, done = file.Bytes, 0
	for _, d := range diags {
		tried, n := diag.Mended(file, append(carriedOut, d))
		if n > done && readsAsWell(file, tried) {
			carriedOut, content, done = append(carriedOut, d), tried, n
		}
	}
	return content, done
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

func (m *mending) print(diags diag.List, done int, o lintOptions) error {
	a, changes := m.app, m.changes()
	if o.format == formatJSON {
		record := lintRecord{Diagnostics: diag.Records(diags)}
		for _, c := range changes {
			record.Changes = append(record.Changes, mendRecord{c.Path, string(m.hidden.inDiff(c.Unified()))})
		}
		return a.printData("lint", record)
	}
	for _, c := range changes {
		if o.dryRun {
			if err := writeDiff(a.Out, m.hidden.inDiff(c.Unified()), a.outStyles()); err != nil {
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
	a.note("%s %s, %s left", diag.Plural(done, "place"), verb, diag.Plural(len(diags), "diagnostic"))
	return nil
}
