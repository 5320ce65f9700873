package facts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

// MaxBytes is the largest report that is read. Real ones have 30 to 300 kB.
const MaxBytes = 4 << 20

// maxDepth is how deep a report may be nested; real ones reach 8.
const maxDepth = 100

// Read reads a report. Without it, nil comes with the reason.
func Read(file *source.File) (*Report, diag.List) {
	var diags diag.List
	if !readable(file, &diags) {
		return nil, diags
	}
	r := &reader{file: file, decoder: json.NewDecoder(bytes.NewReader(file.Bytes)), report: &Report{File: file}}
	if err := r.document(); err != nil {
		r.refuse(err, &diags)
		return nil, diags
	}
	if !r.complete(&diags) {
		return nil, diags
	}
	r.finish()
	return r.report, diags
}

// readable refuses what cannot be a report before it is parsed.
func readable(file *source.File, diags *diag.List) bool {
	switch {
	case len(file.Bytes) > MaxBytes:
		diags.Add(diag.TooLarge, file.Top(), "the report is larger than %d kB", MaxBytes/1024).Help("a report of nixos-facter has about 100 kB")
	case len(bytes.TrimSpace(file.Bytes)) == 0:
		diags.Add(diag.EmptyFile, file.Top(), "the report is empty").Help("write it as root: %s", howTo)
	default:
		if at := tooDeep(file.Bytes); at >= 0 {
			diags.Add(diag.TooDeep, file.Span(file.AtByte(at), 1), "the report is nested deeper than %d levels", maxDepth)
			return false
		}
		return true
	}
	return false
}

// howTo makes a report.
const howTo = "nix run nixpkgs#nixos-facter -- -o facter.json"

// tooDeep returns where brackets are nested too deep, -1 where they are not.
func tooDeep(text []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			if depth++; depth > maxDepth {
				return i
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return -1
}

// reader walks through a report. What it does not need it skips.
type reader struct {
	file    *source.File
	decoder *json.Decoder
	report  *Report

	seen   []string // keys at the top
	first  Place    // of them
	smbios smbios
	form   string // the chassis, as hwinfo sees it
	cpus   Place

	controllers []device // network cards
}

// problem is a mistake in a report, at its place.
type problem struct {
	at      Place
	message string
}

func (p *problem) Error() string { return p.message }

func (r *reader) refuse(err error, diags *diag.List) {
	var own *problem
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &own):
		diags.Add(diag.NotAReport, own.at.Range(), "%s", own.message).Help("write it anew as root: %s", howTo)
	case errors.As(err, &syntax):
		var raw json.RawMessage
		errors.As(json.Unmarshal(r.file.Bytes, &raw), &syntax) // a decoder that walks loses count of where it is
		at := r.at(max(int(syntax.Offset)-1, 0), int(syntax.Offset))
		diags.Add(diag.NotAReport, at.Range(), "the report is not JSON: %s", syntax.Error()).Help("write it anew as root: %s", howTo)
	default: // io.EOF in the middle
		end := len(bytes.TrimRight(r.file.Bytes, " \t\r\n"))
		diags.Add(diag.NotAReport, r.at(max(end-1, 0), end).Range(), "the report ends in the middle").Help("write it anew as root: %s", howTo)
	}
}

func article(kind string) string {
	switch kind {
	case "bool":
		return "true or false"
	case "array", "object":
		return "an " + kind
	}
	return "a " + kind
}

func (r *reader) at(start, end int) Place { return Place{r.file, start, min(end, len(r.file.Bytes))} }

// start is the offset of what comes next, beyond blanks and punctuation.
func (r *reader) start() int {
	i := int(r.decoder.InputOffset())
	for i < len(r.file.Bytes) && strings.IndexByte(" \t\r\n,:", r.file.Bytes[i]) >= 0 {
		i++
	}
	return i
}

// value decodes what comes next, and returns its place.
func (r *reader) value(into any) (Place, error) {
	start := r.start()
	if err := r.decoder.Decode(into); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			return Place{}, &problem{r.at(start, start+1), fmt.Sprintf("the report has %s where nixos-facter writes another type", article(kind.Value))}
		}
		return Place{}, err
	}
	return r.at(start, int(r.decoder.InputOffset())), nil
}

