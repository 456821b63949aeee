// Package sandbox is an acquirer for the demo and for tests. It speaks the API
// of package rest from the other side, shows a payment page of its own and calls
// back, and it does on request what real acquirers do on bad days: it hangs,
// loses answers, calls twice, late, out of order or with a wrong sum.
//
// It lives in memory, takes no money and knows nothing of what its shops make of
// its payments.
package sandbox

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"dombot/internal/texts"
)

// Options are what a Sandbox needs.
type Options struct {
	Shops  []Shop
	Now    func() time.Time
	Random io.Reader        // of the numbers of payments
	HTTP   *http.Client     // posts the call-backs
	Texts  *texts.Catalogue // of the pages
	// Base is the address that payers reach the Sandbox at, without a slash at
	// the end. Empty means the one that the shop called.
	Base string
	// Life is how long a payment waits for its payer; 0 means an hour.
	Life time.Duration
	// Zone is where the tester's clock stands; nil means UTC.
	Zone *time.Location
	// Register is how long the cash register takes for a receipt.
	Register time.Duration
}

// Shop is a customer of the acquirer.
type Shop struct {
	Number   string // shopId
	Key      string
	Name     string // as the payment page shows it
	Callback string // where it is told what happened; empty if nowhere
}

// Sandbox is the acquirer. It is safe for concurrent use.
type Sandbox struct {
	o   Options
	mux *http.ServeMux

	mu       sync.Mutex
	shops    map[string]Shop // by number
	all      []*Payment      // the oldest first
	byID     map[string]*Payment
	open     []*Payment // those that wait for their payer
	used     map[use]outcome
	bad      []Fault // what becomes of the next calls
	lost     int     // so many call-backs are never sent
	late     time.Duration
	receipts int  // so many are registered
	closed   bool // the cash register
	queue    []*letter
	sent     []Sent
	wake     chan struct{} // holds a token while something may be due
}

// What a payment may refuse.
var (
	ErrNoPayment = errors.New("the sandbox has no such payment")
	ErrNoShop    = errors.New("the sandbox has no such shop")
	ErrSettled   = errors.New("the payment is settled another way")
)

// New returns an acquirer without payments.
func New(o Options) (*Sandbox, error) {
	if o.Now == nil || o.Random == nil || o.HTTP == nil || o.Texts == nil {
		return nil, errors.New("a sandbox needs a clock, randomness, a client and texts")
	}
	if o.Life == 0 {
		o.Life = time.Hour
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	s := &Sandbox{
		o: o, shops: map[string]Shop{}, byID: map[string]*Payment{}, used: map[use]outcome{},
		wake: make(chan struct{}, 1),
	}
	for _, shop := range o.Shops {
		if err := s.Register(shop); err != nil {
			return nil, err
		}
	}
	if err := s.serve(); err != nil {
		return nil, err
	}
	return s, nil
}

// Register takes a shop on, or changes what is known of it.
func (s *Sandbox) Register(shop Shop) error {
	to, err := url.Parse(shop.Callback)
	if shop.Number == "" || shop.Key == "" || err != nil || shop.Callback != "" && to.Host == "" {
		return errors.New("a shop of the sandbox needs a number, a key and a sound address for call-backs")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shops[shop.Number] = shop
	return nil
}

// ServeHTTP serves the API under /v3/, the payment pages under /checkout/ and
// the tester's desk at /control, which whoever reaches it may use.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *Sandbox) serve() error {
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("POST /v3/payments", s.api(s.apiOpen))
	s.mux.HandleFunc("GET /v3/payments", s.api(s.apiList))
	s.mux.HandleFunc("GET /v3/payments/{id}", s.api(s.apiAsk))
	s.mux.HandleFunc("POST /v3/refunds", s.api(s.apiRefund))
	s.mux.HandleFunc("GET /v3/receipts", s.api(s.apiReceipts))
	s.mux.HandleFunc("/v3/", s.api(func(call) (any, *fault) { return nil, notFound() }))
	return s.servePages()
}

// now is the moment as the API tells it.
func (s *Sandbox) now() time.Time { return s.o.Now().UTC().Truncate(time.Millisecond) }

// lock takes the state after everything that is due by the clock has happened.
func (s *Sandbox) lock() (unlock func()) {
	s.mu.Lock()
	s.expire()
	return s.mu.Unlock
}
