package types

import (
	"slices"
	"strings"
)

// zoneAreas are the folders of the time zone database.
var zoneAreas = []string{
	"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil", "Canada", "Chile", "Etc", "Europe", "Indian", "Mexico", "Pacific", "US",
}

// zoneNames are the zones of the database that lie in none of its folders.
var zoneNames = []string{
	"CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "Factory", "GB", "GB-Eire", "GMT", "GMT+0", "GMT-0", "GMT0", "Greenwich", "HST",
	"Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT",
	"Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT", "UTC", "Universal", "W-SU", "WET", "Zulu",
}

// withoutZone cuts a time zone off the end of a calendar event. The places of an area are not checked: there are
// hundreds, and new ones every few years.
func withoutZone(text string) string {
	at := strings.LastIndexByte(text, ' ')
	if at < 0 {
		return text
	}
	zone := text[at+1:]
	area, place, inArea := strings.Cut(zone, "/")
	known := slices.Contains(zoneNames, zone) || strings.EqualFold(zone, "UTC")
	if known || inArea && slices.Contains(zoneAreas, area) && isZonePlace(place) {
		return text[:at]
	}
	return text
}

// isZonePlace takes Berlin, GMT+1 and Argentina/Buenos_Aires.
func isZonePlace(text string) bool {
	for part := range strings.SplitSeq(text, "/") {
		letters := strings.Trim(part, "0123456789+-")
		if letters == "" || strings.ContainsFunc(letters, func(r rune) bool { return r != '_' && r != '-' && (r > 'z' || !isLetter(byte(r))) }) {
			return false
		}
	}
	return true
}
