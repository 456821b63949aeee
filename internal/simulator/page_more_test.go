package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func TestThePageFoundsAGroupAndWritesInIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	boris := s.Person("Борис Волков")

	_, text, _ := s.call("/api/groups", fmt.Sprintf(`{"title":" Ленина, 12\n","members":[%d,%d,%d,7]}`,
		s.anna.ID, boris.ID, boris.ID))
	var made pageGroup
	if err := json.Unmarshal([]byte(text), &made); err != nil || made.Title != "Ленина, 12" || !made.Bot ||
		len(made.Members) != 2 {
		t.Fatalf("made %s", text)
	}
	in := fmt.Sprintf("?in=%d", made.ID)
	s.expect(s.chatPath("/messages"+in), `{"text":"соседи"}`, 200, `{"id":3}`)
	s.expect(s.chatPath("/messages"+in), `{"text":"да","reply":3}`, 200, `{"id":4}`)

	_, text, _ = s.call(fmt.Sprintf("/api/chats/%d%s", boris.ID, in), "")
	var view pageChatView
	if err := json.Unmarshal([]byte(text), &view); err != nil || view.Group == nil {
		t.Fatalf("%s sees %s", boris.Name, text)
	}
	last := view.Messages[len(view.Messages)-1]
	if last.By != s.anna.ID || last.Author != "Анна" || last.Text != "да" || last.Notice != "" ||
		last.Answers == nil || *last.Answers != (pageOriginal{ID: 3, Author: "Анна", Text: "соседи"}) {
		t.Errorf("last message %+v", last)
	}
	if first := view.Messages[0]; !strings.HasPrefix(first.Notice, "Анна") {
		t.Errorf("the founding reads %q", first.Notice)
	}
	s.expect(fmt.Sprintf("/api/groups/%d/bot", made.ID), `{"in":false}`, 200, `{}`)
	if g := s.Groups()[0]; g.BotStatus() != "left" && g.BotStatus() != "kicked" {
		t.Errorf("the bot is %s", g.BotStatus())
	}
}

func TestThePageChoosesAGroupAndLetsTheBotPin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	g := s.Supergroup("Дом", s.anna)
	b := s.anna
	s.sent("text", "a", "reply_markup",
		`{"keyboard":[[{"text":"Чат","request_chat":{"request_id":7,"chat_is_channel":false,"bot_is_member":true}}]]}`)
	chosen, pinning := fmt.Sprintf("/api/groups/%d/chosen", g.ID()), fmt.Sprintf("/api/groups/%d/pinning", g.ID())
	s.expect(chosen, fmt.Sprintf(`{"person":%d,"label":"Чат"}`, b.ID), 200, `{}`)
	s.expect(chosen, fmt.Sprintf(`{"person":%d,"label":"Нет"}`, b.ID), 409, `{"error":"Эту группу выбрать нельзя: в ней нет прав добавить бота."}`)
	if got := g.BotStatus(); got != "member" {
		t.Errorf("the bot is %s", got)
	}
	s.expect(pinning, `{"may":true}`, 200, `{}`)
	s.must(s.do("sendMessage", "chat_id", strconv.FormatInt(g.ID(), 10), "text", "Сейчас по дому"))
	last, _ := b.In(g).Chat().Last()
	s.must(s.do("pinChatMessage", "chat_id", strconv.FormatInt(g.ID(), 10), "message_id", strconv.Itoa(last.ID)))
	if _, text, _ := s.call("/api/groups", ""); !strings.Contains(text, `"pins":true,"pinned":"Сейчас по дому"`) {
		t.Errorf("groups %s", text)
	}
	s.expect(pinning, `{"may":false}`, 200, `{}`)
	s.expect(chosen, fmt.Sprintf(`{"person":%d,"link":"https://t.me/dom_demo_bot?startgroup=a"}`, b.ID), 200, `{}`)
}

func TestThePageShowsAGroupToItsMembersOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	stranger := s.Person("Чужой")
	g := s.Supergroup("Дом", s.anna)
	const nobody = `{"error":"Такого человека или чата нет."}`

	s.expect(fmt.Sprintf("/api/chats/%d?in=%d", stranger.ID, g.ID()), "", http.StatusNotFound, nobody)
	s.expect(s.chatPath("?in=-1"), "", http.StatusNotFound, nobody)
	s.expect(s.chatPath("?in=x"), "", http.StatusNotFound, nobody)
	s.expect("/api/groups/5/bot", `{"in":true}`, http.StatusNotFound, `{"error":"Такой группы нет."}`)
	s.expect("/api/groups", `{"title":" ","members":[1]}`, http.StatusBadRequest,
		`{"error":"Укажите название, не длиннее 64 букв."}`)
	s.expect("/api/groups", `{"title":"Дом","members":[1]}`, http.StatusBadRequest,
		`{"error":"Отметьте, кто будет в группе."}`)
}

func TestThePageSwitchesFaultsAndLimits(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	trouble := func(path, body string) (got pageTrouble) {
		_, text, _ := s.call(path, body)
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatalf("%s: %s", path, text)
		}
		return got
	}

	for _, m := range trouble("/api/faults", "").Offered {
		trouble("/api/faults", `{"id":"`+m.ID+`"}`)
	}
	if got := trouble("/api/faults", ""); len(got.Active) != len(mishaps()) || got.Limits {
		t.Errorf("%d faults at work, limits %t", len(got.Active), got.Limits)
	}
	s.refused(s.tell("sendMessage", "text", "a"), 429, "Too Many Requests: retry after 5")
	if got := trouble("/api/faults/clear", "{}"); len(got.Active) != 0 {
		t.Errorf("left: %+v", got.Active)
	}
	s.sent("text", "a")
	trouble("/api/limits", `{"on":true}`)
	if s.Limits() != TelegramLimits() {
		t.Errorf("limits %+v", s.Limits())
	}
	if got := trouble("/api/limits", `{"on":false}`); got.Limits || s.Limits() != (Limits{}) {
		t.Errorf("limits %+v", s.Limits())
	}
	s.expect("/api/faults", `{"id":"x"}`, http.StatusNotFound, `{"error":"Такой помехи нет."}`)
}

func TestThePageShowsTheCallsBehindAMessage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.sent("text", "a", "reply_markup", twoButtons)
	s.sent("text", "другое")
	s.must(s.tell("editMessageText", "message_id", "1", "text", "b"))

	_, text, _ := s.call(s.chatPath("/messages/1/calls"), "")
	var got []pageCall
	if err := json.Unmarshal([]byte(text), &got); err != nil || len(got) != 2 {
		t.Fatalf("calls %s", text)
	}
	if got[0].Method != "sendMessage" || got[0].Params["text"] != "a" || got[1].Method != "editMessageText" ||
		got[1].Params["text"] != "b" || got[0].N >= got[1].N {
		t.Errorf("calls %+v", got)
	}
}
