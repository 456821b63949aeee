package main

import (
	"bytes"
	"strings"
	"testing"

	"dombot/internal/gis/sample"
)

func TestTheDemoTellsHowAnOperatorReachesItsOwnDatabaseOnly(t *testing.T) {
	t.Parallel()
	catalogue, err := theTexts()
	if err != nil {
		t.Fatal(err)
	}
	const database = "postgres:///dombot?host=%2Fvar%2Flib&port=5432"
	for name, tt := range map[string]struct{ own, want bool }{
		"its own":            {true, true},
		"of the environment": {false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer

			if err := greet(World{Out: &out}, catalogue, "http://127.0.0.1:8080/", tt.own, database); err != nil {
				t.Fatal(err)
			}

			said := out.String()
			if !strings.Contains(said, "http://127.0.0.1:8080/") || !strings.Contains(said, sample.KnownSerial) {
				t.Errorf("it says %q, want the page and what to type", said)
			}
			command := "export DATABASE_URL='" + database + "'"
			if got := strings.Contains(said, command); got != tt.want {
				t.Errorf("it says %q; names the database: %v, want %v", said, got, tt.want)
			}
		})
	}
}
