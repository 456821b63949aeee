package simulator

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const threeAnswers = `["За","Против",{"text":"Воздержусь"}]`

// asked sends a poll and returns it.
func (b *box) asked(pairs ...string) *wireMessage {
	b.t.Helper()
	m := new(wireMessage)
	pairs = append([]string{"question", "Ставим шлагбаум?", "options", threeAnswers}, pairs...)
	b.read(b.must(b.tell("sendPoll", pairs...)), m)
	return m
}

func (b *box) votes(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func votesOf(w *wirePoll) string {
	counts := make([]string, 0, len(w.Options))
	for _, o := range w.Options {
		counts = append(counts, strconv.Itoa(o.Votes))
	}
	return fmt.Sprintf("%s of %d", strings.Join(counts, " "), w.Voters)
}

func TestAnOpenVoteTellsWhoVoted(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	m := b.asked("is_anonymous", "false")

	b.votes(b.anna.Vote(m.ID, "За"))
	b.votes(b.anna.Vote(m.ID, "Воздержусь"))
	b.votes(b.anna.Vote(m.ID, "Воздержусь"))
	b.votes(b.anna.RetractVote(m.ID))

	list := b.poll()
	if len(list) != 3 {
		t.Fatalf("%d updates: %+v", len(list), list)
	}
	for i, want := range [][]int{{0}, {2}, {}} {
		v := list[i].Vote
		if v == nil || v.PollID != m.Poll.ID || v.User.ID != b.anna.ID || !cmp.Equal(v.Chosen, want) ||
			len(v.ChosenIDs) != len(want) {
			t.Errorf("vote %d is %+v, want %v", i, v, want)
		}
	}
	if err := b.anna.RetractVote(m.ID); err == nil {
		t.Error("a vote was taken back that is not there")
	}
}

func TestAnAnonymousPollTellsNumbersAlone(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	m := b.asked("allows_multiple_answers", "true")

	b.votes(b.anna.Vote(m.ID, "За", "Воздержусь"))
	b.votes(b.anna.RetractVote(m.ID))

	list := b.poll()
	if len(list) != 2 || list[0].Poll == nil || list[1].Poll == nil || list[0].Vote != nil {
		t.Fatalf("updates %+v", list)
	}
	if got := votesOf(list[0].Poll); got != "1 0 1 of 1" {
		t.Errorf("after the vote: %s", got)
	}
	if got := votesOf(list[1].Poll); got != "0 0 0 of 0" {
		t.Errorf("after it was taken back: %s", got)
	}
}

func TestATestSeesWhoVotedForWhat(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	m := b.asked("description", "Решает дом", "hide_results_until_closes", "true")
	before, _ := b.anna.Chat().Last()
	b.votes(b.anna.Vote(m.ID, "Против"))

	last, _ := b.anna.Chat().Last()

	if last.Poll.Voters() != 1 || !cmp.Equal(last.Poll.Options[1].Voters, []int64{b.anna.ID}) ||
		!cmp.Equal(last.Poll.VoteOf(b.anna.ID), []int{1}) || !last.Poll.Hidden || last.Poll.Description != "Решает дом" {
		t.Errorf("poll %+v", last.Poll)
	}
	if before.Poll.Voters() != 0 {
		t.Error("an earlier copy of the chat has changed")
	}
	if m.Poll.Description != "Решает дом" {
		t.Errorf("the bot got %+v", m.Poll)
	}
}

func TestTheBotStopsAPoll(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	m := b.asked("is_anonymous", "false", "reply_markup", twoButtons)
	b.votes(b.anna.Vote(m.ID, "За"))
	text, own := b.sent("text", "a"), b.anna.Send("b")
	var stopped wirePoll

	b.read(b.must(b.tell("stopPoll", "message_id", itoa(m.ID))), &stopped)

	if !stopped.Closed || votesOf(&stopped) != "1 0 0 of 1" {
		t.Errorf("stopped %+v", stopped)
	}
	list := b.poll()
	if last := list[len(list)-1]; last.Poll == nil || !last.Poll.Closed {
		t.Errorf("update %+v", last)
	}
	if shown, _ := b.anna.Chat().Message(m.ID); !shown.Poll.Closed || len(shown.Buttons) != 0 {
		t.Errorf("shown %+v", shown)
	}
	if err := b.anna.Vote(m.ID, "Против"); err == nil {
		t.Error("a closed poll takes votes")
	}
	forwarded, err := b.anna.Forward(b.asked().ID)
	b.votes(err)
	for id, want := range map[int]string{
		m.ID: "poll has already been closed", text: "message is not a poll", own: "message is not a poll",
		99: "message with poll to stop not found", forwarded: "poll can't be stopped",
	} {
		b.refused(b.tell("stopPoll", "message_id", itoa(id)), 400, "Bad Request: "+want)
	}
}

func TestAPollClosesByTheClock(t *testing.T) {
	t.Parallel()
	for name, pair := range map[string]func(time.Time) []string{
		"Period": func(time.Time) []string { return []string{"open_period", "600"} },
		"Date": func(now time.Time) []string {
			return []string{"close_date", id64(now.Add(10 * time.Minute).Unix())}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			start := b.Clock().Now()
			m := b.asked(pair(start)...)
			if m.Poll.CloseDate != start.Add(10*time.Minute).Unix() {
				t.Errorf("closes at %d", m.Poll.CloseDate)
			}
			b.Clock().Advance(10*time.Minute - time.Second)
			b.votes(b.anna.Vote(m.ID, "За"))

			b.Clock().Advance(time.Second)

			list := b.poll()
			if len(list) != 2 || !list[1].Poll.Closed || votesOf(list[1].Poll) != "1 0 0 of 1" {
				t.Fatalf("updates %+v", list)
			}
			b.refused(b.tell("stopPoll", "message_id", itoa(m.ID)), 400, "Bad Request: poll has already been closed")
		})
	}
}

