package simulator

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestACommandCarriesItsEntity(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.Start("house-12")

	m := b.poll()[0].Message

	want := []Entity{{Type: "bot_command", Length: 6}}
	if diff := cmp.Diff(want, m.Entities); diff != "" || m.Text != "/start house-12" ||
		m.From.FirstName != "Анна" {
		t.Errorf("got %+v\n%s", m, diff)
	}
}

func TestPressFindsTheNewestButtonThenTheKeys(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	first := b.sent("text", "old", "reply_markup", twoButtons)
	newest := b.sent("text", "new", "reply_markup", twoButtons)
	b.sent("text", "keys", "reply_markup",
		`{"keyboard":[["Меню",{"text":"Мой номер","request_contact":true}]],"is_persistent":true}`)

	for _, label := range []string{"Да", "Меню", "Мой номер"} {
		if err := b.anna.Press(label); err != nil {
			t.Errorf("Press: %v", err)
		}
	}
	if err := b.anna.PressOn(first, "Нет"); err != nil {
		t.Errorf("PressOn: %v", err)
	}

	list := b.poll()
	if list[0].Query.Data != "y" || list[0].Query.Message.ID != newest || list[1].Message.Text != "Меню" ||
		list[2].Message.Contact.UserID != b.anna.ID || list[3].Query.Message.ID != first {
		t.Errorf("got %+v", list)
	}
}

func TestPressSaysWhatThereIs(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.sent("text", "a", "reply_markup", twoButtons)
	b.sent("text", "b", "reply_markup", `{"keyboard":[["Меню"]]}`)
	b.sent("text", "c", "reply_markup", `{"inline_keyboard":[[{"text":"Сайт","url":"https://example.com"}]]}`)

	missing, link := b.anna.Press("Оплатить"), b.anna.Press("Сайт")

	if missing == nil || !strings.Contains(missing.Error(), `buttons [Сайт] and keys [Меню]`) {
		t.Errorf("Press: %v", missing)
	}
	if link == nil || !strings.Contains(link.Error(), "is a link") {
		t.Errorf("Press: %v", link)
	}
}

func TestATapComesAgainAsANewUpdate(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	if err := b.anna.PressAgain(); err == nil {
		t.Error("nothing was tapped, yet it came again")
	}
	b.sent("text", "a", "reply_markup", twoButtons)
	_ = b.anna.Press("Да")
	_ = b.anna.PressAgain()

	list := b.poll()

	if len(list) != 2 || list[0].ID == list[1].ID || list[0].Query.Data != list[1].Query.Data ||
		list[0].Query.ID == list[1].Query.ID {
		t.Errorf("got %+v", list)
	}
}

func TestATapCanBeAnsweredOnceWithinItsLife(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	tooOld := "Bad Request: query is too old and response timeout expired or query ID is invalid"
	b.anna.Tap(5, "forged")
	b.anna.Tap(5, "late")
	list := b.poll()
	answer := func(i int) reply {
		return b.do("answerCallbackQuery",
			"callback_query_id", list[i].Query.ID, "text", "Готово", "show_alert", "true")
	}

	b.must(answer(0))
	b.refused(answer(0), 400, tooOld)
	if got := b.Unanswered(); got != 1 {
		t.Errorf("Unanswered = %d, want 1", got)
	}
	b.Clock().Advance(150 * time.Second)
	b.refused(answer(1), 400, tooOld)

	want := []Toast{{Text: "Готово", Alert: true, MessageID: 5}}
	if diff := cmp.Diff(want, b.anna.Chat().Toasts); diff != "" {
		t.Errorf("toasts (-want +got):\n%s", diff)
	}
	if list[0].Query.Message.Date != 0 {
		t.Errorf("the message does not exist, but has the date %d", list[0].Query.Message.Date)
	}
}

