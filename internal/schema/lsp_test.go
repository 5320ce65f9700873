package schema_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/needs"
)

// editorProgram returns the YAML language server.
func editorProgram(t *testing.T) string {
	t.Helper()
	return filepath.Join(needs.Packages(t, "testdata/editor", false), "node_modules/yaml-language-server/bin/yaml-language-server")
}

// editor is a client of a language server, as an editor is.
type editor struct {
	t       *testing.T
	dir     string
	in      io.Writer
	version int

	mu       sync.Mutex
	next     int
	waiting  map[int]chan json.RawMessage
	reported chan report
	settings map[string]any
}

// report is what the server finds wrong with a document.
type report struct {
	URI         string    `json:"uri"`
	Diagnostics []mistake `json:"diagnostics"`
}

type mistake struct {
	Message string `json:"message"`
	Range   struct {
		Start position `json:"start"`
		End   position `json:"end"`
	} `json:"range"`
}

type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type message struct {
	ID     *json.RawMessage `json:"id,omitempty"`
	Method string           `json:"method,omitempty"`
	Params json.RawMessage  `json:"params,omitempty"`
	Result json.RawMessage  `json:"result,omitempty"`
}

// startEditor starts the server for a folder, with settings of the section yaml.
func startEditor(t *testing.T, dir string, yaml map[string]any) *editor {
	t.Helper()
	cmd := exec.Command("node", editorProgram(t), "--stdio")
	cmd.Dir = dir
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	e := &editor{t: t, dir: dir, in: in, waiting: map[int]chan json.RawMessage{}, reported: make(chan report, 100), settings: yaml}
	done := make(chan struct{})
	go func() { defer close(done); e.listen(bufio.NewReader(out)) }()
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill()
		<-done
		_ = cmd.Wait()
	})
	e.request("initialize", map[string]any{
		"processId": os.Getpid(), "rootUri": uriOf(dir), "workspaceFolders": []any{map[string]any{"uri": uriOf(dir), "name": "fleet"}},
		"capabilities": map[string]any{
			"workspace": map[string]any{"configuration": true, "workspaceFolders": true},
			"textDocument": map[string]any{
				"completion":         map[string]any{"completionItem": map[string]any{"snippetSupport": true, "documentationFormat": []string{"markdown"}}},
				"hover":              map[string]any{"contentFormat": []string{"markdown"}},
				"publishDiagnostics": map[string]any{},
			},
		},
	})
	e.notify("initialized", map[string]any{})
	e.notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"yaml": yaml}})
	return e
}

func uriOf(name string) string { return "file://" + filepath.ToSlash(name) }

// listen reads what the server says, until it ends.
func (e *editor) listen(from *bufio.Reader) {
	for {
		length := 0
		for {
			line, err := from.ReadString('\n')
			if err != nil {
				return
			}
			line = strings.TrimSpace(line)
			if line == "" {
				break
			}
			if text, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				length, _ = strconv.Atoi(text)
			}
		}
		content := make([]byte, length)
		if _, err := io.ReadFull(from, content); err != nil {
			return
		}
		var m message
		if json.Unmarshal(content, &m) == nil {
			e.hear(m)
		}
	}
}

func (e *editor) hear(m message) {
	switch {
	case m.Method == "textDocument/publishDiagnostics":
		var r report
		if json.Unmarshal(m.Params, &r) == nil {
			e.reported <- r
		}
	case m.Method != "" && m.ID != nil:
		e.send(map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": e.answer(m)})
	case m.Method == "" && m.ID != nil:
		var id int
		if json.Unmarshal(*m.ID, &id) == nil {
			e.mu.Lock()
			answer := e.waiting[id]
			e.mu.Unlock()
			answer <- m.Result
		}
	}
}

// answer answers what the server asks: mostly, how it is set up.
func (e *editor) answer(m message) any {
	if m.Method != "workspace/configuration" {
		return nil
	}
	var asked struct {
		Items []struct {
			Section string `json:"section"`
		} `json:"items"`
	}
	_ = json.Unmarshal(m.Params, &asked)
	out := []any{}
	for _, item := range asked.Items {
		if item.Section == "yaml" {
			out = append(out, e.settings)
			continue
		}
		out = append(out, nil)
	}
	return out
}

func (e *editor) send(m any) {
	content, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	_, _ = fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(content), content)
}

func (e *editor) notify(method string, params any) {
	e.send(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

// patience is for a machine with much to do.
const patience = 60 * time.Second

func (e *editor) request(method string, params any) json.RawMessage {
	e.t.Helper()
	answer := make(chan json.RawMessage, 1)
	e.mu.Lock()
	e.next++
	id := e.next
	e.waiting[id] = answer
	e.mu.Unlock()
	e.send(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params})
	select {
	case result := <-answer:
		return result
	case <-time.After(patience):
		require.NoError(e.t, errors.New("the language server does not answer "+method))
		return nil
	}
}

// open shows a document to the server and returns what is wrong with it.
func (e *editor) open(name, text string) []mistake {
	e.t.Helper()
	e.version++
	uri := uriOf(filepath.Join(e.dir, name))
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "yaml", "version": e.version, "text": text}})
	return e.awaitReport(uri)
}

// close takes a document away again, with what was wrong with it.
func (e *editor) close(name string) {
	e.t.Helper()
	uri := uriOf(filepath.Join(e.dir, name))
	e.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uri}})
	for len(e.awaitReport(uri)) > 0 { // what it still thought of the document
	}
}

func (e *editor) awaitReport(uri string) []mistake {
	e.t.Helper()
	for {
		select {
		case r := <-e.reported:
			if r.URI == uri {
				return r.Diagnostics
			}
		case <-time.After(patience):
			require.NoError(e.t, errors.New("the language server does not say what it thinks of "+uri))
			return nil
		}
	}
}

// suggestion is what the server offers to write.
type suggestion struct {
	Label         string `json:"label"`
	InsertText    string `json:"insertText"`
	Documentation any    `json:"documentation"`
}

// complete returns what the server offers where a document has a |.
func (e *editor) complete(name, text string) map[string]suggestion {
	e.t.Helper()
	text, at := cursor(e.t, text)
	e.open(name, text)
	defer e.close(name)
	result := e.request("textDocument/completion", map[string]any{"textDocument": map[string]any{"uri": uriOf(filepath.Join(e.dir, name))}, "position": at})
	var list struct {
		Items []suggestion `json:"items"`
	}
	require.NoError(e.t, json.Unmarshal(result, &list), string(result))
	out := map[string]suggestion{}
	for _, item := range list.Items {
		out[item.Label] = item
	}
	return out
}

// hover returns what the server says where a document has a |.
func (e *editor) hover(name, text string) string {
	e.t.Helper()
	text, at := cursor(e.t, text)
	e.open(name, text)
	defer e.close(name)
	result := e.request("textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": uriOf(filepath.Join(e.dir, name))}, "position": at})
	var hover struct {
		Contents struct {
			Value string `json:"value"`
		} `json:"contents"`
	}
	require.NoError(e.t, json.Unmarshal(result, &hover), string(result))
	return hover.Contents.Value
}

// cursor takes the | out of a text and tells where it was.
func cursor(t *testing.T, text string) (string, position) {
	t.Helper()
	before, after, found := strings.Cut(text, "|")
	require.True(t, found, text)
	line := strings.Count(before, "\n")
	return before + after, position{line, len(before) - strings.LastIndexByte(before, '\n') - 1}
}
