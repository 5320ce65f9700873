package draw_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/draw"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
)

// written is a text of an SVG with the room that it takes.
type written struct {
	left, right, y float64
	text           string
}

var textElement = regexp.MustCompile(`<text x="([0-9.]+)" y="([0-9.]+)"(?: class="([a-z]+)")?(?: text-anchor="([a-z]+)")?>([^<]*)</text>`)

func texts(t *testing.T, svg string) (out []written) {
	t.Helper()
	for _, m := range textElement.FindAllStringSubmatch(svg, -1) {
		x, err := strconv.ParseFloat(m[1], 64)
		require.NoError(t, err)
		y, err := strconv.ParseFloat(m[2], 64)
		require.NoError(t, err)
		text := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'", "&amp;", "&").Replace(m[5])
		width := float64(utf8.RuneCountInString(text)) * 7.23 // of DejaVu Sans Mono at 12
		if m[3] == "name" {
			width *= 15.0 / 12
		}
		switch m[4] {
		case "end":
			x -= width
		case "middle":
			x -= width / 2
		}
		out = append(out, written{x, x + width, y, text})
	}
	require.Len(t, out, strings.Count(svg, "<text "))
	return out
}

// check holds that an SVG is XML, that no text lies on another one or beyond the edge, and that nothing comes from elsewhere.
func check(t *testing.T, svg string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		_, err := decoder.Token()
		if err == io.EOF {
			break
		}
		require.NoError(t, err, "%s", svg)
	}
	all := texts(t, svg)
	for i, a := range all {
		assert.GreaterOrEqual(t, a.left, 20.0, "%q begins beyond the edge", a.text)
		assert.LessOrEqual(t, a.right, 945.0, "%q ends beyond the edge", a.text)
		for _, b := range all[:i] {
			if d := a.y - b.y; d > -14 && d < 14 && a.left < b.right && b.left < a.right {
				t.Errorf("%q at %v and %q at %v lie on each other", a.text, a.y, b.text, b.y)
			}
		}
	}
	assert.NotRegexp(t, `href|url\(|<script|<image|@import| on[a-z]+=["']`, svg)
	assert.NotRegexp(t, `="-[0-9]|NaN|Inf`, svg)
}

// random makes boxes of every shape, with names of every length.
type random struct{ *rand.Rand }

func (r random) word() string {
	return strings.Repeat(string("ab<&\"'é"[r.IntN(6)]), 1+r.IntN(4)) + strings.Repeat("x", r.IntN(4)*r.IntN(12))
}

func (r random) maybe(text string) string {
	if r.IntN(2) == 0 {
		return ""
	}
	return text
}

func (r random) content(depth int) *draw.Box {
	switch r.IntN(5) {
	case 0:
		if depth > 0 {
			return &draw.Box{Kind: draw.KindEncrypted, Name: r.word(), Notes: []string{"tpm2", "passphrase"}, Inside: []*draw.Box{r.content(0)}}
		}
	case 1:
		return &draw.Box{Kind: draw.KindSwap}
	case 2:
		return &draw.Box{Kind: draw.KindMember, Of: []string{r.word()}, Role: "zfs"}
	}
	b := &draw.Box{Kind: draw.KindFilesystem, Name: "btrfs", Mount: r.maybe("/" + r.word()), Notes: []string{r.maybe(r.word())}}
	for range r.IntN(6) {
		s := &draw.Box{Kind: draw.KindSubvolume, Name: r.word(), Mount: r.maybe("/" + r.word()), Notes: []string{r.maybe("nocow")}}
		if r.IntN(4) == 0 {
			s.Inside = []*draw.Box{{Kind: draw.KindSwapFile, Name: r.word(), Size: "8G"}}
		}
		b.Inside = append(b.Inside, s)
	}
	return b
}

func (r random) entry() *draw.Box {
	b := &draw.Box{Kind: "disk", Name: r.word(), Device: "/dev/disk/by-id/" + r.word(), Bytes: int64(r.IntN(3)) << (30 + r.IntN(12))}
	if r.IntN(4) == 0 {
		b.Kind, b.Of = "zfs", []string{r.word(), r.word()}
		for range r.IntN(6) {
			b.Inside = append(b.Inside, &draw.Box{Kind: draw.KindDataset, Name: r.word(), Mount: r.maybe("/" + r.word())})
		}
		return b
	}
	for range r.IntN(9) {
		p := &draw.Box{Kind: draw.KindPartition, Name: r.word(), Bytes: int64(r.IntN(3)) << (20 + r.IntN(22))}
		if r.IntN(6) > 0 {
			p.Inside = []*draw.Box{r.content(1)}
		}
		b.Inside = append(b.Inside, p)
	}
	return b
}

