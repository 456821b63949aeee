package simulator

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// newForum has the bot as an administrator who manages topics, and nothing that waits to be read.
func newForum(t *testing.T) *yard {
	t.Helper()
	y := newYard(t, supergroupChat)
	y.group.EnableTopics()
	y.group.PromoteBot(ManageTopics)
	y.news()
	return y
}

// topic lets the bot create one.
func (y *yard) topic() int {
	y.t.Helper()
	var made wireTopic
	y.read(y.must(y.in("createForumTopic", "name", "Аварии")), &made)
	return made.ID
}

func TestATopicBeginsWithItsMessage(t *testing.T) {
	t.Parallel()
	y := newForum(t)
	var made wireTopic
	y.read(y.must(y.in("createForumTopic", "name", "Аварии", "icon_color", "16766590")), &made)
	hers := y.group.CreateTopic("Собрания")

	list := y.news()

	want := wireTopic{ID: 3, Name: "Аварии", Color: 16766590}
	if diff := cmp.Diff(want, made); diff != "" || len(list) != 2 {
		t.Fatalf("%d updates; topic (-want +got):\n%s", len(list), diff)
	}
	m := list[0].Message
	if m.ID != made.ID || m.Thread != made.ID || !m.InTopic || !m.Chat.Forum || !m.From.IsBot || m.ReplyTo != nil ||
		m.TopicCreated.Name != "Аварии" || m.TopicCreated.Color != 16766590 {
		t.Errorf("got %+v", m)
	}
	if list[1].Message.Thread != hers || list[1].Message.From.ID != y.anna.ID {
		t.Errorf("got %+v", list[1].Message)
	}
	topics := y.group.Topics()
	if len(topics) != 3 || topics[0].ID != 1 || topics[0].Name != "General" || topics[2].Name != "Собрания" {
		t.Errorf("topics %+v", topics)
	}
}

func TestWhatIsSaidInATopicStaysThere(t *testing.T) {
	t.Parallel()
	y := newForum(t)
	id := y.topic()
	y.news()
	boris := y.boris.In(y.group)
	question := boris.At(id).Send("Воды нет")
	general := boris.At(1).Send("Всем привет")
	var answer, plain, reply wireMessage
	y.read(y.must(y.in("sendMessage", "text", "Едем", "message_thread_id", itoa(id))), &answer)
	y.read(y.must(y.in("sendMessage", "text", "Доброе утро")), &plain)
	y.read(y.must(y.in("sendMessage", "text", "Ждите", "reply_parameters", `{"message_id":`+itoa(question)+`}`)), &reply)

	list := y.news()

	asked, greeted := list[0].Message, list[1].Message
	if asked.Thread != id || !asked.InTopic || asked.ReplyTo == nil || asked.ReplyTo.TopicCreated == nil {
		t.Errorf("asked %+v", asked)
	}
	if greeted.ID != general || greeted.Thread != 0 || greeted.InTopic || greeted.ReplyTo != nil {
		t.Errorf("greeted %+v", greeted)
	}
	if answer.Thread != id || !answer.InTopic || plain.Thread != 0 || reply.Thread != id || reply.ReplyTo.ID != question {
		t.Errorf("%+v, %+v, %+v", answer, plain, reply)
	}
	if m, _ := boris.Chat().Message(answer.ID); m.Topic != id {
		t.Errorf("the answer is in topic %d", m.Topic)
	}
}

func TestAThreadThatIsNotThere(t *testing.T) {
	t.Parallel()
	y := newForum(t)
	plain := newYard(t, supergroupChat)
	gone := y.topic()
	if err := y.group.DeleteTopic(gone); err != nil {
		t.Fatalf("DeleteTopic: %v", err)
	}
	notFound := "Bad Request: message thread not found"

	for _, id := range []int{gone, 1, 77} { // 1 is General, which is written to without a number
		y.refused(y.in("sendMessage", "text", "a", "message_thread_id", itoa(id)), 400, notFound)
		y.refused(y.in("sendChatAction", "action", "typing", "message_thread_id", itoa(id)), 400, notFound)
	}
	plain.refused(plain.in("sendMessage", "text", "a", "message_thread_id", "1"), 400, notFound)
	plain.refused(plain.tell("sendMessage", "text", "a", "message_thread_id", "1"), 400, notFound)
	if y.boris.In(y.group).At(gone).Send("a") != 0 {
		t.Error("boris wrote into a topic that is gone")
	}
	for _, m := range y.anna.In(y.group).Chat().Messages {
		if m.Topic == gone {
			t.Errorf("left in the topic: %+v", m)
		}
	}
}

func TestAClosedTopicIsForItsKeepers(t *testing.T) {
	t.Parallel()
	y := newForum(t)
	hers, own := y.group.CreateTopic("Собрания"), y.topic()
	y.group.PromoteBot(PinMessages)
	say := func(topic int) reply { return y.in("sendMessage", "text", "a", "message_thread_id", itoa(topic)) }
	for _, id := range []int{hers, own, 1} {
		if err := y.group.CloseTopic(id); err != nil {
			t.Fatalf("CloseTopic: %v", err)
		}
	}

	y.refused(say(hers), 400, "Bad Request: TOPIC_CLOSED")
	y.refused(y.in("sendMessage", "text", "a"), 400, "Bad Request: TOPIC_CLOSED")
	y.must(say(own)) // the bot created it
	if y.boris.In(y.group).At(hers).Send("a") != 0 || y.anna.In(y.group).At(hers).Send("a") == 0 {
		t.Error("a closed topic is for the owner alone")
	}
	y.group.PromoteBot(ManageTopics)
	y.must(say(hers))
	if err := y.group.ReopenTopic(hers); err != nil || y.boris.In(y.group).At(hers).Send("a") == 0 {
		t.Errorf("the topic is open again, %v", err)
	}
	if err := y.group.ReopenTopic(77); err == nil {
		t.Error("a topic that does not exist was opened")
	}
}

