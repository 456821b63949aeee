package sandbox

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/texts"
)

// shownOnDesk is how many payments and call-backs the tester's desk lists.
const shownOnDesk = 30

// desk is the page of a tester.
type desk struct {
	Title, Word, None    string
	Payments             []deskPayment // the newest first
	Do, Unknown, SentTop string
	Shops                []deed
	Sent                 []string // the newest first
}

type deskPayment struct {
	ID, Head, State, Ask string
	Deeds                []deed
}

func (s *Sandbox) seeDesk(w http.ResponseWriter, _ *http.Request, page show) {
	page(w, http.StatusOK, "control.html", s.desk(""))
}

// doDesk does what the tester chose, and says if that cannot be.
func (s *Sandbox) doDesk(w http.ResponseWriter, r *http.Request, page show) {
	var err error
	if shop := r.PostFormValue("shop"); shop != "" {
		err = s.CallBackUnknown(shop)
	} else {
		err = s.testerDo(r.PostFormValue("do"), r.PostFormValue("id"))
	}
	status, word := http.StatusConflict, s.o.Texts.Label("sandbox.settled")
	switch {
	case err == nil:
		http.Redirect(w, r, "/control", http.StatusSeeOther)
		return
	case errors.Is(err, errNoDeed):
		status, word = http.StatusBadRequest, s.o.Texts.Label("sandbox.nothing")
	case !errors.Is(err, ErrSettled):
		status, word = http.StatusNotFound, s.o.Texts.Label("sandbox.gone")
	}
	page(w, status, "control.html", s.desk(word))
}

var errNoDeed = errors.New("the sandbox can do no such thing")

func (s *Sandbox) testerDo(name, id string) error {
	if do, ok := s.payerDo()[name]; ok {
		return do(id)
	}
	if name == "release" {
		return s.Release(id)
	}
	c, ok := map[string]Callback{
		"again": {}, "twice": {Times: 2}, "late": {After: 10 * time.Minute},
		"disorder": {Status: Canceled}, "sum": {Sum: decimal.New(101, -2)},
		"currency": {Currency: "USD"}, "token": {Forged: true},
	}[name]
	if !ok {
		return errNoDeed
	}
	return s.CallBack(id, c)
}

func (s *Sandbox) testerDeeds(p Payment) []deed {
	t := s.o.Texts
	deeds := []deed{
		{"again", t.Label("sandbox.again")},
		{"twice", t.Label("sandbox.twice")},
		{"late", t.Label("sandbox.late")},
		{"disorder", t.Label("sandbox.disorder")},
		{"sum", t.Label("sandbox.wrong_sum")},
		{"currency", t.Label("sandbox.wrong_currency")},
		{"token", t.Label("sandbox.wrong_token")},
	}
	switch {
	case p.Hung:
		return append([]deed{{"release", t.Label("sandbox.release")}}, deeds...)
	case p.Status == Pending:
		return append(s.payerDeeds(), deeds...)
	}
	return deeds
}

func (s *Sandbox) desk(word string) desk {
	t := s.o.Texts
	d := desk{
		Title: t.Label("sandbox.desk"), Word: word, None: t.Label("sandbox.none"), Do: t.Label("sandbox.do"),
		Unknown: t.Label("sandbox.unknown"), SentTop: t.Label("sandbox.sent"), Shops: s.deskShops(),
	}
	for _, p := range newest(s.Payments()) {
		d.Payments = append(d.Payments, deskPayment{
			ID: p.ID, Head: p.Number + ", " + texts.Money(p.Sum), State: s.wordOf(p),
			Ask: t.Label("sandbox.deed", "Number", p.Number), Deeds: s.testerDeeds(p),
		})
	}
	for _, sent := range newest(s.Sent()) {
		d.Sent = append(d.Sent, t.Label("sandbox.sent_line", "Time", texts.Clock(sent.At.In(s.o.Zone)),
			"Event", sent.Event, "Status", sent.Status))
	}
	return d
}

func (s *Sandbox) deskShops() []deed {
	s.mu.Lock()
	defer s.mu.Unlock()
	var shops []deed
	for number, shop := range s.shops {
		if shop.Callback != "" {
			shops = append(shops, deed{number, s.o.Texts.Label("sandbox.unknown_of", "Name", shop.Name)})
		}
	}
	slices.SortFunc(shops, func(a, b deed) int { return cmp.Compare(a.Name, b.Name) })
	return shops
}

// newest returns the last of list, the newest first.
func newest[T any](list []T) []T {
	list = list[max(0, len(list)-shownOnDesk):]
	slices.Reverse(list)
	return list
}