func TestAClockThatRunsByItselfClosesAPollToo(t *testing.T) {
	t.Parallel()
	wall := time.Unix(1_800_000_000, 0)
	clock := NewClock(wall, Running(func() time.Time { return wall }))
	running := newBoxWith(t, Options{Clock: clock})
	m := running.asked("open_period", "5")

	wall = wall.Add(5 * time.Second)

	if last, _ := running.anna.Chat().Last(); !last.Poll.Closed {
		t.Errorf("open still: %+v", last.Poll)
	}
	if err := running.anna.Vote(m.ID, "За"); err == nil {
		t.Error("a poll whose time is over takes votes")
	}
}

func TestAVoteIsRefusedAsInAnApp(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	single := b.asked().ID
	final := b.asked("type", "quiz", "correct_option_ids", "[1]", "explanation", "<b>Нет</b>",
		"explanation_parse_mode", "HTML").ID
	b.votes(b.anna.Vote(final, "За"))
	for what, err := range map[string]error{
		"two answers":       b.anna.Vote(single, "За", "Против"),
		"no answer":         b.anna.Vote(single),
		"an unknown answer": b.anna.Vote(single, "Может быть"),
		"another vote":      b.anna.Vote(final, "Против"),
		"taking back":       b.anna.RetractVote(final),
		"no poll":           b.anna.Vote(99, "За"),
	} {
		if err == nil {
			t.Errorf("%s passed", what)
		}
	}
	b.anna.Block()
	if err := b.anna.Vote(single, "За"); err == nil {
		t.Error("somebody who has blocked the bot votes")
	}
}

func TestAForwardedPollIsTheSamePoll(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	m := b.asked("is_anonymous", "false")
	copied, err := b.anna.Forward(m.ID)
	b.votes(err)

	b.votes(b.anna.Vote(copied, "Против"))

	if shown, _ := b.anna.Chat().Message(m.ID); len(shown.Poll.VoteOf(b.anna.ID)) != 1 {
		t.Errorf("the original shows %+v", shown.Poll)
	}
	if v := b.poll()[1].Vote; v == nil || v.PollID != m.Poll.ID {
		t.Errorf("vote %+v", v)
	}
}

func TestPollsAreCheckedInTelegramsWords(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	now := b.Clock().Now()
	for want, pairs := range map[string][]string{
		"poll question must be non-empty":                    {"question", ""},
		"poll question length must not exceed 300":           {"question", strings.Repeat("я", 301)},
		"poll must have at least 1 option":                   {"options", "[]"},
		"poll can't have more than 12 options":               {"options", `["1","2","3","4","5","6","7","8","9","10","11","12","13"]`},
		"poll options must be non-empty":                     {"options", `["За"," "]`},
		"poll options length must not exceed 100":            {"options", `["` + strings.Repeat("я", 101) + `"]`},
		"can't parse options JSON object":                    {"options", "["},
		"unsupported poll type specified":                    {"type", "survey"},
		"wrong correct option ID specified":                  {"type", "quiz", "correct_option_ids", "[3]"},
		"explanation must be 0-200 characters long":          {"type", "quiz", "explanation", strings.Repeat("я", 201)},
		"open_period must be in 5-2628000":                   {"open_period", "4"},
		"close_date must be 5-2628000 seconds in the future": {"close_date", id64(now.Unix() + 4)},
		"open_period and close_date can't be used together": {
			"open_period", "60", "close_date", id64(now.Unix() + 60),
		},
	} {
		if len(pairs) > 1 && pairs[len(pairs)-2] == "explanation" {
			pairs = append(pairs, "correct_option_ids", "[0]")
		}
		pairs = append([]string{"question", "Да?", "options", `["За"]`}, pairs...)
		b.refused(b.tell("sendPoll", pairs...), 400, "Bad Request: "+want)
	}
	b.refused(b.tell("sendPoll", "question", "Да?", "options", `["За"]`, "type", "quiz"), 400,
		"Bad Request: wrong correct option ID specified")
	b.must(b.tell("sendPoll", "question", "Да?", "options", `["За"]`, "type", "quiz", "correct_option_id", "0"))
	if left := b.anna.Chat().Messages; len(left) != 1 {
		t.Errorf("%d polls were sent, want 1", len(left))
	}
}

func TestTranscriptOfAPoll(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	first := b.asked("is_anonymous", "false", "open_period", "600", "description", "Решение не заменяет собрания").ID
	b.votes(b.anna.Vote(first, "За"))
	b.votes(b.anna.Vote(first, "Против"))
	b.votes(b.anna.RetractVote(first))
	b.votes(b.anna.Vote(first, "За"))
	b.Clock().Advance(10 * time.Minute)
	second := b.asked("allows_multiple_answers", "true").ID
	b.votes(b.anna.Vote(second, "За", "Воздержусь"))
	b.must(b.tell("stopPoll", "message_id", itoa(second)))
	quiz := b.asked("type", "quiz", "correct_option_ids", "[1]", "reply_markup", twoButtons).ID
	b.must(b.tell("deleteMessage", "message_id", itoa(quiz)))

	golden(t, "poll", b.anna.Transcript())
}
