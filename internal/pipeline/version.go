package pipeline

import (
	"slices"
	"strconv"
	"strings"
)

// version is its major, minor and patch number.
type version [3]int

func (v version) less(other version) bool { return slices.Compare(v[:], other[:]) < 0 }

// behind is the first version behind all those that begin with some numbers of this one.
func (v version) behind(numbers int) version {
	var out version
	copy(out[:], v[:numbers])
	out[numbers-1]++
	return out
}

// versionRange tells whether a version is in a range.
type versionRange func(version) bool

// parseRange reads what panther.yaml wants: a comparison such as ">= 0.1", several of them that hold together, or
// alternatives that || divides. A version of fewer than three numbers stands for all that begin with them. ~1.2 is any
// 1.2, from the one that is named; ^1.2 is any that breaks nothing which worked in 1.2.
func parseRange(text string) (wanted versionRange, ok bool) {
	wanted = func(version) bool { return false }
	for alternative := range strings.SplitSeq(text, "||") {
		other, ok := parseComparisons(alternative)
		if !ok {
			return nil, false
		}
		before := wanted
		wanted = func(v version) bool { return before(v) || other(v) }
	}
	return wanted, true
}

// parseComparisons reads comparisons that commas or spaces divide.
func parseComparisons(text string) (all versionRange, ok bool) {
	const space = " \t"
	for rest := strings.Trim(text, space); rest != ""; rest = strings.TrimLeft(rest, space+",") {
		operator := rest[:len(rest)-len(strings.TrimLeft(rest, "=!<>~^"))]
		rest = strings.TrimLeft(rest[len(operator):], space)
		name := rest
		if end := strings.IndexAny(rest, space+","); end >= 0 {
			name = rest[:end]
		}
		rest = rest[len(name):]
		low, numbers, ok := parseVersion(name)
		if !ok {
			return nil, false
		}
		one := compared(operator, low, numbers)
		if one == nil {
			return nil, false
		}
		before := all
		all = func(v version) bool { return (before == nil || before(v)) && one(v) }
	}
	return all, all != nil
}

// compared is what an operator makes of a version of which some numbers are given; nil for no operator.
func compared(operator string, low version, numbers int) versionRange {
	if numbers == 0 { // any
		return map[string]versionRange{"": func(version) bool { return true }}[operator]
	}
	high := low.behind(numbers)
	switch operator {
	case "", "=":
	case "!=":
		return func(v version) bool { return v.less(low) || !v.less(high) }
	case ">":
		return func(v version) bool { return !v.less(high) }
	case ">=":
		return func(v version) bool { return !v.less(low) }
	case "<":
		return func(v version) bool { return v.less(low) }
	case "<=":
		return func(v version) bool { return v.less(high) }
	case "~":
		high = low.behind(min(numbers, 2))
	case "^":
		breaking := slices.IndexFunc(low[:numbers], func(n int) bool { return n > 0 })
		if breaking >= 0 {
			high = low.behind(breaking + 1)
		}
	default:
		return nil
	}
	return func(v version) bool { return !v.less(low) && v.less(high) }
}

// parseVersion reads a version, and how many of its numbers are given: the last ones may be missing, or x or *.
func parseVersion(text string) (v version, numbers int, ok bool) {
	parts := strings.Split(strings.TrimPrefix(text, "v"), ".")
	if len(parts) > len(v) {
		return v, 0, false
	}
	for i, part := range parts {
		if part == "x" || part == "X" || part == "*" {
			continue
		}
		n, err := strconv.ParseUint(part, 10, 31)
		if err != nil || numbers < i { // or behind one that is not given
			return v, 0, false
		}
		v[i], numbers = int(n), i+1
	}
	return v, numbers, true
}
