package simulator

import (
	"errors"
	"fmt"
	"net/http"
)

// pageCard is what is shown as two lines: a place, a sticker, a receipt.
type pageCard struct {
	Title string `json:"title"`
	Hint  string `json:"hint"`
}

type pagePoll struct {
	Question    string       `json:"question"`
	Description string       `json:"description"`
	Traits      string       `json:"traits"`
	Answers     []pageAnswer `json:"answers"`
	Voters      int          `json:"voters"`
	Multiple    bool         `json:"multiple"`
	Revoting    bool         `json:"revoting"`
	Hidden      bool         `json:"hidden"` // the results, until the poll has closed
	Closed      bool         `json:"closed"`
	Explanation string       `json:"explanation"`
}

type pageAnswer struct {
	Text   string  `json:"text"`
	Voters []int64 `json:"voters"` // for the page to find whose it is
	Right  bool    `json:"right"`
}

type pageInvoice struct {
	Title       string  `json:"title"`
	Description string  `json:"description"`
	Total       string  `json:"total"`
	PaidBy      []int64 `json:"paid_by"`
}

// addKinds adds what only some messages have.
func (shown *pageMessage) addKinds(m *Message) {
	shown.Album, shown.Card, shown.Poll = m.AlbumID, pageCardOf(m), pagePollOf(m.Poll)
	if m.Forwarded != nil {
		shown.Forwarded = m.Forwarded.Name
	}
	if i := m.Invoice; i != nil {
		shown.Invoice = &pageInvoice{
			Title: i.Title, Description: i.Description, Total: i.money(i.Amount),
			PaidBy: append([]int64{}, i.PaidBy...),
		}
	}
}

func pageCardOf(m *Message) *pageCard {
	switch {
	case m.Sticker != nil:
		return &pageCard{Title: m.Sticker.Emoji, Hint: "Стикер"}
	case m.Venue != nil:
		return &pageCard{Title: m.Venue.Title, Hint: m.Venue.Address}
	case m.Location != nil:
		hint := fmt.Sprintf("%.4f, %.4f", m.Location.Latitude, m.Location.Longitude)
		return &pageCard{Title: "Точка на карте", Hint: hint}
	case m.Dice != nil:
		return &pageCard{Title: fmt.Sprintf("%s %d", m.Dice.Emoji, m.Dice.Value), Hint: "Кубик"}
	case m.Paid != nil:
		return &pageCard{Title: "Оплачено " + m.Paid.money(), Hint: m.Paid.Title}
	case m.Refunded != nil:
		return &pageCard{Title: "Возвращено " + m.Refunded.money(), Hint: m.Refunded.Title}
	}
	return nil
}

func pagePollOf(p *Poll) *pagePoll {
	if p == nil {
		return nil
	}
	shown := &pagePoll{
		Question: p.Question, Description: p.Description, Traits: p.kind(), Voters: p.Voters(),
		Multiple: p.Multiple, Revoting: p.Revoting, Hidden: p.Hidden, Closed: p.Closed,
		Explanation: p.Explanation,
	}
	right := map[int]bool{}
	for _, i := range p.Correct {
		right[i] = true
	}
	for i, o := range p.Options {
		shown.Answers = append(shown.Answers, pageAnswer{
			Text: o.Text, Voters: append([]int64{}, o.Voters...), Right: right[i],
		})
	}
	return shown
}

// pageVote votes; no answers take the vote back.
func (s *Server) pageVote(w http.ResponseWriter, r *http.Request, st *Seat) {
	var body struct {
		Message int   `json:"message"`
		Answers []int `json:"answers"`
	}
	if !readBody(w, r, &body) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	asked, err := st.openPoll(body.Message)
	for _, i := range body.Answers {
		if err == nil && (i < 0 || i >= len(asked.Options)) {
			err = errors.New("there is no such answer")
		}
	}
	if err == nil {
		err = st.vote(asked, body.Answers)
	}
	if err != nil {
		complain(w, http.StatusConflict, "Голос не принят: опрос закрыт или изменить голос нельзя.")
		return
	}
	write(w, http.StatusOK, struct{}{})
}

// pagePay pays by a link to an invoice.
func (s *Server) pagePay(w http.ResponseWriter, r *http.Request, st *Seat) {
	var body struct {
		Link string `json:"link"`
	}
	if !readBody(w, r, &body) {
		return
	}
	if err := st.PayLink(body.Link); err != nil {
		complain(w, http.StatusConflict, "Этот счёт оплатить нельзя: его нет или бот заблокирован.")
		return
	}
	write(w, http.StatusOK, struct{}{})
}

// untouchable says why a button cannot be pressed.
func untouchable(err error) string {
	switch {
	case errors.Is(err, errPaid):
		return "Этот счёт уже оплачен."
	case errors.Is(err, errPaying):
		return "Бот ещё не ответил на прошлую попытку оплаты."
	}
	return "Эта кнопка ничего не сообщает боту."
}
