package nixosproof

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hbohlen/panther/internal/yamldoc"
)

// change sets a single value of a module to something else, through the settings of a host.
type change struct {
	single
	value *yamldoc.Node
}

// key is the option path as a manifest writes it.
func (s single) key() string {
	var names []string
	for _, name := range s.Path {
		if !bareName.MatchString(name) {
			name = `"` + name + `"`
		}
		names = append(names, name)
	}
	return strings.Join(names, ".")
}

var bareName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// id tells single values of different modules and homes apart.
func (s single) id() string { return s.File + " " + s.User + " " + s.key() }

// pattern is the path with * for the names of users and links, which are the proof's own.
func (s single) pattern() string {
	names := slices.Clone(s.Path)
	for i, name := range names {
		if slices.Contains([]string{"ada", "grace", "operator", "10-wan", "10-lan", "60-wan", "60-lan"}, name) {
			names[i] = "*"
		}
	}
	return strings.Join(names, ".")
}

// merges tells whether a second definition is added to the value instead of standing against it.
func (s single) merges() bool { return s.Type == "separatedString" }

// switches tells whether the value turns a whole service on or off, so that others may not count any more.
func (s single) switches() bool { return s.Path[len(s.Path)-1] == "enable" }

// otherValue finds another value of the right type: the one that the table gives, another choice of an enum, what
// another host of the proof has there, or what follows from the kind. It returns nil where there is none.
func otherValue(s single, seen map[string][]any) *yamldoc.Node {
	for _, key := range []string{s.pattern(), "*." + s.Path[len(s.Path)-1]} {
		if given, ok := others[key]; ok {
			return parse(given)
		}
	}
	for _, other := range slices.Concat(s.Choices, seen[s.id()]) {
		if s.Kind != "package" && !reflect.DeepEqual(other, s.Value) && sameKind(other, s.Value) {
			return toNode(other)
		}
	}
	switch value := s.Value.(type) {
	case bool:
		return boolean(!value)
	case float64:
		return toNode(value + 1)
	case string:
		if s.Kind == "package" {
			return parse("!pkg hello")
		}
		return text(value + "-other")
	case []any:
		return toNode(value[:len(value)-1])
	}
	return nil
}

func sameKind(a, b any) bool { return reflect.TypeOf(a) == reflect.TypeOf(b) }

// toNode turns a value that came from Nix into one of a manifest.
func toNode(value any) *yamldoc.Node {
	content, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return parse(string(content)) // JSON is YAML
}

// wanted is the value that Nix has to give back.
func wanted(n *yamldoc.Node) any {
	if n.Tag == yamldoc.TagPkg {
		return "package " + n.Text
	}
	content, err := json.Marshal(n.Plain())
	if err != nil {
		panic(err)
	}
	var value any
	if err := json.Unmarshal(content, &value); err != nil {
		panic(err)
	}
	return value
}

// plan chooses for each single value a host that has it: as few hosts as will do, each once with the switches left
// alone, and once with them turned.
func plan(answers map[string]answer, skip func(single) bool) (work map[string][]change, without []single) {
	seen, left := collect(answers, skip)
	work = map[string][]change{}
	for len(left) > 0 {
		best := mostOf(answers, left)
		for _, s := range answers[best].Singles {
			if _, open := left[s.id()]; !open {
				continue
			}
			delete(left, s.id())
			if value := otherValue(s, seen); value != nil {
				work[best] = append(work[best], change{s, value})
			} else {
				without = append(without, s)
			}
		}
	}
	return work, without
}

// collect finds all single values of all hosts, and what each of them is on the different hosts.
func collect(answers map[string]answer, skip func(single) bool) (seen map[string][]any, left map[string]single) {
	seen, left = map[string][]any{}, map[string]single{}
	for _, a := range inOrder(answers) {
		for _, s := range a.Singles {
			seen[s.id()] = append(seen[s.id()], s.Value)
			if !skip(s) {
				left[s.id()] = s
			}
		}
	}
	return seen, left
}

func inOrder(answers map[string]answer) []answer {
	var out []answer
	for _, a := range answers {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b answer) int { return strings.Compare(a.Host, b.Host) })
	return out
}

func mostOf(answers map[string]answer, left map[string]single) string {
	best, most := "", 0
	for _, a := range inOrder(answers) {
		n := 0
		for _, s := range a.Singles {
			if _, open := left[s.id()]; open {
				n++
			}
		}
		if n > most {
			best, most = a.Host, n
		}
	}
	return best
}

// changed is a host with the changes in its settings, and with what they need beside them.
func changed(base *hostfile, name string, changes []change) *hostfile {
	m := &hostfile{name: name, root: clone(base.root)}
	for _, c := range changes {
		c.put(m, c.key(), c.value)
		if c.User == "" {
			for key, value := range alongside[c.pattern()].settings {
				c.put(m, key, parse(value))
			}
			for key, value := range alongside[c.pattern()].manifest {
				m.set(parse(value), strings.Split(key, ".")...)
			}
		}
	}
	return m
}

func (c change) put(m *hostfile, key string, value *yamldoc.Node) {
	if c.User == "" {
		m.set(value, "settings", key)
		return
	}
	m.set(value, "home", c.User, "settings", key)
}

func clone(n *yamldoc.Node) *yamldoc.Node {
	same := *n
	same.Items, same.Entries = nil, nil
	for _, item := range n.Items {
		same.Items = append(same.Items, clone(item))
	}
	for _, e := range n.Entries {
		same.Entries = append(same.Entries, yamldoc.Entry{Key: e.Key, At: e.At, Value: clone(e.Value)})
	}
	return &same
}

// losers evaluates a host with changes and says which of them do not win. Where the host does not evaluate, the changes
// are halved until it is clear which one it is.
func (p *proof) losers(t *testing.T, base *hostfile, changes []change) map[string]string {
	t.Helper()
	m := changed(base, base.name+"-changed", changes)
	f := p.render(t, []*hostfile{m})
	trouble := f.rejected[m.name]
	if known := refused[changes[0].pattern()]; known.code != "" {
		if strings.Contains(trouble, "["+known.code+"]") {
			return nil
		}
		return map[string]string{changes[0].id(): "panther does not refuse it with " + known.code + ", though " + known.why}
	}
	if trouble == "" {
		var look []place
		for _, c := range changes {
			look = append(look, place{c.User, c.Path})
		}
		answers := p.ask([]request{{Tree: f.dir, Host: m.name, Look: look}})
		p.table.count(answers)
		if trouble = answers[m.name].complaint(); trouble == "" {
			return differences(changes, answers[m.name].Look)
		}
	}
	if len(changes) == 1 {
		return map[string]string{changes[0].id(): trouble}
	}
	lost := p.losers(t, base, changes[:len(changes)/2])
	for id, why := range p.losers(t, base, changes[len(changes)/2:]) {
		lost[id] = why
	}
	if len(lost) == 0 { // each half is fine by itself
		lost[changes[0].id()] = "together with the others of " + m.name + ": " + trouble
	}
	return lost
}

func differences(changes []change, found []looked) map[string]string {
	lost := map[string]string{}
	for i, c := range changes {
		// home-manager makes a list of a single command
		if want := wanted(c.value); !reflect.DeepEqual(want, found[i].Value) && !reflect.DeepEqual([]any{want}, found[i].Value) {
			lost[c.id()] = fmt.Sprintf("the setting says %v, and NixOS has %v", want, found[i].Value)
		}
	}
	return lost
}
