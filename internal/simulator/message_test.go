package simulator

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestASentMessageIsSeenAndReturned(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	var m wireMessage

	r := b.tell("sendMessage", "text", "<b>Да?</b> Нет?", "parse_mode", "HTML", "reply_markup", twoButtons)
	b.read(b.must(r), &m)

	if m.ID != 1 || m.Text != "Да? Нет?" || m.Chat.ID != b.anna.ID || !m.From.IsBot ||
		m.Date != b.Clock().Now().Unix() {
		t.Errorf("got %+v", m)
	}
	last, _ := b.anna.Chat().Last()
	want := [][]Button{{{Text: "Да", Data: "y"}, {Text: "Нет", Data: "n"}}}
	if diff := cmp.Diff(want, last.Buttons); diff != "" {
		t.Errorf("buttons (-want +got):\n%s", diff)
	}
	if last.HTML() != "<b>Да?</b> Нет?" {
		t.Errorf("HTML = %q", last.HTML())
	}
}

func TestEveryFormOfBodyIsRead(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	chat := itoa(int(b.anna.ID))

	b.must(b.post("sendMessage", "application/json", []byte(`{"chat_id":`+chat+`,"text":"json","entities":null,`+
		`"reply_markup":`+twoButtons+`}`)))
	b.must(b.post("sendMessage?chat_id="+chat+"&text=query", "", nil))
	b.must(b.upload("sendMessage", nil, "text", "multipart"))
	b.must(b.tell("sendMessage", "text", "form"))

	var texts []string
	for _, m := range b.anna.Chat().Messages {
		texts = append(texts, m.Text)
	}
	if diff := cmp.Diff([]string{"json", "query", "multipart", "form"}, texts); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
}

func TestTextIsMeasuredInUTF16Units(t *testing.T) {
	t.Parallel()
	b := newBox(t)

	b.must(b.tell("sendMessage", "text", strings.Repeat("🏠", 2048)))
	b.must(b.tell("sendMessage", "parse_mode", "HTML", "text", "<b>"+strings.Repeat("я", 4096)+"</b>"))
	r := b.tell("sendMessage", "text", strings.Repeat("🏠", 2049))

	b.refused(r, 400, "Bad Request: message is too long")
}

func TestAnEditReplacesTextAndButtons(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	id := itoa(b.sent("text", "a", "reply_markup", twoButtons))
	b.Clock().Advance(time.Minute)
	var m wireMessage

	b.read(b.must(b.tell("editMessageText", "message_id", id, "text", "b")), &m)

	last, _ := b.anna.Chat().Last()
	if m.EditDate != b.Clock().Now().Unix() || last.Text != "b" || last.Edits != 1 || last.Buttons != nil {
		t.Errorf("got %+v, chat has %+v", m, last)
	}
}

func TestAnEditThatChangesNothingIsRefused(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	id := itoa(b.sent("text", "a", "reply_markup", twoButtons))
	want := "Bad Request: message is not modified: specified new message content and reply markup are exactly " +
		"the same as a current content and reply markup of the message"
	reordered := strings.ReplaceAll(twoButtons,
		`{"text":"Да","callback_data":"y"}`, `{"callback_data": "y","text":"Да"}`)

	same := b.tell("editMessageText", "message_id", id, "text", "a", "reply_markup", reordered)
	sameKeys := b.tell("editMessageReplyMarkup", "message_id", id, "reply_markup", twoButtons)

	b.refused(same, 400, want)
	b.refused(sameKeys, 400, want)
	b.must(b.tell("editMessageReplyMarkup", "message_id", id))
	if last, _ := b.anna.Chat().Last(); last.Edits != 1 || last.Buttons != nil {
		t.Errorf("chat has %+v", last)
	}
	if got := b.Failures(); len(got) > 0 {
		t.Errorf("refusals by state are no failures: %v", got)
	}
}

func TestOnlyTheBotsOwnMessagesOfTheRightKindCanBeEdited(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	own := itoa(b.anna.Send("mine"))
	keys := itoa(b.sent("text", "a", "reply_markup", `{"keyboard":[["Меню"]]}`))
	text := itoa(b.sent("text", "a"))
	b.must(b.upload("sendPhoto", map[string]upload{"photo": {"a.png", picture(t, 9, 9)}}, "caption", "c"))
	photo := "4"

	b.refused(b.tell("editMessageText", "message_id", own, "text", "b"), 400,
		"Bad Request: message can't be edited")
	b.refused(b.tell("editMessageText", "message_id", keys, "text", "b"), 400,
		"Bad Request: message can't be edited")
	b.refused(b.tell("editMessageCaption", "message_id", text, "caption", "b"), 400,
		"Bad Request: there is no caption in the message to edit")
	b.refused(b.tell("editMessageText", "message_id", photo, "text", "b"), 400,
		"Bad Request: there is no text in the message to edit")
	b.must(b.tell("editMessageCaption", "message_id", photo, "caption", "d"))
	if last, _ := b.anna.Chat().Last(); last.Text != "d" || last.Photo == nil {
		t.Errorf("chat has %+v", last)
	}
}

