package types_test

import (
	"math/rand/v2"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Texts that are put together from what calendar events and time spans are made of: many are right, many nearly.
var pieces = map[string][]string{
	types.Calendar: {
		"Mon", "Mon..Fri", "Sat,Sun", "Sun..Mon", "mon-wed", "Tuesday", "Thu,", "Fr", " ", " ", " ", "*-*-*", "*", "*", "-", "-", "~", "1", "7", "12", "31", "28", "0", "00",
		"59", "60", "23", "24", "1970", "2026", "2200", "70", "05", "..", ".", "/", "/", "/15", ",", ":", ":", ":", "03:00", "*:0/15", "2..5", "weekly", "daily",
		"UTC", " UTC", "\t", "1.5", "0.25", "-1", "+1", "30.000001", "2147483647", "9999999999",
	},
	types.Duration: {
		"1", "5", "30", "0", "12", "1.5", ".5", "5.", ".", " ", " ", "s", "sec", "second", "seconds", "m", "min", "minutes", "M", "month", "months", "h", "hr", "hours",
		"d", "day", "days", "w", "week", "y", "year", "years", "ms", "msec", "us", "usec", "μs", "µs", "ns", "S", "mins", "infinity", "-", "+", ",", "\t", "99999999999", "18446744073709551615",
	},
}

func randomText(r *rand.Rand, from []string) string {
	var out strings.Builder
	for range 1 + r.IntN(8) {
		out.WriteString(from[r.IntN(len(from))])
	}
	return out.String()
}

// calendarText has the parts of a calendar event in their order.
func calendarText(r *rand.Rand) string {
	number := func() string {
		return []string{"*", "*", "0", "1", "7", "05", "15", "28", "31", "59", "1..5", "5..1", "0/15", "2..9/3", "1,3,5", "1,,2", "2/40"}[r.IntN(17)]
	}
	var out []string
	if r.IntN(3) == 0 {
		out = append(out, []string{"Mon", "Mon..Fri", "Sat,Sun", "Fri..Mon", "tue-thu", "Sunday,Mon", "Wed,", "Mon..Tue..Wed", "Mon-Tue,Sat"}[r.IntN(9)])
	}
	if r.IntN(2) == 0 {
		date := number() + []string{"-", "-", "-", "~"}[r.IntN(4)] + number()
		if r.IntN(2) == 0 {
			date = []string{"*", "2026", "1969", "2200", "26", "2024..2030", "2024/2", "70"}[r.IntN(8)] + "-" + date
		}
		out = append(out, date)
	}
	if r.IntN(3) > 0 {
		clock := number() + ":" + number()
		if r.IntN(2) == 0 {
			clock += ":" + []string{"*", "0", "30.5", "0/0.5", "59.999999", "59.9999999", "59.9999994", "1..1.5", "10..20/5", "60", "0.0000001", "1.", "5,10.25"}[r.IntN(13)]
		}
		out = append(out, clock)
	}
	if r.IntN(6) == 0 {
		out = append(out, []string{"UTC", "Europe/Berlin", "utc", "Mars/Base", "CET"}[r.IntN(5)])
	}
	return strings.Join(out, []string{" ", " ", " ", "  "}[r.IntN(4)])
}

// spanText has numbers with units.
func spanText(r *rand.Rand) string {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	var out strings.Builder
	for range 1 + r.IntN(4) {
		out.WriteString(pick("1", "30", "1.5", ".5", "007", "584542", "12.") + pick("", "", " ", "  "))
		out.WriteString(pick("s", "sec", "min", "m", "M", "months", "h", "hr", "days", "weeks", "years", "ms", "us", "", "Min", "mon", "w") + pick("", " ", " "))
	}
	return out.String()
}

var refusal = regexp.MustCompile(`(?m)^Failed to (?:parse|determine next elapse for) [a-z ]*'((?s:.*?))': `)

var neverComes = regexp.MustCompile(`(?m)^ *(?:Original|Normalized) form: (.*)\n(?:Normalized form: .*\n)? *Next elapse: never$`)

// refusedBySystemd are the texts that systemd-analyze does not take. It stops at the first time span that is none.
func refusedBySystemd(analyze, verb string, texts []string) map[string]bool {
	refused := map[string]bool{}
	for len(texts) > 0 {
		args := []string{verb}
		if verb == "calendar" { // of days long ago, too, it is to say when they come
			args = append(args, "--base-time=@1")
		}
		said, _ := exec.Command(analyze, append(append(args, "--"), texts...)...).CombinedOutput() //nolint:gosec // it only reads
		for _, m := range neverComes.FindAllSubmatch(said, -1) {
			refused[string(m[1])] = true
		}
		found := refusal.FindAllSubmatch(said, -1)
		for _, m := range found {
			refused[string(m[1])] = true
		}
		if verb == "calendar" || len(found) == 0 {
			break
		}
		texts = texts[slices.Index(texts, string(found[0][1]))+1:]
	}
	return refused
}

// TestSystemdAgrees holds the grammar of calendar events and time spans against systemd's own reader.
func TestSystemdAgrees(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	for kind, verb := range map[string]string{types.Calendar: "calendar", types.Duration: "timespan"} {
		texts := randomTexts(kind, texts[kind])
		refused := refusedBySystemd(analyze, verb, texts)
		right := 0
		for _, text := range texts {
			var diags diag.List
			(&types.Type{Kind: kind}).Check(yamldoc.Scalar(yamldoc.Text, text, nil), "p", &diags)
			assert.Equal(t, refused[text], diags.HasErrors(), "%s %q", kind, text)
			if !refused[text] {
				right++
			}
		}
		assert.Greater(t, right, len(texts)/10, "some are right")
		t.Logf("%s: %d texts, of which systemd takes %d", kind, len(texts), right)
	}
}

// texts are how many are tried: each time span that is none takes a run of its own.
var texts = map[string]int{types.Calendar: 2000, types.Duration: 200}

func randomTexts(kind string, n int) []string {
	r := rand.New(rand.NewPCG(uint64(n), 1)) //nolint:gosec // the same ones every time
	var out []string
	for len(out) < n {
		text := randomText(r, pieces[kind])
		switch {
		case kind == types.Calendar && len(out)%2 == 0:
			text = calendarText(r)
		case kind == types.Duration && len(out)%2 == 0:
			text = spanText(r)
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
