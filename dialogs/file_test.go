package dialogs

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// folder is the draft of a flow that takes files.
type folder struct {
	Kept []string `json:"kept,omitempty"`
}

// filing keeps every file but those called «bad»; each is confirmed by an aside.
func (w *town) filing() Flow {
	type scene = Scene[folder]
	return Def[struct{}, folder, struct{}]{
		ID: "filing", Version: 1, Title: "readings.title", First: "take",
		Steps: []Stepper[folder]{Step[folder, struct{}]{
			ID: "take", Files: true, Next: []string{"full"},
			Show: func(s scene, _ struct{}) Screen {
				return Screen{Text: w.texts.T("readings.half", "N", len(s.Draft.Kept))}
			},
			Decide: func(s scene, _ struct{}, in Input) Move[folder] {
				switch {
				case in.File == nil:
					return Unknown(s.Draft)
				case in.File.Name == "bad":
					return Refuse(s.Draft, "Не тот файл")
				}
				return Do(s.Draft, Intend("keep", in.File))
			},
			Commit: func(_ context.Context, s scene, intent Act) (Move[folder], error) {
				var up Upload
				if err := intent.Take(&up); err != nil {
					return Move[folder]{}, err
				}
				name, err := w.ledger.carry(s.Once, up.ID)
				s.Draft.Kept = append(s.Draft.Kept, name)
				m := Stay(s.Draft)
				if len(s.Draft.Kept) == 3 {
					m = To(s.Draft, "full")
				}
				if up.Caption == "вернуть" {
					m.Asides = []Screen{Attach(Attachment{Name: up.Name, Data: []byte(name)}, "Вот")}
				}
				return m, err
			},
		}, Step[folder, struct{}]{
			ID:     "full",
			Show:   func(scene, struct{}) Screen { return Screen{Text: "Полно"} },
			Decide: func(s scene, _ struct{}, _ Input) Move[folder] { return Unknown(s.Draft) },
		}},
	}.Flow()
}

// filer is a visitor in front of the flow that takes files.
func (w *town) filer(tb testing.TB) *visitor {
	tb.Helper()
	w.extra = append(w.extra, w.filing())
	v := w.visitor(tb)
	v.engine.Triggers["папка"] = Start{Flow: "filing"}
	return v.say("папка")
}

// file is a file on its way, not yet sent.
func (v *visitor) file(up Upload) Event {
	return Event{Update: v.next(), Other: File, File: &up}
}

func TestAStepThatTakesFilesGetsThem(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.filer(t)
	v.do(v.file(Upload{ID: "1", Name: "bad"})).sees("Не тот файл")
	v.do(v.file(Upload{ID: "2", Name: "a.txt"})).misses("Не тот")
	if len(v.last.Asides) != 0 {
		t.Errorf("unasked asides: %+v", v.last.Asides)
	}
	v.do(v.file(Upload{ID: "3", Name: "b.txt", Caption: "вернуть"}))
	want := []Screen{{Text: "Вот", File: &Attachment{Name: "b.txt", Data: []byte("3")}}}
	if diff := cmp.Diff(want, v.last.Asides, cmpopts.IgnoreUnexported(Screen{})); diff != "" || v.last.Edit != 0 {
		t.Errorf("window in %d, asides (-want +got):\n%s", v.last.Edit, diff)
	}
	if diff := cmp.Diff(`{"kept":["2","3"]}`, v.draft(w)); diff != "" {
		t.Errorf("draft (-want +got):\n%s", diff)
	}
}

func TestAFileWhoseUpdateComesAgainIsKeptOnce(t *testing.T) {
	t.Parallel()
	for name, written := range map[string]bool{"before the save": false, "after the save": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			v := w.filer(t)
			w.shelf.lost = []lostSave{{written: written}}
			ev := v.file(Upload{ID: "1", Name: "a"})
			if err := v.try(ev); err == nil {
				t.Fatal("a lost save is no error")
			}
			v.do(ev)
			if diff := cmp.Diff(`{"kept":["1"]}`, v.draft(w)); diff != "" || w.ledger.count() != 1 {
				t.Errorf("%d rows, draft (-want +got):\n%s", w.ledger.count(), diff)
			}
		})
	}
}

func TestAnAlbumIsTakenInOrderAndAnsweredInOneWindow(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.filer(t)
	v.do(v.file(Upload{ID: "1", Album: "x"}))
	first := v.window
	v.do(v.file(Upload{ID: "2", Album: "x"}))
	if v.last.Edit != first || len(v.last.Strip) != 0 {
		t.Errorf("the second file is answered in %d, stripping %v; the first in %d", v.last.Edit, v.last.Strip, first)
	}
	v.do(v.file(Upload{ID: "3", Album: "x"})).sees("Полно")
	if v.last.Edit != first {
		t.Errorf("the third file is answered in %d, the first in %d", v.last.Edit, first)
	}
	if err := v.try(v.file(Upload{ID: "4", Album: "x"})); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`{"kept":["1","2","3"]}`, v.draft(w)); diff != "" {
		t.Errorf("draft (-want +got):\n%s", diff)
	}
	v.do(v.file(Upload{ID: "5", Album: "y"})).sees("Файлы и фотографии")
	if v.last.Edit != 0 {
		t.Errorf("another album is answered in the old window %d", v.last.Edit)
	}
}

func TestAnAlbumThatNobodyTakesIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t).say("форма")
	var quiet []bool
	for _, album := range []string{"x", "x", "x", "y", "", ""} {
		up := Upload{ID: "1", Album: album}
		reply, err := v.engine.Handle(t.Context(), Event{Key: v.key, Update: v.next(), Other: Picture, File: &up})
		if err != nil {
			t.Fatal(err)
		}
		quiet = append(quiet, reply.Quiet)
	}
	if diff := cmp.Diff([]bool{false, true, true, false, false, false}, quiet); diff != "" {
		t.Errorf("quiet (-want +got):\n%s", diff)
	}
}

func TestAFileIsNoAnswerToTheQuestionOfTheUnfinished(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.extra = append(w.extra, w.filing())
	v := w.visitor(t)
	v.engine.Triggers["папка"] = Start{Flow: "filing"}
	v.say("форма").say("Анна").say("папка").sees("Вы не закончили")
	v.do(v.file(Upload{ID: "1"})).sees("Файлы и фотографии", "Вы не закончили")
	if w.ledger.count() != 0 {
		t.Errorf("kept %v", w.ledger.rows)
	}
}