// skip passes over what comes next.
func (r *reader) skip() error {
	var raw json.RawMessage
	_, err := r.value(&raw)
	return err
}

// open passes over an opening bracket, which has to be there.
func (r *reader) open(bracket json.Delim, what string) error {
	start := r.start()
	token, err := r.decoder.Token()
	if err != nil {
		return err
	}
	if token != bracket {
		kind := "an object"
		if bracket == '[' {
			kind = "a list"
		}
		return &problem{r.at(start, start+1), fmt.Sprintf("%s is not %s: this is no report of nixos-facter, or one of another form", what, kind)}
	}
	return nil
}

// object calls a function for each key of an object.
func (r *reader) object(what string, each func(key string, at Place) error) error {
	if err := r.open('{', what); err != nil {
		return err
	}
	for r.decoder.More() {
		start := r.start()
		key, err := r.decoder.Token()
		if err != nil {
			return err
		}
		if err := each(key.(string), r.at(start, int(r.decoder.InputOffset()))); err != nil {
			return err
		}
	}
	_, err := r.decoder.Token()
	return err
}

// document reads the whole report.
func (r *reader) document() error {
	if err := r.object("the report", r.top); err != nil {
		return err
	}
	start := r.start()
	if _, err := r.decoder.Token(); !errors.Is(err, io.EOF) {
		return &problem{r.at(start, start+1), "something follows the end of the report"}
	}
	return nil
}

// top reads a key of the report.
func (r *reader) top(key string, at Place) (err error) {
	r.seen = append(r.seen, key)
	if r.first.IsZero() {
		r.first = at
	}
	switch key {
	case "version":
		return r.version()
	case "system":
		r.report.System, err = r.text()
	case "virtualisation":
		r.report.Virtualisation, err = r.text()
	case "uefi":
		err = r.uefi()
	case "smbios":
		err = r.object("smbios", r.smbiosKey)
	case "hardware":
		err = r.object("hardware", r.class)
	default:
		err = r.skip()
	}
	return err
}

// text reads a text; null is none.
func (r *reader) text() (Text, error) {
	var value *string
	at, err := r.value(&value)
	if err != nil || value == nil {
		return Text{}, err
	}
	return Text{clean(*value), at}, nil
}

// clean makes text from a machine's firmware fit to be printed and compared.
func clean(text string) string {
	text = strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return ' '
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:200])
	}
	return text
}

// onlyVersion is the form of report that panther reads; it is the only one that there is.
const onlyVersion = 1

func (r *reader) version() error {
	var value any
	at, err := r.value(&value)
	if err != nil {
		return err
	}
	if value != float64(onlyVersion) {
		return &problem{at, fmt.Sprintf("the report has version %v, and panther reads version %d", value, onlyVersion)}
	}
	return nil
}

func (r *reader) uefi() error {
	var value *struct {
		Supported *bool `json:"supported"`
	}
	at, err := r.value(&value)
	if err != nil || value == nil || value.Supported == nil {
		return err
	}
	r.report.Firmware = Text{BIOS, at}
	if *value.Supported {
		r.report.Firmware.Value = UEFI
	}
	return nil
}

// complete reports a file that is JSON and no report: one that somebody made up, or another program wrote.
func (r *reader) complete(diags *diag.List) bool {
	for _, key := range []string{"version", "system", "hardware"} {
		if slices.Contains(r.seen, key) {
			continue
		}
		at := r.first
		if at.IsZero() {
			at = r.at(0, 1)
		}
		diags.Add(diag.NotAReport, at.Range(), "this is no report of nixos-facter: it has no key %s", diag.Quote(key)).Help("write one as root: %s", howTo)
		return false
	}
	if r.report.System.Value == "" || !strings.HasSuffix(r.report.System.Value, "-linux") {
		diags.Add(diag.NotAReport, r.orTop(r.report.System.Place).Range(), "this is no report of nixos-facter: %s is no system", diag.Quote(r.report.System.Value)).
			Help("write one as root: %s", howTo)
		return false
	}
	if r.cpus.IsZero() {
		diags.Add(diag.NotAReport, r.first.Range(), "the report lists no processor, so that NixOS cannot use it").Help("write it anew as root: %s", howTo)
		return false
	}
	return true
}

func (r *reader) orTop(p Place) Place {
	if p.IsZero() {
		return r.first
	}
	return p
}
