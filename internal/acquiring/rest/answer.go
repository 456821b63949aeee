package rest

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/acquiring"
)

// What is wrong with an answer that came whole.
var (
	errShape   = errors.New("the acquirer's answer has not the agreed shape")
	errOther   = errors.New("the acquirer answers about another payment")
	errEndless = errors.New("the acquirer's list does not end")
	errPending = errors.New("the acquirer has not decided yet")
)

// opened reads the answer to o.
func (got payment) opened(o acquiring.Order) (acquiring.Opened, error) {
	s, err := got.standing()
	if err != nil {
		return acquiring.Opened{}, err
	}
	if s.Key != o.Key || s.Currency != ruble || !s.Total.Equal(o.Total()) {
		return acquiring.Opened{}, errOther
	}
	if s.State != acquiring.Waiting {
		return acquiring.Opened{ID: s.ID}, nil
	}
	to, err := url.Parse(got.Confirmation.URL)
	if err != nil || to.Host == "" || to.Scheme != "https" && to.Scheme != "http" {
		return acquiring.Opened{}, errShape
	}
	return acquiring.Opened{ID: s.ID, URL: to.String()}, nil
}

// standing reads how a payment stands.
func (got payment) standing() (acquiring.Standing, error) {
	state, ok := map[string]acquiring.StandingState{
		"pending": acquiring.Waiting, "waiting_for_capture": acquiring.Waiting,
		"succeeded": acquiring.Succeeded, "canceled": acquiring.Canceled,
	}[got.Status]
	total, sound := got.Amount.read()
	opened, err := time.Parse(time.RFC3339, got.Created)
	if !ok || !sound || err != nil || !identifies(got.ID) {
		return acquiring.Standing{}, errShape
	}
	key, _ := got.Metadata["key"].(string)
	s := acquiring.Standing{
		ID: got.ID, Key: key, State: state, Total: total, Currency: got.Amount.Currency,
		Reason: word(got.Cancellation.Reason), Opened: opened,
	}
	if got.Refunded != nil {
		if s.Refunded, sound = got.Refunded.read(); !sound || got.Refunded.Currency != s.Currency {
			return acquiring.Standing{}, errShape
		}
	}
	if got.Captured != "" {
		if s.Settled, err = time.Parse(time.RFC3339, got.Captured); err != nil {
			return acquiring.Standing{}, errShape
		}
	}
	return s, nil
}

// check reads the answer to r.
func (got refund) check(r acquiring.Refund) error {
	sum, ok := got.Amount.read()
	switch {
	case !ok || !identifies(got.ID):
		return errShape
	case got.Payment != r.ID || got.Amount.Currency != ruble || !sum.Equal(r.Total):
		return errOther
	}
	switch got.Status {
	case "succeeded":
		return nil
	case "pending":
		return errPending
	case "canceled":
		return fmt.Errorf("canceled, %s: %w", word(got.Cancellation.Reason), acquiring.ErrRefused)
	}
	return errShape
}

// collection is what the pages of a list have brought.
type collection struct {
	list    []acquiring.Standing
	known   map[string]bool // payments
	cursors map[string]bool
}

// add takes a page. A payment that moved to the next page meanwhile counts once.
func (c *collection) add(got page) error {
	if got.Type != "list" {
		return errShape
	}
	if c.known == nil {
		c.known, c.cursors = map[string]bool{}, map[string]bool{}
	}
	if got.Next != "" && (c.cursors[got.Next] || len(got.Items) == 0) {
		return errEndless
	}
	c.cursors[got.Next] = true
	for _, item := range got.Items {
		s, err := item.standing()
		if err != nil {
			return err
		}
		if !c.known[s.ID] {
			c.list = append(c.list, s)
		}
		c.known[s.ID] = true
	}
	return nil
}

// maxDigits are the roubles that a sum may have: what is longer is no money.
const maxDigits = 12

// read takes a sum in digits with a point and two decimals.
func (m money) read() (decimal.Decimal, bool) {
	whole, kopecks, ok := strings.Cut(m.Value, ".")
	if !ok || len(kopecks) != 2 || whole == "" || len(whole) > maxDigits || !digits(whole+kopecks) {
		return decimal.Decimal{}, false
	}
	if len(m.Currency) != 3 || strings.Trim(m.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return decimal.Decimal{}, false
	}
	sum, err := decimal.NewFromString(m.Value)
	return sum, err == nil
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// identifies is true of what may be an acquirer's number; it is safe in a path.
func identifies(id string) bool {
	return id != "" && len(id) <= 64 && strings.IndexFunc(id, notInIDs) < 0
}

func notInIDs(r rune) bool {
	return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}

// word keeps one of the acquirer's code words, and nothing that is none.
func word(s string) string {
	outside := func(r rune) bool { return notInIDs(r) && !strings.ContainsRune(".[]", r) }
	if len(s) > 80 || strings.IndexFunc(s, outside) >= 0 {
		return "unreadable"
	}
	return s
}
