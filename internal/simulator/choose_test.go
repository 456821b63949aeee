package simulator

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAChatIsShared(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	g := b.Supergroup("Ленина, 12", b.anna)
	b.sent("text", "a", "reply_markup", `{"keyboard":[[{"text":"Чат дома","request_chat":{"request_id":7,`+
		`"chat_is_channel":false,"bot_is_member":true,"request_title":true,`+
		`"user_administrator_rights":`+rights("can_pin_messages", "can_invite_users")+`,`+
		`"bot_administrator_rights":`+rights("can_pin_messages")+`}}]],"one_time_keyboard":true}`)

	blind, err := b.anna.Press("Чат дома"), b.anna.PressChat("Чат дома", g)

	list := b.news()
	if blind == nil || err != nil || len(list) != 4 {
		t.Fatalf("%v, %v, %+v", blind, err, list)
	}
	m := list[3].Message
	want := &wireChatShared{RequestID: 7, Chat: g.ID(), Title: "Ленина, 12"}
	if diff := cmp.Diff(want, m.ChatShared); diff != "" || m.Chat.ID != b.anna.ID || m.Text != "" {
		t.Errorf("got %+v\n%s", m, diff)
	}
	if g.BotStatus() != "administrator" || g.BotRights()&PinMessages == 0 || b.anna.Chat().Keyboard != nil {
		t.Errorf("the bot is %s, keys %v", g.BotStatus(), b.anna.Chat().Keyboard)
	}
	if !strings.HasSuffix(b.anna.Transcript(), "анна выбирает чат: Ленина, 12\n") {
		t.Errorf("transcript\n%s", b.anna.Transcript())
	}
}

// rights is a ChatAdministratorRights with the named ones.
func rights(names ...string) string {
	return `{"is_anonymous":false,"can_manage_chat":true,"can_delete_messages":false,"can_manage_video_chats":false,` +
		`"can_restrict_members":false,"can_promote_members":false,"can_change_info":false,"can_post_stories":false,` +
		`"can_edit_stories":false,"can_delete_stories":false,"can_invite_users":false,"` +
		strings.Join(names, `":true,"`) + `":true}`
}

func TestOnlyFittingChatsCanBeChosen(t *testing.T) {
	t.Parallel()
	for name, wish := range map[string]string{
		"channel":     `"chat_is_channel":true`,
		"forum":       `"chat_is_channel":false,"chat_is_forum":true`,
		"public":      `"chat_is_channel":false,"chat_has_username":true`,
		"own":         `"chat_is_channel":false,"chat_is_created":true`,
		"rights":      `"chat_is_channel":false,"user_administrator_rights":` + rights("can_pin_messages"),
		"bot":         `"chat_is_channel":false,"bot_is_member":true`,
		"its rights":  `"chat_is_channel":false,"bot_administrator_rights":` + rights("can_pin_messages"),
		"not a forum": `"chat_is_channel":false,"chat_is_forum":false`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			boris := b.Person("Борис", AlreadyStarted())
			g := b.Supergroup("Ленина, 12", b.anna, boris)
			g.Permit(SendMessages)
			b.must(b.do("sendMessage", "chat_id", id64(boris.ID), "text", "a", "reply_markup",
				`{"keyboard":[[{"text":"Чат","request_chat":{"request_id":1,`+wish+`}}]]}`))

			err := boris.PressChat("Чат", g)

			if list := b.news(); (err == nil) != (name == "not a forum") || len(list) != btoi(err == nil) {
				t.Errorf("%v, %+v", err, list)
			}
		})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestPeopleAreShared(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	boris, vera := b.Person("Борис Волков", WithUsername("boris")), b.Person("Вера")
	b.sent("text", "a", "reply_markup", `{"keyboard":[[{"text":"Кто с вами?","request_users":{"request_id":-3,`+
		`"max_quantity":2,"request_name":true,"request_username":true}}]]}`)

	err := b.anna.PressPeople("Кто с вами?", boris, vera)
	for _, people := range [][]*Person{nil, {boris, vera, b.anna}} {
		if b.anna.PressPeople("Кто с вами?", people...) == nil {
			t.Errorf("%d people were chosen", len(people))
		}
	}

	list := b.news()
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %+v", err, list)
	}
	want := &wireUsersShared{RequestID: -3, Users: []wireSharedUser{
		{ID: boris.ID, FirstName: "Борис", LastName: "Волков", Username: "boris"}, {ID: vera.ID, FirstName: "Вера"},
	}}
	if diff := cmp.Diff(want, list[0].Message.UsersShared); diff != "" {
		t.Errorf("shared (-want +got):\n%s", diff)
	}
	if b.anna.PressPeople("Нет такой") == nil || b.anna.PressChat("Кто с вами?", b.Group("a", b.anna)) == nil {
		t.Error("the key asks for people, and there is no other")
	}
}

func TestKeysThatAskAreForPrivateChats(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	for markup, words := range map[string]string{
		`{"keyboard":[[{"text":"a","request_contact":true}]]}`:                                  "phone number can be requested in private chats only",
		`{"keyboard":[[{"text":"a","request_location":true}]]}`:                                 "location can be requested in private chats only",
		`{"keyboard":[[{"text":"a","request_chat":{"request_id":1,"chat_is_channel":false}}]]}`: "chats can be requested in private chats only",
		`{"keyboard":[[{"text":"a","request_users":{"request_id":1}}]]}`:                        "users can be requested in private chats only",
		`{"inline_keyboard":[[{"text":"a","web_app":{"url":"https://example.com"}}]]}`:          "BUTTON_TYPE_INVALID",
		`{"keyboard":[[{"text":"a","request_chat":{"chat_is_channel":false}}]]}`: `can't parse reply keyboard markup: ` +
			`field "keyboard": field "request_chat": can't find field "request_id"`,
	} {
		y.refused(y.in("sendMessage", "text", "a", "reply_markup", markup), 400, "Bad Request: "+words)
	}
}