func TestTheBotKeepsTopics(t *testing.T) {
	t.Parallel()
	y := newForum(t)
	id := itoa(y.topic())
	y.news()
	on := func(method string, pairs ...string) reply {
		return y.in(method, append([]string{"message_thread_id", id}, pairs...)...)
	}

	y.refused(on("editForumTopic", "name", "Аварии"), 400, "Bad Request: TOPIC_NOT_MODIFIED")
	y.must(on("editForumTopic", "name", "Отключения", "icon_custom_emoji_id", "5312"))
	y.must(on("closeForumTopic"))
	y.refused(on("closeForumTopic"), 400, "Bad Request: TOPIC_NOT_MODIFIED")
	y.must(on("reopenForumTopic"))
	y.must(y.in("editGeneralForumTopic", "name", "Разное"))
	y.must(y.in("hideGeneralForumTopic"))
	y.must(y.in("unhideGeneralForumTopic"))
	y.must(y.in("reopenGeneralForumTopic"))
	y.refused(on("deleteForumTopic", "message_thread_id", "1"), 400, "Bad Request: TOPIC_ID_INVALID")
	y.refused(y.in("closeForumTopic", "message_thread_id", "77"), 400, "Bad Request: TOPIC_ID_INVALID")

	list := y.news()
	if len(list) != 7 {
		t.Fatalf("%d updates: %+v", len(list), list)
	}
	if e := list[0].Message.TopicEdited; e.Name != "Отключения" || *e.Icon != "5312" || itoa(list[0].Message.Thread) != id {
		t.Errorf("got %+v", list[0].Message)
	}
	if list[1].Message.TopicClosed == nil || list[2].Message.TopicReopened == nil ||
		list[3].Message.TopicEdited.Name != "Разное" || list[3].Message.InTopic ||
		list[4].Message.GeneralHidden == nil || list[5].Message.GeneralUnhidden == nil ||
		list[6].Message.TopicReopened == nil {
		t.Errorf("got %+v", list)
	}
	y.must(on("deleteForumTopic")) // its own
	if topics := y.group.Topics(); len(topics) != 1 || topics[0].Name != "Разное" {
		t.Errorf("left: %+v", topics)
	}
}

func TestTopicsAreForWhoHasTheRight(t *testing.T) {
	t.Parallel()
	y := newForum(t)
	hers := itoa(y.group.CreateTopic("Собрания"))
	y.group.PromoteBot(0)
	on := func(method string, pairs ...string) reply {
		return y.in(method, append([]string{"message_thread_id", hers}, pairs...)...)
	}

	y.refused(y.in("createForumTopic", "name", "a"), 400, "Bad Request: not enough rights to create a topic")
	y.refused(on("editForumTopic", "name", "a"), 400, "Bad Request: not enough rights to edit the topic")
	y.refused(on("closeForumTopic"), 400, "Bad Request: not enough rights to edit the topic")
	y.refused(y.in("hideGeneralForumTopic"), 400, "Bad Request: not enough rights to edit the topic")
	y.refused(on("deleteForumTopic"), 400, "Bad Request: not enough rights to delete the topic")
	y.refused(on("unpinAllForumTopicMessages"), 400, "Bad Request: "+noPinRight)
	y.group.PromoteBot(ManageTopics)
	y.refused(y.in("createForumTopic", "name", "a", "icon_color", "1"), 400, "Bad Request: invalid icon color specified")
	y.refused(y.in("createForumTopic", "name", ""), 400, `Bad Request: parameter "name" is required`)
	y.refused(y.in("deleteMessage", "message_id", hers), 400, "Bad Request: message can't be deleted")
	plain := newYard(t, supergroupChat)
	plain.refused(plain.in("createForumTopic", "name", "a"), 400, "Bad Request: the chat is not a forum")
	plain.refused(plain.in("closeGeneralForumTopic"), 400, "Bad Request: the chat is not a forum")
	plain.refused(plain.tell("createForumTopic", "name", "a"), 400, "Bad Request: the chat is not a forum")
	if plain.group.CreateTopic("a") != 0 {
		t.Error("a group that is no forum has a topic")
	}
}

func TestAnswersOutsideTopicsNameWhereTheyBegan(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	y.group.PromoteBot(ManageChat)
	y.news()
	boris := y.boris.In(y.group)
	first := boris.Send("a")
	second := boris.Reply(first, "b")
	boris.Reply(second, "c")
	boris.Reply(99, "d")

	list := y.news()

	if m := list[2].Message; m.Thread != first || m.InTopic || m.ReplyTo.ID != second || m.ReplyTo.Thread != first {
		t.Errorf("got %+v", m)
	}
	if m := list[3].Message; m.Thread != 0 || m.ReplyTo != nil {
		t.Errorf("got %+v", m)
	}
	y.refused(y.in("sendMessage", "text", "a", "message_thread_id", itoa(first)), 400,
		"Bad Request: message thread not found")
}