// Whatever there is to draw, no text lies on another one, none is cut off at the edge, and what is written is text.
func TestNothingOverlaps(t *testing.T) {
	t.Parallel()
	for seed := range 120 {
		r := random{rand.New(rand.NewPCG(uint64(seed), 7))}
		var boxes []*draw.Box
		for range 1 + r.IntN(3) {
			boxes = append(boxes, r.entry())
		}
		svg := draw.SVG("The disks of <b>", boxes)
		check(t, svg)
		require.False(t, t.Failed(), "seed %d", seed)
		assert.Equal(t, svg, draw.SVG("The disks of <b>", boxes), "a picture is the same every time")
		for _, columns := range []int{1, 40, 80, 133} {
			for line := range strings.Lines(draw.Text(boxes, columns)) {
				require.LessOrEqual(t, utf8.RuneCountInString(line), max(40, columns)+1, "seed %d: %s", seed, line)
			}
		}
	}
}

// What is no terminal is told everything, and a terminal on as many lines as it takes.
func TestNothingIsCut(t *testing.T) {
	t.Parallel()
	options := strings.Fields("umask=0077 nofail x-systemd.device-timeout=10s x-systemd.mount-timeout=infinity errors=remount-ro shortname=winnt")
	esp := &draw.Box{Kind: draw.KindPartition, Name: "esp", Size: "1G", Inside: []*draw.Box{{Kind: draw.KindFilesystem, Name: "vfat", Mount: "/boot", Notes: options}}}
	root := &draw.Box{Kind: draw.KindPartition, Name: "root", Size: "rest", Inside: []*draw.Box{{Kind: draw.KindFilesystem, Name: "ext4", Mount: "/", Notes: options}}}
	boxes := []*draw.Box{{Kind: "disk", Name: "main", Inside: []*draw.Box{esp, root}}}
	for _, columns := range []int{0, 60, 100, 200} {
		text := draw.Text(boxes, columns)
		for _, option := range options {
			assert.Equal(t, 2, strings.Count(text, option), "%d columns\n%s", columns, text)
		}
	}
	assert.Contains(t, draw.Text(boxes, 0), strings.Join(options, " "))
	svg := draw.SVG("x", boxes)
	check(t, svg)
	card := regexp.MustCompile(`<rect x="24" y="[0-9.]+" width="([0-9.]+)" height="[0-9.]+" rx="5" class="card"/>`).FindStringSubmatch(svg)
	require.NotNil(t, card, svg)
	width, err := strconv.ParseFloat(card[1], 64)
	require.NoError(t, err)
	assert.Less(t, width, 480.0, "half of the picture")
	for _, option := range options {
		assert.Equal(t, 2, strings.Count(svg, option), option)
	}
}

// All that the language can say can be drawn: disko's own examples.
func TestExamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/disko-examples/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		document, _ := manifest.NewLanguage(&catalog.Catalog{}, nil).ReadHost(source.New("hosts/x.yaml", content))
		layout := storage.Read(&resolve.Host{Root: document.Root}, nil)
		boxes := draw.Disks(layout, func(string) int64 { return 0 })
		svg, text := draw.SVG(file, boxes), draw.Text(boxes, 100)
		check(t, svg)
		for _, m := range layout.Mounts() {
			assert.Contains(t, text, m.Point, "%s\n%s", file, text)
		}
		require.False(t, t.Failed(), file)
	}
}

// A partition of 1M on a disk of 16T can be seen, in its place, and has its card.
func TestTinyPartitions(t *testing.T) {
	t.Parallel()
	tiny := &draw.Box{Kind: draw.KindPartition, Name: "bios-boot", Role: "bios-boot", Size: "1M", Bytes: 1 << 20}
	boxes := []*draw.Box{{Kind: "disk", Name: "main", Bytes: 16 << 40, Inside: []*draw.Box{tiny, {Kind: draw.KindPartition, Name: "root", Bytes: 16<<40 - 1<<20}}}}
	svg := draw.SVG("x", boxes)
	m := regexp.MustCompile(`<rect x="24" y="[0-9.]+" width="([0-9.]+)" [^>]*class="boot"><title>bios-boot 1M</title>`).FindStringSubmatch(svg)
	require.NotNil(t, m, "%s", svg)
	width, err := strconv.ParseFloat(m[1], 64)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, width, 5.0)
	assert.Contains(t, svg, ">bios-boot</text>")
	assert.Contains(t, draw.Text(boxes, 80), "│ bios-boot │")
}

func TestHuman(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int64]string{0: "0B", 1 << 20: "1M", 3 << 29: "1.5G", 512 << 30: "512G", 1000204886016: "932G", 1 << 41: "2T", 1<<41 - 1<<30: "2.0T"} {
		assert.Equal(t, want, draw.Human(bytes), fmt.Sprint(bytes))
	}
}
