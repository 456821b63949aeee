package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/simulator"
	"dombot/internal/texts"
)

func TestAnErrorIsNamedByACodeAndTheSamePressRepeats(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		broken := true
		w.dialog.answer = func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			if ev.Data != "" && broken {
				return dialogs.Reply{}, errBroken
			}
			return window(ctx, ev)
		}
		anna := w.Person("Анна")
		anna.Send("привет")
		r := w.start()
		w.idle()
		if err := anna.Press("Дальше"); err != nil {
			t.Fatal(err)
		}
		w.idle()
		said, _ := w.view(anna).Last()
		code := regexp.MustCompile(`^error\.internal Code ([0-9a-f]{4})$`).FindStringSubmatch(said.Text)
		if len(code) != 2 || w.log.count("code="+code[1]) != 1 || w.log.count(errBroken.Error()) != 1 {
			t.Fatalf("Анна reads %q; log:\n%s", said.Text, w.log.text())
		}
		if len(w.dialog.events) != 1 {
			t.Fatalf("carried out %v", w.dialog.events)
		}
		broken = false
		if err := anna.Press("error.again"); err != nil {
			t.Fatal(err)
		}
		w.idle()
		r.end()
		if ev := w.dialog.last(); ev.Data != "1..0.0" || ev.Window != int64(said.ID) {
			t.Errorf("repeated as %+v", ev)
		}
		if n := w.Unanswered(); n != 0 {
			t.Errorf("%d presses without an answer", n)
		}
	})
}

func TestAnErrorAfterATextAsksToSendItAgain(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.dialog.answer = func(ctx context.Context, _ dialogs.Event) (dialogs.Reply, error) {
			<-ctx.Done() // a database that does not answer
			return dialogs.Reply{}, ctx.Err()
		}
		anna := w.Person("Анна")
		anna.Send("125,3")
		r := w.start()
		w.idle()
		r.end()
		said, ok := w.view(anna).Last()
		if !ok || !strings.HasPrefix(said.Text, "error.internal_text Code ") || len(said.Buttons) != 0 {
			t.Errorf("Анна reads %q", said.Text)
		}
	})
}

func TestAPressIsAnsweredOnceBeforeTheWork(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		anna := w.Person("Анна")
		first := anna.Send("привет")
		var before int
		w.dialog.answer = func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			if ev.Data == "" {
				return window(ctx, ev)
			}
			ev.Ack(ctx, strings.Repeat("долго ", 60))
			ev.Ack(ctx, "ещё раз")
			before = len(w.view(anna).Toasts) //nolint:contextcheck // of the test, as everywhere
			return dialogs.Reply{}, errBroken
		}
		r := w.start()
		w.idle()
		if err := anna.Press("Дальше"); err != nil {
			t.Fatal(err)
		}
		w.idle()
		toasts := w.view(anna).Toasts
		if before != 1 || len(toasts) != 1 || len([]rune(toasts[0].Text)) > 200 {
			t.Errorf("%d answers before the work, then %v", before, toasts)
		}
		w.dialog.answer = func(context.Context, dialogs.Event) (dialogs.Reply, error) { panic("broken") }
		anna.Tap(first, "чужая кнопка")
		w.idle()
		r.end()
		if n := w.Unanswered(); n != 0 || len(w.view(anna).Toasts) != 2 {
			t.Errorf("%d presses without an answer", n)
		}
	})
}

func TestAPressTurnsItsMessageAndATextSendsAnother(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.dialog.answer = func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			reply, err := window(ctx, ev)
			switch ev.Text {
			case "один":
				reply.Asides = []dialogs.Screen{{Text: "*112*", Keys: true}, {Text: "сбоку", Rows: [][]dialogs.Button{
					dialogs.On("без смысла", "x"), {{Label: "Карта", URL: "https://example.org/map"}},
				}}}
			case "два":
				reply.Strip = []int64{4, 9999}
			}
			return reply, err
		}
		anna := w.Person("Анна")
		r := w.start()
		anna.Send("один")
		w.idle()
		if err := anna.Press("Дальше"); err != nil {
			t.Fatal(err)
		}
		w.idle()
		anna.Send("два")
		w.idle()
		r.end()
		want := `анна: один
бот: 112
  клавиши [keys.home] | [keys.emergency]
бот: сбоку
  [Карта]
бот: на «один»
  [Дальше]
анна нажимает [Дальше]
бот (правка): на «1..0.0»
  [Дальше]
анна: два
бот: на «два»
  [Дальше]
бот (правка): кнопок больше нет
`
		if diff := cmp.Diff(want, anna.Transcript()); diff != "" {
			t.Errorf("transcript (-want +got):\n%s", diff)
		}
		if k := w.view(anna).Keyboard; k == nil || !k.Persistent || !k.Resize {
			t.Errorf("keys %+v", k)
		}
		if got := w.dialog.shown[anna.ID]; got != 6 {
			t.Errorf("the window is remembered as message %d", got)
		}
	})
}

