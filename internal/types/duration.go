package types

import (
	"math"
	"strconv"
	"strings"
)

const (
	microsecond uint64 = 1
	millisecond        = 1000 * microsecond
	second             = 1000 * millisecond
	minute             = 60 * second
	hour               = 60 * minute
	day                = 24 * hour
	week               = 7 * day
	month              = 2_629_800 * second
	year               = 31_557_600 * second
)

// timeUnits are those of systemd.time(7), each before every other one that it begins with.
var timeUnits = []struct {
	name string
	size uint64
}{
	{"seconds", second}, {"second", second}, {"sec", second}, {"s", second},
	{"minutes", minute}, {"minute", minute}, {"min", minute}, {"months", month}, {"month", month}, {"msec", millisecond}, {"ms", millisecond}, {"m", minute}, {"M", month},
	{"hours", hour}, {"hour", hour}, {"hr", hour}, {"h", hour}, {"days", day}, {"day", day}, {"d", day}, {"weeks", week}, {"week", week}, {"w", week},
	{"years", year}, {"year", year}, {"y", year}, {"usec", microsecond}, {"us", microsecond}, {"μs", microsecond}, {"µs", microsecond},
}

const blanks = " \t"

// IsTimeSpan tells whether systemd takes a text as a span of time: numbers, each with a unit or of seconds, that do not
// exceed 64 bits of microseconds together.
func IsTimeSpan(text string) bool {
	rest, total := strings.Trim(text, blanks), uint64(0)
	if rest == "infinity" {
		return true
	}
	if rest == "" {
		return false
	}
	for rest != "" {
		number, decimals, after := cutNumber(rest)
		if number == "" && decimals == "" {
			return false
		}
		unit, behind := cutUnit(strings.TrimLeft(after, blanks))
		if behind == after && after != "" { // 12.34.56, 30+1
			return false
		}
		n, err := strconv.ParseInt("0"+number, 10, 64)
		if err != nil || uint64(n) >= (math.MaxUint64-total)/unit {
			return false
		}
		total += uint64(n) * unit
		rest = strings.TrimLeft(behind, blanks)
	}
	return true
}

// cutNumber cuts the number off that a text begins with: 5, +5, 1.5, .5; a point without digits behind it is none.
func cutNumber(text string) (whole, decimals, rest string) {
	if signed, ok := strings.CutPrefix(text, "+"); ok && signed != "" && onlyDigits(signed[:1]) {
		text = signed
	}
	rest = strings.TrimLeft(text, "0123456789")
	whole = text[:len(text)-len(rest)]
	if strings.HasPrefix(rest, ".") {
		after := strings.TrimLeft(rest[1:], "0123456789")
		decimals, rest = rest[1:len(rest)-len(after)], after
		if decimals == "" {
			return "", "", text
		}
	}
	return whole, decimals, rest
}

// cutUnit cuts a unit off the beginning of a text; a number without one is of seconds.
func cutUnit(text string) (size uint64, rest string) {
	for _, unit := range timeUnits {
		if after, ok := strings.CutPrefix(text, unit.name); ok {
			return unit.size, after
		}
	}
	return second, text
}
