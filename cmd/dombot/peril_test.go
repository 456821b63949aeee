package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dombot/dialogs/script"
)

var (
	perilWorlds = flag.Int("perils.worlds", 1, "worlds in which schedules are drawn side by side, -rapid.checks in each")
	perilFile   = flag.String("perils.file", "", "a schedule to play instead of those in testdata/perils")
)

// trial is a schedule that is drawn while it is played.
type trial struct {
	stage *perilStage
	steps script.Schedule
}

// try draws and plays a schedule; the error tells what it came to otherwise.
func try(ctx context.Context, r *rapid.T, w *perilWorld, broken fracture) (trial, error) {
	stage, err := newPerilStage(ctx, w, broken)
	if err != nil {
		return trial{}, err
	}
	t := trial{stage: stage}
	if rapid.IntRange(0, 2).Draw(r, "connected") > 0 {
		err = t.play(ctx, script.Step{Who: "anna", Deeds: []script.Deed{{Verb: "is connected"}}})
	}
	for n := rapid.IntRange(0, 9).Draw(r, "calm"); n > 0 && err == nil; n-- {
		err = t.play(ctx, drawOnward(r, stage, "anna"))
	}
	for n := rapid.IntRange(4, 24).Draw(r, "steps"); n > 0 && err == nil; n-- {
		err = t.play(ctx, drawStep(r, stage, "anna"))
	}
	if err == nil {
		err = stage.judge(ctx)
	}
	t.count()
	return t, err
}

func (t *trial) play(ctx context.Context, step script.Step) error {
	t.steps = append(t.steps, step)
	return t.stage.do(ctx, step)
}

// count notes what the schedule reached.
func (t *trial) count() {
	met := &t.stage.world.met
	met.add("schedules")
	for _, done := range t.stage.facts.done {
		met.add("carried out: " + done.kind)
	}
	for range t.stage.facts.read["save"] {
		met.add("read as saved")
	}
	for range t.stage.facts.denied {
		met.add("read as not saved")
	}
}

// file is the schedule as testdata/perils keeps it.
func (t *trial) file() string {
	return "# Save this as testdata/perils/NAME.txtar, or play it with -perils.file.\n" + t.steps.String()
}

// TestExactlyOnceWhateverHappens plays drawn schedules on two replicas of the
// real dialogs: doubled, crossing and late deeds, crashes between PostgreSQL,
// Redis and Telegram, lost calls, restarts, sessions that run out or are lost.
func TestExactlyOnceWhateverHappens(t *testing.T) {
	t.Parallel()
	worlds := make([]*perilWorld, *perilWorlds)
	for i := range worlds {
		worlds[i] = newPerilWorld(t)
	}
	t.Cleanup(func() { report(t, worlds) })
	for i, w := range worlds {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(r *rapid.T) {
				played, err := try(t.Context(), r, w, unbroken)
				if err != nil {
					r.Fatalf("%v\n\n%s", err, played.file())
				}
			})
		})
	}
}

// report prints what schedules met. A long run must have met everything.
func report(t *testing.T, worlds []*perilWorld) {
	t.Helper()
	all := map[string]int{}
	for _, w := range worlds {
		w.met.into(all)
	}
	t.Logf("met:\n%s", tallied(all))
	if all["schedules"] < 1000 {
		return
	}
	for _, what := range []string{script.Restart, script.Forget, script.Expire} {
		if all["fault: "+what] == 0 {
			t.Errorf("no schedule met %q", what)
		}
	}
	for _, what := range script.Perils() {
		if all["fault: "+what] == 0 {
			t.Errorf("no schedule met %q", what)
		}
	}
}

// TestPerils plays the schedules that once came out wrong.
func TestPerils(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/perils/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no schedules: %v", err)
	}
	if *perilFile != "" {
		paths = []string{*perilFile}
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			stage := perilous(t)
			err = script.Play(t.Context(), archive, stage)
			if err == nil {
				err = stage.judge(t.Context())
			}
			if err != nil {
				t.Errorf("%v\nwhat anna saw:\n%s", err, stage.person("anna").chat.log.String())
			}
		})
	}
}

// TestABrokenOrderIsFound breaks the order of effects on purpose: schedules
// that did not notice would prove nothing.
func TestABrokenOrderIsFound(t *testing.T) {
	t.Parallel()
	const draws = 300
	for _, broken := range []fracture{withoutKey, redisFirst} {
		t.Run(string(broken), func(t *testing.T) {
			t.Parallel()
			w := newPerilWorld(t)
			schedules := rapid.Custom(func(r *rapid.T) error {
				_, err := try(t.Context(), r, w, broken)
				return err
			})
			for seed := range draws {
				if err := schedules.Example(seed); err != nil {
					t.Logf("found by schedule %d: %v", seed, err)
					return
				}
			}
			t.Errorf("%d schedules do not notice that %s", draws, broken)
		})
	}
}
