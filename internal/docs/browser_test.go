package docs_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// written writes the site of the reference fleet into a folder, and returns the address of its first page.
func written(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "a site #1") // as people name folders
	for _, f := range htmlOf(t, referenceSite(t)).Files() {
		name := filepath.Join(dir, f.Path)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, f.Content, 0o644))
	}
	return "file://" + strings.NewReplacer(" ", "%20", "#", "%23").Replace(filepath.ToSlash(dir)) + "/"
}

// TestSiteInABrowser opens the site from the disk in Chromium, as a person does.
func TestSiteInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a browser")
	}
	b := startBrowser(t)
	site := written(t)
	for _, width := range []int{1280, 390} {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(fmt.Sprintf("%d-%s", width, scheme), func(t *testing.T) {
				b.t = t
				b.look(width, scheme)
				fromHostToLine(t, b, site)
				pagesFit(t, b, site, width)
				takePictures(t, b, site, fmt.Sprintf("%d-%s", width, scheme))
			})
		}
	}
	b.t = t
	b.look(1280, "light")
	t.Run("search", func(t *testing.T) { b.t = t; search(t, b, site) })
	t.Run("keyboard", func(t *testing.T) { b.t = t; keyboard(t, b, site) })
	t.Run("without scripts", func(t *testing.T) { b.t = t; withoutScripts(t, b, site) })
	nothingWentWrong(t, b)
}

// fromHostToLine clicks from the first page to a host, from there to a module, and there to the line that set a value.
func fromHostToLine(t *testing.T, b *browser, site string) {
	b.open(site + "index.html")
	b.click(`document.querySelector("main a[href='hosts/zephyrus.html']")`)
	b.wait(`location.href.endsWith("/hosts/zephyrus.html") && document.readyState === "complete"`)
	assert.Equal(t, "zephyrus", eval[string](b, "document.querySelector('h1').textContent"))
	assert.Positive(t, eval[int](b, "document.querySelector('figure img').naturalWidth"), "the picture of the disks is there")

	b.click(`document.querySelector(".modules a[href*='hardware/workstations']")`)
	b.wait(`location.href.endsWith("/modules/hardware/workstations.html#on-zephyrus") && document.readyState === "complete"`)
	assert.Equal(t, "On zephyrus", eval[string](b, "document.querySelector(':target').textContent"))

	b.click(`[...document.querySelectorAll("#on-zephyrus ~ table tr")].find(r => r.cells[0].textContent === "nvidia.prime").querySelector("a")`)
	b.wait(`location.href.includes("/files/profiles/zephyrus.yaml.html#L") && document.readyState === "complete"`)
	assert.Equal(t, "      prime: offload\n", eval[string](b, "document.querySelector(':target .text').textContent"))
	b.wait(`document.querySelector(":target").getBoundingClientRect().top > 0`)
	assert.NotEqual(t, "rgba(0, 0, 0, 0)", eval[string](b, "getComputedStyle(document.querySelector(':target')).backgroundColor"), "the line is highlighted")
	assert.True(t, eval[bool](b, `(() => { const box = document.querySelector(":target").getBoundingClientRect(); return box.top >= document.querySelector("header").offsetHeight && box.bottom <= innerHeight; })()`),
		"the line is seen")
}

// examples are pages of each kind.
var examples = []string{
	"index.html", "hosts/hetzner-cloud.html", "hosts/zephyrus.html", "modules/services/monitoring.html", "modules/core/networking.html",
	"files/hosts/servers/hetzner-cloud.yaml.html", "files/templates/modules/services/tailscale.yaml.html",
}

// pagesFit holds that nobody has to scroll sideways, and that every text can be told from its ground.
func pagesFit(t *testing.T, b *browser, site string, width int) {
	for _, name := range examples {
		b.open(site + name)
		assert.LessOrEqual(t, eval[int](b, "document.documentElement.scrollWidth"), width, "%s is wider than the screen", name)
		assert.Empty(t, eval[[]string](b, besideNothing), "%s: numbers beside which nothing stands", name)
		for _, pale := range eval[[]string](b, contrast) {
			t.Errorf("%s: %s", name, pale)
		}
	}
}

// besideNothing finds the lines of a file whose text begins below the row of their number.
const besideNothing = `[...document.querySelectorAll(".line[id]")].filter((row) => {
	const walker = document.createTreeWalker(row.querySelector(".text"), NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) {
		const at = walker.currentNode.data.search(/\S/);
		if (at < 0) continue;
		const range = document.createRange();
		range.setStart(walker.currentNode, at);
		range.setEnd(walker.currentNode, at + 1);
		return range.getBoundingClientRect().top > row.getBoundingClientRect().top + 12;
	}
	return false;
}).map((row) => row.id)`

// contrast finds texts that stand out from their ground by less than WCAG 2.2 AA asks for.
const contrast = `(() => {
	const channels = (text) => text.match(/[\d.]+/g).map(Number);
	const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
		.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
	const ground = (e) => {
		for (; e; e = e.parentElement) {
			const c = channels(getComputedStyle(e).backgroundColor);
			if (c.length === 3 || c[3] === 1) return c;
		}
		return [255, 255, 255];
	};
	const found = new Set();
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) {
		const e = walker.currentNode.parentElement;
		if (!walker.currentNode.data.trim() || !e.checkVisibility()) continue;
		const [a, b] = [light(channels(getComputedStyle(e).color)), light(ground(e))];
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < 4.5) found.add(e.tagName + "." + e.className + " has a contrast of " + ratio.toFixed(2));
	}
	return [...found];
})()`

