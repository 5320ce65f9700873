package types

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
)

// The grammar of calendar events is that of systemd.time(7): a word such as weekly, or a list of weekdays, a date and a
// time, of which any may be left out; then a time zone. Where the manual leaves something open, calendarspec.c decides;
// the moments that it also reads (@1395716396) come but once, and nobody means one.

var calendarWords = []string{
	"minutely", "hourly", "daily", "monthly", "weekly", "yearly", "annually", "anually", "quarterly", "biannually", "bi-annually", "semiannually", "semi-annually",
}

// refuseCalendar says why systemd would do nothing at a calendar event, "" where it would.
func refuseCalendar(text string) string {
	if !isCalendar(text) {
		return unless(false, text, "a calendar event")
	}
	if !comes(strings.Fields(withoutZone(text))) {
		return diag.Quote(text) + " never comes: there is no such day"
	}
	return ""
}

// comes tells whether a calendar event has a day in the years that systemd knows.
func comes(words []string) bool {
	date := slices.IndexFunc(words, isCalendarDate)
	if date < 0 || strings.Contains(words[date], "~") { // each month has a day so near its end
		return true
	}
	year, month, day := partsOfDate(words[date])
	named := date > 0
	for y := int64(firstYear); y <= lastYear; y++ {
		if !years.has(year, y) {
			continue
		}
		for m := int64(1); m <= 12; m++ {
			if !months.has(month, m) {
				continue
			}
			for d := int64(1); d <= daysIn(y, m); d++ {
				if days.has(day, d) && (!named || onWeekday(words[0], weekdayOf(y, m, d))) {
					return true
				}
			}
		}
	}
	return false
}

