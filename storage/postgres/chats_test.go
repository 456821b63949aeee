package postgres_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// The group of the tests, before and after it became a supergroup.
const (
	groupChat = int64(-10)
	superChat = int64(-1001)
)

// square is a dark town with a group of neighbours.
type square struct {
	*dark
	chats *postgres.Chats
}

func newSquare(tb testing.TB) *square {
	tb.Helper()
	d := newDark(tb)
	return &square{d, &postgres.Chats{DB: d.db}}
}

func (q *square) setting(houses ...housing.House) housing.ChatSetting {
	c := housing.ChatSetting{
		Place:        housing.ChatPlace{Chat: groupChat, Title: "Ленина, 12"},
		Organisation: q.org, Kinds: []housing.ChatKind{housing.ChatOutages},
	}
	for _, h := range houses {
		c.Houses = append(c.Houses, h.ID)
	}
	return c
}

func (q *square) save(c housing.ChatSetting) housing.HouseChatID {
	q.t.Helper()
	id, err := q.chats.Save(q.ctx(), q.once(), q.dispatcher, c, noon())
	must(q.t, err)
	return id
}

// arrive takes what is due to all chats and lets it arrive.
func (q *square) arrive(now time.Time) (got []housing.Notice) {
	q.t.Helper()
	notices, err := q.outbox.Take(q.ctx(), "a", 100, now, time.Second)
	must(q.t, err)
	for _, n := range notices {
		message := n.Edit
		if message == 0 {
			message = 70 + n.ID
		}
		must(q.t, q.outbox.Sent(q.ctx(), n.ID, housing.Arrival{Message: message}, now))
	}
	return notices
}

