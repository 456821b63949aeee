package simulator

import (
	"fmt"
	"strconv"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

func TestACommonClientWorksOverHTTP(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	base, err := b.Start(t.Context())
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	client, err := tgbotapi.NewBotAPIWithAPIEndpoint(b.Token(), APIEndpoint(base))
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	b.anna.Start("x")

	updates, err := client.GetUpdates(tgbotapi.UpdateConfig{Timeout: 50})
	if err != nil || len(updates) != 1 || !updates[0].Message.IsCommand() ||
		updates[0].Message.CommandArguments() != "x" {
		t.Fatalf("updates: %+v, %v", updates, err)
	}
	msg := tgbotapi.NewMessage(updates[0].Message.Chat.ID, "Меню")
	msg.ReplyMarkup = tgbotapi.NewInlineKeyboardMarkup(
		tgbotapi.NewInlineKeyboardRow(tgbotapi.NewInlineKeyboardButtonData("Да", "y")))
	if _, err := client.Send(msg); err != nil {
		t.Errorf("send: %v", err)
	}
	file := tgbotapi.FileBytes{Name: "a.png", Bytes: picture(t, 400, 400)}
	if m, err := client.Send(tgbotapi.NewPhoto(b.anna.ID, file)); err != nil || len(m.Photo) != 2 {
		t.Errorf("send photo: %+v, %v", m.Photo, err)
	}
	if err := b.anna.Press("Да"); err != nil {
		t.Errorf("Press: %v", err)
	}
	if got := b.Failures(); len(got) > 0 {
		t.Errorf("Failures = %v", got)
	}
}

func TestAServerStartsOnce(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	if _, err := b.Start(t.Context()); err != nil {
		t.Fatalf("Start: %v", err)
	}

	if _, err := b.Start(t.Context()); err == nil {
		t.Error("the second Start succeeded")
	}
}

func TestManyPeopleAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	const people, each = 20, 25
	for i := range people {
		p := b.Person(fmt.Sprintf("Житель %d", i))
		go func() {
			for n := range each {
				p.Send(strconv.Itoa(n))
			}
		}()
	}

	seen := map[int64]int{}
	offset := 0
	for total := 0; total < people*each; {
		for _, u := range b.poll("offset", itoa(offset), "timeout", "50") {
			if want := strconv.Itoa(seen[u.Message.Chat.ID]); u.Message.Text != want {
				t.Fatalf("%d wrote %s, want %s", u.Message.Chat.ID, u.Message.Text, want)
			}
			seen[u.Message.Chat.ID]++
			total++
			offset = u.ID + 1
			b.must(b.do("sendMessage", "chat_id", strconv.FormatInt(u.Message.Chat.ID, 10), "text", u.Message.Text))
		}
	}
	b.poll("offset", itoa(offset))

	if err := b.Idle(t.Context()); err != nil || len(seen) != people {
		t.Errorf("Idle: %v, %d people", err, len(seen))
	}
}
