package docs_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/needs"
)

// browser is a Chromium without a window. It is spoken to over two pipes, each message with a zero byte behind it; the
// libraries for this take longer to compile than everything else here.
type browser struct {
	t        *testing.T
	to       *os.File
	messages chan message
	session  string
	last     int
	events   []message // that nobody asked for, in order
}

type message struct {
	ID     int             `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
	Session string `json:"sessionId,omitempty"`
}

// startBrowser starts Chromium and opens an empty page.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	program := needs.Program(t, "chromium", "chromium", "chromium-browser", "google-chrome")
	theirIn, to, err := os.Pipe()
	require.NoError(t, err)
	from, theirOut, err := os.Pipe()
	require.NoError(t, err)
	cmd := exec.Command(program, "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
		"--user-data-dir="+t.TempDir(), "about:blank")
	cmd.ExtraFiles = []*os.File{theirIn, theirOut} // as 3 and 4
	require.NoError(t, cmd.Start())
	theirIn.Close()
	theirOut.Close()
	b := &browser{t: t, to: to, messages: make(chan message, 1000)}
	go b.listen(bufio.NewReader(from))
	t.Cleanup(func() {
		_ = b.write(message{ID: -1, Method: "Browser.close"})
		end := time.AfterFunc(5*time.Second, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		end.Stop()
		to.Close()
	})
	var targets struct {
		TargetInfos []struct{ TargetID, Type string }
	}
	b.ask("Target.getTargets", nil, &targets)
	at := slices.IndexFunc(targets.TargetInfos, func(i struct{ TargetID, Type string }) bool { return i.Type == "page" })
	require.GreaterOrEqual(t, at, 0)
	var attached struct{ SessionID string }
	b.ask("Target.attachToTarget", map[string]any{"targetId": targets.TargetInfos[at].TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.ask(domain+".enable", nil, nil)
	}
	return b
}

func (b *browser) listen(from *bufio.Reader) {
	defer close(b.messages)
	for {
		raw, err := from.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(raw[:len(raw)-1], &m) == nil {
			b.messages <- m
		}
	}
}

func (b *browser) write(m message) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = b.to.Write(append(raw, 0))
	return err
}

// ask calls a method and waits for its answer.
func (b *browser) ask(method string, params any, into any) {
	b.t.Helper()
	require.NoError(b.t, b.try(method, params, into))
}

// try calls a method, which may fail: a page that is left answers no more.
func (b *browser) try(method string, params any, into any) error {
	b.t.Helper()
	raw, err := json.Marshal(params)
	require.NoError(b.t, err)
	b.last++
	m := message{ID: b.last, Method: method, Session: b.session}
	if params != nil {
		m.Params = raw
	}
	require.NoError(b.t, b.write(m))
	timeout := time.After(30 * time.Second)
	for {
		select {
		case got, ok := <-b.messages:
			require.True(b.t, ok, "Chromium ended")
			if got.ID != b.last {
				b.events = append(b.events, got)
				continue
			}
			if got.Error != nil {
				return fmt.Errorf("%s: %s", method, got.Error.Message)
			}
			if into != nil {
				require.NoError(b.t, json.Unmarshal(got.Result, into))
			}
			return nil
		case <-timeout:
			b.t.Fatalf("%s: no answer", method)
		}
	}
}

// eval returns what an expression of JavaScript is on the page.
func eval[T any](b *browser, expression string) (out T) {
	b.t.Helper()
	out, err := tryEval[T](b, expression)
	require.NoError(b.t, err)
	return out
}

func tryEval[T any](b *browser, expression string) (out T, err error) {
	b.t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Exception struct{ Description string }
		}
	}
	err = b.try("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &answer)
	switch {
	case err != nil:
	case answer.ExceptionDetails != nil:
		err = fmt.Errorf("%s: %s", expression, answer.ExceptionDetails.Exception.Description)
	case len(answer.Result.Value) > 0:
		err = json.Unmarshal(answer.Result.Value, &out)
	}
	return out, err
}

// open goes to an address and waits until the page is there.
func (b *browser) open(address string) {
	b.t.Helper()
	b.ask("Page.navigate", map[string]any{"url": "about:blank"}, nil) // so that a place on the same page counts as a way there
	b.ask("Page.navigate", map[string]any{"url": address}, nil)
	b.wait(fmt.Sprintf("location.href === %q && document.readyState === 'complete'", address))
}

// wait waits until an expression is true. While a page is left, there is nobody to ask.
func (b *browser) wait(expression string) {
	b.t.Helper()
	var err error
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var is bool
		if is, err = tryEval[bool](b, "Boolean("+expression+")"); is {
			return
		}
	}
	b.t.Fatalf("this did not come to be: %s, at %s: %v", expression, eval[string](b, "location.href"), err)
}

// click clicks with the mouse on what an expression finds, as a person would: it has to be seen there.
func (b *browser) click(element string) {
	b.t.Helper()
	at := eval[struct {
		X, Y float64
		Hit  bool
	}](b, `(() => {
		const e = `+element+`;
		e.scrollIntoView({ block: "center", behavior: "instant" });
		const box = e.getClientRects()[0], x = box.x + box.width / 2, y = box.y + box.height / 2;
		const hit = document.elementFromPoint(x, y);
		return { x, y, hit: e.contains(hit) };
	})()`)
	require.True(b.t, at.Hit, "something lies over %s", element)
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		b.ask("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": 1}, nil)
	}
}

// press presses a key; one letter is typed.
func (b *browser) press(keys ...string) {
	b.t.Helper()
	codes := map[string]int{"Enter": 13, "Tab": 9, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38}
	for _, key := range keys {
		down := map[string]any{"type": "keyDown", "key": key, "windowsVirtualKeyCode": codes[key]}
		switch {
		case key == "Enter":
			down["text"] = "\r"
		case len(key) == 1:
			down["text"] = key
		}
		b.ask("Input.dispatchKeyEvent", down, nil)
		b.ask("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": key, "windowsVirtualKeyCode": codes[key]}, nil)
	}
}

// look sets how wide the page is and whether it is dark.
func (b *browser) look(width int, scheme string) {
	b.t.Helper()
	b.ask("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600}, nil)
	b.ask("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}
