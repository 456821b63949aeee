package postgres_test

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
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

// asked opens a poll of a day in a group of its own, and returns its number.
func (q *square) asked(group int64) housing.PollID {
	q.t.Helper()
	setting := q.setting(q.lenina)
	setting.Place.Chat = group
	chat := q.save(setting)
	must(q.t, q.chats.AskPoll(q.ctx(), q.once(), q.dispatcher, housing.PollSetting{
		Chat: chat, Question: "Шлагбаум?", Answers: []string{"Да", "Нет"}, Days: 1,
	}, noon()))
	q.arrive(noon())
	poll, _, err := q.chats.Poll(q.ctx(), q.dispatcher, chat)
	must(q.t, err)
	return poll.ID
}

// A group that may hear no more reads so in the message of the poll, and nothing new; nobody answers any more.
// That stays when the group may hear again.
func TestAPollEndsWhereItsGroupMayHearNoMore(t *testing.T) {
	t.Parallel()
	for why, end := range map[housing.PollCut]func(q *square) error{
		housing.PollRestricted: func(q *square) error {
			return q.orgs.SetChatContent(q.ctx(), q.org, housing.RestrictedContent, "")
		},
		housing.PollDetached: func(q *square) error {
			id := housing.HouseChatID(q.int("SELECT id FROM house_chats"))
			return q.chats.Detach(q.ctx(), q.once(), q.dispatcher, id, noon())
		},
	} {
		t.Run(string(why), func(t *testing.T) {
			t.Parallel()
			q := newSquare(t)
			press := housing.PollPress{Bot: bot, Chat: groupChat, User: 2, Poll: q.asked(groupChat), Answer: 1}
			_, err := q.chats.Answer(q.ctx(), press, noon())
			must(t, err)
			must(t, end(q))
			q.arrive(noon())

			press.Answer = 2
			fate, err := q.chats.Answer(q.ctx(), press, noon().Add(time.Minute))
			must(t, err)
			must(t, q.chats.Boards(q.ctx(), noon().Add(time.Minute)))
			must(t, q.orgs.SetChatContent(q.ctx(), q.org, housing.FullContent, ""))
			var told []housing.Poll
			for _, n := range q.arrive(noon().Add(time.Minute)) {
				if n.Poll != nil && n.Edit != 0 {
					told = append(told, *n.Poll)
				} else if n.Poll != nil {
					t.Errorf("the group is told anew: %+v", n.Poll)
				}
			}
			if fate != housing.PollOver || len(told) != 1 || !told[0].Closed || told[0].Cut != why ||
				!slices.Equal(told[0].Tally, []int{1, 0}) {
				t.Errorf("the second answer is %q, the message reads %+v", fate, told)
			}
		})
	}
}

func TestAPollThatCannotEndStopsNoOther(t *testing.T) {
	t.Parallel()
	q := newSquare(t)
	bad := q.asked(groupChat)
	good := q.asked(groupChat - 1)
	q.exec(`ALTER TABLE polls ADD CONSTRAINT broken CHECK (closed_at IS NULL OR id <> ` + strconv.Itoa(int(bad)) + `)`)
	end := noon().AddDate(0, 0, 1)
	q.exec(`UPDATE house_chats SET board_at = $1`, end)

	err := q.chats.Boards(q.ctx(), end)

	if err == nil || !strings.Contains(err.Error(), "end poll") {
		t.Errorf("Boards = %v, want the trouble with the poll", err)
	}
	if n := q.int(`SELECT count(*) FROM polls WHERE closed_at IS NOT NULL AND id = $1`, int64(good)); n != 1 {
		t.Error("the other poll goes on")
	}
	if n := q.int(`SELECT count(*) FROM house_chats WHERE board_at IS NOT NULL`); n != 0 {
		t.Errorf("%d boards are not brought up to date", n)
	}
}

// Whoever presses in one group waits for no other group, which might wait for this one.
func TestAPressWaitsForNoOtherPoll(t *testing.T) {
	t.Parallel()
	q := newSquare(t)
	mine, other := q.asked(groupChat), q.asked(groupChat-1)
	q.exec(`UPDATE polls SET changed = true`)
	tx, err := q.raw().BeginTx(q.ctx(), nil)
	must(t, err)
	defer func() { must(t, tx.Rollback()) }()
	_, err = tx.ExecContext(q.ctx(), `SELECT id FROM polls WHERE id = $1 FOR UPDATE`, int64(other))
	must(t, err)
	ctx, cancel := context.WithTimeout(q.ctx(), 5*time.Second)
	defer cancel()

	fate, err := q.chats.Answer(ctx, housing.PollPress{Bot: bot, Chat: groupChat, User: 2, Poll: mine, Answer: 1}, noon())

	if err != nil || fate != housing.PollTaken {
		t.Errorf("Answer = %q, %v", fate, err)
	}
}
