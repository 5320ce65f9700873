package nixosproof

import "testing"

type diskRow struct{}

func (p *proof) disks(t *testing.T) {}

func (tb *table) diskTable(b any) {}
