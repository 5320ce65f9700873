package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/hbohlen/panther/internal/diag"
)

// waiting shows on a terminal that something long goes on: one line, which is rewritten each second.
type waiting struct {
	app   *app
	what  string
	began time.Time
	lines chan string
	stop  chan struct{}
	done  chan struct{}
}

// showProgress begins to show it. Where nobody looks at a terminal, there is nothing to show.
func (a *app) showProgress(host string, build bool) *waiting {
	w := &waiting{app: a, what: "evaluating " + host, began: time.Now(), lines: make(chan string), stop: make(chan struct{}), done: make(chan struct{})}
	if build {
		w.what = "building " + host
	}
	if a.ErrTerminal && !a.settings.Quiet {
		go w.run()
		return w
	}
	close(w.stop)
	close(w.done)
	return w
}

// line takes what Nix says it is doing. What it says afterwards is lost.
func (w *waiting) line(text string) {
	select {
	case w.lines <- text:
	case <-w.stop:
	}
}

// end takes the line away.
func (w *waiting) end() {
	select {
	case <-w.stop:
	default:
		close(w.stop)
	}
	<-w.done
}

func (w *waiting) run() {
	defer close(w.done)
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	doing := ""
	for {
		select {
		case <-w.stop:
			fmt.Fprint(w.app.Err, "\r\x1b[K")
			return
		case text := <-w.lines:
			if isStep(text) {
				doing = ": " + diag.Shortened(text, 80)
			}
		case <-ticker.C:
			fmt.Fprintf(w.app.Err, "\r\x1b[K%s, %s%s", w.what, time.Since(w.began).Round(time.Second), doing)
		}
	}
}

// isStep tells whether Nix says what it is at.
func isStep(text string) bool {
	for _, word := range []string{"building ", "copying ", "fetching ", "unpacking "} {
		if strings.HasPrefix(text, word) {
			return true
		}
	}
	return false
}
