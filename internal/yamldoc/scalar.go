package yamldoc

import "strings"

// plainKind says what a scalar without quotes means. The resolved tag of yaml.v3 only serves to tell odd numbers.
func plainKind(text, tag string) Kind {
	switch text {
	case "", "~", "null":
		return Null
	case "true", "false":
		return Bool
	case "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "True", "TRUE", "False", "FALSE", "Null", "NULL":
		return Odd // text to readers of one version of YAML, and something else to those of another
	}
	switch {
	case isDecimal(text):
		return Int
	case isFraction(text):
		return Float
	case tag == "!!int" || tag == "!!float":
		return Odd
	}
	return Text
}

// isDecimal: 0, 12, -3, and never 012.
func isDecimal(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	return digits != "" && allDigits(digits) && (digits == "0" || digits[0] != '0')
}

// isFraction: 1.5, -0.25, 1.5e-3.
func isFraction(text string) bool {
	mantissa, exponent, scientific := strings.Cut(strings.ReplaceAll(text, "E", "e"), "e")
	if signed := strings.TrimPrefix(exponent, "+"); scientific && !allDigits(strings.TrimPrefix(signed, "-")) || strings.HasPrefix(exponent, "+-") {
		return false
	}
	whole, fraction, dotted := strings.Cut(mantissa, ".")
	return dotted && isDecimal(whole) && allDigits(fraction)
}

func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
