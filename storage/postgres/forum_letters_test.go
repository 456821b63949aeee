package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// moveIn lets a person live in flat 46.
func (w *town) moveIn(user int64) housing.PersonID {
	p := w.person(user)
	w.exec(`INSERT INTO links (person_id, account_id, role, rights, since)
		SELECT $1, id, 'family', '{see}', now() FROM accounts WHERE number = '1203046'`, int64(p))
	return p
}

// told counts the notices of letters to a person.
func (w *town) told(p housing.PersonID) int {
	return w.int(`SELECT count(*) FROM notices n JOIN recipients r ON r.notice_id = n.id
		JOIN people p ON p.chat_id = r.chat_id AND p.bot_id = r.bot_id
		WHERE n.args ->> 'what' = 'letter' AND p.id = $1`, int64(p))
}

// Who writes to a flat learns nothing of it: not whether somebody is there, nor whether the letter is wanted.
func TestALetterTellsNothingOfItsFlat(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	anna, carl, dora := w.person(1), w.moveIn(3), w.moveIn(4)
	w.connect(anna)
	house := w.house("ленина 12").ID
	s := &postgres.Forum{DB: w.db}
	must(t, s.Wish(ctx, forum.Wished{Person: dora, House: house, Wish: forum.WantsLetters}, noon()))
	at := noon()
	send := func(by housing.PersonID, talk forum.TalkID, flat string) (forum.TalkID, error) {
		at = at.Add(time.Hour)
		return s.Send(ctx, w.once(), forum.Posting{Person: by, House: house, Talk: talk, Flat: flat, Text: "Свет в машине"}, at)
	}
	there, err := send(anna, 0, "46")
	must(t, err)
	nobody, err := send(anna, 0, "999")
	must(t, err)
	one, err := s.Talk(ctx, anna, there, at)
	must(t, err)
	other, err := s.Talk(ctx, anna, nobody, at)
	must(t, err)
	same := cmpopts.IgnoreTypes(forum.TalkID(0), forum.LetterID(0), time.Time{})
	if diff := cmp.Diff(one, other, same, cmpopts.IgnoreFields(forum.Talk{}, "Flat")); diff != "" {
		t.Errorf("a flat with somebody and one with nobody differ:\n%s", diff)
	}
	if w.told(carl) != 1 || w.told(dora) != 0 {
		t.Errorf("carl is told %d, dora %d letters; want 1 and 0", w.told(carl), w.told(dora))
	}
	_, err = s.Talk(ctx, dora, there, at)
	wantKind(t, err, housing.NotFound)
	_, err = send(anna, 0, "45")
	wantRefusal(t, err, "forum.letter_own")
	_, err = send(dora, 0, "45")
	wantRefusal(t, err, "forum.letter_off")

	// The flat answers; whoever moves in later reads nothing of it.
	seen, err := s.Talk(ctx, carl, there, at)
	must(t, err)
	if seen.Flat != "" || len(seen.Letters) != 1 || seen.Letters[0].Mine {
		t.Errorf("carl sees %+v", seen)
	}
	_, err = send(carl, there, "")
	must(t, err)
	erik := w.moveIn(5)
	_, err = s.Talk(ctx, erik, there, at)
	wantKind(t, err, housing.NotFound)
	if w.told(anna) != 1 {
		t.Errorf("anna is told %d answers, want 1", w.told(anna))
	}
	// Refused: the next letter is taken as ever, and does not come; a third flat is the last of the day.
	must(t, s.Refuse(ctx, w.once(), forum.Ending{Person: carl, Talk: there}, at))
	for range forum.Unanswered {
		_, err = send(anna, there, "")
		must(t, err)
	}
	_, err = send(anna, there, "")
	wantKind(t, err, housing.Limited)
	_, err = send(anna, 0, "46")
	must(t, err)
	if w.told(carl) != 1 || w.told(erik) != 1 {
		t.Errorf("carl is told %d, erik %d letters; want 1 and 1", w.told(carl), w.told(erik))
	}
	_, err = send(anna, 0, "47")
	wantKind(t, err, housing.Limited)
	// Erased with the person; the neighbour's talk goes as well.
	must(t, (&postgres.Stored{DB: w.db}).Erase(ctx, w.once(), anna, at))
	if n := w.int(`SELECT count(*) FROM forum_letters`) + w.int(`SELECT count(*) FROM forum_refusals`); n != 0 {
		t.Errorf("%d letters and refusals stay", n)
	}
}

func TestAMeetingHasOneTopicAndOldTalkGoes(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	anna, boris, carl := w.person(1), w.person(2), w.moveIn(3)
	w.connect(anna)
	house := w.house("ленина 12").ID
	b := w.newBoard(anna, house)
	w.exec(`INSERT INTO meetings (house_id, person_id, number, state, changed_at, created_at)
		VALUES ($1, $2, 1, 'voting', now(), now()), ($1, $2, NULL, 'draft', now(), now())`, int64(house), int64(anna))
	about := forum.Meeting{ID: int64(w.int(`SELECT id FROM meetings WHERE state = 'voting'`)), Title: "Собрание № 1"}
	one, err := b.store.Discuss(ctx, anna, about, noon())
	must(t, err)
	again, err := b.store.Discuss(ctx, carl, about, noon())
	must(t, err)
	sheet, err := b.store.Sheet(ctx, carl, one, -1, noon())
	must(t, err)
	if again != one || sheet.Topic.Title != about.Title || len(sheet.Posts) != 0 {
		t.Errorf("topics %d and %d, the first is %+v", one, again, sheet)
	}
	_, err = b.store.Discuss(ctx, boris, about, noon())
	wantRefusal(t, err, "forum.stranger")
	about.ID++
	_, err = b.store.Discuss(ctx, anna, about, noon())
	wantRefusal(t, err, "forum.stranger")

	left := func(after time.Time) [2]int {
		must(t, b.store.Forget(ctx, after))
		return [2]int{w.int(`SELECT count(*) FROM forum_letters`), w.int(`SELECT count(*) FROM forum_topics`)}
	}
	for _, want := range []struct {
		years int
		left  [2]int
	}{{0, [2]int{1, 2}}, {1, [2]int{0, 2}}, {3, [2]int{0, 0}}} {
		if got := left(noon().AddDate(want.years, 0, 1)); got != want.left {
			t.Errorf("after %d years %v letters and topics are left, want %v", want.years, got, want.left)
		}
	}
}