func TestAnEditThatChangesNothingIsASuccessAndAMessageThatIsGoneIsSentAnew(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		anna := w.Person("Анна")
		w.dialog.answer = func(_ context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			edit := map[string]int64{"то же": 2, "пропало": 777, "моё": 1}[ev.Text]
			return dialogs.Reply{Screen: screen("экран"), Edit: edit}, nil
		}
		r := w.start()
		for i, text := range []string{"новое", "то же", "пропало", "моё"} {
			anna.Send(text)
			w.idle()
			// messages of Анна, and windows: 2 · 2 · 5 · 7
			if got, want := w.dialog.shown[anna.ID], []int64{2, 2, 5, 7}[i]; got != want {
				t.Errorf("%s: the window is message %d, want %d", text, got, want)
			}
		}
		r.end()
		if strings.Contains(w.log.text(), "level=ERROR") {
			t.Errorf("log:\n%s", w.log.text())
		}
	})
}

func TestTroubleOfTheNetworkIsOutlived(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault simulator.Fault
		seen  int // windows that the person sees
		took  time.Duration
	}{
		"429":                 {simulator.Fault{Kind: simulator.TooManyRequests, RetryAfter: 7}, 1, 7 * time.Second},
		"429 for minutes":     {simulator.Fault{Kind: simulator.TooManyRequests, RetryAfter: 300}, 1, 300 * time.Second},
		"429 twice":           {simulator.Fault{Kind: simulator.TooManyRequests, RetryAfter: 7, Count: 2}, 1, 14 * time.Second},
		"502":                 {simulator.Fault{Kind: simulator.BadGateway}, 1, 0},
		"500":                 {simulator.Fault{Kind: simulator.ServerError}, 1, 0},
		"dropped before":      {simulator.Fault{Kind: simulator.DropBefore}, 1, 0},
		"dropped after":       {simulator.Fault{Kind: simulator.DropAfter}, 2, 0},
		"dropped all along":   {simulator.Fault{Kind: simulator.DropBefore, Count: 9}, 1, 10 * time.Second},
		"the answer was slow": {simulator.Fault{Kind: simulator.Slow}, 1, 15 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inTown(t, func(w *town) {
				t := w.t
				w.dialog.answer = window
				anna := w.Person("Анна")
				tt.fault.Method = "sendMessage"
				injected := w.Inject(tt.fault)
				begun := time.Now()
				anna.Send("привет")
				r := w.start()
				w.idle()
				took := time.Since(begun)
				injected.Stop()
				r.end()
				seen := 0
				for _, m := range w.view(anna).Messages {
					if m.FromBot {
						seen++
					}
				}
				if seen != tt.seen || took < tt.took || took > tt.took+3*time.Second {
					t.Errorf("%d windows after %v, want %d after %v; log:\n%s", seen, took, tt.seen, tt.took, w.log.text())
				}
				if strings.Contains(w.log.text(), "level=ERROR") {
					t.Errorf("log:\n%s", w.log.text())
				}
			})
		})
	}
}

func TestWhoBlocksTheBotIsNotedAndSoIsTheReturn(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.dialog.answer = window
		anna := w.Person("Анна")
		w.Inject(simulator.Fault{Kind: simulator.Blocked, Method: "sendMessage"})
		r := w.start()
		anna.Send("привет")
		w.idle()
		anna.Block()
		w.idle()
		anna.Unblock()
		w.idle()
		r.end()
		want := []string{fmt.Sprint(anna.ID, false), fmt.Sprint(anna.ID, false), fmt.Sprint(anna.ID, true)}
		if diff := cmp.Diff(want, w.chats.all()); diff != "" {
			t.Errorf("notes (-want +got):\n%s", diff)
		}
		if strings.Contains(w.log.text(), "level=ERROR") {
			t.Errorf("log:\n%s", w.log.text())
		}
	})
}

