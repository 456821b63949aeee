package simulator

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// shown is the newest message as the page gets it.
func (s *site) shown() pageMessage {
	s.t.Helper()
	_, text, _ := s.call(s.chatPath(""), "")
	var view pageChatView
	if err := json.Unmarshal([]byte(text), &view); err != nil || len(view.Messages) == 0 {
		s.t.Fatalf("read %s: %v", text, err)
	}
	return view.Messages[len(view.Messages)-1]
}

func TestThePageVotes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	m := s.asked("is_anonymous", "false")
	vote := func(answers string) string { return fmt.Sprintf(`{"message":%d,"answers":[%s]}`, m.ID, answers) }
	taken := `{"error":"Голос не принят: опрос закрыт или изменить голос нельзя."}`

	s.expect(s.chatPath("/vote"), vote("2"), 200, "{}")
	want := &pagePoll{
		Question: "Ставим шлагбаум?", Traits: "опрос", Voters: 1, Revoting: true,
		Answers: []pageAnswer{
			{Text: "За", Voters: []int64{}},
			{Text: "Против", Voters: []int64{}},
			{Text: "Воздержусь", Voters: []int64{s.anna.ID}},
		},
	}
	if diff := cmp.Diff(want, s.shown().Poll); diff != "" {
		t.Errorf("poll (-want +got):\n%s", diff)
	}
	s.expect(s.chatPath("/vote"), vote(""), 200, "{}")
	s.expect(s.chatPath("/vote"), vote("3"), 409, taken)
	s.expect(s.chatPath("/vote"), vote("-1"), 409, taken)
	s.expect(s.chatPath("/vote"), vote("0,1"), 409, taken)
	s.must(s.tell("stopPoll", "message_id", itoa(m.ID)))
	s.expect(s.chatPath("/vote"), vote("0"), 409, taken)
	if !s.shown().Poll.Closed {
		t.Error("the page shows an open poll")
	}
}

func TestThePagePaysWithTheButton(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.sentInvoice()
	tap := fmt.Sprintf(`{"message":%d,"row":0,"col":0}`, id)
	if got := s.shown().Invoice; spaces(got.Total) != "1 000,00 ₽" || len(got.PaidBy) != 0 {
		t.Errorf("invoice %+v", got)
	}

	s.expect(s.chatPath("/tap"), tap, 200, "{}")
	s.expect(s.chatPath("/tap"), tap, 409, `{"error":"Бот ещё не ответил на прошлую попытку оплаты."}`)
	s.agree()

	if card := s.shown().Card; card == nil || spaces(card.Title) != "Оплачено 1 000,00 ₽" {
		t.Errorf("receipt %+v", card)
	}
	s.expect(s.chatPath("/tap"), tap, 409, `{"error":"Этот счёт уже оплачен."}`)
}

func TestThePagePaysByLinks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var link string
	s.read(s.must(s.do("createInvoiceLink", bill()...)), &link)

	s.expect(s.chatPath("/pay"), `{"link":"https://t.me/$unknown"}`, 409,
		`{"error":"Этот счёт оплатить нельзя: его нет или бот заблокирован."}`)
	s.expect(s.chatPath("/pay"), `{"link":"`+link+`"}`, 200, "{}")
	s.agree()

	if card := s.shown().Card; card == nil || spaces(card.Title) != "Оплачено 1 000,00 ₽" {
		t.Errorf("receipt %+v", card)
	}
}

func TestAPageThatAsksForTheTimeLearnsThatTheBotWasTooSlow(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	wall := time.Unix(1_800_000_000, 0)
	s.clock = NewClock(wall, Running(func() time.Time { return wall }))
	s.pays(s.anna.Pay(s.sentInvoice()))
	tab := s.open(s.seq())
	wall = wall.Add(answerIn)

	if code, text, _ := s.call("/api/clock", ""); code != 200 {
		t.Fatalf("%d %s", code, text)
	}

	if e := tab.next(); e.Type != "toast" || e.Toast.Text != slowBot {
		t.Errorf("the page learns %+v", e)
	}
}

func TestThePageShowsEveryKind(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.anna.SendLocation(55.75, 37.61)
	if card := s.shown().Card; card == nil || card.Hint != "55.7500, 37.6100" {
		t.Errorf("location %+v", card)
	}
	s.anna.SendSticker("👍")
	if shown := s.shown(); shown.Card == nil || shown.Card.Title != "👍" || shown.Document != nil {
		t.Errorf("sticker %+v", shown)
	}
	s.anna.SendAlbum(AlbumVideo("Двор"), AlbumVideo(""))
	if shown := s.shown(); shown.Album == "" || shown.Document == nil || shown.Document.Name != "video.mp4" {
		t.Errorf("album %+v", shown)
	}
	s.anna.ForwardFrom("Сосед", "Вода пошла")
	if shown := s.shown(); shown.Forwarded != "Сосед" {
		t.Errorf("forwarded %+v", shown)
	}
	s.must(s.tell("sendVenue", "latitude", "1", "longitude", "1", "title", "Контора", "address", "ул. Мира, 1"))
	if card := s.shown().Card; card == nil || card.Title != "Контора" {
		t.Errorf("venue %+v", card)
	}
	s.must(s.tell("sendDice"))
	if card := s.shown().Card; card == nil || card.Hint != "Кубик" {
		t.Errorf("dice %+v", card)
	}
}
