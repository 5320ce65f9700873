package install

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"
)

// The marks around the name of a step, as nixos-anywhere prints it on a line of its own.
const (
	stepOpens  = "### "
	stepCloses = " ###"
)

// Progress hands the output of nixos-anywhere on as it comes, and notes which step it is in.
type Progress struct {
	out     io.Writer
	heading func(step string, since time.Duration) string // nil: steps stay as nixos-anywhere prints them
	started time.Time

	mu   sync.Mutex
	held []byte // the beginning of a line that may be a step
	mid  bool   // in the middle of a line that is none
	step string
}

// NewProgress begins to count the time. The heading is what stands for the line of a step.
func NewProgress(out io.Writer, heading func(step string, since time.Duration) string) *Progress {
	return &Progress{out: out, heading: heading, started: time.Now()}
}

// Write takes output in whatever pieces it comes. A question at the end of it is not held back.
func (p *Progress) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for rest := text; len(rest) > 0; {
		line, behind, ended := bytes.Cut(rest, []byte("\n"))
		piece := rest[:len(rest)-len(behind)]
		rest = behind
		if err := p.piece(piece, line, ended); err != nil {
			return 0, err
		}
	}
	return len(text), nil
}

// piece takes a line or a part of one.
func (p *Progress) piece(piece, line []byte, ended bool) error {
	if p.mid {
		p.mid = !ended
		_, err := p.out.Write(piece)
		return err
	}
	whole := append(p.held, line...)
	if p.held = nil; !ended && mayBeStep(whole) {
		p.held = whole
		return nil
	}
	if step, is := stepIn(whole); ended && is {
		return p.begin(step, whole)
	}
	p.mid = !ended
	_, err := p.out.Write(append(whole, piece[len(line):]...))
	return err
}

func mayBeStep(line []byte) bool {
	return bytes.HasPrefix(line, []byte(stepOpens)) || bytes.HasPrefix([]byte(stepOpens), line)
}

func stepIn(line []byte) (string, bool) {
	line = bytes.TrimRight(line, "\r")
	inner, opens := bytes.CutPrefix(line, []byte(stepOpens))
	inner, closes := bytes.CutSuffix(inner, []byte(stepCloses))
	return string(inner), opens && closes && len(inner) > 0
}

func (p *Progress) begin(step string, line []byte) error {
	p.step = step
	text := string(line)
	if p.heading != nil {
		text = p.heading(step, time.Since(p.started))
	}
	_, err := fmt.Fprintln(p.out, text)
	return err
}

// Close prints what was held back.
func (p *Progress) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, err := p.out.Write(p.held)
	p.held = nil
	return err
}

// Step is the step that was begun last, "" before the first, which is when the host is built.
func (p *Progress) Step() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.step
}

// Since is the time from the beginning on.
func (p *Progress) Since() time.Duration { return time.Since(p.started) }
