package simulator

import (
	"strings"
	"testing"
)

func TestAGroupBecomesASupergroup(t *testing.T) {
	t.Parallel()
	y := newYard(t, groupChat)
	y.group.PromoteBot(PinMessages)
	boris := y.boris.In(y.group)
	boris.Send("до")
	y.news()
	old := y.group.ID()
	y.group.Migrate()
	y.group.Migrate()
	after := boris.Send("/menu")

	list := y.news()

	now := y.group.ID()
	if len(list) != 4 || !strings.HasPrefix(id64(now), "-100") || after != 2 {
		t.Fatalf("the group is %d, message %d, updates %+v", now, after, list)
	}
	to, from, joined, said := list[0].Message, list[1].Message, list[2].MyMember, list[3].Message
	if to.Chat.ID != old || to.Chat.Type != "group" || to.MigrateTo != now || to.From.ID != y.anna.ID {
		t.Errorf("in the old chat %+v", to)
	}
	if from.Chat.ID != now || from.Chat.Type != "supergroup" || from.MigrateFrom != old || from.ID != 1 ||
		from.SenderChat.ID != now {
		t.Errorf("in the new chat %+v", from)
	}
	if joined.Chat.ID != now || joined.Old.Status != "left" || joined.New.Status != "administrator" {
		t.Errorf("standing %+v", joined)
	}
	if said.Chat.ID != now || said.Chat.Title != "Ленина, 12" {
		t.Errorf("said %+v", said)
	}
	if !strings.Contains(y.group.Transcript(), "борис волков: до\nанна превращает группу в супергруппу\n"+
		"группа теперь супергруппа\nборис волков: /menu\n") {
		t.Errorf("transcript\n%s", y.group.Transcript())
	}
}

func TestTheOldChatNamesTheNewOne(t *testing.T) {
	t.Parallel()
	y := newYard(t, groupChat)
	var m wireMessage
	y.read(y.must(y.in("sendMessage", "text", "a", "reply_markup", twoButtons)), &m)
	old := id64(y.group.ID())
	y.group.Migrate()
	var full wireFullChat

	for method, pairs := range map[string][]string{
		"sendMessage":        {"text", "a"},
		"editMessageText":    {"message_id", itoa(m.ID), "text", "b"},
		"deleteMessage":      {"message_id", itoa(m.ID)},
		"pinChatMessage":     {"message_id", itoa(m.ID)},
		"getChatMemberCount": nil,
		"getChatMember":      {"user_id", id64(y.bot.id)},
		"leaveChat":          nil,
		"sendChatAction":     {"action", "typing"},
	} {
		r := y.do(method, append([]string{"chat_id", old}, pairs...)...)
		y.refused(r, 400, "Bad Request: group chat was upgraded to a supergroup chat")
		if r.Parameters.MigrateTo != y.group.ID() {
			t.Errorf("%s: parameters %+v", method, r.Parameters)
		}
	}
	y.read(y.must(y.do("getChat", "chat_id", old)), &full)
	if full.Type != "group" || full.Permissions != nil {
		t.Errorf("the old chat is %+v", full)
	}
	y.must(y.in("sendMessage", "text", "a"))
}

func TestTopicsMakeASupergroup(t *testing.T) {
	t.Parallel()
	y := newYard(t, groupChat)
	y.group.EnableTopics()
	y.group.EnableTopics()

	topic := y.group.CreateTopic("Аварии")

	if topic != 2 || len(y.group.Topics()) != 2 || y.group.ID() > -1_000_000_000_000 {
		t.Errorf("topic %d of %d in %d", topic, len(y.group.Topics()), y.group.ID())
	}
}

func TestAGroupWithoutTheBotMigratesUnseen(t *testing.T) {
	t.Parallel()
	y := newYard(t, groupChat)
	y.group.RemoveBot()
	y.news()

	y.group.Migrate()

	if list := y.news(); len(list) != 0 {
		t.Errorf("got %+v", list)
	}
}
