package facts_test

import (
	"os"
	"testing"

	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/source"
)

func BenchmarkRead(b *testing.B) {
	content, err := os.ReadFile(reports["zephyrus"])
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		facts.Read(source.New("f", content))
	}
}
