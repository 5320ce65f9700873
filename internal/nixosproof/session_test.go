package nixosproof

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// sessions are what a desktop starts with; nothing on a host without one.
type sessions struct {
	Command string   `json:"command"` // that the entry of the session starts
	Names   []string `json:"names"`   // of the entries
	Greetd  struct {
		First   string `json:"first"`
		Greeter string `json:"greeter"`
	} `json:"greetd"`
	DMS       string   `json:"dms"` // compositor of DankMaterialShell's greeter
	Automatic []string `json:"automatic"`
	Users     []string `json:"users"`
	Agents    []string `json:"agents"`
}

// checkSession finds out whether the greeter starts a session that is there, for a user who is there, and whether one
// agent at most asks on behalf of polkit.
func (h *handedOver) checkSession() (string, []string) {
	s := h.answer.Facts.Sessions
	if s.Command == "" {
		return "no desktop", nil
	}
	greeter := "no greeter"
	switch {
	case s.DMS != "":
		greeter = "dms-greeter"
	case s.Greetd.Greeter != "":
		greeter = "greetd"
	}
	return fmt.Sprintf("%s, %s", greeter, strings.Join(s.Names, " ")), s.problems()
}

func (s sessions) problems() []string {
	var out []string
	complain := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if !slices.Contains(s.Names, "niri") {
		complain("there is no session niri among %v", s.Names)
	}
	if s.DMS != "" && s.DMS != "niri" {
		complain("the greeter runs in %s, which is not there", s.DMS)
	}
	if s.DMS != "" && s.Greetd.Greeter != "" {
		complain("there are two greeters")
	}
	if s.Greetd.Greeter != "" && !strings.Contains(s.Greetd.Greeter+" ", "--cmd "+s.Command+" ") {
		complain("the greeter does not start %s: %s", s.Command, s.Greetd.Greeter)
	}
	if s.Greetd.First != "" && s.Greetd.First != s.Command {
		complain("the first session is %s", s.Greetd.First)
	}
	for _, user := range s.Automatic {
		if !slices.Contains(s.Users, user) {
			complain("%s is to be logged in, and is not there", user)
		}
	}
	if len(s.Agents) > 1 {
		complain("several agents of polkit: %v", s.Agents)
	}
	return out
}

func TestSessionProblems(t *testing.T) {
	fine := sessions{Command: "/bin/niri-session", Names: []string{"niri"}, Users: []string{"ada"}, Automatic: []string{"ada"}, Agents: []string{"dms"}}
	assert.Empty(t, fine.problems())
	fine.Greetd.Greeter, fine.Greetd.First = "tuigreet --cmd /bin/niri-session --time", "/bin/niri-session"
	assert.Empty(t, fine.problems())

	wrong := fine
	wrong.DMS, wrong.Greetd.Greeter, wrong.Greetd.First = "sway", "tuigreet --cmd /bin/niri", "niri"
	wrong.Names, wrong.Automatic, wrong.Agents = nil, []string{"grace"}, []string{"dms", "polkit-gnome"}
	assert.Len(t, wrong.problems(), 7)
}
