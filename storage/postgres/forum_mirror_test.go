package postgres_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// glass is a topic that is shown in the group of its house.
type glass struct {
	*square
	board
	keeper housing.PersonID
	chat   housing.HouseChatID
	number int64 // of the group now
}

func newGlass(t *testing.T) *glass {
	t.Helper()
	q := newSquare(t)
	g := &glass{
		square: q, board: q.newBoard(q.anna, q.lenina.ID), keeper: q.person(60), chat: q.save(q.setting(q.lenina)),
		number: groupChat,
	}
	q.exec(`INSERT INTO forum_moderators (organisation_id, house_id, person_id, name, since)
		VALUES ($1, $2, $3, 'Вера', now())`, int64(q.org), int64(g.house), int64(g.keeper))
	q.arrive(noon())
	q.arrive(noon()) // the board once more, with what else had arrived
	rooms, err := g.store.Rooms(q.ctx(), g.keeper, g.board.topic, noon())
	must(t, err)
	if len(rooms) != 1 || rooms[0].Chat != groupChat {
		t.Fatalf("rooms %+v", rooms)
	}
	must(t, g.store.Mirror(q.ctx(), q.once(), forum.Mirroring{
		Person: g.keeper, Topic: g.board.topic, Room: rooms[0].ID,
	}, noon()))
	wantNames(t, "begun: what was written before is not shown", g.arrive(noon()), groupChat, "mirror")
	return g
}

// write writes a message of Anna and returns its key and its number in the group.
func (g *glass) write(text string, now time.Time) (post forum.PostID, message int64) {
	g.t.Helper()
	_, err := g.store.Write(g.ctx(), g.once(), forum.Writing{Person: g.anna, Topic: g.board.topic, Text: text}, now)
	must(g.t, err)
	for _, n := range g.arrive(now) {
		if n.Kind == housing.NoticeMirror && n.Args["text"] == text {
			message = 70 + n.ID
		}
	}
	posts := g.posts(now)
	return posts[len(posts)-1].ID, message
}

func (g *glass) posts(now time.Time) []forum.Post {
	g.t.Helper()
	sheet, err := g.store.Sheet(g.ctx(), g.keeper, g.board.topic, 0, now)
	must(g.t, err)
	return sheet.Posts
}

func (g *glass) reply(user, under, message int64, text string, now time.Time) bool {
	taken, err := g.store.Reply(g.ctx(), forum.Reply{
		Bot: bot, Chat: g.number, User: user, Under: under, Message: message, Text: text,
	}, now)
	if err != nil {
		g.t.Errorf("reply: %v", err)
	}
	return taken
}

func TestAnAnswerInAGroupIsOneMessageAndDoesNotComeBack(t *testing.T) {
	t.Parallel()
	g := newGlass(t)
	once := g.once()
	var together sync.WaitGroup
	for range 4 { // replicas that carry the same press out
		together.Go(func() {
			_, err := g.store.Write(g.ctx(), once, forum.Writing{Person: g.anna, Topic: g.board.topic, Text: "раз"}, noon())
			if err != nil {
				t.Errorf("write: %v", err)
			}
		})
	}
	together.Wait()
	got := g.arrive(noon())
	wantNames(t, "written once", got, groupChat, "mirror")
	under, later := 70+got[0].ID, noon().Add(time.Minute)
	var taken atomic.Int64
	for i := range 12 { // two answers, each delivered six times
		together.Go(func() {
			if g.reply(900, under, int64(500+i%2), fmt.Sprintf("ответ %d", i%2), later) {
				taken.Add(1)
			}
		})
	}
	together.Wait()
	posts := g.posts(later)
	if len(posts) != 4 || taken.Load() != 12 {
		t.Fatalf("%d messages, %d answers are known; want 4 and 12", len(posts), taken.Load())
	}
	for _, p := range posts[2:] {
		if p.By != (forum.Author{Chat: true}) || p.Quote == nil || p.Quote.Text != "раз" {
			t.Errorf("an answer is shown as %+v", p)
		}
	}
	wantNames(t, "what came from the group does not go back", g.arrive(later), groupChat)
	if g.reply(900, 1, 502, "не об этом", later) || g.reply(900, under, 503, " ", later) {
		t.Error("an answer to something else is taken, or an empty one")
	}
	for i := range 5 {
		if is := g.reply(900, under, int64(510+i), "ещё", later); is != (i < 3) {
			t.Errorf("answer %d of a minute is taken: %t", i+3, is)
		}
	}
	// Anna is a resident whom the bot knows: in the group her name is seen, so here nothing of hers is.
	anna := int64(g.int(`SELECT user_id FROM people WHERE id = $1`, int64(g.anna)))
	if !g.reply(anna, under, 520, "это я", later) {
		t.Error("an answer of a resident is not taken")
	}
	posts = g.posts(later)
	if last := posts[len(posts)-1]; last.By != (forum.Author{Chat: true}) || last.Mine {
		t.Errorf("the answer of a resident is shown as %+v", last)
	}
}

