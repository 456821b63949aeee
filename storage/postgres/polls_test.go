package postgres_test

import (
	"database/sql"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestAPollCountsAFlatOnceAndForgetsWhoSaidWhat(t *testing.T) {
	t.Parallel()
	q := newSquare(t)
	chat := q.save(q.setting(q.lenina))
	boris := q.town.person(5)
	q.connect(boris) // the flat of Anna
	setting := housing.PollSetting{Chat: chat, Question: "Шлагбаум?", Answers: []string{"Да", "Нет"}, Days: 1}
	wantRefusal(t, q.chats.AskPoll(q.ctx(), q.once(), boris, setting, noon()), "chat.unknown")
	must(t, q.chats.AskPoll(q.ctx(), q.once(), q.dispatcher, setting, noon()))
	wantRefusal(t, q.chats.AskPoll(q.ctx(), q.once(), q.dispatcher, setting, noon()), "chat.poll_another")
	q.arrive(noon())
	poll, open, err := q.chats.Poll(q.ctx(), q.dispatcher, chat)
	must(t, err)
	if !open {
		t.Fatal("no poll is open")
	}
	press := func(group, user int64, answer int, now time.Time) housing.PollFate {
		fate, err := q.chats.Answer(q.ctx(), housing.PollPress{
			Bot: bot, Chat: group, User: user, Poll: poll.ID, Answer: answer,
		}, now)
		must(t, err)
		return fate
	}
	later := noon().Add(time.Minute)
	var both sync.WaitGroup
	fates := make([]housing.PollFate, 2)
	for i, user := range []int64{2, 5} { // two of one flat at once: the second comes too soon after the first
		both.Go(func() { fates[i] = press(groupChat, user, i+1, noon()) })
	}
	both.Wait()
	slices.Sort(fates)
	got := []housing.PollFate{
		fates[0], fates[1],
		press(groupChat, 77, 1, noon()), press(-11, 2, 1, later), press(groupChat, 2, 3, later),
		press(groupChat, 2, 2, later), press(groupChat, 5, 1, later.Add(time.Minute)),
		press(groupChat, 2, 2, noon().Add(25*time.Hour)),
	}
	last := housing.PollChanged
	want := []housing.PollFate{
		housing.PollHasty, housing.PollTaken, housing.PollStranger, housing.PollOver, housing.PollOver,
		got[5], last, housing.PollOver,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fates (-want +got):\n%s", diff)
	}

	end := noon().AddDate(0, 0, 1)
	must(t, q.chats.Boards(q.ctx(), end))
	var tally []int
	for _, n := range q.arrive(end) {
		if n.Poll != nil && n.Poll.Closed {
			tally = append(tally, n.Poll.Tally...)
		}
	}
	if diff := cmp.Diff([]int{1, 0, 1, 0}, tally); diff != "" {
		t.Errorf("told in two messages (-want +got):\n%s", diff)
	}
	db, err := sql.Open("postgres", q.url)
	must(t, err)
	defer db.Close()
	var kept int
	must(t, db.QueryRowContext(t.Context(), `SELECT count(*) FROM poll_answers`).Scan(&kept))
	if kept != 0 {
		t.Errorf("%d answers of flats are kept after the end", kept)
	}
}
