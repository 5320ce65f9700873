package options

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/types"
)

// Synced are the options of a fleet's own flake, as Nix told them for one flake.lock.
type Synced struct {
	NixOS *Index
	Home  *Index // what comes with panther where no host that was asked has homes
	lock  string
	sets  []string // of inputs, of the hosts that were asked
}

// For is what counts for a host that uses a set of inputs: exact lists only where a host with these was asked.
func (s *Synced) For(inputs string) *Synced {
	if slices.Contains(s.sets, inputs) {
		return s
	}
	other := *s
	other.NixOS, other.Home = s.NixOS.inexact(), s.Home.inexact()
	return &other
}

// syncedHead begins a stored index; its number changes with the form of what follows.
const syncedHead = "panther options 2\n"

var errNotSynced = errors.New("it is not an index of options, or of another version of panther")

// Fits tells whether the index was made for this flake.lock.
func (s *Synced) Fits(lock []byte) bool { return s.lock == lockKey(lock) }

func lockKey(lock []byte) string {
	sum := sha256.Sum256(lock)
	return hex.EncodeToString(sum[:])
}

// ReadSynced reads what Sync has made.
func ReadSynced(data []byte) (*Synced, error) {
	rest, ok := bytes.CutPrefix(data, []byte(syncedHead))
	if !ok || len(rest) < 4 {
		return nil, errNotSynced
	}
	sum, body := binary.LittleEndian.Uint32(rest), rest[4:]
	if crc32.ChecksumIEEE(body) != sum {
		return nil, errNotSynced
	}
	lock, body, ok := bytes.Cut(body, []byte("\n"))
	release, body, ok2 := bytes.Cut(body, []byte("\n"))
	sets, body, ok3 := bytes.Cut(body, []byte("\n"))
	if !ok || !ok2 || !ok3 || len(body) < 4 {
		return nil, errNotSynced
	}
	length := int(binary.LittleEndian.Uint32(body))
	if body = body[4:]; length > len(body) {
		return nil, errNotSynced
	}
	nixos, err := open(string(body[:length]))
	if err != nil {
		return nil, err
	}
	home, err := open(string(body[length:]))
	if err != nil {
		return nil, err
	}
	for _, x := range []*Index{nixos, home} {
		x.release, x.exact = string(release), true
	}
	if home.live.nodes() <= 1 {
		home = Home(string(release))
	}
	return &Synced{NixOS: nixos, Home: home, lock: string(lock), sets: strings.Split(string(sets), setSeparator)}, nil
}

// Expression is the function, in Nix, that turns a host's nixosSystem into what ReadEvaluated reads.
//
//go:embed options.nix
var Expression string

// Evaluated is what Nix tells of the options of a host, as Expression makes it.
type Evaluated struct {
	NixOS map[string]evaluatedOption `json:"nixos"`
	Home  map[string]evaluatedOption `json:"home"`
}

type evaluatedOption struct {
	listed
	Alias string `json:"alias"`
}

// ReadEvaluated reads what Nix printed.
func ReadEvaluated(text []byte) (*Evaluated, error) {
	var e Evaluated
	if err := json.Unmarshal(text, &e); err != nil {
		return nil, fmt.Errorf("what Nix printed are no options: %w", err)
	}
	if len(e.NixOS) == 0 {
		return nil, errors.New("what Nix printed are no options")
	}
	return &e, nil
}

// setSeparator stands between sets of inputs, whose names are separated by spaces.
const setSeparator = ","

// Sync makes the index of a fleet out of what Nix told of its hosts, which use the sets of inputs that are given. Of names that are gone it knows those that the release
// knows, and the aliases among the options.
func Sync(hosts []*Evaluated, inputs []string, lock []byte, release string) (data []byte, nixos, home int, err error) {
	var all, allHome []map[string]evaluatedOption
	for _, h := range hosts {
		all, allHome = append(all, h.NixOS), append(allHome, h.Home)
	}
	first, nixos, err := syncOne(all, NixOS(release))
	if err != nil {
		return nil, 0, 0, err
	}
	second, home, err := syncOne(allHome, Home(release))
	if err != nil {
		return nil, 0, 0, err
	}
	body := []byte(lockKey(lock) + "\n" + release + "\n" + strings.Join(inputs, setSeparator) + "\n")
	body = binary.LittleEndian.AppendUint32(body, uint32(len(first)))
	body = slices.Concat(body, first, second)
	data = binary.LittleEndian.AppendUint32([]byte(syncedHead), crc32.ChecksumIEEE(body))
	return append(data, body...), nixos, home, nil
}

// syncOne makes one index of the options of several hosts.
func syncOne(hosts []map[string]evaluatedOption, release *Index) ([]byte, int, error) {
	var live, gone []Entry
	known := map[string]bool{} // the names of options, and of what leads to them
	seen := map[string]bool{}
	for _, h := range hosts {
		for _, name := range slices.Sorted(maps.Keys(h)) {
			path, err := types.SplitPath(name)
			if err != nil || seen[name] { // an error: a module of a service, which NixOS lists among the options
				continue
			}
			e := release.synced(path, h[name])
			if e == nil {
				continue
			}
			seen[name] = true
			switch {
			case e.Gone != nil:
				gone = append(gone, *e)
			default:
				live = append(live, *e)
				for i := range path {
					known[Name(path[:i+1])] = true
				}
			}
		}
	}
	release.gone.all(func(path []string, text string) bool {
		if g := goneOf(path, text); !known[g.Path] && !seen[g.Path] {
			gone = append(gone, Entry{Option: Option{Path: g.Path}, Gone: g})
		}
		return true
	})
	data, err := Encode(slices.Concat(gone, live))
	return data, len(live), err
}

// undeclared is the type of an option without one, as those are that stand for a removed option.
const undeclared = "unspecified value"

// synced is the entry of an option that Nix told of; nil for one that stands for a removed option, which is known as such.
func (x *Index) synced(path []string, o evaluatedOption) *Entry {
	gone := x.findGone(path)
	if o.Alias != "" {
		g := &Gone{Path: Name(path), Since: x.release, Renamed: true, By: o.Alias}
		if gone != nil {
			g.Since = gone.Since
		}
		return &Entry{Option: Option{Path: g.Path}, Gone: g}
	}
	if gone != nil && o.Type == undeclared {
		return nil
	}
	return &Entry{Option: Option{Path: Name(path), Type: o.Type, ReadOnly: o.ReadOnly}}
}
