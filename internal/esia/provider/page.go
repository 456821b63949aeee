package provider

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
)

//go:embed page.html page.css
var assets embed.FS

// policy lets the page load its own style alone. Where its form leads is left open: the browser is sent back
// to the client.
const policy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"

// page is the login page.
type page struct {
	Title, Play, Ask, Word, Request string
	People                          []choice
	Cancel                          string
}

// choice is one person to be.
type choice struct{ Value, Name, Note string }

func (p *Provider) servePages() error {
	face, err := template.ParseFS(assets, "page.html")
	if err != nil {
		return fmt.Errorf("read the page of the provider: %w", err)
	}
	show := func(w http.ResponseWriter, status int, v page) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_ = face.Execute(w, v) // the reader may have gone
	}
	at := func(pattern string, serve func(http.ResponseWriter, *http.Request) (int, page)) {
		p.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Referrer-Policy", "no-referrer")
			w.Header().Set("Cache-Control", "no-store")
			if status, v := serve(w, r); status != http.StatusSeeOther {
				v.Title, v.Play = p.o.Texts.Label("provider.title"), p.o.Texts.Label("provider.play")
				show(w, status, v)
			}
		})
	}
	at("GET /authorize", p.ask)
	at("POST /authorize", p.pick)
	p.mux.HandleFunc("GET /page.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, assets, "page.css")
	})
	return nil
}

// ask shows who one may be.
func (p *Provider) ask(_ http.ResponseWriter, r *http.Request) (int, page) {
	v, err := p.asked(r.URL.Query())
	if err != nil {
		return http.StatusBadRequest, page{Word: p.o.Texts.Label("provider.wrong")}
	}
	name, err := p.keep(request, v)
	if err != nil {
		return http.StatusInternalServerError, page{Word: p.o.Texts.Label("provider.wrong")}
	}
	shown := page{
		Ask: p.o.Texts.Label("provider.ask"), Cancel: p.o.Texts.Label("provider.cancel"), Request: name,
	}
	for i, person := range p.names() {
		note := p.o.Texts.Label("provider.confirmed")
		if p.o.People[i].Unconfirmed {
			note = p.o.Texts.Label("provider.unconfirmed")
		}
		if about := p.o.People[i].About; about != "" {
			note += ", " + about
		}
		shown.People = append(shown.People, choice{strconv.Itoa(i), person, note})
	}
	return http.StatusOK, shown
}

// pick sends the browser back with a code of who was picked, or with word that nobody was.
func (p *Provider) pick(w http.ResponseWriter, r *http.Request) (int, page) {
	v, ok := p.take(request, r.PostFormValue("request"))
	if !ok {
		return http.StatusBadRequest, page{Word: p.o.Texts.Label("provider.late")}
	}
	back := url.Values{"state": {v.state}}
	person, err := strconv.Atoi(r.PostFormValue("person"))
	if err != nil || person < 0 || person >= len(p.o.People) {
		back.Set("error", "access_denied")
	} else {
		v.person = person
		name, err := p.keep(code, v)
		if err != nil {
			return http.StatusInternalServerError, page{Word: p.o.Texts.Label("provider.wrong")}
		}
		back.Set("code", name)
	}
	http.Redirect(w, r, p.o.Return+"?"+back.Encode(), http.StatusSeeOther)
	return http.StatusSeeOther, page{}
}