func TestMarkupThatIsNotUnderstoodIsSentPlainly(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.dialog.answer = func(context.Context, dialogs.Event) (dialogs.Reply, error) {
			return dialogs.Reply{Screen: dialogs.Screen{Text: "*Дом* " + texts.Escape("<12> &amp;") + " `код`"}}, nil
		}
		w.api = outside{Client: w.client(), message: func(m telegram.Message) error {
			if !m.Plain {
				return &telegram.Error{Kind: telegram.BadMarkup, Code: 400, Text: "Bad Request: can't parse entities"}
			}
			return nil
		}}
		anna := w.Person("Анна")
		anna.Send("привет")
		r := w.start()
		w.idle()
		r.end()
		if last, _ := w.view(anna).Last(); last.Text != "Дом <12> &amp; код" || w.log.count("level=ERROR") != 1 {
			t.Errorf("Анна reads %q; log:\n%s", last.Text, w.log.text())
		}
	})
}

func TestMessagesWithoutWordsAreNamed(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		anna := w.Person("Анна")
		r := w.start()
		for _, step := range []struct {
			do   func() int
			want dialogs.Wordless
		}{
			{anna.SendVoice, dialogs.Voice},
			{func() int { return anna.SendDocumentWith("a.pdf", []byte("%PDF"), "показания") }, dialogs.File},
			{anna.SendContact, dialogs.Strange},
		} {
			step.do()
			w.idle()
			if ev := w.dialog.last(); ev.Other != step.want || ev.Text != "" {
				t.Errorf("got %+v, want %s", ev, step.want)
			}
		}
		r.end()
		key := w.dialog.last().Key
		if key.Bot == 0 || key.Chat != anna.ID || key.User != anna.ID || w.dialog.last().Update == 0 {
			t.Errorf("event %+v", w.dialog.last())
		}
	})
}

func TestInAGroupOnlyOurCommandsAreAnsweredAndOnce(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		const group = -1001234567890
		id := 700_000_000
		var batch []json.RawMessage
		add := func(kind, body string) {
			id++
			batch = append(batch, json.RawMessage(fmt.Sprintf(`{"update_id":%d,%q:{%s}}`, id, kind, body)))
		}
		say := func(text string) {
			add("message", fmt.Sprintf(`"message_id":1,"from":{"id":5,"first_name":"А"},"text":%q,`+
				`"chat":{"id":%d,"type":"supergroup","title":"Дом 12"}`, text, group))
		}
		for _, text := range []string{"/menu", "/START@Dom_Demo_Bot readings", "/menu@other_bot", "/other", "показания", "12,5"} {
			say(text)
		}
		add("callback_query", fmt.Sprintf(`"id":"77","from":{"id":5,"first_name":"А"},"data":"x","chat_instance":"1",`+
			`"message":{"message_id":3,"date":0,"chat":{"id":%d,"type":"supergroup"}}`, group))
		add("my_chat_member", fmt.Sprintf(`"chat":{"id":%d,"type":"supergroup"},"from":{"id":5,"first_name":"А"},`+
			`"date":1,"old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked"}`, group))
		add("message", `"message_id":2,"date":1,"chat":{"id":8,"type":"private"},"from":{"id":8,"first_name":"Б"},`+
			`"pinned_message":{"message_id":1,"date":1,"chat":{"id":8,"type":"private"}}`)
		add("poll", `"id":"1"`)
		var sent []telegram.Message
		w.api = outside{
			Client: w.client(),
			updates: func(p telegram.Poll) (out []json.RawMessage, err error) {
				if p.Offset == 0 {
					return batch, nil
				}
				return nil, nil
			},
			message: func(m telegram.Message) error {
				if sent = append(sent, m); len(sent) == 1 {
					return &telegram.Error{Kind: telegram.Migrated, To: group - 1}
				}
				return &telegram.Error{Kind: telegram.Refused}
			},
		}
		r := w.start()
		time.Sleep(time.Minute)
		r.end()
		to := make([]int64, 0, len(sent))
		for _, m := range sent {
			to = append(to, m.Chat)
			if m.Buttons[0][0].URL != "https://t.me/dom_demo_bot?start" {
				t.Errorf("answer %+v", m)
			}
		}
		if diff := cmp.Diff([]int64{group, group - 1, group}, to); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
		if len(w.dialog.events) != 0 {
			t.Errorf("a dialog ran in a group: %v", w.dialog.events)
		}
		notes := []string{fmt.Sprint(group, " is ", group-1), fmt.Sprint(group, false)}
		if diff := cmp.Diff(notes, w.chats.all()); diff != "" {
			t.Errorf("notes (-want +got):\n%s", diff)
		}
	})
}

