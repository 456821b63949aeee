package sandbox

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"

	"dombot/internal/texts"
)

//go:embed page/*.html page/*.css
var pages embed.FS

// policy lets a page load its own style and nothing else. Where its forms lead
// is left open: after paying the payer is sent back to the shop.
const policy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"

// show writes one of the pages.
type show func(w http.ResponseWriter, status int, name string, view any)

func (s *Sandbox) servePages() error {
	templates, err := template.ParseFS(pages, "page/*.html")
	if err != nil {
		return fmt.Errorf("read the pages of the sandbox: %w", err)
	}
	var page show = func(w http.ResponseWriter, status int, name string, view any) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_ = templates.ExecuteTemplate(w, name, view) // the payer may have gone
	}
	at := func(pattern string, serve func(http.ResponseWriter, *http.Request, show)) {
		own := http.NewCrossOriginProtection().Handler(http.HandlerFunc(
			func(w http.ResponseWriter, r *http.Request) { serve(w, r, page) }))
		s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Referrer-Policy", "same-origin") // the address is all it takes to pay
			w.Header().Set("Cache-Control", "no-store")
			own.ServeHTTP(w, r)
		})
	}
	at("GET /checkout/{id}", s.seeCheckout)
	at("POST /checkout/{id}", s.doCheckout)
	at("GET /receipt", s.seeReceipt)
	at("GET /control", s.seeDesk)
	at("POST /control", s.doDesk)
	s.mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, pages, "page/style.css")
	})
	return nil
}

// checkout is the payment page.
type checkout struct {
	Title, Play, Word string
	Rows              []row
	Deeds             []deed // what the payer may do
	Back, Return      string
}

// row is a fact with its name.
type row struct{ Name, Value string }

// deed is something to do; Name travels, Word is read.
type deed struct{ Name, Word string }

func (s *Sandbox) seeCheckout(w http.ResponseWriter, r *http.Request, page show) {
	p, err := s.Payment(r.PathValue("id"))
	if err != nil {
		s.gone(w, page)
		return
	}
	page(w, http.StatusOK, "checkout.html", s.checkout(p))
}

func (s *Sandbox) gone(w http.ResponseWriter, page show) {
	page(w, http.StatusNotFound, "checkout.html", checkout{
		Title: s.o.Texts.Label("sandbox.title"), Word: s.o.Texts.Label("sandbox.gone"),
	})
}

func (s *Sandbox) checkout(p Payment) checkout {
	t := s.o.Texts
	v := checkout{
		Title: t.Label("sandbox.title"), Play: t.Label("sandbox.play"),
		Rows: []row{
			{t.Label("sandbox.shop"), s.nameOf(p.Shop)},
			{t.Label("sandbox.number"), p.Number},
			{t.Label("sandbox.sum"), texts.Money(p.Sum)},
			{t.Label("sandbox.way"), s.wayOf(p)},
		},
	}
	if p.Status == Pending && !p.Hung {
		v.Deeds = s.payerDeeds()
		return v
	}
	v.Word, v.Back, v.Return = s.wordOf(p), t.Label("sandbox.back"), p.Return
	return v
}

func (s *Sandbox) payerDeeds() []deed {
	t := s.o.Texts
	return []deed{
		{"pay", t.Label("sandbox.pay")},
		{"decline", t.Label("sandbox.decline")},
		{"hang", t.Label("sandbox.hang")},
		{"cancel", t.Label("sandbox.cancel")},
	}
}

// wordOf says how p stands.
func (s *Sandbox) wordOf(p Payment) string {
	t := s.o.Texts
	switch {
	case p.Hung:
		return t.Label("sandbox.hung")
	case p.Status == Pending:
		return t.Label("sandbox.waits")
	case p.Refunded.IsPositive():
		return t.Label("sandbox.refunded", "Sum", texts.Money(p.Refunded))
	case p.Status == Succeeded:
		return t.Label("sandbox.paid")
	case p.Reason == Declined:
		return t.Label("sandbox.declined")
	}
	return t.Label("sandbox.expired")
}

func (s *Sandbox) wayOf(p Payment) string {
	key, ok := map[string]string{
		"yoo_money": "sandbox.way_wallet", "bank_card": "sandbox.way_card", "sbp": "sandbox.way_sbp",
	}[p.Way]
	if !ok {
		return p.Way
	}
	return s.o.Texts.Label(key)
}

func (s *Sandbox) nameOf(shop string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shops[shop].Name
}

// doCheckout does what the payer chose and sends them back to the shop, or to
// the page again where that says what became of the payment.
func (s *Sandbox) doCheckout(w http.ResponseWriter, r *http.Request, page show) {
	p, err := s.Payment(r.PathValue("id"))
	if err != nil {
		s.gone(w, page)
		return
	}
	to := p.Return
	do, ok := s.payerDo()[r.PostFormValue("do")]
	if !ok || do(p.ID) != nil || s.hangs(p.ID) {
		to = "/checkout/" + p.ID
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *Sandbox) hangs(id string) bool {
	p, err := s.Payment(id)
	return err == nil && p.Hung
}

// payerDo is what a payer can do to a payment, by the names of [Sandbox.payerDeeds].
func (s *Sandbox) payerDo() map[string]func(id string) error {
	return map[string]func(string) error{
		"pay": s.Pay, "decline": s.Decline, "hang": s.Hang, "cancel": s.Cancel,
	}
}
