package dialogs

import (
	"context"
	"strings"
	"testing"

	"dombot/internal/housing"
)

func TestADeepLinkBringsItsArgumentAsItWasWritten(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visitor(t)
	v.engine.Links = map[string]Link{"op_": {Flow: "form", Args: func(arg string) any { return formArgs{Name: arg[:3]} }}}

	v.say("/start op_AbCsecret").sees("AbC")
	if fr := v.draft(w); !strings.Contains(fr, "AbC") || strings.Contains(fr, "secret") {
		t.Errorf("the session holds %s", fr)
	}
	if len(v.last.Asides) != 0 {
		t.Errorf("a deep link shows %d asides", len(v.last.Asides))
	}
	for _, plain := range []string{"/start op_", "/start op_a b", "/start OP_AbC", "/begin op_AbC"} {
		v.say("/cancel").say(plain).misses("AbC")
	}
}

func TestADocumentOfWhoMustNotSendAnyLeavesTheChat(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.filer(t)
	works := true
	v.engine.Papers = func(context.Context, housing.PersonID) (bool, error) { return works, nil }
	paper := func(up Upload) Event {
		ev := v.file(up)
		ev.Sent = 77
		return ev
	}

	v.do(paper(Upload{ID: "1"}))
	if v.last.Drop != 0 {
		t.Error("a file that the step takes is dropped")
	}
	v.say("/menu").do(paper(Upload{ID: "2", Album: "x"}))
	if v.last.Drop != 77 {
		t.Error("a file that nobody takes stays")
	}
	v.sees("Файл удаляю")
	r, err := v.engine.Handle(t.Context(), Event{Key: v.key, Update: v.next(), Other: File, Sent: 78, File: &Upload{ID: "3", Album: "x"}})
	if err != nil || r.Drop != 78 || !r.Quiet {
		t.Errorf("the second of an album: %+v, %v", r, err)
	}
	v.do(paper(Upload{ID: "4", Picture: true}))
	if v.last.Drop != 0 {
		t.Error("a picture is dropped")
	}
	works = false
	v.do(paper(Upload{ID: "5"}))
	if v.last.Drop != 0 {
		t.Error("a file of a resident is dropped")
	}
}
