package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"dombot/dialogs/registration"
	"dombot/dialogs/script"
	"dombot/internal/meeting"
)

// face is one way of showing dialogs.
type face struct {
	name string
	open func(tb testing.TB, w ways) (stage script.Stage, transcript func(who string) string)
}

// ways are how the program of a script is set.
type ways struct {
	signIn string
	voting meeting.Mode
	forum  bool
	// october: the charges of October are loaded, and not published.
	october bool
}

// town returns the database of a script.
func (w ways) town(tb testing.TB) string {
	tb.Helper()
	if w.october {
		return cluster.Further(tb, "october", loadOctober)
	}
	return cluster.New(tb)
}

// chosen are the ways of a stage, which are given once or not at all.
func chosen(all []ways) ways {
	if len(all) == 0 {
		return ways{}
	}
	return all[0]
}

func faces() []face {
	return []face{
		{"console", func(tb testing.TB, w ways) (script.Stage, func(string) string) {
			tb.Helper()
			s := newConsoleStage(tb, w)
			return s, func(who string) string { return s.talk(who).Transcript() }
		}},
		{"telegram", func(tb testing.TB, w ways) (script.Stage, func(string) string) {
			tb.Helper()
			s := newTelegramStage(tb, w)
			return s, func(who string) string { return s.person(who).Transcript() }
		}},
	}
}

// TestScenarios plays every script on the text-only face, and on the whole
// program under the simulated Telegram.
func TestScenarios(t *testing.T) {
	t.Parallel()
	for _, path := range scripts(t) {
		archive, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range faces() {
			t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar")+"/"+f.name, func(t *testing.T) {
				t.Parallel()
				stage, transcript := f.open(t, waysOf(archive))
				text := strings.ReplaceAll(string(archive), "$dir", unpacked(t, archive))

				if err := script.Play(t.Context(), []byte(text), stage); err != nil {
					t.Errorf("%v\nwhat anna saw:\n%s", err, transcript("anna"))
				}

				checkMirror(t, string(archive), transcript("anna"))
			})
		}
	}
}

// waysOf is how people of a script sign in and vote: «# SIGNIN=esia», «# VOTING=official» and «# FORUM=on» say so.
// «# OCTOBER=loaded» has the charges of October loaded beforehand, where a script is not about loading.
func waysOf(archive []byte) ways {
	set := func(name, otherwise string) string {
		if m := regexp.MustCompile(`(?m)^# ` + name + `=(\w+)$`).FindSubmatch(archive); m != nil {
			return string(m[1])
		}
		return otherwise
	}
	return ways{
		signIn: set("SIGNIN", registration.None), voting: meeting.Mode(set("VOTING", string(meeting.Advisory))),
		forum: set("FORUM", "off") == "on", october: set("OCTOBER", "") == "loaded",
	}
}

// unpacked returns a folder with the files of an archive.
func unpacked(t *testing.T, archive []byte) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse(archive).Files {
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(f.Name)), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func scripts(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	return paths
}

// checkMirror compares a transcript with the documented flow that its script names.
func checkMirror(t *testing.T, path, transcript string) {
	t.Helper()
	section := mirrored(path)
	for _, spec := range readSpec(t) {
		if spec.section != section {
			continue
		}
		for _, label := range missingInOrder(spec, transcript) {
			t.Errorf("the transcript does not show step %s in its order", label)
		}
		return
	}
	if section != "" {
		t.Errorf("flows.md has no ‹%s›", section)
	}
}
