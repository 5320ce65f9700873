package render

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

// functions are what a body may call: those of sprig that depend on nothing but their arguments, with the same names and
// results. Tests hold them against sprig itself, whose packages would work for a millisecond at every start of panther.
var functions = template.FuncMap{
	"add":        func(terms ...any) (int64, error) { return fold(0, terms, func(a, b int64) int64 { return a + b }) },
	"contains":   func(part, text string) bool { return strings.Contains(text, part) },
	"default":    orElse,
	"hasPrefix":  func(prefix, text string) bool { return strings.HasPrefix(text, prefix) },
	"hasSuffix":  func(suffix, text string) bool { return strings.HasSuffix(text, suffix) },
	"join":       func(separator string, list any) string { return strings.Join(texts(list), separator) },
	"list":       func(items ...any) []any { return items },
	"lower":      strings.ToLower,
	"mul":        func(factors ...any) (int64, error) { return fold(1, factors, func(a, b int64) int64 { return a * b }) },
	"replace":    func(old, now, text string) string { return strings.ReplaceAll(text, old, now) },
	"sortAlpha":  func(list any) []string { return slices.Sorted(slices.Values(texts(list))) },
	"splitList":  func(separator, text string) []string { return strings.Split(text, separator) },
	"sub":        difference,
	"ternary":    func(yes, no any, condition bool) any { return map[bool]any{true: yes, false: no}[condition] },
	"trim":       strings.TrimSpace,
	"trimPrefix": func(prefix, text string) string { return strings.TrimPrefix(text, prefix) },
	"trimSuffix": func(suffix, text string) string { return strings.TrimSuffix(text, suffix) },
	"uniq":       uniq,
	"until":      countTo,
	"upper":      strings.ToUpper,
}

// allowed are the names of the functions.
func allowed() []string { return slices.Sorted(maps.Keys(functions)) }

func fold(start int64, values []any, step func(a, b int64) int64) (int64, error) {
	for _, v := range values {
		n, err := whole(v)
		if err != nil {
			return 0, err
		}
		start = step(start, n)
	}
	return start, nil
}

func difference(a, b any) (int64, error) {
	first, err := whole(a)
	if err != nil {
		return 0, err
	}
	second, err := whole(b)
	return first - second, err
}

// whole reads a number, which may stand in a text.
func whole(v any) (int64, error) {
	switch v := v.(type) {
	case int:
		return int64(v), nil
	case int64:
		return v, nil
	case string:
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return n, nil
		}
	}
	return 0, fmt.Errorf("%v is no whole number", v)
}

// orElse returns the last value, or the first one where that is empty.
func orElse(instead any, given ...any) any {
	if len(given) == 0 {
		return instead
	}
	if truth, ok := template.IsTrue(given[0]); ok && truth {
		return given[0]
	}
	return instead
}

// texts are the items of a list as they are printed; those of a single value are the value.
func texts(list any) []string {
	var out []string
	for _, item := range items(list) {
		if item != nil {
			out = append(out, fmt.Sprint(item))
		}
	}
	return out
}

func items(list any) []any {
	v := reflect.ValueOf(list)
	if v.Kind() != reflect.Slice {
		return []any{list}
	}
	out := make([]any, 0, v.Len())
	for i := range v.Len() {
		out = append(out, v.Index(i).Interface())
	}
	return out
}

func uniq(list any) []any {
	var out []any
	for _, item := range items(list) {
		if !slices.ContainsFunc(out, func(have any) bool { return reflect.DeepEqual(have, item) }) {
			out = append(out, item)
		}
	}
	return out
}

// countTo counts from 0 to where it ends, without the end.
func countTo(end int) []int {
	var out []int
	for i := 0; i < end; i++ {
		out = append(out, i)
	}
	for i := 0; i > end; i-- {
		out = append(out, i)
	}
	return out
}
