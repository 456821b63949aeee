package simulator

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"
)

func TestAnUpdateComesUntilItIsConfirmed(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.Send("one")
	b.anna.Send("two")

	first := b.poll()
	again := b.poll("offset", "0")
	rest := b.poll("offset", itoa(first[0].ID+1))

	if len(first) != 2 || len(again) != 2 || len(rest) != 1 || rest[0].Message.Text != "two" {
		t.Fatalf("got %d, %d and %+v", len(first), len(again), rest)
	}
	if first[1].ID != first[0].ID+1 || first[0].ID < firstUpdate {
		t.Errorf("ids %d and %d do not follow each other", first[0].ID, first[1].ID)
	}
	if got := b.poll("offset", itoa(first[1].ID+1)); len(got) != 0 {
		t.Errorf("confirmed, yet %+v came", got)
	}
}

func TestANegativeOffsetForgetsAllButTheLast(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	for _, text := range []string{"one", "two", "three"} {
		b.anna.Send(text)
	}

	last := b.poll("offset", "-1")
	left := b.poll()

	if len(last) != 1 || len(left) != 1 || left[0].Message.Text != "three" {
		t.Errorf("got %+v, then %+v", last, left)
	}
}

func TestLimitIsBroughtIntoItsRange(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	for range 150 {
		b.anna.Send("a")
	}
	for limit, want := range map[string]int{"1": 1, "7": 7, "0": 1, "-3": 1, "": 100, "1000": 100} {
		if got := len(b.poll("limit", limit)); got != want {
			t.Errorf("limit %s: %d updates, want %d", limit, got, want)
		}
	}
}

func TestAllowedUpdatesAreRemembered(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.poll("allowed_updates", `["message"]`)
	b.anna.Block()
	b.anna.Unblock()
	b.poll()
	b.anna.Tap(1, "x")
	b.anna.Send("hello")

	only := b.poll()
	b.poll("allowed_updates", `[]`, "offset", "-1")
	b.anna.Block()
	all := b.poll()

	if len(only) != 1 || only[0].Message == nil {
		t.Errorf("only messages were wanted: %+v", only)
	}
	if len(all) != 2 || all[1].MyMember == nil || all[1].MyMember.New.Status != "kicked" {
		t.Errorf("all kinds were wanted: %+v", all)
	}
}

func TestALongPollWakesWhenSomethingHappens(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	answers := make(chan []got, 1)
	go func() { answers <- b.poll("timeout", "50") }()
	b.waitForPoll()

	b.anna.Send("wake up")

	if list := <-answers; len(list) != 1 || list[0].Message.Text != "wake up" {
		t.Errorf("got %+v", list)
	}
}

// What happens to the bot in a group wakes a poll too, also where nothing is written there.
func TestALongPollWakesWhenTheBotIsPromoted(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	g := b.Supergroup("Ленина, 12", b.anna)
	g.AddBot()
	last := 0
	for _, u := range b.poll() {
		last = u.ID
	}
	answers := make(chan []got, 1)
	go func() { answers <- b.poll("offset", strconv.Itoa(last+1), "timeout", "5") }()
	b.waitForPoll()

	g.PromoteBot(ManageTopics)

	if list := <-answers; len(list) != 1 {
		t.Errorf("got %+v", list)
	}
}

func TestASecondPollEndsTheFirst(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	answers := make(chan reply, 1)
	go func() { answers <- b.do("getUpdates", "timeout", "50") }()
	b.waitForPoll()

	b.poll()

	b.refused(<-answers, 409, "Conflict: terminated by other getUpdates request; "+
		"make sure that only one bot instance is running")
}

func TestPollingIsRefusedWhileAWebhookIsSet(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.UseWebhook("https://example.com/hook")

	r := b.do("getUpdates")
	b.must(b.do("deleteWebhook"))

	b.refused(r, 409, "Conflict: can't use getUpdates method while webhook is active; "+
		"use deleteWebhook to delete the webhook first")
	b.must(b.do("getUpdates"))
}

func TestAPollThatIsGivenUpLosesNothing(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := b.request(ctx, "getUpdates?timeout=50", "", nil)
		ended <- err
	}()
	b.waitForPoll()

	cancel()

	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the poll ended with %v", err)
	}
	b.anna.Send("still there")
	if list := b.poll(); len(list) != 1 {
		t.Errorf("got %+v", list)
	}
}

func TestMessagesWaitADayAndTapsAHundredAndFiftySeconds(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.Send("hello")
	b.anna.Tap(1, "x")

	b.Clock().Advance(150 * time.Second)
	afterTap := len(b.poll())
	b.Clock().Advance(24*time.Hour - 150*time.Second)
	afterDay := len(b.poll())

	if afterTap != 1 || afterDay != 0 {
		t.Errorf("%d and %d updates wait, want 1 and 0", afterTap, afterDay)
	}
}

func TestIdleComesWhenTheBotHasConfirmedEverything(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.Send("hello")
	id := b.poll()[0].ID
	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	busy := b.Idle(ctx)
	idle := make(chan error, 1)
	go func() { idle <- b.Idle(t.Context()) }()
	b.poll("offset", itoa(id+1))

	if !errors.Is(busy, context.Canceled) {
		t.Errorf("the update is not confirmed, but Idle says %v", busy)
	}
	if err := <-idle; err != nil {
		t.Errorf("Idle: %v", err)
	}
}

func TestTheQueueHasAnEnd(t *testing.T) {
	t.Parallel()
	var q queue
	q.init()
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

	q.push(nil, "message", 1, at)
	for range maxQueue - 2 { // the same without their bodies, which take time
		q.list = append(q.list, update{id: q.nextID, kind: "message", expires: at})
		q.nextID++
	}

	q.push(nil, "message", 1, at)
	if len(q.list) != maxQueue || q.dropped != 0 {
		t.Errorf("%d updates, %d dropped before the end", len(q.list), q.dropped)
	}
	for range 5 {
		q.push(nil, "message", 1, at)
	}

	if len(q.list) != maxQueue || q.dropped != 5 || q.list[0].id != firstUpdate+5 {
		t.Errorf("%d updates from %d, %d dropped", len(q.list), q.list[0].id, q.dropped)
	}
}

func (b *box) waitForPoll() {
	b.t.Helper()
	err := b.Wait(b.t.Context(), func(State) bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.updates.poll != nil
	})
	if err != nil {
		b.t.Fatalf("wait for the poll: %v", err)
	}
}
