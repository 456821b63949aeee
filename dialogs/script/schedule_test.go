package script

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// anyStep draws a line of a schedule.
func anyStep() *rapid.Generator[Step] {
	return rapid.Custom(func(r *rapid.T) Step {
		if rapid.Bool().Draw(r, "around") {
			return Step{Event: rapid.SampledFrom(append(events(), "clock +1h", "clock +3d")).Draw(r, "event")}
		}
		s := Step{Who: rapid.SampledFrom([]string{"anna", "boris", "вера"}).Draw(r, "who")}
		deed := rapid.Custom(func(r *rapid.T) Deed {
			return Deed{
				Verb: rapid.SampledFrom([]string{"says", "presses"}).Draw(r, "verb"),
				Text: rapid.StringMatching(`[а-яА-Я0-9«»,./ -]{1,20}`).Draw(r, "text"),
			}
		})
		switch s.Manner = rapid.SampledFrom([]Manner{Plainly, Twice, Swapped, AtOnce}).Draw(r, "manner"); s.Manner {
		case Swapped, AtOnce:
			s.Deeds = []Deed{deed.Draw(r, "first"), deed.Draw(r, "second")}
		default:
			s.Deeds = []Deed{deed.Draw(r, "deed")}
		}
		switch {
		case s.Manner == AtOnce:
			s.Turns = rapid.StringMatching(`[12]{0,10}`).Draw(r, "turns")
		case s.Manner == Plainly && rapid.IntRange(0, 3).Draw(r, "wordless") == 0:
			s.Deeds = []Deed{{Verb: rapid.SampledFrom([]string{"resends", "is connected", "is answered late"}).Draw(r, "verb")}}
		}
		return s
	})
}

func TestAScheduleIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		var want Schedule = rapid.SliceOfN(anyStep(), 1, 20).Draw(r, "schedule")
		got, err := ParseSchedule("# a comment\n\n" + want.String())
		if err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			r.Fatalf("read back (-want +got):\n%s\n%s", diff, want)
		}
	})
}

func TestWhatIsNoLineOfAScheduleIsNotRead(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"anna", "anna dances", "anna says", "anna says ''", "anna presses Да twice", "crash", "on replica 3",
		"anna says '1' swapped", "anna says '1' and says '2'", "anna says '1' and says '2' twice",
		"anna says '1' and says '2' swapped 12", "anna says '1' and says '2' at once 13", "! anna says '1'",
		"anna sees 'Да'", "telegram is silent",
	} {
		if s, ok := ParseStep(line); ok {
			t.Errorf("%q is read as %+v", line, s)
		}
	}
	_, err := ParseSchedule("restart\nanna dances\n")
	if err == nil || !strings.Contains(err.Error(), `line 2: "anna dances"`) {
		t.Errorf("error = %v, want one that names the line", err)
	}
}

// rough is a paper on which things go wrong as well.
type rough struct{ *paper }

func (r rough) Deliver(_ context.Context, s Step) error      { return r.note("deliver: %s", s) }
func (r rough) Strike(_ context.Context, event string) error { return r.note("strike: %s", event) }

func TestAPerilousStageIsToldWhatGoesWrong(t *testing.T) {
	t.Parallel()
	stage := rough{&paper{seen: "Да"}}
	err := Play(t.Context(), []byte(`anna is connected
anna presses 'Да'
anna presses 'Да' twice
anna resends
anna says '5' and presses 'Назад' swapped
anna presses 'Да' and presses 'Нет' at once 1221
anna says 'Да' twice
crash after postgres
on replica 2
expire
restart
forget
anna sees 'Да'
`), stage)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"deliver: anna is connected", "anna presses Да", "deliver: anna presses 'Да' twice", "deliver: anna resends",
		"deliver: anna says '5' and presses 'Назад' swapped",
		"deliver: anna presses 'Да' and presses 'Нет' at once 1221", "deliver: anna says 'Да' twice",
		"strike: crash after postgres", "strike: on replica 2", "strike: expire", "restart", "forget",
	}
	if diff := cmp.Diff(want, stage.deeds); diff != "" {
		t.Errorf("deeds (-want +got):\n%s", diff)
	}

	stage.fail = errors.New("it broke")
	for _, line := range []string{"anna resends", "crash after redis"} {
		if err := Play(t.Context(), []byte(line), stage); !errors.Is(err, stage.fail) {
			t.Errorf("%s: error = %v", line, err)
		}
	}
}

func TestAUsualStageKnowsNoPerils(t *testing.T) {
	t.Parallel()
	for _, line := range append(Perils(), "anna resends", "anna presses 'Да' twice", "expire", "on replica 2") {
		err := Play(t.Context(), []byte(line), &paper{})
		if err == nil || !strings.Contains(err.Error(), "nothing of the kind happens on this stage") {
			t.Errorf("%s: error = %v", line, err)
		}
	}
}
