package nix_test

import (
	"fmt"
	"testing"

	"github.com/hbohlen/panther/internal/nix"
)

// typical is a set of about 60 attributes, as a host has them.
func typical() nix.Expr {
	services := make([]nix.Attr, 15)
	for i := range services {
		services[i] = nix.Attr{Name: fmt.Sprintf("service%d", i), Value: nix.Attrs(
			nix.Attr{Name: "enable", Value: nix.Bool(true)},
			nix.Attr{Name: "port", Value: nix.Call(nix.Ref("lib", "mkOverride"), nix.Int(900), nix.Int(int64(8000+i)))},
			nix.Attr{Name: "hosts", Value: nix.List(nix.String("a.example.org"), nix.String("b.example.org"))},
			nix.Attr{Name: "settings", Value: nix.Attrs(nix.Attr{Name: "log.level", Value: nix.String("info")})},
		)}
	}
	return nix.Attrs(nix.Attr{Name: "panther", Value: nix.Attrs(nix.Attr{Name: "services", Value: nix.Attrs(services...)})})
}

func BenchmarkPrintAttrs(b *testing.B) {
	e := typical()
	b.SetBytes(int64(len(nix.PrintAttrs(e, 1))))
	b.ReportAllocs()
	var buf []byte
	for b.Loop() {
		buf = nix.AppendAttrs(buf[:0], e, 1)
	}
}

func BenchmarkMakeAndPrint(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		nix.PrintAttrs(typical(), 1)
	}
}