func TestKeyboardsComeAndGo(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.sent("text", "a", "reply_markup", `{"keyboard":[["Меню"]],"resize_keyboard":true,"is_persistent":true}`)
	with := b.anna.Chat().Keyboard
	b.sent("text", "b", "reply_markup", twoButtons)
	still := b.anna.Chat().Keyboard
	b.sent("text", "c", "reply_markup", `{"remove_keyboard":true}`)
	without := b.anna.Chat().Keyboard
	b.sent("text", "d", "reply_markup", `{"keyboard":[["Раз"]],"one_time_keyboard":true}`)
	_ = b.anna.Press("Раз")

	want := &ReplyKeyboard{Rows: [][]Key{{{Text: "Меню"}}}, Persistent: true, Resize: true}
	if diff := cmp.Diff(want, with); diff != "" || still == nil || without != nil ||
		b.anna.Chat().Keyboard != nil {
		t.Errorf("still %v, without %v\n%s", still, without, diff)
	}
}

func TestTheTranscriptTellsWhatHappened(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.Start("")
	b.sent("text", "Здравствуйте!\nЧто передать?", "reply_markup", twoButtons)
	_ = b.anna.Press("Да")
	_ = b.anna.PressAgain()
	query := b.poll("offset", "-1")[0].Query.ID
	b.must(b.do("answerCallbackQuery", "callback_query_id", query, "text", "Принято"))
	b.must(b.tell("editMessageText", "message_id", "2", "text", "Спасибо"))
	b.must(b.tell("editMessageReplyMarkup", "message_id", "2", "reply_markup", twoButtons))
	b.must(b.tell("editMessageReplyMarkup", "message_id", "2"))
	b.sent("text", "Меню", "reply_markup", `{"keyboard":[["Показания","Счёт"]]}`)
	b.anna.SendDocument("a.pdf", []byte("x"))
	b.must(b.tell("deleteMessage", "message_id", "2"))
	b.anna.Block()

	want := `анна: /start
бот: Здравствуйте!
  Что передать?
  [Да] | [Нет]
анна нажимает [Да]
анна нажимает ещё раз
бот (подсказка): Принято
бот (правка): Спасибо
бот (правка): другие кнопки
  [Да] | [Нет]
бот (правка): кнопок больше нет
бот: Меню
  клавиши [Показания] | [Счёт]
анна: (файл a.pdf)
бот удаляет: Спасибо
анна блокирует бота
`
	if diff := cmp.Diff(want, b.anna.Transcript()); diff != "" {
		t.Errorf("transcript (-want +got):\n%s", diff)
	}
}

func TestSomebodyWhoHasBlockedTheBotIsSilent(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.Block()
	b.anna.Block()

	silent := b.anna.Send("hello")
	back := b.anna.Start("")

	list := b.poll()
	if silent != 0 || back == 0 || len(list) != 3 || list[0].MyMember.New.Status != "kicked" ||
		list[1].MyMember.New.Status != "member" || list[2].Message.Text != "/start" {
		t.Errorf("%d, %d, %+v", silent, back, list)
	}
}

func TestPeopleEditTheirMessages(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	id := b.anna.Send("124")
	if err := b.anna.Edit(99, "x"); err == nil {
		t.Error("a message that does not exist was edited")
	}

	if err := b.anna.Edit(id, "125"); err != nil {
		t.Errorf("Edit: %v", err)
	}

	if list := b.poll(); len(list) != 2 || list[1].Edited.Text != "125" || list[1].Edited.EditDate == 0 {
		t.Errorf("got %+v", list)
	}
}

func TestPeopleAreToldApart(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	one := b.Person("Пётр Ильич Котов",
		WithID(42), WithUsername("kotov"), WithPhone("+79001234567"), WithLanguage("en"))
	two := b.Person("Другой", WithID(42))
	one.SendContact()
	one.SendContactOf("+79007654321", "Мама")

	list := b.poll()

	from := wireUser{ID: 42, FirstName: "Пётр", LastName: "Ильич Котов", Username: "kotov", Language: "en"}
	if diff := cmp.Diff(&from, list[0].Message.From); diff != "" || two.ID == 42 {
		t.Errorf("second id %d\n%s", two.ID, diff)
	}
	contacts := []Contact{*list[0].Message.Contact, *list[1].Message.Contact}
	want := []Contact{
		{Phone: "+79001234567", Name: "Пётр", UserID: 42}, {Phone: "+79007654321", Name: "Мама"},
	}
	if diff := cmp.Diff(want, contacts); diff != "" {
		t.Errorf("contacts (-want +got):\n%s", diff)
	}
}
