package simulator

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// from is a call that takes a message of the group to Anna.
func (y *yard) from(method string, pairs ...string) reply {
	y.t.Helper()
	return y.tell(method, append([]string{"from_chat_id", id64(y.group.ID())}, pairs...)...)
}

func TestTheBotForwards(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	question := y.group.Say(y.boris, "Воды нет")
	y.group.Promote(y.boris, Anonymous)
	word := y.group.Say(y.boris, "Собрание")
	var forwarded, official wireMessage

	y.read(y.must(y.from("forwardMessage", "message_id", itoa(question))), &forwarded)
	y.read(y.must(y.from("forwardMessage", "message_id", itoa(word))), &official)

	if forwarded.Text != "Воды нет" || forwarded.Chat.ID != y.anna.ID || !forwarded.From.IsBot ||
		forwarded.Origin.Type != "user" || forwarded.Origin.User.ID != y.boris.ID {
		t.Errorf("got %+v", forwarded)
	}
	if official.Origin.Type != "chat" || official.Origin.Chat.ID != y.group.ID() {
		t.Errorf("got %+v", official.Origin)
	}
	y.refused(y.from("forwardMessage", "message_id", "1"), 400, "Bad Request: message can't be forwarded")
	y.refused(y.from("forwardMessage", "message_id", "99"), 400, "Bad Request: message to forward not found")
}

func TestACopyIsTheBotsOwn(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	photo := y.boris.In(y.group).SendPhotoWith(picture(t, 9, 9), "счётчик")
	var made wireMessageID

	y.read(y.must(y.from("copyMessage", "message_id", itoa(photo), "caption", "<b>341</b>", "parse_mode", "HTML",
		"reply_markup", twoButtons)), &made)

	m, ok := y.anna.Chat().Message(made.ID)
	if !ok || m.Photo == nil || m.Text != "341" || m.Forwarded != nil || !m.FromBot ||
		len(m.Labels()) != 2 || len(m.Entities) != 1 {
		t.Errorf("got %+v", m)
	}
	y.must(y.tell("editMessageCaption", "message_id", itoa(made.ID), "caption", "342"))
	y.refused(y.from("copyMessage", "message_id", "1"), 400, "Bad Request: message can't be copied")
	y.refused(y.from("copyMessage", "message_id", "99"), 400, "Bad Request: message to copy not found")
	y.refused(y.tell("copyMessage", "from_chat_id", "-5", "message_id", "1"), 400, "Bad Request: chat not found")
}

func TestSeveralMessagesAreTakenTogether(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	album := y.boris.In(y.group).SendAlbum(AlbumPhoto(picture(t, 9, 9), "до"), AlbumPhoto(picture(t, 9, 9), ""))
	text := y.group.Say(y.boris, "a")
	ids := "[1," + itoa(album[0]) + "," + itoa(album[1]) + "," + itoa(text) + ",99]"
	var copies, forwards []wireMessageID

	y.read(y.must(y.from("copyMessages", "message_ids", ids, "remove_caption", "true")), &copies)
	y.read(y.must(y.from("forwardMessages", "message_ids", ids)), &forwards)

	if diff := cmp.Diff([]wireMessageID{{1}, {2}, {3}}, copies); diff != "" || len(forwards) != 3 {
		t.Fatalf("%d forwarded, copied (-want +got):\n%s", len(forwards), diff)
	}
	messages := y.anna.Chat().Messages
	if messages[0].AlbumID == "" || messages[0].AlbumID != messages[1].AlbumID || messages[2].AlbumID != "" ||
		messages[0].AlbumID == messages[3].AlbumID || messages[0].Text != "" || messages[2].Text != "a" ||
		messages[3].Text != "до" || messages[3].Forwarded == nil {
		t.Errorf("got %+v", messages)
	}
	y.refused(y.from("forwardMessages", "message_ids", "[98,99]"), 400, "Bad Request: there are no messages to forward")
	y.refused(y.from("copyMessages", "message_ids", "[2,1]"), 400,
		"Bad Request: message identifiers must be in a strictly increasing order")
}

func TestACopiedPollIsAnother(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	var original wireMessage
	b.read(b.must(b.tell("sendPoll", "question", "Да?", "options", `["Да","Нет"]`)), &original)
	if err := b.anna.Vote(original.ID, "Да"); err != nil {
		t.Fatalf("Vote: %v", err)
	}
	pair := []string{"from_chat_id", id64(b.anna.ID), "message_id", itoa(original.ID)}
	b.must(b.tell("copyMessage", pair...))
	b.must(b.tell("forwardMessage", pair...))

	messages := b.anna.Chat().Messages
	if copied, same := messages[1].Poll, messages[2].Poll; copied.ID == original.Poll.ID || copied.Voters() != 0 ||
		same.ID != original.Poll.ID || same.Voters() != 1 {
		t.Errorf("copied %+v, forwarded %+v", copied, same)
	}
}

func TestTheBotReacts(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	id := itoa(y.group.Say(y.boris, "Спасибо!"))
	react := func(reaction string) reply { return y.in("setMessageReaction", "message_id", id, "reaction", reaction) }

	y.must(react(`[{"type":"emoji","emoji":"👍"}]`))
	m, _ := y.boris.In(y.group).Chat().Message(3)
	y.must(react(`[]`))
	after, _ := y.boris.In(y.group).Chat().Message(3)

	if diff := cmp.Diff([]Reaction{{By: y.bot.id, Emoji: "👍"}}, m.Reactions); diff != "" || len(after.Reactions) != 0 {
		t.Errorf("then %v; reactions (-want +got):\n%s", after.Reactions, diff)
	}
	y.refused(react(`[{"type":"emoji","emoji":"🏠"}]`), 400, "Bad Request: REACTION_INVALID")
	y.refused(react(`[{"type":"emoji","emoji":"👍"},{"type":"emoji","emoji":"👎"}]`), 400,
		"Bad Request: REACTIONS_TOO_MANY")
	y.refused(y.in("setMessageReaction", "message_id", "99"), 400, "Bad Request: message to react not found")
}

func TestReactionsOfPeopleAreForAdministrators(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	y.hearAll()
	boris := y.boris.In(y.group)
	id := boris.Send("a")
	react := func(emoji string) error { return boris.React(id, emoji) }
	private := y.anna.Send("b")
	y.news()

	unseen, before := react("👍"), y.news()
	y.group.PromoteBot(ManageChat)
	y.news()
	seen, again, none, nobody := react("👎"), react("👎"), react("🏠"), boris.React(99, "👍")
	own := y.anna.React(private, "🔥")
	list := y.news()

	if unseen != nil || len(before) != 0 || seen != nil || again != nil || none == nil || nobody == nil || own != nil {
		t.Fatalf("%v, %v, %v, %v, %v, %v, %+v", unseen, seen, again, none, nobody, own, before)
	}
	if len(list) != 2 || list[0].Reacted.Old[0].Emoji != "👍" || list[0].Reacted.New[0].Emoji != "👎" ||
		list[0].Reacted.User.ID != y.boris.ID || list[1].Reacted.Chat.ID != y.anna.ID ||
		len(list[1].Reacted.Old) != 0 {
		t.Errorf("got %+v", list)
	}
	y.group.Permit(SendMessages)
	if react("🔥") == nil {
		t.Error("boris has no right to react")
	}
}