func TestAnAnswerInAGroupIsChangedByItsAuthorAndBarredByAModerator(t *testing.T) {
	t.Parallel()
	g := newGlass(t)
	first, under := g.write("раз", noon())
	boris := g.town.person(61) // lives there, and never opened the forum
	g.connect(boris)
	user := int64(g.int(`SELECT user_id FROM people WHERE id = $1`, int64(boris)))
	g.reply(900, under, 500, "ответ", noon())
	edit := func(user int64, text string, now time.Time) string {
		must(t, g.store.EditReply(g.ctx(), forum.Reply{
			Bot: bot, Chat: groupChat, User: user, Message: 500, Text: text,
		}, now))
		return g.posts(now)[2].Text
	}
	if a, b, c := edit(901, "чужой", noon()), edit(900, "иной", noon()), edit(900, "поздно", noon().AddDate(0, 0, 3)); a != "ответ" || b != "иной" || c != "иной" {
		t.Errorf("after changes of another, of the author, and three days later: %q, %q, %q", a, b, c)
	}
	edit(900, "казино", noon())
	if g.posts(noon())[2].State != forum.Held {
		t.Error("a word of the list is shown")
	}
	judge := func(post forum.PostID, v forum.Verdict) {
		t.Helper()
		must(t, g.store.Judge(g.ctx(), g.once(), forum.Judgement{
			Person: g.keeper, Post: post, Verdict: v, Days: 7, Reason: forum.Insult,
		}, noon()))
	}
	edit(900, "стих", noon())
	judge(g.posts(noon())[2].ID, forum.Mute)
	if edit(900, "в обход", noon()) != "стих" {
		t.Error("who is barred goes on by changes")
	}
	told := func(want string) {
		t.Helper()
		got := g.arrive(noon())
		at := slices.IndexFunc(got, func(n housing.Notice) bool { return n.Args["what"] == string(housing.ForumUntaken) })
		if at < 0 || got[at].Args["why"] != want || got[at].Chat < 0 {
			t.Errorf("told %+v, want %q", got, want)
		}
	}
	week := noon().AddDate(0, 0, 8)
	if g.reply(900, under, 501, "опять", noon()) || !g.reply(901, under, 502, "другой", noon()) || !g.reply(900, under, 503, "после", week) {
		t.Error("who is barred answers, or somebody else does not, or it does not end")
	}
	g.reply(user, under, 510, "Борис", noon())
	posts := g.posts(noon())
	judge(posts[len(posts)-1].ID, forum.Mute)
	barred := func() bool {
		place, err := g.store.Place(g.ctx(), boris, g.house, noon())
		must(t, err)
		return !place.Muted.IsZero()
	}
	if !barred() || g.reply(user, under, 511, "опять", noon()) {
		t.Error("a bar for an answer does not hold in the bot, or in the group")
	}
	told("barred")
	judge(posts[len(posts)-1].ID, forum.Unmute)
	if barred() || !g.reply(user, under, 512, "снова", noon()) {
		t.Error("the bar does not end everywhere")
	}
	g.reply(user, under, 513, strings.Repeat("я", 1500), noon())
	told("cut")
	if all := g.posts(noon()); len([]rune(all[len(all)-1].Text)) != forum.MaxText {
		t.Errorf("a long answer is %q", all[len(all)-1].Text)
	}
	g.reply(user, under, 514, "раз", noon())
	g.reply(user, under, 515, "два", noon())
	if g.reply(user, under, 516, "три", noon()) {
		t.Error("too much is taken")
	}
	told("fast")
	g.exec(`UPDATE forum_topics SET closed_at = now()`)
	g.reply(user, under, 517, "закрыта", noon())
	told("closed")
	g.exec(`UPDATE forum_topics SET closed_at = NULL`)
	g.exec(`INSERT INTO forum_chat_mutes (house_id, chat_user, muted_until) VALUES ($1, $2, $3)`,
		int64(g.house), user, week) // from before the bot knew who that is
	if !barred() {
		t.Error("who was barred in the group writes in the bot")
	}
	judge(first, forum.Mute)
	judge(posts[len(posts)-1].ID, forum.Unmute)
	must(t, g.store.Unmirror(g.ctx(), g.once(), forum.Mirroring{Person: g.keeper, Topic: g.board.topic}, noon()))
	must(t, g.store.EditReply(g.ctx(), forum.Reply{
		Bot: bot, Chat: groupChat, User: user, Message: 512, Text: "после конца",
	}, noon()))
	for _, p := range g.posts(noon()) {
		if p.Text == "после конца" {
			t.Error("after the end an answer is changed")
		}
	}
}

