package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"dombot/dialogs/script"
)

// annasKey is where the session of the first person of a stage lies.
const annasKey = "dialog:{1:1001:0:1001}"

// TestKeepSessions writes the sessions of this version of the program into the
// directory that DOMBOT_KEEP_SESSIONS names: later versions have to read them.
func TestKeepSessions(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("DOMBOT_KEEP_SESSIONS")
	if dir == "" {
		t.Skip("DOMBOT_KEEP_SESSIONS names no directory")
	}
	points, err := txtar.ParseFile("testdata/sessions/points.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range points.Files {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			s := newConsoleStage(t)
			if err := script.Play(t.Context(), p.Data, s); err != nil {
				t.Fatal(err)
			}
			kept := txtar.Format(&txtar.Archive{Comment: p.Data, Files: []txtar.File{
				{Name: "session", Data: []byte(s.store.server.HGet(annasKey, "data") + "\n")},
				{Name: "revision", Data: []byte(s.store.server.HGet(annasKey, "rev") + "\n")},
				{Name: "screen", Data: []byte(s.Seen("anna"))},
			}})
			//nolint:gosec // a folder that whoever runs the test has named
			if err := os.WriteFile(filepath.Join(dir, p.Name+".txtar"), kept, 0o600); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestSessionsOfEarlierVersionsGoOnOrBeginAgain gives every answer to every
// session that an earlier version of the program left: nobody is stuck, what was
// confirmed is what stood on the screen of that version, and a dialog that has
// changed since says so.
func TestSessionsOfEarlierVersionsGoOnOrBeginAgain(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/sessions/*/*.txtar")
	if err != nil || len(paths) < 40 {
		t.Fatalf("%d sessions are kept: %v", len(paths), err)
	}
	for _, path := range paths {
		version, file := filepath.Split(path)
		t.Run(filepath.Base(version)+"/"+strings.TrimSuffix(file, ".txtar"), func(t *testing.T) {
			t.Parallel()
			k := readKept(t, path)
			w := &keptStage{t: t, consoleStage: newConsoleStage(t), kept: k}
			if err := script.Play(t.Context(), []byte(k.script), w); err != nil {
				t.Fatal(err)
			}
			w.stored = w.results()
			for _, text := range []string{"5", "привет", "/cancel", "показания", "/start"} {
				w.answer(text, -1, func() error { return w.Say(t.Context(), "anna", text) })
			}
			w.answer("voice", -1, func() error { return w.Send(t.Context(), "anna", "voice") })
			for i, act := range k.session.Acts {
				w.answer(act.Do+" "+act.Arg, i, func() error {
					return w.talk("anna").PressOld(t.Context(), k.button(i))
				})
			}
		})
	}
}

// keptSession is the session of an earlier version, and how it came about.
type keptSession struct {
	script, data, revision, screen string
	session                        struct {
		Instance string
		Pending  *struct{ Flow string }
		Acts     []struct{ Do, Arg string }
		Frames   []struct {
			Flow string
			V    int
		}
	}
}

func readKept(t *testing.T, path string) keptSession {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	k := keptSession{script: string(archive.Comment)}
	for _, f := range archive.Files {
		text := strings.TrimSpace(string(f.Data))
		switch f.Name {
		case "session":
			k.data = text
		case "revision":
			k.revision = text
		case "screen":
			k.screen = text
		}
	}
	if err := json.Unmarshal([]byte(k.data), &k.session); err != nil || len(k.session.Acts) == 0 {
		t.Fatalf("%s holds no session: %v", path, err)
	}
	return k
}

// button is what button i of the screen carries.
func (k keptSession) button(i int) string {
	rev, _ := strconv.ParseInt(k.revision, 10, 64)
	return fmt.Sprintf("1.%s.%s.%d", k.session.Instance, strconv.FormatInt(rev, 36), i)
}

// keptStage is a stage on which a kept session is answered.
type keptStage struct {
	*consoleStage
	t      *testing.T
	kept   keptSession
	stored map[string]bool // what was carried out before
}

// answer puts the session back, gives an answer and checks what came of it; i is
// the button pressed, below zero none.
func (w *keptStage) answer(what string, i int, give func() error) {
	t := w.t
	t.Helper()
	w.store.server.HSet(annasKey, "data", w.kept.data, "rev", w.kept.revision)
	if err := give(); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	seen := w.Seen("anna")
	if i >= 0 && !strings.HasPrefix(what, "~") && w.kept.session.Pending == nil {
		if said := strings.Contains(seen, "ДомБот обновился"); said != w.changed() {
			t.Errorf("%s: that the dialog begins again is said: %v, want %v\n%s", what, said, w.changed(), seen)
		}
	}
	shown := spaceless(w.kept.screen)
	for result := range w.results() {
		for part := range strings.SplitSeq(result, "/") {
			if !w.stored[result] && !strings.Contains(shown, part) {
				t.Errorf("%s: %s is carried out, and was not on the screen:\n%s", what, result, w.kept.screen)
			}
		}
	}
	w.leave(what)
}

// changed reports whether a running dialog is of another version than ours.
func (w *keptStage) changed() bool {
	for _, f := range w.kept.session.Frames {
		if flow, ok := w.engine.Flows.Flow(f.Flow); !ok || flow.Version != f.V {
			return true
		}
	}
	return false
}

// leave reaches the menu, or the consent that stands before it, in two answers.
func (w *keptStage) leave(what string) {
	t := w.t
	t.Helper()
	err := w.Say(t.Context(), "anna", "/start")
	if err == nil && strings.Contains(w.Seen("anna"), "[Не нужно]") {
		err = w.Press(t.Context(), "anna", "Не нужно")
	}
	seen := w.Seen("anna")
	if err != nil || !strings.Contains(seen, "[Настройки]") && !strings.Contains(seen, "[Даю согласие]") {
		t.Errorf("%s: no way to the menu, %v:\n%s", what, err, seen)
	}
}

// results lists what was carried out: accounts connected and readings given.
func (w *keptStage) results() map[string]bool {
	t := w.t
	t.Helper()
	db, err := sql.Open("postgres", w.dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(t.Context(), `
		SELECT a.number FROM links l JOIN accounts a ON a.id = l.account_id
		UNION ALL
		SELECT array_to_string(ARRAY(SELECT replace(trim_scale(f)::text, '.', ',') FROM unnest(r.figures) f), '/')
		FROM readings r WHERE r.submission_id IS NOT NULL`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	all := map[string]bool{}
	for rows.Next() {
		var result string
		if err := rows.Scan(&result); err != nil {
			t.Fatal(err)
		}
		all[result] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// spaceless is text without the spaces that stand within numbers.
func spaceless(text string) string { return strings.Join(strings.Fields(text), "") }
