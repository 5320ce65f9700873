package types

import (
	"regexp"
	"strings"
)

// The grammar of calendar events is that of systemd.time(7): an optional list of weekdays, a date, a time, a time zone.
var (
	calendarWord = regexp.MustCompile(`^(minutely|hourly|daily|monthly|weekly|yearly|annually|quarterly|semiannually|biannually|anually)$`)
	calendarDays = regexp.MustCompile(`(?i)^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*((,|\.\.)(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*)*,?$`)
	calendarDate = regexp.MustCompile(`^((\*|[0-9]{2,4}([./,][0-9.]+)*)-)?` + calendarPart + `[-~]` + calendarPart + `$`)
	calendarTime = regexp.MustCompile(`^` + calendarPart + `:` + calendarPart + `(:` + calendarPart + `)?$`)
	calendarZone = regexp.MustCompile(`^(UTC|[A-Za-z_]+(/[A-Za-z_+-]+[0-9]*)+)$`)
)

const calendarPart = `(\*(/[0-9]+)?|[0-9]{1,2}(\.\.[0-9]{1,2})?(/[0-9]+)?(,[0-9]{1,2}(\.\.[0-9]{1,2})?(/[0-9]+)?)*)`

func isCalendar(text string) bool {
	parts := strings.Fields(text)
	if len(parts) == 0 {
		return false
	}
	if last := len(parts) - 1; last > 0 && calendarZone.MatchString(parts[last]) {
		parts = parts[:last]
	}
	if len(parts) == 1 && calendarWord.MatchString(parts[0]) {
		return true
	}
	seen := false
	for _, form := range []*regexp.Regexp{calendarDays, calendarDate, calendarTime} {
		if len(parts) > 0 && form.MatchString(parts[0]) {
			parts, seen = parts[1:], true
		}
	}
	return seen && len(parts) == 0
}