func TestMessagesCanBeDeletedForTwoDays(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	old := itoa(b.sent("text", "old"))
	b.Clock().Advance(48*time.Hour - time.Second)
	fresh, third := b.sent("text", "fresh"), b.sent("text", "third")
	b.must(b.tell("deleteMessage", "message_id", itoa(fresh)))
	b.Clock().Advance(time.Second)

	b.refused(b.tell("deleteMessage", "message_id", old), 400,
		"Bad Request: message can't be deleted for everyone")
	b.refused(b.tell("deleteMessage", "message_id", itoa(fresh)), 400,
		"Bad Request: message to delete not found")
	b.must(b.tell("deleteMessages", "message_ids", "[1,"+itoa(third)+",99]"))

	if left := b.anna.Chat().Messages; len(left) != 1 || left[0].Text != "old" {
		t.Errorf("left: %+v", left)
	}
	if again := b.sent("text", "next"); again != third+1 {
		t.Errorf("the number of a deleted message was given again: %d", again)
	}
}

func TestAReplyNamesItsOriginal(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	id := itoa(b.anna.Send("question"))
	var m wireMessage

	b.read(b.must(b.tell("sendMessage", "text", "answer", "reply_parameters", `{"message_id":`+id+`}`)), &m)

	if m.ReplyTo == nil || m.ReplyTo.Text != "question" {
		t.Errorf("got %+v", m.ReplyTo)
	}
	b.refused(b.tell("sendMessage", "text", "a", "reply_parameters", `{"message_id":99}`), 400,
		"Bad Request: message to be replied not found")
	b.must(b.tell("sendMessage", "text", "a", "reply_parameters",
		`{"message_id":99,"allow_sending_without_reply":true}`))
}

func TestUnreachablePeopleAreRefused(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	silent := b.Person("Вера")
	b.refused(b.do("sendMessage", "chat_id", itoa(int(silent.ID)), "text", "a"), 400,
		"Bad Request: chat not found")

	b.anna.Block()
	b.refused(b.tell("sendMessage", "text", "a"), 403, "Forbidden: bot was blocked by the user")
	b.anna.Unblock()
	b.must(b.tell("sendMessage", "text", "a"))
	b.anna.Deactivate()
	b.refused(b.tell("sendMessage", "text", "a"), 403, "Forbidden: user is deactivated")
}

func TestTheBotRemembersWhatItSaysAboutItself(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.must(b.do("setMyCommands", "commands", `[{"command":"/menu","description":"Меню"}]`))
	b.must(b.do("setMyDescription", "description", "Общее"))
	b.must(b.do("setMyDescription", "description", "По-русски", "language_code", "ru"))
	b.must(b.do("setMyName", "name", "Дом"))
	b.must(b.do("setChatMenuButton", "menu_button", `{"type":"commands"}`))

	for method, want := range map[string]string{
		"getMyCommands":                        `[{"command":"menu","description":"Меню"}]`,
		"getMyDescription":                     `{"description":"Общее"}`,
		"getMyDescription?language_code=ru":    `{"description":"По-русски"}`,
		"getMyDescription?language_code=en":    `{"description":"Общее"}`,
		"getMyName":                            `{"name":"Дом"}`,
		"getMyShortDescription":                `{"short_description":""}`,
		"getChatMenuButton":                    `{"type":"commands"}`,
		"getMyCommands?scope={\"type\":\"x\"}": "",
	} {
		if got := string(b.do(method).Result); got != want {
			t.Errorf("%s = %s, want %s", method, got, want)
		}
	}
	b.must(b.do("deleteMyCommands"))
	if got := string(b.do("getMyCommands").Result); got != "[]" {
		t.Errorf("commands left: %s", got)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	t.Parallel()
	b := newBox(t)

	for range maxHistory + 10 {
		b.anna.Send("a")
	}

	messages := b.anna.Chat().Messages
	if len(messages) != maxHistory || messages[0].ID != 11 {
		t.Errorf("%d messages from %d", len(messages), messages[0].ID)
	}
	if lines := strings.Count(b.anna.Transcript(), "\n"); lines > maxHistory {
		t.Errorf("%d lines of transcript", lines)
	}
}
