package main

import (
	"errors"
	"testing"

	"dombot/internal/housing"
)

func TestADueDayHasAMonthADayAndABasis(t *testing.T) {
	t.Parallel()
	const basis = "протокол № 1"
	for name, tt := range map[string]struct {
		due  orgDue
		says string
	}{
		"whole":                  {orgDue{From: "2026-02", Day: 31, Basis: basis}, ""},
		"the law's again":        {orgDue{From: "2025-01"}, ""},
		"no month":               {orgDue{From: "2025", Day: 20, Basis: basis}, "cli.due_from_wrong"},
		"a month of the new law": {orgDue{From: "2026-03", Day: 20, Basis: basis}, "cli.due_by_law"},
		"no such day":            {orgDue{From: "2025-01", Day: 32, Basis: basis}, "cli.due_wrong"},
		"a day below zero":       {orgDue{From: "2025-01", Day: -1, Basis: basis}, "cli.due_wrong"},
		"no basis":               {orgDue{From: "2025-01", Day: 20, Basis: " "}, "cli.due_basis"},
	} {
		said := ""
		_, err := tt.due.check()
		if refusal, ok := errors.AsType[*housing.Error](err); ok {
			said = refusal.Text
		}
		if said != tt.says {
			t.Errorf("%s: it says %q, want %q", name, said, tt.says)
		}
	}
}
