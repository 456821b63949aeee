package postgres_test

import (
	"slices"
	"testing"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/ballot/chain"
	"dombot/internal/housing"
	"dombot/internal/owners"
	"dombot/storage/postgres"
)

// told are the people who are told something now, sorted.
func (p *poll) told(now time.Time) (people []int64) {
	p.t.Helper()
	outbox := &postgres.Outbox{DB: p.db}
	for {
		notices, err := outbox.Take(p.ctx(), "test", 10, now, time.Minute)
		must(p.t, err)
		if len(notices) == 0 {
			slices.Sort(people)
			return people
		}
		for _, n := range notices {
			people = append(people, int64(p.int(`SELECT id FROM people WHERE bot_id = $1 AND chat_id = $2`, n.Bot, n.Chat)))
			must(p.t, outbox.Sent(p.ctx(), n.ID, housing.Arrival{Message: 1}, now))
		}
	}
}

// Who may vote and did not is told twice at most, by day, and not after the vote, the end or a word that it is enough.
func TestOnlyThoseWhoHaveNotVotedAreReminded(t *testing.T) {
	t.Parallel()
	p := newPoll(t, ballot.Official)
	p.exec(`UPDATE meetings SET state = 'voting'`)
	must(t, p.votes.OpenDue(t.Context(), noon()))
	lev := p.person(14) // acts for the owner of 47, until his paper runs out
	register := &postgres.Owners{DB: p.db}
	paper := owners.Confirmation{
		Owner: p.paper(0, "Кто Неизвестный").Owner, Person: lev, Acts: owners.Representative,
		Document: owners.Document{Kind: "доверенность", Number: "7", Until: housing.DateOf(noon()).Add(6)},
	}
	must(t, register.Confirm(t.Context(), p.once(), paper, noon()))
	p.told(noon()) // that he was confirmed
	voting := &postgres.Voting{DB: p.db}
	all := []int64{int64(p.anna), int64(p.boris), int64(p.vera), int64(lev)}
	half, last := noon().Add(120*time.Hour), noon().Add(216*time.Hour)
	for _, step := range []struct {
		at   time.Time
		do   func()
		want []int64
	}{
		{at: half.Add(-time.Hour)},
		{at: half, want: all},
		{at: half.Add(time.Hour)},
		{at: last.Add(-time.Minute)},
		{at: last, do: func() { mustVote(t)(p.cast(p.vera, last, both(ballot.For))) }, want: []int64{int64(p.anna)}},
	} {
		if step.do != nil {
			step.do()
		}
		must(t, p.votes.Remind(t.Context(), step.at))
		must(t, p.votes.Remind(t.Context(), step.at))
		if got := p.told(step.at); !slices.Equal(got, step.want) {
			t.Errorf("%v before the end: told %v, want %v", p.meeting.End.Sub(step.at), got, step.want)
		}
	}
	for at, want := range map[time.Time]int{half: 1, last: 0} {
		if running, err := voting.Running(t.Context(), lev, at); err != nil || len(running) != want {
			t.Errorf("at %v %d votes run for a representative: %v", at, len(running), err)
		}
	}
	// What was written for the morning is dropped where it is enough by then, where the vote was given, and after the end.
	for name, spoil := range map[string]func(){
		"muted": func() { must(t, p.votes.Mute(t.Context(), p.once(), p.anna, p.meeting.ID, last)) },
		"voted": func() { mustVote(t)(p.cast(p.anna, last, both(ballot.For))) },
	} {
		p.exec(`DELETE FROM recipients`)
		p.exec(`DELETE FROM notices`)
		p.exec(`DELETE FROM vote_mutes`)
		p.exec(`UPDATE people SET quiet_from = 0, quiet_until = 23`)
		must(t, p.votes.Remind(t.Context(), last))
		if got := p.told(last); len(got) > 0 {
			t.Fatalf("%s: told %v in the quiet hours", name, got)
		}
		spoil()
		if got := p.told(last.Add(12 * time.Hour)); len(got) > 0 {
			t.Errorf("%s: told %v", name, got)
		}
	}
}

// What a chat reads: the part of the area from a tenth on, edited and not said again; the hash of the day; at the end
// the last one, once.
func TestAChatReadsHowManyTakePartAndTheHash(t *testing.T) {
	t.Parallel()
	q := newSquare(t)
	p := pollIn(t, q.town, ballot.Official)
	p.exec(`UPDATE meetings SET state = 'voting'`)
	setting := q.setting(q.lenina)
	setting.Kinds = []housing.ChatKind{housing.ChatMeetings}
	q.save(setting)
	must(t, q.chats.Boards(t.Context(), noon()))
	q.arrive(noon())
	// board is what the board shows of the vote now; nil: it was not written.
	board := func(now time.Time) *housing.BoardVote {
		must(t, p.votes.OpenDue(t.Context(), now))
		must(t, p.votes.Measure(t.Context(), now))
		must(t, q.chats.Boards(t.Context(), now))
		for _, n := range q.arrive(now) {
			if n.Board == nil || n.Edit == 0 {
				t.Errorf("%s says %v, want the board edited", n.Kind, n.Args)
			} else if len(n.Board.Votes) == 1 {
				return &n.Board.Votes[0]
			}
		}
		return nil
	}
	begun := board(noon().Add(time.Minute))
	if begun == nil || !begun.Part.IsZero() || len(begun.Head) != 64 {
		t.Fatalf("begun: %+v", begun)
	}
	mustVote(t)(p.cast(p.anna, noon().Add(time.Hour), both(ballot.For)))
	voted := board(noon().Add(time.Hour))
	if voted == nil || voted.Part.String() != "33.4" || voted.Head != begun.Head {
		t.Errorf("a third has voted: %+v, before %+v", voted, begun)
	}
	if again := board(noon().Add(2 * time.Hour)); again != nil {
		t.Errorf("nothing has changed: %+v", again)
	}
	next := noon().Add(13 * time.Hour) // midnight of the house is over
	if day := board(next); day == nil || day.Head == begun.Head || day.Head != p.record(next).Head().String() {
		t.Errorf("on the next day: %+v", day)
	}
	end := p.meeting.End.Add(3 * time.Minute)
	p.exec(`UPDATE meetings SET state = 'ended'`)
	must(t, p.votes.Seal(t.Context(), p.meeting.End.Add(time.Minute)))
	must(t, p.votes.Seal(t.Context(), end))
	must(t, p.votes.Seal(t.Context(), end))
	must(t, q.chats.Boards(t.Context(), end))
	var sealed []string
	for _, n := range q.arrive(end) {
		if n.Args["what"] == "sealed" {
			sealed = append(sealed, n.Args["entries"], n.Args["head"])
		} else if n.Board != nil && len(n.Board.Votes) > 0 {
			t.Errorf("after the end the board shows %+v", n.Board.Votes)
		}
	}
	if want := []string{"1", p.record(end).Head().String()}; !slices.Equal(sealed, want) {
		t.Errorf("published %v, want %v", sealed, want)
	}
}

func (p *poll) record(now time.Time) chain.File {
	p.t.Helper()
	f, err := p.votes.Record(p.ctx(), p.meeting.ID, now)
	must(p.t, err)
	return f
}
