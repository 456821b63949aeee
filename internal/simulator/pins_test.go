package simulator

import (
	"strings"
	"testing"
)

func TestAPinIsTold(t *testing.T) {
	t.Parallel()
	for name, chat := range map[string]func(*yard) int64{
		"Private": func(y *yard) int64 { return y.anna.ID },
		"Group":   func(y *yard) int64 { return y.group.ID() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := newYard(t, supergroupChat)
			y.group.PromoteBot(PinMessages)
			y.news()
			in := func(method string, pairs ...string) reply {
				return y.do(method, append([]string{"chat_id", id64(chat(y))}, pairs...)...)
			}
			var m wireMessage
			y.read(y.must(in("sendMessage", "text", "Отключения:\nнет")), &m)
			id := itoa(m.ID)
			y.must(in("pinChatMessage", "message_id", id))
			y.refused(in("pinChatMessage", "message_id", id), 400, "Bad Request: CHAT_NOT_MODIFIED")
			y.refused(in("pinChatMessage", "message_id", "99"), 400, "Bad Request: message to pin not found")
			var full wireFullChat
			y.read(y.must(in("getChat")), &full)

			list := y.news()

			if len(list) != 1 || list[0].Message.Pinned.ID != m.ID || !list[0].Message.From.IsBot ||
				full.Pinned == nil || full.Pinned.Text != "Отключения:\nнет" {
				t.Errorf("told %+v, chat %+v", list, full)
			}
			y.must(in("editMessageText", "message_id", id, "text", "Отключений нет"))
			y.must(in("unpinChatMessage", "message_id", id))
			y.refused(in("unpinChatMessage"), 400, "Bad Request: message to unpin not found")
			y.refused(in("unpinChatMessage", "message_id", id), 400, "Bad Request: CHAT_NOT_MODIFIED")
			y.refused(in("editMessageText", "message_id", itoa(list[0].Message.ID), "text", "a"), 400,
				"Bad Request: message can't be edited")
		})
	}
}

func TestPinningTakesARight(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	id := y.group.Say(y.boris, "a")
	for _, method := range []string{"pinChatMessage", "unpinChatMessage", "unpinAllChatMessages"} {
		y.refused(y.in(method, "message_id", itoa(id)), 400,
			"Bad Request: not enough rights to manage pinned messages in the chat")
	}
	if y.boris.In(y.group).Pin(id) == nil || y.anna.In(y.group).Pin(99) == nil {
		t.Error("boris has no right to pin, and there is no message 99")
	}
	if err := y.anna.In(y.group).Pin(id); err != nil {
		t.Errorf("Pin: %v", err)
	}
	list := y.news()
	if len(list) != 1 || list[0].Message.Pinned.Text != "a" || list[0].Message.From.ID != y.anna.ID {
		t.Errorf("got %+v", list)
	}
	if !strings.HasSuffix(y.group.Transcript(), "анна закрепляет: a\n") {
		t.Errorf("transcript %s", y.group.Transcript())
	}
	y.group.Permit(UsualRights | PinMessages)
	y.must(y.in("unpinAllChatMessages"))
}

func TestTheNewestPinnedMessageIsShown(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	first, second := b.sent("text", "a"), b.sent("text", "b")
	pinned := func() int {
		var full wireFullChat
		b.read(b.must(b.tell("getChat")), &full)
		if full.Pinned == nil {
			return 0
		}
		return full.Pinned.ID
	}

	b.must(b.tell("pinChatMessage", "message_id", itoa(second)))
	b.must(b.tell("pinChatMessage", "message_id", itoa(first)))
	newest := pinned()
	b.must(b.tell("deleteMessage", "message_id", itoa(second)))
	left := pinned()
	b.must(b.tell("unpinChatMessage"))

	if newest != second || left != first || pinned() != 0 {
		t.Errorf("%d, then %d, then %d", newest, left, pinned())
	}
}

func TestPinsOfATopicAreTakenTogether(t *testing.T) {
	t.Parallel()
	y := newForum(t)
	y.group.PromoteBot(ManageTopics | PinMessages)
	topic := y.topic()
	in := y.anna.In(y.group).At(topic).Send("a")
	out := y.anna.In(y.group).At(1).Send("b")
	for _, id := range []int{in, out} {
		y.must(y.in("pinChatMessage", "message_id", itoa(id)))
	}

	y.must(y.in("unpinAllForumTopicMessages", "message_thread_id", itoa(topic)))

	y.refused(y.in("unpinChatMessage", "message_id", itoa(in)), 400, "Bad Request: CHAT_NOT_MODIFIED")
	y.must(y.in("unpinAllGeneralForumTopicMessages"))
	y.refused(y.in("unpinChatMessage"), 400, "Bad Request: message to unpin not found")
}
