package chart_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain has properties draw fewer pictures than rapid would, unless told
// otherwise: with the race detector each takes a fifth of a second.
func TestMain(m *testing.M) {
	flag.Parse()
	told := false
	flag.Visit(func(f *flag.Flag) { told = told || f.Name == "rapid.checks" })
	if !told {
		if err := flag.Set("rapid.checks", "20"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
