package cli

import (
	"fmt"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/install"
)

// installRecord is the JSON shape of a plan. It holds no secret.
type installRecord struct {
	Host      string          `json:"host"`
	Target    string          `json:"target"`
	Ready     bool            `json:"ready"`
	Obstacles []obstacle      `json:"obstacles"`
	Erases    []erasedRecord  `json:"erases"`
	Makes     []erasedRecord  `json:"makes"`
	Keys      []keyRecord     `json:"keys"`
	Plugged   []string        `json:"plugged"`
	Files     []fileRecord    `json:"files"`
	LeftOut   []leftOutRecord `json:"leftOut"`
	Exposed   []string        `json:"exposed"`
	Enrol     []string        `json:"enrol"`   // commands for the host once it runs
	Program   string          `json:"program"` // "" where neither nixos-anywhere nor nix is there
	Folder    string          `json:"folder"`  // where the command runs
	Command   []string        `json:"command"`

	Diagnostics []diag.Record `json:"diagnostics"`
}

type erasedRecord struct {
	Name   string       `json:"name"`
	Device string       `json:"device,omitempty"`
	Kind   string       `json:"kind,omitempty"` // of what is made of several
	Mode   string       `json:"mode,omitempty"` // how these stand together
	Size   string       `json:"size,omitempty"`
	Model  string       `json:"model,omitempty"`
	Parts  []partRecord `json:"parts"`
}

type partRecord struct {
	Name string `json:"name"`
	Size string `json:"size,omitempty"`
	What string `json:"what"`
}

type keyRecord struct {
	Device string `json:"device"`
	From   string `json:"from,omitempty"` // nothing: it is asked for
	Path   string `json:"path"`           // on the installing system
}

type fileRecord struct {
	What string `json:"what"`
	From string `json:"from,omitempty"`
	Path string `json:"path"`
	Mode string `json:"mode"`
}

type leftOutRecord struct {
	Path string `json:"path"`
	What string `json:"what"`
	Flag string `json:"flag,omitempty"` // nothing: it lies in memory
}

func (i *installation) record() installRecord {
	p := i.plan
	out := installRecord{
		Host: p.Host, Target: p.Target.Text(), Ready: len(i.obstacles) == 0, Obstacles: append([]obstacle{}, i.obstacles...),
		Erases: erasedRecords(p.Erases), Makes: erasedRecords(p.Makes), Keys: []keyRecord{}, Plugged: orEmpty(p.Plugged), Files: []fileRecord{}, LeftOut: []leftOutRecord{}, Exposed: orEmpty(i.exposed), Enrol: orEmpty(p.Enrol),
		Folder: p.Folder, Command: p.Command(i.program, install.StageName(i.getenv)), Diagnostics: diag.Records(i.diags),
	}
	if i.noProgram == nil {
		out.Program = i.program[0]
	}
	for _, k := range p.Keys {
		out.Keys = append(out.Keys, keyRecord{k.Device, k.From, k.Path})
	}
	for _, f := range p.Files {
		out.Files = append(out.Files, fileRecord{f.What, f.From, f.Path, fmt.Sprintf("%04o", f.Mode)})
	}
	for _, n := range p.Missing {
		out.LeftOut = append(out.LeftOut, leftOutRecord{n.Path, n.What, n.Flag})
	}
	return out
}

// printNoPlan prints, for programs, why there is no plan for a host with mistakes.
func (a *app) printNoPlan(o installOptions, diags diag.List) error {
	record := installRecord{
		Host: o.host, Target: o.Target.Text(), Obstacles: []obstacle{}, Erases: []erasedRecord{}, Makes: []erasedRecord{}, Keys: []keyRecord{},
		Plugged: []string{}, Files: []fileRecord{}, LeftOut: []leftOutRecord{}, Exposed: []string{}, Enrol: []string{}, Command: []string{},
		Diagnostics: diag.Records(diags),
	}
	if err := a.printData("install", record); err != nil {
		return err
	}
	return errNo
}

func erasedRecords(disks []install.Disk) []erasedRecord {
	out := []erasedRecord{}
	for _, d := range disks {
		parts := []partRecord{}
		for _, part := range d.Parts {
			parts = append(parts, partRecord(part))
		}
		out = append(out, erasedRecord{d.Name, d.Device, d.Kind, d.Mode, d.Size, d.Model, parts})
	}
	return out
}