func isLeap(year int64) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(year, month int64) int64 {
	switch {
	case month == 2 && isLeap(year):
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}

// weekdayOf is the number of a day in its week, which begins on Monday. The first of January 1970 was a Thursday.
func weekdayOf(year, month, day int64) int {
	passed := day - 1
	for y := int64(firstYear); y < year; y++ {
		passed += 365
		if isLeap(y) {
			passed++
		}
	}
	for m := int64(1); m < month; m++ {
		passed += daysIn(year, m)
	}
	return int((passed + 3) % 7)
}

// onWeekday tells whether a day of the week is in a list such as Mon..Fri,Sun.
func onWeekday(list string, number int) bool {
	for part := range strings.SplitSeq(strings.TrimSuffix(list, ","), ",") {
		if first, last := weekdayRange(part); first <= number && number <= last {
			return true
		}
	}
	return false
}

// isCalendar tells whether a text has the form of a calendar event.
func isCalendar(text string) bool {
	text = withoutZone(text)
	if slices.Contains(calendarWords, strings.ToLower(text)) {
		return true
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' })
	if len(words) == 0 || strings.HasPrefix(text, " ") {
		return false
	}
	if strings.HasSuffix(text, " ") && strings.Contains(words[len(words)-1], ":") { // behind a day it may stand
		return false
	}
	if isLetter(words[0][0]) {
		if !areWeekdays(words[0]) {
			return false
		}
		words = words[1:]
	}
	switch len(words) {
	case 0:
		return true
	case 1:
		return isCalendarDate(words[0]) || isTimeOfDay(words[0])
	}
	return len(words) == 2 && isCalendarDate(words[0]) && isTimeOfDay(words[1])
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

var weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// areWeekdays takes Mon, Mon..Fri, Sat,Sunday and a comma at the end.
func areWeekdays(word string) bool {
	for part := range strings.SplitSeq(strings.TrimSuffix(word, ","), ",") {
		if first, last := weekdayRange(part); first < 0 || last < first {
			return false
		}
	}
	return true
}

// weekdayRange are the numbers of the first and the last day of Mon..Fri, or of Mon alone.
func weekdayRange(part string) (first, last int) {
	from, to, isRange := strings.Cut(part, "..")
	if !isRange {
		from, to, isRange = strings.Cut(part, "-") // an older way to write it
	}
	if !isRange {
		to = from
	}
	return weekday(from), weekday(to)
}

// weekday is the number of a day in its week, -1 for what is none.
func weekday(name string) int {
	name = strings.ToLower(name)
	return slices.IndexFunc(weekdays, func(day string) bool { return name == day || name == day[:3] })
}

const firstYear, lastYear = 1970, 2199

// The parts of a date.
var (
	years       = timePart{least: firstYear, most: lastYear, isYear: true}
	months      = timePart{least: 1, most: 12}
	days        = timePart{least: 1, most: 31}
	daysFromEnd = timePart{least: 1, most: 28, fromEnd: true}
)

// isCalendarDate takes month-day and year-month-day; ~ in front of the day counts from the end of the month.
func isCalendarDate(word string) bool {
	at := strings.LastIndexAny(word, "-~")
	if at < 0 {
		return false
	}
	year, month, day := partsOfDate(word)
	of := days
	if word[at] == '~' {
		of = daysFromEnd
	}
	return years.matches(year) && months.matches(month) && of.matches(day)
}

// partsOfDate cuts a date at its dashes; each year has one that names none.
func partsOfDate(word string) (year, month, day string) {
	at := strings.LastIndexAny(word, "-~")
	year, month, hasYear := strings.Cut(word[:at], "-")
	if !hasYear {
		year, month = "*", year
	}
	return year, month, word[at+1:]
}

const microseconds = 1_000_000

// isTimeOfDay takes hour:minute and hour:minute:second.
func isTimeOfDay(word string) bool {
	parts := strings.Split(word, ":")
	if len(parts) == 3 && !(timePart{most: 60*microseconds - 1, decimals: true}).matches(parts[2]) {
		return false
	}
	return (len(parts) == 2 || len(parts) == 3) && timePart{most: 23}.matches(parts[0]) && timePart{most: 59}.matches(parts[1])
}

// timePart is one part of a date or a time, with the numbers that it may hold.
type timePart struct {
	least, most int64
	isYear      bool // two digits stand for a year from 1970 to 2069
	fromEnd     bool // repetitions count down
	decimals    bool // a number is one of microseconds
}

// matches takes * or a list of numbers and ranges, each of which may be repeated: 0/15, 1..7, 2,4.
func (p timePart) matches(text string) bool {
	if text == "*" {
		return true
	}
	for component := range strings.SplitSeq(text, ",") {
		if !p.matchesOne(component) {
			return false
		}
	}
	return true
}

func (p timePart) matchesOne(text string) bool {
	text, every, repeats := strings.Cut(text, "/")
	from, to, isRange := strings.Cut(text, "..")
	first, ok := p.number(from)
	if !ok || first < p.least || first > p.most {
		return false
	}
	step := int64(0)
	if repeats {
		if step, ok = p.interval(every); !ok || step == 0 {
			return false
		}
	}
	if isRange { // a range that is too short for its step is a single time
		last, ok := p.number(to)
		if p.decimals && !repeats && last-first < microseconds {
			return false
		}
		return ok && first <= last && last <= p.most
	}
	if p.fromEnd {
		return first-step >= p.least
	}
	return step <= p.most-first
}

// has tells whether a number is among those of a text that matches.
func (p timePart) has(text string, n int64) bool {
	if text == "*" {
		return true
	}
	for component := range strings.SplitSeq(text, ",") {
		span, every, repeats := strings.Cut(component, "/")
		from, to, isRange := strings.Cut(span, "..")
		first, _ := p.number(from)
		last, step := first, int64(1)
		if repeats {
			step, _ = p.interval(every)
			last = p.most
		}
		if isRange {
			last, _ = p.number(to)
		}
		if first <= n && n <= last && (n-first)%step == 0 {
			return true
		}
	}
	return false
}

func (p timePart) number(text string) (int64, bool) {
	n, ok := p.interval(text)
	switch {
	case p.isYear && n < 70:
		n += 2000
	case p.isYear && n < 100:
		n += 1900
	}
	return n, ok
}

// interval reads digits, and behind a point six more that count; the seventh rounds them.
func (p timePart) interval(text string) (int64, bool) {
	whole, fraction, pointed := strings.Cut(text, ".")
	if pointed && (!p.decimals || !onlyDigits(fraction)) || !onlyDigits(whole) {
		return 0, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if !p.decimals || err != nil || n > math.MaxInt64/microseconds-1 {
		return n, err == nil && !p.decimals
	}
	parts, _ := strconv.ParseInt((fraction + "000000")[:6], 10, 64)
	if len(fraction) > 6 && fraction[6] >= '5' {
		parts++
	}
	return n*microseconds + parts, true
}

func onlyDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