// search looks for an option by a part of its name, and goes there.
func search(t *testing.T, b *browser, site string) {
	b.open(site + "hosts/zephyrus.html")
	b.press("/")
	for _, letter := range "tailscale routing" {
		b.press(string(letter))
	}
	b.wait(`document.querySelectorAll("#found [role=option]").length > 0`)
	assert.Equal(t, "services.tailscale.useRoutingFeatures", eval[string](b, "document.querySelector('#found [aria-selected=true] b').textContent"))
	takePicture(t, b, "search", false)
	b.press("Enter")
	b.wait(`location.href.endsWith("/modules/services/tailscale.html#option-useRoutingFeatures") && document.readyState === "complete"`)
	assert.Equal(t, "TR", eval[string](b, "document.querySelector(':target').tagName"))

	b.click(`document.getElementById("search")`)
	for _, letter := range "zephyrus" {
		b.press(string(letter))
	}
	assert.Equal(t, "zephyrus", eval[string](b, "document.querySelector('#found b').textContent"), "a host comes first")
	b.press("ArrowDown", "ArrowUp", "ArrowDown")
	assert.Equal(t, "found-1", eval[string](b, "document.activeElement.getAttribute('aria-activedescendant')"))
	b.press("Escape")
	assert.True(t, eval[bool](b, "document.getElementById('found').hidden"))
	for _, letter := range "no such thing" {
		b.press(string(letter))
	}
	assert.Equal(t, "Nothing of that name", eval[string](b, "document.getElementById('found').textContent"))
}

// keyboard goes to the content and to a page without a mouse.
func keyboard(t *testing.T, b *browser, site string) {
	b.open(site + "index.html")
	b.press("Tab")
	assert.Equal(t, "skip", eval[string](b, "document.activeElement.className"))
	assert.Positive(t, eval[float64](b, "document.activeElement.getBoundingClientRect().right"), "it is seen once it is reached")
	b.press("Enter")
	b.wait(`document.activeElement.id === "content"`)
	b.press("Tab")
	assert.Equal(t, "A", eval[string](b, "document.activeElement.tagName"))
	assert.NotEqual(t, "none", eval[string](b, "getComputedStyle(document.activeElement).outlineStyle"), "one sees where one is")
}

// withoutScripts reads pages and follows links where no script runs.
func withoutScripts(t *testing.T, b *browser, site string) {
	b.ask("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	defer b.ask("Emulation.setScriptExecutionDisabled", map[string]any{"value": false}, nil)
	b.open(site + "index.html")
	assert.True(t, eval[bool](b, "document.querySelector('form').hidden"), "there is no search box that does nothing")
	b.click(`document.querySelector(".side a[href='modules/services/ssh.html']")`)
	b.wait(`location.href.endsWith("/modules/services/ssh.html")`)
}

// takePictures takes pictures of pages for a person to look at.
func takePictures(t *testing.T, b *browser, site, name string) {
	if os.Getenv("PANTHER_PICTURES") == "" {
		return
	}
	for _, address := range append(examples, "files/profiles/zephyrus.yaml.html#L13", "files/hosts/laptops/yoga/facter.json.html") {
		b.open(site + address)
		if address == "hosts/zephyrus.html" {
			eval[bool](b, `document.getElementById("values-home-operator").open = true`)
		}
		takePicture(t, b, strings.NewReplacer("/", "_", "#", "_").Replace(address)+"-"+name, !strings.Contains(address, "#"))
	}
}

// takePicture takes a picture of what is seen, or of the whole page, into the folder that PANTHER_PICTURES names.
func takePicture(t *testing.T, b *browser, name string, whole bool) {
	dir := os.Getenv("PANTHER_PICTURES")
	if dir == "" {
		return
	}
	var picture struct{ Data string }
	b.ask("Page.captureScreenshot", map[string]any{"captureBeyondViewport": whole}, &picture)
	content, err := base64.StdEncoding.DecodeString(picture.Data)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, name+".png"), content, 0o644))
}

// nothingWentWrong holds that no page complained, and that nothing was asked of anybody but the disk.
func nothingWentWrong(t *testing.T, b *browser) {
	requests := 0
	for _, e := range b.events {
		switch e.Method {
		case "Runtime.exceptionThrown", "Log.entryAdded":
			t.Errorf("%s: %s", e.Method, e.Params)
		case "Runtime.consoleAPICalled":
			t.Errorf("the console says: %s", e.Params)
		case "Network.requestWillBeSent":
			var sent struct{ Request struct{ URL string } }
			require.NoError(t, json.Unmarshal(e.Params, &sent))
			requests++
			ok := strings.HasPrefix(sent.Request.URL, "file:///") || strings.HasPrefix(sent.Request.URL, "data:")
			assert.True(t, ok, "a page asked for %s", sent.Request.URL)
		}
	}
	assert.Greater(t, requests, 50)
}