func TestALocationIsSentWithAKey(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.sent("text", "a", "reply_markup", `{"keyboard":[[{"text":"Где я","request_location":true}]]}`)

	err := b.anna.Press("Где я")

	if list := b.news(); err != nil || len(list) != 1 || list[0].Message.Location == nil {
		t.Errorf("%v, %+v", err, list)
	}
}

func TestKeysInAGroup(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	vera := y.Person("Вера", WithUsername("vera_12"))
	y.group.Add(vera)
	y.news()
	boris := y.boris.In(y.group)
	asked := boris.Send("/menu")
	keys := func(p *Person) *ReplyKeyboard { return p.In(y.group).Chat().Keyboard }
	var m wireMessage
	y.read(y.must(y.in("sendMessage", "text", "Меню", "reply_parameters", `{"message_id":`+itoa(asked)+`}`,
		"reply_markup", `{"keyboard":[["Счёт"]],"selective":true}`)), &m)
	if keys(y.anna) != nil || keys(vera) != nil || keys(y.boris) == nil || !keys(y.boris).Selective {
		t.Errorf("keys: %v, %v, %v", keys(y.anna), keys(vera), keys(y.boris))
	}
	y.news()

	err := boris.Press("Счёт")

	if list := y.news(); err != nil || len(list) != 1 || list[0].Message.ReplyTo.ID != m.ID {
		t.Errorf("%v, %+v", err, list)
	}
	y.must(y.in("sendMessage", "text", "Для @Vera_12!", "reply_markup", `{"keyboard":[["a"]],"selective":true}`))
	y.must(y.in("sendMessage", "text", "Для @vera_123", "reply_markup", `{"remove_keyboard":true,"selective":true}`))
	if keys(vera) == nil || keys(y.anna) != nil {
		t.Error("vera alone was named")
	}
	y.must(y.in("sendMessage", "text", "Всем", "reply_markup", `{"keyboard":[["a"]]}`))
	if keys(y.anna) == nil {
		t.Error("these keys are for everybody")
	}
	y.must(y.in("sendMessage", "text", "Всё", "reply_markup", `{"remove_keyboard":true}`))
	if keys(y.anna) != nil || keys(vera) != nil || keys(y.boris) != nil {
		t.Error("the keys are still there")
	}
}

func TestAForcedReply(t *testing.T) {
	t.Parallel()
	y := newYard(t, groupChat)
	var m wireMessage
	y.read(y.must(y.in("sendMessage", "text", "Сколько?", "reply_markup", `{"force_reply":true}`)), &m)
	boris := y.boris.In(y.group)
	wanted := boris.Chat().Answers
	boris.Send("341")
	boris.Send("и ещё слово")

	list := y.news()

	if wanted != m.ID || len(list) != 1 || list[0].Message.ReplyTo.ID != m.ID || boris.Chat().Answers != 0 {
		t.Errorf("wanted %d, got %+v", wanted, list)
	}
}

func TestWhatAClientWritesIntoEveryButtonIsLeftOut(t *testing.T) {
	t.Parallel()
	for name, field := range map[string]string{
		"an empty copy_text": `"copy_text":{"text":""}`, "a field of its own": `"hide":false`, "no payment": `"pay":false`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			var m wireMessage
			b.read(b.must(b.tell("sendMessage", "text", "a", "reply_markup",
				`{"inline_keyboard":[[{"text":"Да","callback_data":"y",`+field+`}]]}`)), &m)

			pressed := b.anna.Press("Да")
			alone := b.tell("sendMessage", "text", "a", "reply_markup", `{"inline_keyboard":[[{"text":"Да",`+field+`}]]}`)

			want := `{"inline_keyboard":[[{"callback_data":"y","text":"Да"}]]}`
			if pressed != nil || string(m.ReplyMarkup) != want {
				t.Errorf("pressing says %v; the message carries %s, want %s", pressed, m.ReplyMarkup, want)
			}
			if alone.OK {
				t.Error("a button that does nothing is taken")
			}
		})
	}
}

func TestButtonsThatTheBotDoesNotLearnOf(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.sent("text", "a", "reply_markup", `{"inline_keyboard":[[{"text":"Счёт","copy_text":{"text":"40817"}},`+
		`{"text":"Войти","login_url":{"url":"https://example.com"}}]]}`)

	copied, login := b.anna.Press("Счёт"), b.anna.Press("Войти")

	last, _ := b.anna.Chat().Last()
	want := [][]Button{{{Text: "Счёт", Copy: "40817"}, {Text: "Войти", Login: "https://example.com"}}}
	if diff := cmp.Diff(want, last.Buttons); diff != "" {
		t.Errorf("buttons (-want +got):\n%s", diff)
	}
	if copied != nil || login == nil || b.anna.Chat().Clipboard != "40817" || len(b.news()) != 0 {
		t.Errorf("%v, %v, clipboard %q", copied, login, b.anna.Chat().Clipboard)
	}
	b.refused(b.tell("sendMessage", "text", "a", "reply_markup",
		`{"inline_keyboard":[[{"text":"a","login_url":{"url":"http://example.com"}}]]}`), 400,
		"Bad Request: inline keyboard button login URL 'http://example.com' is invalid: Only HTTPS links are allowed")
}
