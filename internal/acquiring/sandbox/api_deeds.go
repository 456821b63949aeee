package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

func (s *Sandbox) apiOpen(c call) (any, *fault) {
	var wish opening
	if refused := c.read(&wish); refused != nil {
		return nil, refused
	}
	sum, refused := wish.check()
	if refused != nil {
		return nil, refused
	}
	defer s.lock()()
	id, refused := s.once(c)
	if refused != nil {
		return nil, refused
	}
	if id != "" {
		return shown(s.byID[id]), nil
	}
	p := &Payment{
		Shop: c.shop.Number, Key: wish.Metadata["key"], Number: wish.Metadata["number"],
		Way: wish.Method.Type, Sum: sum, Currency: wish.Amount.Currency, Return: wish.Confirmation.Return,
		about: wish.Description, metadata: wish.Metadata,
	}
	if wish.Receipt != nil {
		p.receipt = wish.Receipt.Customer.Email
	}
	if s.add(p) != nil {
		return nil, broken()
	}
	p.url = s.base(c.r) + "/checkout/" + p.ID
	s.keep(c, p.ID)
	return shown(p), nil
}

// base is where payers reach the Sandbox.
func (s *Sandbox) base(r *http.Request) string {
	if s.o.Base != "" {
		return s.o.Base
	}
	return "http://" + r.Host
}

func (s *Sandbox) apiAsk(c call) (any, *fault) {
	defer s.lock()()
	p := s.byID[c.r.PathValue("id")]
	if p == nil || p.Shop != c.shop.Number {
		return nil, notFound()
	}
	return shown(p), nil
}

func (s *Sandbox) apiRefund(c call) (any, *fault) {
	var wish refunding
	if refused := c.read(&wish); refused != nil {
		return nil, refused
	}
	sum, ok := wish.Amount.read()
	if !ok || len([]rune(wish.Description)) > 250 {
		return nil, invalid("amount")
	}
	defer s.lock()()
	id, refused := s.once(c)
	if refused != nil {
		return nil, refused
	}
	p := s.byID[wish.Payment]
	if p == nil || p.Shop != c.shop.Number {
		return nil, notFound()
	}
	done := refund{
		ID: id, Payment: p.ID, Status: Succeeded, Created: written(s.now()),
		Amount: amount{sum.StringFixed(2), p.Currency},
	}
	if id != "" {
		return done, nil
	}
	if p.Status != Succeeded || sum.GreaterThan(p.Sum.Sub(p.Refunded)) {
		return nil, invalid("amount")
	}
	var err error
	if done.ID, err = s.number(); err != nil {
		return nil, broken()
	}
	p.Refunded = p.Refunded.Add(sum)
	s.keep(c, done.ID)
	s.tell(p.Shop, "refund.succeeded", done)
	return done, nil
}

func (s *Sandbox) apiList(c call) (any, *fault) {
	q, refused := listing(c.r.URL.Query())
	if refused != nil {
		return nil, refused
	}
	defer s.lock()()
	list := collection{Type: "list", Items: []object{}}
	begun := q.cursor == ""
	for _, p := range slices.Backward(s.all) {
		begun = begun || p.ID == q.cursor
		if !begun || p.Shop != c.shop.Number || p.Opened.Before(q.from) || !p.Opened.Before(q.to) {
			continue
		}
		if len(list.Items) == q.limit {
			list.Next = p.ID
			break
		}
		list.Items = append(list.Items, shown(p))
	}
	if !begun {
		return nil, invalid("cursor")
	}
	return list, nil
}

type query struct {
	from, to time.Time
	limit    int
	cursor   string // the number of the payment that the page begins with
}

func listing(v url.Values) (query, *fault) {
	q := query{to: time.Unix(1<<40, 0), limit: 10}
	for name, value := range v {
		var err error
		switch name {
		case "created_at.gte":
			q.from, err = time.Parse(time.RFC3339, value[0])
		case "created_at.lt":
			q.to, err = time.Parse(time.RFC3339, value[0])
		case "limit":
			q.limit, err = strconv.Atoi(value[0])
		case "cursor":
			q.cursor = value[0]
		default:
			return q, invalid("parameter")
		}
		if err != nil || q.limit < 1 || q.limit > 100 {
			return q, &fault{Code: "invalid_request", Parameter: name, status: http.StatusBadRequest}
		}
	}
	return q, nil
}
