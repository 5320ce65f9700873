// Command build makes the indexes of options that are embedded in panther. docs/options.md describes it.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hbohlen/panther/internal/options"
)

func main() {
	folder := flag.String("options", os.Getenv("PANTHER_OPTIONS"), "folder with the options.json files, gzipped or not")
	to := flag.String("to", "internal/options", "folder of the package, where the indexes are written; what is kept by hand is in its lists/")
	flag.Parse()
	if *folder == "" {
		fmt.Fprintln(os.Stderr, "say where the options.json files are: -options FOLDER")
		os.Exit(2)
	}
	for _, index := range options.Indexes() {
		if err := build(*folder, *to, index); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func build(folder, to string, index options.Recipe) error {
	text, n, err := index.Make(func(name string) ([]byte, error) {
		if strings.HasSuffix(name, ".txt") {
			return os.ReadFile(filepath.Join(to, "lists", name))
		}
		return os.ReadFile(filepath.Join(folder, name))
	})
	if err != nil {
		return fmt.Errorf("%s: %w", index.File, err)
	}
	fmt.Printf("%s: %d options, %d bytes\n", index.File, n, len(text))
	return os.WriteFile(filepath.Join(to, index.File), text, 0o644)
}
