package postgres_test

import (
	"testing"
	"time"

	"dombot/internal/housing"
)

func TestOnlyItsAuthorAddsToAnAppealAndGradesTheAnswer(t *testing.T) {
	t.Parallel()
	w := newWriters(t)
	author, stranger := w.person(501), w.person(502)
	id := w.draft(author, w.org, "течёт")
	add := func(p housing.PersonID, text string) error {
		return w.appeals.AddSupplement(w.ctx(), w.once(), housing.AppealAddition{Person: p, Appeal: id, Add: text}, noon())
	}
	send := func(p housing.PersonID) error { return w.appeals.SendSupplement(w.ctx(), w.once(), p, id, noon()) }
	grade := func(p housing.PersonID, g housing.AppealGrade, now time.Time) error {
		return w.appeals.Grade(w.ctx(), w.once(), housing.AppealMarking{Person: p, Appeal: id, Grade: g}, now)
	}
	wantRefusal(t, add(author, "рано"), "error.appeal_over")
	number := w.send(author, id, noon()).Number
	wantRefusal(t, send(author), "error.appeal_addition_none")
	wantKind(t, add(stranger, "чужое"), housing.NotFound)
	for range housing.AppealAdditions {
		must(t, add(author, "ещё"))
		must(t, w.appeals.AddSupplement(w.ctx(), w.once(), housing.AppealAddition{
			Person: author, Appeal: id, File: &housing.AppealFile{Name: "a.pdf", Kind: "pdf", Size: 4, Data: []byte("%PDF")},
		}, noon()))
		wantKind(t, send(stranger), housing.NotFound)
		must(t, send(author))
	}
	wantRefusal(t, add(author, "шестое"), "error.appeal_additions")
	all, err := w.appeals.Supplements(w.ctx(), author, id)
	a, failed := w.appeals.Appeal(w.ctx(), author, id)
	if err != nil || failed != nil || len(all) != housing.AppealAdditions || all[4].Text() != "ещё" || len(all[4].Files) != 1 || len(a.Files) != 1 {
		t.Errorf("supplements %+v beside files %+v: %v, %v", all, a.Files, err, failed)
	}
	if all, err := w.appeals.Supplements(w.ctx(), stranger, id); err != nil || len(all) != 0 {
		t.Errorf("a stranger reads %+v, %v", all, err)
	}
	wantRefusal(t, grade(author, housing.GradeYes, noon()), "error.appeal_mark")
	must(t, w.appeals.Handle(w.ctx(), w.once(), housing.AppealDeed{
		Organisation: w.org, Number: number, Do: housing.AppealAnswer, Text: "Починили.",
	}, noon()))
	wantKind(t, grade(stranger, housing.GradeYes, noon()), housing.NotFound)
	must(t, grade(author, housing.GradeYes, noon()))
	must(t, grade(author, housing.GradeNo, noon().Add(time.Hour)))
	wantRefusal(t, grade(author, housing.GradeYes, noon().Add(housing.AppealGradeLife)), "error.appeal_mark")
	if m, err := w.appeals.Mark(w.ctx(), author, id); err != nil || m.Grade != housing.GradeNo {
		t.Errorf("the grade is %+v, %v", m, err)
	}
	wantRefusal(t, add(author, "поздно"), "error.appeal_over")
}
