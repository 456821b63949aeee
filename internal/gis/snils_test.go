package gis_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"dombot/internal/gis"
	"dombot/internal/housing"
)

// TestSNILSLeavesTheFileAsAHash reads it as people and Excel write it; a wrong one is a fault that does not
// repeat it, and without a key none is read.
func TestSNILSLeavesTheFileAsAHash(t *testing.T) {
	t.Parallel()
	key, err := housing.NewSNILSKey(strings.Repeat("k", housing.LeastSNILSKey))
	if err != nil {
		t.Fatal(err)
	}
	header := append(mainHeader(), "СНИЛС")
	row := func(snils any) [][]any {
		return [][]any{header, {1, "1203045", "Морозова", "Полина", 54.3, 2, snils}}
	}
	for name, tt := range map[string]struct {
		cell   any
		key    housing.SNILSKey
		number string // whose hash is kept
		fault  bool
	}{
		"as it is written":     {"112-233-445 95", key, "11223344595", false},
		"as a number":          {11223344595.0, key, "11223344595", false},
		"without its zeros":    {"8765430300", key, "08765430300", false},
		"empty":                {nil, key, "", false},
		"with a slip":          {"112-233-445 96", key, "", true},
		"something else":       {"112-233 есть", key, "", true},
		"a slip without a key": {"112-233-445 96", housing.SNILSKey{}, "", false},
		"without a key":        {"112-233-445 95", housing.SNILSKey{}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &memory{}

			report, err := (&gis.Importer{Register: store, SNILS: tt.key}).Accounts(t.Context(), source(workbook(t, nil,
				accounts(row(tt.cell), [][]any{placeHeader(), {1, street, "", "45"}})...)), gis.Options{})

			if err != nil || (len(report.Faults) == 1) != tt.fault {
				t.Fatalf("faults %v, error %v; want a fault: %v", report.Faults, err, tt.fault)
			}
			if said := fmt.Sprint(report.Faults); strings.Contains(said, "112-233-445 96") || strings.Contains(said, "есть") {
				t.Errorf("the fault repeats the number: %s", said)
			}
			want, _ := housing.ParseSNILS(tt.number)
			for _, a := range store.accounts {
				if !bytes.Equal(a.SNILS, tt.key.Hash(want)) {
					t.Errorf("hash %x is not that of %q", a.SNILS, tt.number)
				}
			}
		})
	}
}
