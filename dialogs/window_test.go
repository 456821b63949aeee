package dialogs

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// where is the place that a reply goes to.
type where struct {
	Edit  int64
	Strip []int64
}

func (v *visitor) went() where { return where{v.last.Edit, v.last.Strip} }

func TestAPressEditsItsMessageAndATextBringsANewOne(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма")
	if diff := cmp.Diff(where{}, v.went()); diff != "" {
		t.Errorf("first window (-want +got):\n%s", diff)
	}
	first := v.window

	v.say("Анна")
	if diff := cmp.Diff(where{Strip: []int64{first}}, v.went()); diff != "" {
		t.Errorf("after a text (-want +got):\n%s", diff)
	}
	second := v.window

	v.press("S")
	if diff := cmp.Diff(where{Edit: second}, v.went()); diff != "" {
		t.Errorf("after a press (-want +got):\n%s", diff)
	}
	v.press("Готово")
	if diff := cmp.Diff(where{Edit: second}, v.went()); diff != "" {
		t.Errorf("after the next press (-want +got):\n%s", diff)
	}
}

func TestAPressOnAnOldMessageBringsTheWindowDown(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма")
	old := v.tap("Справочник")
	v.say("Анна")
	window := v.window

	v.do(old).sees("Размер для Анна?")

	if diff := cmp.Diff(where{Strip: []int64{old.Window, window}}, v.went()); diff != "" {
		t.Errorf("where it went (-want +got):\n%s", diff)
	}
	v.press("S")
	if diff := cmp.Diff(where{Edit: v.window}, v.went()); diff != "" {
		t.Errorf("the press after (-want +got):\n%s", diff)
	}
}

func TestAPressEditsItsMessageWhereTheWindowIsNotKnown(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").say("Анна")
	v.rewrite(w, func(s *session) { s.Window = 0 }) // stopped between sending and remembering

	v.press("S")

	if diff := cmp.Diff(where{Edit: v.window}, v.went()); diff != "" {
		t.Errorf("where it went (-want +got):\n%s", diff)
	}
}

func TestAWindowSentAnewIsRemembered(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").say("Анна").press("S")

	// The message to edit was gone, so the edge sent another.
	if err := v.engine.Shown(t.Context(), v.key, v.last, 5555); err != nil {
		t.Fatal(err)
	}

	if got := v.session(w).Window; got != 5555 {
		t.Errorf("window = %d, want 5555", got)
	}
	v.window = 5555
	v.press("Готово").sees("Принято")
	if v.last.Edit != 5555 {
		t.Errorf("the press edits %d, want 5555", v.last.Edit)
	}
}

func TestShownOnASessionThatMovedOnChangesNothing(t *testing.T) {
	t.Parallel()
	for name, move := range map[string]func(w *town, v *visitor){
		"a later revision": func(_ *town, v *visitor) { v.press("S") },
		"another instance": func(w *town, v *visitor) { v.rewrite(w, func(s *session) { s.Instance = "other" }) },
		"an emptied store": func(w *town, _ *visitor) { w.shelf.empty() },
		"unreadable": func(w *town, v *visitor) {
			w.shelf.data[v.key.String()] = Stored{Data: []byte("?"), Rev: v.last.Revision()}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.visitor(t).say("форма").say("Анна")
			late := v.last
			w.now = w.now.Add(2 * time.Second)
			move(w, v)
			before := w.shelf.stored(v.key)

			if err := v.engine.Shown(t.Context(), v.key, late, 9999); err != nil {
				t.Fatal(err)
			}

			if diff := cmp.Diff(before, w.shelf.stored(v.key)); diff != "" {
				t.Errorf("the session changed (-before +after):\n%s", diff)
			}
		})
	}
}

func TestShownReportsAStoreThatFails(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").say("Анна")
	w.shelf.lost = []lostSave{{}}
	if err := v.engine.Shown(t.Context(), v.key, v.last, 9999); err == nil {
		t.Error("a lost save was not reported")
	}
	v.engine.Sessions = deaf{}
	w.now = w.now.Add(2 * time.Second)
	if err := v.engine.Shown(t.Context(), v.key, v.last, 9999); err == nil {
		t.Error("a failed load was not reported")
	}
}

func TestShowingTheWindowDoesNotMakeItsButtonsStale(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма").say("Анна")
	rev := w.shelf.stored(v.key).Rev
	if rev != v.last.Revision() {
		t.Errorf("stored revision %d, shown %d", rev, v.last.Revision())
	}
	v.press("S").sees("Итог")
}

func TestEveryButtonFitsIntoWhatTelegramCarries(t *testing.T) {
	t.Parallel()
	longest := tag{Instance: "AQEBAQEB", Rev: 1<<63 - 1}.data(1<<31 - 1)
	if len(longest) > 64 {
		t.Errorf("%q has %d bytes, at most 64", longest, len(longest))
	}
}

func TestButtonsThatOpenAnAddressAreNotCounted(t *testing.T) {
	t.Parallel()
	s := Screen{Rows: [][]Button{
		Row(On("a", "first"), []Button{{Label: "site", URL: "https://example.org"}}), OnArg("b", "second", "x"),
	}}
	if diff := cmp.Diff([]Act{{Do: "first"}, {Do: "second", Arg: "x"}}, s.acts()); diff != "" {
		t.Errorf("acts (-want +got):\n%s", diff)
	}
}