func TestANoticeTellsWhetherToTryAgain(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		const id = 100_000_001
		anna := w.Person("Анна", simulator.AlreadyStarted())
		ctx, stop := context.WithCancel(t.Context())
		b := w.bot()
		if is, err := b.Send(ctx, housing.Mailbox{Bot: id, Chat: anna.ID}, screen("рано")); is.Again == 0 || err == nil {
			t.Errorf("before the start: %v, %v", is, err)
		}
		ended := make(chan error)
		go func() { ended <- b.Run(ctx) }()
		time.Sleep(time.Second)
		for _, step := range []struct {
			name        string
			fault       *simulator.Fault
			bot         int64
			least, most time.Duration
			ok          bool
			after       time.Duration
		}{
			{name: "sent", bot: id, ok: true},
			{name: "429", bot: id, fault: &simulator.Fault{Kind: simulator.TooManyRequests, RetryAfter: 90}, least: 90 * time.Second, most: 90 * time.Second},
			{name: "in the pause", bot: id, least: 80 * time.Second, most: 91 * time.Second},
			{name: "502", bot: id, after: 91 * time.Second, fault: &simulator.Fault{Kind: simulator.BadGateway}, least: 1, most: time.Minute},
			{name: "slow", bot: id, fault: &simulator.Fault{Kind: simulator.Slow}, least: 1, most: time.Minute},
			{name: "blocked", bot: id, fault: &simulator.Fault{Kind: simulator.Blocked}},
			{name: "another bot", bot: id + 1, least: 1, most: time.Minute},
		} {
			time.Sleep(step.after)
			if hold := b.Hold(); (hold > 0) != (step.name == "in the pause") {
				t.Errorf("before %s: hold for %v", step.name, hold)
			}
			var injected *simulator.Injected
			if step.fault != nil {
				step.fault.Method = "sendMessage"
				injected = w.Inject(*step.fault)
			}
			begun := time.Now()
			is, err := b.Send(ctx, housing.Mailbox{Bot: step.bot, Chat: anna.ID}, screen("Отключение"))
			if injected != nil {
				injected.Stop()
			}
			if (err == nil) != step.ok || is.Again < step.least || is.Again > step.most || time.Since(begun) > 5*time.Second {
				t.Errorf("%s: %v, %v", step.name, is, err)
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff("бот: Отключение\n", anna.Transcript()); diff != "" {
			t.Errorf("transcript (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{fmt.Sprint(anna.ID, false)}, w.chats.all()); diff != "" {
			t.Errorf("notes (-want +got):\n%s", diff)
		}
	})
}

func TestWhatIsTakenBackIsDeletedOrSaysSo(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		const id = 100_000_001
		anna := w.Person("Анна", simulator.AlreadyStarted())
		ctx, stop := context.WithCancel(t.Context())
		b := w.bot()
		ended := make(chan error)
		go func() { ended <- b.Run(ctx) }()
		time.Sleep(time.Second)
		send := func(to housing.Mailbox, text string) housing.Delivered {
			t.Helper()
			to.Bot, to.Chat = id, anna.ID
			is, err := b.Send(ctx, to, screen(text))
			if err != nil {
				t.Error(err)
			}
			return is
		}
		old := send(housing.Mailbox{}, "Отключение утром")
		time.Sleep(time.Hour)
		young := send(housing.Mailbox{}, "Отключение вечером")
		w.Clock().Advance(48*time.Hour - time.Minute)

		var deleted []bool
		for _, m := range []int64{old.Message, young.Message, young.Message} {
			deleted = append(deleted, send(housing.Mailbox{Edit: m, Recall: true}, "Объявление отозвано").Deleted)
			time.Sleep(time.Second)
		}

		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]bool{false, true, true}, deleted); diff != "" {
			t.Errorf("deleted (-want +got):\n%s", diff)
		}
		if last, _ := w.view(anna).Last(); last.Text != "Объявление отозвано" {
			t.Errorf("she reads %q", last.Text)
		}
	})
}