// named tells what came to a chat.
func named(all []housing.Notice, chat int64) (names []string) {
	for _, n := range all {
		if n.Chat != chat {
			continue
		}
		name := string(n.Kind) + n.Args["trouble"]
		if n.Edit != 0 {
			name += " over the message"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func wantNames(t *testing.T, about string, got []housing.Notice, chat int64, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, named(got, chat)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", about, diff)
	}
}

func TestAGroupIsGreetedAndItsBoardFollowsOutages(t *testing.T) {
	t.Parallel()
	q := newSquare(t)
	q.save(q.setting(q.lenina))
	wantNames(t, "greeted", q.arrive(noon()), groupChat, "chat_board", "chat_hello")

	o := q.emergency(wholeOf(q.lenina))
	o.To = noon().Add(time.Hour)
	id := q.announce(o)
	first := q.arrive(noon())
	wantNames(t, "told", first, groupChat, "chat_board over the message", "outage")
	if n := first[slices.IndexFunc(first, func(n housing.Notice) bool { return n.Board != nil })]; !n.Keep ||
		len(n.Board.Outages) != 1 || len(n.Board.Outages[0].Places) != 1 {
		t.Errorf("board %+v", n.Board)
	}
	must(t, q.change(id, housing.OutageChange{Step: housing.OutageExtend, To: noon().Add(2 * time.Hour)}, noon()))
	wantNames(t, "extended", q.arrive(noon()), groupChat,
		"chat_board over the message", "outage", "outage over the message")

	must(t, q.chats.Boards(q.ctx(), noon().Add(119*time.Minute)))
	wantNames(t, "nothing has changed", q.arrive(noon().Add(119*time.Minute)), groupChat)
	must(t, q.chats.Boards(q.ctx(), noon().Add(2*time.Hour)))
	over := q.arrive(noon().Add(2 * time.Hour))
	wantNames(t, "its time is over", over, groupChat, "chat_board over the message")
	if len(over) == 1 && (len(over[0].Board.Outages) != 1 || !over[0].Board.Outages[0].Overdue(noon().Add(2*time.Hour))) {
		t.Errorf("the board shows %+v, and nobody said that it is over", over[0].Board.Outages)
	}
	must(t, q.change(id, housing.OutageChange{Step: housing.OutageEnd}, noon().Add(3*time.Hour)))
	last := q.arrive(noon().Add(3 * time.Hour))
	if n := last[slices.IndexFunc(last, func(n housing.Notice) bool { return n.Board != nil })]; len(n.Board.Outages) != 0 {
		t.Errorf("the board still shows %+v", n.Board.Outages)
	}
}

func TestTheHouseChatIsEnoughExceptForDanger(t *testing.T) {
	t.Parallel()
	q := newSquare(t)
	q.exec("UPDATE people SET chat_enough = true")
	count := func(o housing.Outage) int {
		t.Helper()
		a, err := q.outages.Audience(q.ctx(), q.dispatcher, o, noon())
		must(t, err)
		return a.People
	}
	here, everywhere := q.emergency(wholeOf(q.lenina)), q.emergency(wholeOf(q.lenina), wholeOf(q.mira))
	danger := here
	danger.Danger = true
	if n := count(here); n != 1 {
		t.Errorf("without a chat %d are told, want 1", n)
	}
	id := q.save(q.setting(q.lenina))
	if a, b, c := count(here), count(everywhere), count(danger); a != 0 || b != 1 || c != 1 {
		t.Errorf("told %d, with a house without a chat %d, of danger %d; want 0, 1, 1", a, b, c)
	}
	must(t, q.chats.Fare(q.ctx(), bot, groupChat, housing.ChatMuted, noon()))
	if n := count(here); n != 1 {
		t.Errorf("a chat that cannot be written to is enough for %d of 1", 1-n)
	}
	must(t, q.chats.Detach(q.ctx(), q.once(), q.dispatcher, id, noon()))
	if n := count(here); n != 1 {
		t.Errorf("without the chat %d are told, want 1", n)
	}
}

func TestOperatorsAreToldOfATroubleOnce(t *testing.T) {
	t.Parallel()
	q := newSquare(t)
	q.save(q.setting(q.lenina))
	q.arrive(noon())
	for range 2 {
		for _, how := range []housing.ChatFare{housing.ChatUnpinned, housing.ChatTopic, housing.ChatMuted} {
			must(t, q.chats.Fare(q.ctx(), bot, groupChat, how, noon()))
		}
		must(t, q.people.SetReachable(q.ctx(), bot, groupChat, false, noon()))
	}
	wantNames(t, "troubles", q.arrive(noon()), dispatcherChat,
		"chat_troublekicked", "chat_troublemuted", "chat_troubletopic", "chat_troubleunpinned")
	must(t, q.people.SetReachable(q.ctx(), bot, groupChat, true, noon()))
	wantNames(t, "back", q.arrive(noon()), groupChat, "chat_board over the message")
	must(t, q.people.SetReachable(q.ctx(), bot, groupChat, false, noon()))
	wantNames(t, "removed again", q.arrive(noon()), dispatcherChat, "chat_troublekicked")
}

// everywhere counts the rows of all tables that name a chat.
func (q *square) everywhere(chat int64) string {
	q.t.Helper()
	var query string
	err := q.raw().QueryRowContext(q.ctx(), `
		SELECT string_agg(format('(SELECT count(*) FROM %I WHERE %I = %s)', table_name, column_name, $1::text), ' + ')
		FROM information_schema.columns
		WHERE table_schema = current_schema AND data_type = 'bigint' AND column_name = 'chat_id'`,
		strconv.FormatInt(chat, 10)).Scan(&query)
	must(q.t, err)
	return "SELECT " + query
}

func TestAGroupThatBecomesASupergroupIsRenamedEverywhere(t *testing.T) {
	t.Parallel()
	q := newSquare(t)
	q.save(q.setting(q.lenina))
	q.arrive(noon())
	id := q.announce(q.emergency(wholeOf(q.lenina)))
	q.arrive(noon())
	link := q.token()
	must(t, q.chats.Issue(q.ctx(), housing.ChatLink{Kind: housing.ChatLinkGroup, Person: q.dispatcher, Organisation: q.org}, link, noon()))
	must(t, q.chats.ChooseByLink(q.ctx(), housing.ChatUse{
		Bot: bot, User: dispatcherChat, Place: housing.ChatPlace{Chat: groupChat}, Hash: link,
	}, noon()))
	for range 2 {
		must(t, q.people.MoveChat(q.ctx(), bot, groupChat, superChat, noon()))
	}
	if left := q.int(q.everywhere(groupChat)); left != 0 {
		t.Errorf("%d rows have the old number", left)
	}
	wantNames(t, "the board is written anew", q.arrive(noon()), superChat, "chat_board")
	must(t, q.change(id, housing.OutageChange{Step: housing.OutageEnd}, noon()))
	last := q.arrive(noon())
	wantNames(t, "goes on", last, superChat, "chat_board over the message", "outage")
	wantNames(t, "nothing to the old number", last, groupChat)
}

func TestAGroupIsAnsweredOnceInFiveMinutes(t *testing.T) {
	t.Parallel()
	q := newSquare(t)
	var got []housing.ChatAnswer
	ask := func(after time.Duration) {
		question, err := q.chats.Ask(q.ctx(), bot, groupChat, noon().Add(after))
		must(t, err)
		got = append(got, question.Answer)
	}
	ask(0)
	q.save(q.setting(q.lenina))
	for _, after := range []time.Duration{0, time.Minute, 2 * time.Minute, 4 * time.Minute, 5 * time.Minute, 6 * time.Minute} {
		ask(after)
	}
	want := []housing.ChatAnswer{
		housing.ChatUnknown, housing.ChatTell, housing.ChatPoint, housing.ChatSilent, housing.ChatSilent,
		housing.ChatTell, housing.ChatPoint,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

func TestAKeeperDecidesAboutTheHouseOfTheTrustAlone(t *testing.T) {
	t.Parallel()
	q := newSquare(t)
	trust := q.token()
	must(t, q.chats.Issue(q.ctx(), housing.ChatLink{
		Kind: housing.ChatLinkKeeper, Person: q.dispatcher, Organisation: q.org, House: q.lenina, Name: "Анна",
	}, trust, noon()))
	wantRefusal(t, q.chats.Issue(q.ctx(), housing.ChatLink{
		Kind: housing.ChatLinkKeeper, Person: q.anna, Organisation: q.org, House: q.lenina,
	}, q.token(), noon()), "operator.not_yours")
	must(t, q.chats.Keep(q.ctx(), q.once(), q.anna, trust, noon()))
	wantRefusal(t, q.chats.Keep(q.ctx(), q.once(), q.dispatcher, trust, noon()), "chat.link_used")

	_, err := q.chats.Save(q.ctx(), q.once(), q.anna, q.setting(q.lenina, q.mira), noon())
	wantRefusal(t, err, "chat.foreign")
	id, err := q.chats.Save(q.ctx(), q.once(), q.anna, q.setting(q.lenina), noon())
	must(t, err)
	more := q.setting(q.lenina, q.mira)
	more.ID = id
	q.save(more)
	own, err := q.chats.List(q.ctx(), q.anna, q.org)
	must(t, err)
	all, err := q.chats.List(q.ctx(), q.dispatcher, q.org)
	must(t, err)
	if len(own) != 1 || len(all) != 1 || len(all[0].Houses) != 2 {
		t.Errorf("the keeper sees %+v, the operator %+v", own, all)
	}
	keepers, err := q.chats.Keepers(q.ctx(), q.dispatcher, q.org)
	must(t, err)
	if len(keepers) != 1 || keepers[0].Name != "Анна" {
		t.Fatalf("keepers %+v", keepers)
	}
	must(t, q.chats.Dismiss(q.ctx(), q.once(), q.dispatcher, keepers[0].ID, noon()))
	wantRefusal(t, q.chats.Detach(q.ctx(), q.once(), q.anna, id, noon()), "chat.unknown")
	_, err = q.chats.Save(q.ctx(), q.once(), q.anna, q.setting(q.lenina), noon())
	wantRefusal(t, err, "chat.foreign")
	must(t, q.chats.Detach(q.ctx(), q.once(), q.dispatcher, id, noon()))
	lines, err := q.operators.Journal(q.ctx(), 0, q.org, 0, 6)
	must(t, err)
	var told []string
	for _, l := range lines {
		told = append(told, strings.Join([]string{l.Who, l.What, l.Subject, l.Was, l.Is}, "|"))
	}
	want := []string{
		"Ольга|chat.detached|Ленина, 12|пр-кт Мира, 12 к. 2; ул. Ленина, 12|",
		"Ольга|chat.dismissed|Анна||",
		"Ольга|chat.changed|Ленина, 12|ул. Ленина, 12|пр-кт Мира, 12 к. 2; ул. Ленина, 12",
		"Анна|chat.attached|Ленина, 12||ул. Ленина, 12",
		"Анна|chat.kept|Анна||",
		"Анна|chat.keeper|||", // refused
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("journal (-want +got):\n%s", diff)
	}
}

func TestALinkChoosesOneGroupForWhoGotIt(t *testing.T) {
	t.Parallel()
	q := newSquare(t)
	link, place := q.token(), housing.ChatPlace{Chat: groupChat, Title: "Ленина, 12", Thread: 7, Topic: "Объявления"}
	must(t, q.chats.Issue(q.ctx(), housing.ChatLink{
		Kind: housing.ChatLinkGroup, Person: q.dispatcher, Organisation: q.org,
	}, link, noon()))
	use := func(user int64, at housing.ChatPlace, now time.Time) error {
		return q.chats.ChooseByLink(q.ctx(), housing.ChatUse{Bot: bot, User: user, Place: at, Hash: link}, now)
	}
	wantRefusal(t, use(2, place, noon()), "chat.link_other")
	wantRefusal(t, use(1, place, noon().Add(time.Hour)), "chat.link_late")
	for range 2 { // the second is the same update, delivered again
		must(t, use(1, place, noon()))
	}
	elsewhere := place
	elsewhere.Chat = superChat
	wantRefusal(t, use(1, elsewhere, noon()), "chat.link_used")
	wantNames(t, "who chose is told", q.arrive(noon()), dispatcherChat, "chat_chosen")
	org, chosen, err := q.chats.Chosen(q.ctx(), q.dispatcher, noon())
	must(t, err)
	if diff := cmp.Diff(place, chosen); diff != "" || org != q.org {
		t.Errorf("organisation %d, chosen (-want +got):\n%s", org, diff)
	}
	c := q.setting(q.lenina)
	c.Place = chosen
	q.save(c)
	if notices := q.arrive(noon()); len(notices) != 2 || notices[0].Thread != 7 || notices[1].Thread != 7 {
		t.Errorf("the topic is not written to: %+v", notices)
	}
	_, _, err = q.chats.Chosen(q.ctx(), q.dispatcher, noon())
	wantRefusal(t, err, "chat.none_chosen")
	old, ok, err := q.chats.Here(q.ctx(), bot, housing.ChatPlace{Chat: groupChat, Thread: 9}, noon())
	must(t, err)
	if again := q.arrive(noon()); !ok || old == 0 || len(again) != 1 || again[0].Thread != 9 || again[0].Edit != 0 {
		t.Errorf("another topic: %d %v %+v", old, ok, again)
	}
	q.movesBoardOnItsWay(t)
}

// movesBoardOnItsWay chooses a topic while the board is being written, and leaves the group while the next is.
func (q *square) movesBoardOnItsWay(t *testing.T) {
	t.Helper()
	move := func(thread int64) {
		_, _, err := q.chats.Here(q.ctx(), bot, housing.ChatPlace{Chat: groupChat, Thread: thread}, noon())
		must(t, err)
	}
	take := func() housing.Notice {
		taken, err := q.outbox.Take(q.ctx(), "a", 100, noon(), time.Second)
		must(t, err)
		if len(taken) != 1 {
			t.Fatalf("on their way: %+v", taken)
		}
		return taken[0]
	}
	move(11)
	late := take()
	move(13)
	must(t, q.outbox.Sent(q.ctx(), late.ID, housing.Arrival{Message: 700}, noon()))
	board := take()
	if board.Thread != 13 || board.Edit != 0 {
		t.Errorf("the board stays where it was on its way to: %+v", board)
	}
	chats, err := q.chats.List(q.ctx(), q.dispatcher, q.org)
	must(t, err)
	must(t, q.chats.Detach(q.ctx(), q.once(), q.dispatcher, chats[0].ID, noon()))
	must(t, q.outbox.Sent(q.ctx(), board.ID, housing.Arrival{Message: 701}, noon()))
	closed := q.arrive(noon())
	if len(closed) != 1 || closed[0].Board == nil || !closed[0].Board.Closed || closed[0].Edit != 701 {
		t.Errorf("the board does not say that the group is left: %+v", closed)
	}
}

// Somebody changes the group, sees its board on the way and leaves it: when it arrives meanwhile, who notes
// that waits for the change rather than for the next minute.
func TestABoardThatArrivesAmidAChangeIsWrittenAgain(t *testing.T) {
	t.Parallel()
	q := newSquare(t)
	q.save(q.setting(q.lenina))
	taken, err := q.outbox.Take(q.ctx(), "a", 100, noon(), time.Second)
	must(t, err)
	board := taken[slices.IndexFunc(taken, func(n housing.Notice) bool { return n.Kind == housing.NoticeChatBoard })]
	rows := q.raw()
	change, err := rows.BeginTx(q.ctx(), nil)
	must(t, err)
	_, err = change.ExecContext(q.ctx(), `UPDATE house_chats SET board_at = $1`, noon())
	must(t, err)
	arrived := make(chan error, 1)
	go func() { arrived <- q.outbox.Sent(q.ctx(), board.ID, housing.Arrival{Message: 700}, noon()) }()
	for waits := false; !waits && len(arrived) == 0; {
		must(t, rows.QueryRowContext(q.ctx(), `
			SELECT count(*) > 0 FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waits))
	}
	must(t, change.Commit())
	must(t, <-arrived)

	again, err := q.outbox.Take(q.ctx(), "a", 100, noon(), time.Second)
	must(t, err)
	wantNames(t, "the change is not told", again, groupChat, "chat_board over the message")
}
