package install_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/install"
)

const output = "downloading\n### Gathering machine facts ###\nlinux\n### Installing NixOS ###\r\n### no step\n#### neither ###\n###  ###\n### ###\n### Done! ###\nPassword: "

func TestStepsBecomeHeadings(t *testing.T) {
	want := "downloading\n[Gathering machine facts]\nlinux\n[Installing NixOS]\n### no step\n#### neither ###\n###  ###\n### ###\n[Done!]\nPassword: "
	for size := 1; size <= len(output); size++ {
		var out strings.Builder
		p := install.NewProgress(&out, func(step string, _ time.Duration) string { return "[" + step + "]" })
		for rest := output; rest != ""; {
			n := min(size, len(rest))
			written, err := p.Write([]byte(rest[:n]))
			require.NoError(t, err)
			require.Equal(t, n, written)
			rest = rest[n:]
		}
		assert.Equal(t, want, out.String(), "in pieces of %d", size)
		assert.Equal(t, "Done!", p.Step())
	}
}

func TestWithoutHeadingsNothingIsChanged(t *testing.T) {
	text := strings.ReplaceAll(output, "\r", "")
	var out strings.Builder
	p := install.NewProgress(&out, nil)
	for _, c := range []byte(text) {
		_, err := p.Write([]byte{c})
		require.NoError(t, err)
	}
	assert.Equal(t, text, out.String())
}

// TestQuestionsAreNotHeldBack holds that what waits for an answer is shown, and that what may be the beginning of a step
// is not lost where it ends there.
func TestQuestionsAreNotHeldBack(t *testing.T) {
	var out strings.Builder
	p := install.NewProgress(&out, nil)
	_, err := p.Write([]byte("admin's password: "))
	require.NoError(t, err)
	assert.Equal(t, "admin's password: ", out.String())
	_, err = p.Write([]byte("\n### Up"))
	require.NoError(t, err)
	require.NoError(t, p.Close())
	assert.Equal(t, "admin's password: \n### Up", out.String())
	assert.Empty(t, p.Step())
}