func TestAnAnswerToWhatIsOnItsWayComesAgain(t *testing.T) {
	t.Parallel()
	g := newGlass(t)
	_, err := g.store.Write(g.ctx(), g.once(), forum.Writing{Person: g.anna, Topic: g.board.topic, Text: "раз"}, noon())
	must(t, err)
	taken, err := g.outbox.Take(g.ctx(), "a", 9, noon(), time.Second)
	must(t, err)
	answer := forum.Reply{Bot: bot, Chat: groupChat, User: 900, Under: 700, Message: 500, Text: "ответ"}
	if is, err := g.store.Reply(g.ctx(), answer, noon()); is || housing.KindOf(err) != housing.Internal || err == nil {
		t.Errorf("before the number is known: %t, %v", is, err)
	}
	for _, n := range taken {
		must(t, g.outbox.Sent(g.ctx(), n.ID, housing.Arrival{Message: 700}, noon()))
	}
	if is, err := g.store.Reply(g.ctx(), answer, noon()); !is || err != nil {
		t.Errorf("then: %t, %v", is, err)
	}
}

// Who hides a topic has it before its mirror: an answer that comes meanwhile waits with nothing in its hands.
func TestAnAnswerToATopicThatIsBeingHiddenWaits(t *testing.T) {
	t.Parallel()
	g := newGlass(t)
	_, under := g.write("раз", noon())
	rows := g.raw()
	change, err := rows.BeginTx(g.ctx(), nil)
	must(t, err)
	_, err = change.ExecContext(g.ctx(), `UPDATE forum_topics SET hidden_at = $1`, noon())
	must(t, err)
	taken := make(chan bool, 1)
	go func() { taken <- g.reply(900, under, 500, "ответ", noon()) }()
	for waits := false; !waits && len(taken) == 0; {
		must(t, rows.QueryRowContext(g.ctx(), `
			SELECT count(*) > 0 FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waits))
	}
	_, err = change.ExecContext(g.ctx(), `SELECT id FROM forum_mirrors FOR UPDATE NOWAIT`)
	must(t, err)
	must(t, change.Commit())
	if <-taken {
		t.Error("an answer to what is hidden is taken")
	}
}

func TestAGroupFollowsWhatBecomesOfAMessage(t *testing.T) {
	t.Parallel()
	g := newGlass(t)
	post, message := g.write("раз", noon())
	_, err := g.store.Edit(g.ctx(), g.once(), forum.Editing{Person: g.anna, Post: post, Text: "два"}, noon())
	must(t, err)
	got := g.arrive(noon())
	if len(got) != 1 || got[0].Edit != message || got[0].Args["text"] != "два" {
		t.Errorf("after a change: %+v", got)
	}
	judge := func(v forum.Verdict) {
		t.Helper()
		must(t, g.store.Judge(g.ctx(), g.once(), forum.Judgement{
			Person: g.keeper, Post: post, Verdict: v, Reason: forum.Advert,
		}, noon()))
	}
	judge(forum.Hide)
	taken, err := g.outbox.Take(g.ctx(), "a", 9, noon(), time.Second)
	must(t, err)
	at := slices.IndexFunc(taken, func(n housing.Notice) bool { return n.Kind == housing.NoticeMirror })
	if at < 0 || !taken[at].Recall || taken[at].Edit != message {
		t.Fatalf("after it was hidden: %+v", taken)
	}
	for _, n := range taken {
		as := housing.Arrival{Message: 70 + n.ID}
		if n.Recall {
			as = housing.Arrival{Message: n.Edit, Recall: housing.RecallDeleted}
		}
		must(t, g.outbox.Sent(g.ctx(), n.ID, as, noon()))
	}
	judge(forum.Show)
	wantNames(t, "shown again, as a new message", g.arrive(noon()), groupChat, "mirror")
	must(t, g.store.Rule(g.ctx(), g.once(), forum.Ruling{Person: g.keeper, Topic: g.board.topic, Rule: forum.Conceal}, noon()))
	wantNames(t, "the topic is hidden, its title too", g.arrive(noon()), groupChat,
		"mirror over the message", "mirror over the message")
}

// change has Anna change a message and returns what her group gets.
func (g *glass) change(post forum.PostID, text string) []housing.Notice {
	g.t.Helper()
	_, err := g.store.Edit(g.ctx(), g.once(), forum.Editing{Person: g.anna, Post: post, Text: text}, noon())
	must(g.t, err)
	return g.arrive(noon())
}

func TestWhatIsInAGroupFollowsItsAuthor(t *testing.T) {
	t.Parallel()
	g := newGlass(t)
	post, message := g.write("раз", noon())
	held, _ := g.write("казино", noon())
	g.arrive(noon())
	wantNames(t, "what was held is new there", g.change(held, "домино"), groupChat, "mirror")
	_, err := g.store.Edit(g.ctx(), g.once(), forum.Editing{Person: g.anna, Post: held, Text: "казино"}, noon())
	must(t, err)
	taken, err := g.outbox.Take(g.ctx(), "a", 9, noon(), time.Second)
	must(t, err)
	for _, n := range taken {
		if n.Recall {
			must(t, g.outbox.Sent(g.ctx(), n.ID, housing.Arrival{Message: n.Edit, Recall: housing.RecallDeleted}, noon()))
		}
	}
	wantNames(t, "held once more, and shown again", g.change(held, "лото"), groupChat, "mirror")

	must(t, g.store.Unmirror(g.ctx(), g.once(), forum.Mirroring{Person: g.keeper, Topic: g.board.topic}, noon()))
	if got := g.change(post, "два"); len(got) != 1 || got[0].Edit != message || got[0].Args["text"] != "два" {
		t.Errorf("changed after the end: %+v", got)
	}
	must(t, g.store.Sign(g.ctx(), g.once(), forum.Signing{Person: g.anna, House: g.house, Flat: "45"}, noon()))
	got := g.arrive(noon())
	wantNames(t, "signed otherwise", got, groupChat, "mirror over the message", "mirror over the message")
	if got[0].Args["flat"] != "45" || got[0].Args["name"] != "" {
		t.Errorf("signed as %+v", got[0].Args)
	}
	later := noon().Add(time.Hour)
	must(t, g.store.Lost(g.ctx(), later))
	wantNames(t, "nothing has changed", g.arrive(later), groupChat)
	g.exec(`UPDATE links SET suspended_at = $1 WHERE person_id = $2`, later, int64(g.anna))
	for range 2 {
		must(t, g.store.Lost(g.ctx(), later))
	}
	got = g.arrive(later)
	wantNames(t, "moved out", got, groupChat, "mirror over the message", "mirror over the message")
	if got[0].Args["flat"] != "" {
		t.Errorf("who moved out is signed as %+v", got[0].Args)
	}
	must(t, g.store.Lost(g.ctx(), later.Add(time.Minute)))
	wantNames(t, "it is told once", g.arrive(later.Add(time.Minute)), groupChat)

	year := noon().AddDate(1, 0, 0)
	must(t, g.db.Forget(g.ctx(), year))
	must(t, g.store.Judge(g.ctx(), g.once(), forum.Judgement{
		Person: g.keeper, Post: post, Verdict: forum.Hide, Reason: forum.Advert,
	}, year))
	wantNames(t, "hidden a year later", g.arrive(year), groupChat, "mirror over the message")
}

func TestATopicStaysWithAGroupThatMovesAndLeavesOneThatIsLost(t *testing.T) {
	t.Parallel()
	g := newGlass(t)
	post, before := g.write("раз", noon())
	g.reply(900, before, 500, "ответ", noon())
	must(t, (&postgres.People{DB: g.db}).MoveChat(g.ctx(), bot, groupChat, superChat, noon()))
	g.number = superChat
	g.arrive(noon())
	_, err := g.store.Edit(g.ctx(), g.once(), forum.Editing{Person: g.anna, Post: post, Text: "два"}, noon())
	must(t, err)
	wantNames(t, "what is not there is not changed", g.arrive(noon()), superChat)
	_, after := g.write("три", noon())
	if g.reply(900, before, 501, "под прежним", noon()) && before != after {
		t.Error("a number of the old group is answered in the new one")
	}
	count := len(g.posts(noon()))
	if !g.reply(900, after, 500, "под новым", noon()) || len(g.posts(noon())) != count+1 {
		t.Error("the number of an old answer is taken for a known one")
	}
	must(t, g.store.Lost(g.ctx(), noon()))
	if n := g.int(`SELECT count(*) FROM forum_mirrors WHERE ended_at IS NULL`); n != 1 {
		t.Errorf("%d topics are shown in the group, want 1", n)
	}
	// Its topic in the group is gone.
	_, err = g.store.Write(g.ctx(), g.once(), forum.Writing{Person: g.anna, Topic: g.board.topic, Text: "в никуда"}, noon())
	must(t, err)
	taken, err := g.outbox.Take(g.ctx(), "a", 9, noon(), time.Second)
	must(t, err)
	must(t, g.outbox.Failed(g.ctx(), taken[0].ID, "a", time.Time{}, housing.ReasonTopic))
	must(t, g.store.Lost(g.ctx(), noon()))
	told := g.arrive(noon())
	if len(told) != 1 || told[0].Args["what"] != string(housing.ForumUnmirrored) || told[0].Chat < 0 {
		t.Errorf("told %+v", told)
	}
	must(t, g.store.Lost(g.ctx(), noon()))
	g.write("четыре", noon().Add(time.Minute))
	if len(g.arrive(noon().Add(time.Minute))) != 0 || g.reply(900, after, 504, "ещё", noon()) {
		t.Error("what has ended goes on")
	}
}

func TestWhatAPersonErasesGoesFromTheGroupToo(t *testing.T) {
	t.Parallel()
	g := newGlass(t)
	_, under := g.write("раз", noon())
	anna := int64(g.int(`SELECT user_id FROM people WHERE id = $1`, int64(g.anna)))
	g.reply(anna, under, 500, "и я", noon())
	g.reply(900, under, 501, "сосед", noon())
	must(t, (&postgres.Stored{DB: g.db}).Erase(g.ctx(), g.once(), g.anna, noon()))
	wantNames(t, "erased", g.arrive(noon()), groupChat, "mirror over the message", "mirror over the message")
	for i, want := range []string{"", "", "", "сосед"} {
		if p := g.posts(noon())[i]; p.Text != want {
			t.Errorf("№ %d says %q, want %q", p.Number, p.Text, want)
		}
	}
	if n := g.int(`SELECT count(*) FROM forum_posts WHERE chat_user = $1`, anna); n != 0 {
		t.Errorf("%d messages know who wrote them", n)
	}
}
