package types

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// The forms of short texts. They are checked for every value of every host, and by hand: compiling expressions for them
// would take a good part of a run.

// madeOf tells whether a text holds nothing but ASCII letters, digits and some further characters.
func madeOf(text, further string) bool {
	for i := range len(text) {
		if c := text[i]; !isLetter(c) && (c < '0' || c > '9') && strings.IndexByte(further, c) < 0 {
			return false
		}
	}
	return true
}

// longestName is that of a user.
const longestName = 31

// isName takes the name of a user: lower-case letters, digits, - and _, beginning with a letter.
func isName(text string) bool {
	if text == "" || len(text) > longestName || text != strings.ToLower(text) {
		return false
	}
	return (isLetter(text[0]) || text[0] == '_') && madeOf(text, "_-")
}

// isLinkName takes what the kernel does (IFNAMSIZ), and the wild cards of nftables and iptables.
func isLinkName(text string) bool { return text != "" && len(text) <= 15 && madeOf(text, "_.:*+-") }

// isDevice takes a path below /dev/; udev writes further characters as \x20.
func isDevice(text string) bool {
	name, below := strings.CutPrefix(text, "/dev/")
	return below && name != "" && madeOf(name, `/_.:+@=,#\-`) && !strings.HasSuffix(name, "/") && !strings.Contains(text, "/.")
}

// isSecretPath takes what systemd and shells take as it stands: no specifiers, no colons, no quotes.
func isSecretPath(text string) bool {
	return len(text) > 1 && text[0] == '/' && madeOf(text, "_./@+,=~-")
}

// IsFileMode tells whether a text is the mode of a file in octal digits: "0400", "755".
func IsFileMode(text string) bool {
	return (len(text) == 3 || len(text) == 4) && strings.Trim(text, "01234567") == ""
}

// hashMethods are those of crypt(5) that NixOS does not call weak.
var hashMethods = []string{"y", "gy", "7", "2a", "2b", "2x", "2y", "5", "6"}

// isPasswordHash takes a hash, or what stands for "no password at all".
func isPasswordHash(text string) bool {
	if text == "!" || text == "*" {
		return true
	}
	parts := strings.SplitN(text, "$", 3)
	return len(parts) == 3 && parts[0] == "" && slices.Contains(hashMethods, parts[1]) && parts[2] != "" && !strings.ContainsAny(parts[2], ": \t\n\v\f\r")
}

// isRelease takes the year and the month of a release.
func isRelease(text string) bool {
	year, month, dotted := strings.Cut(text, ".")
	return dotted && len(year) == 2 && len(month) == 2 && onlyDigits(year+month) && "01" <= month && month <= "12"
}

// isDomain takes a domain name of RFC 1123.
func isDomain(text string) bool {
	for label := range strings.SplitSeq(text, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' || !madeOf(label, "-") {
			return false
		}
	}
	return len(text) <= 253
}

// sizeUnits hold how many bytes each letter of a size stands for.
var sizeUnits = map[byte]int64{'K': 1 << 10, 'M': 1 << 20, 'G': 1 << 30, 'T': 1 << 40}

// Bytes reads a size such as 512M; ok is false for what is none, such as 100%, and for what 64 bits do not count: that is
// more than all disks have together.
func Bytes(size string) (n int64, ok bool) {
	if len(size) < 2 || !onlyDigits(size[:len(size)-1]) {
		return 0, false
	}
	unit, known := sizeUnits[size[len(size)-1]]
	n, err := strconv.ParseInt(size[:len(size)-1], 10, 64)
	if !known || err != nil || n > math.MaxInt64/unit {
		return 0, false
	}
	return n * unit, true
}

func isSize(text string) bool {
	_, ok := Bytes(text)
	return ok && text[0] != '0'
}
