package web

import (
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"slices"

	"dombot/internal/housing"
)

//go:embed page.html page.css
var assets embed.FS

// face is how the pages look: one template, one style, no script.
type face struct {
	page   *template.Template
	style  template.CSS
	policy string
}

func newFace() face {
	style, err := assets.ReadFile("page.css")
	if err != nil { // it is embedded
		panic(err)
	}
	sum := sha256.Sum256(style)
	return face{
		page:  template.Must(template.ParseFS(assets, "page.html")),
		style: template.CSS(style), //nolint:gosec // a file of ours
		policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
			"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	}
}

// guarded sets what every answer says to the browser: nothing runs, nothing is kept, framed or passed on.
func (f face) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", f.policy)
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// view is what a page shows.
type view struct {
	Style  template.CSS
	Office string
	Title  string
	Text   []string
	Lines  []string
	Form   *uploadForm
	Take   *takeForm
	Link   *chatLink
	Next   string
}

// uploadForm asks for a file; Partial may be empty.
type uploadForm struct{ File, Accept, Partial, Go string }

type takeForm struct{ Address, Go string }

type chatLink struct{ Address, Go string }

// form shows what a link that can be used is for.
func (p *pages) form(l housing.WebLink) view {
	v := view{Office: l.Organisation.Name, Next: p.Texts.Label("web.once")}
	if l.Kind == housing.WebDownload {
		v.Title = p.Texts.Label("web.download_title")
		switch l.Purpose {
		case housing.WebReadings:
			v.Text = []string{p.Texts.Label("web.download_readings")}
		case housing.WebPayments:
			v.Text = []string{p.Texts.Label("web.download_payments", "Period", l.Period)}
		case housing.WebOutages:
			v.Text = []string{p.Texts.Label("web.download_outages", "Period", l.Period)}
		case housing.WebAppeals:
			v.Text = []string{p.Texts.Label("web.download_appeals", "Period", l.Period)}
		case housing.WebHouses:
			v.Text = []string{p.Texts.Label("web.download_form")}
		case housing.WebMine:
			v.Title, v.Text = p.Texts.Label("stored.title"), []string{p.Texts.Label("web.download_mine")}
		case housing.WebAccounts, housing.WebMeters, housing.WebCharges, housing.WebVerdicts,
			housing.WebPrevention, housing.WebReports, housing.WebResult:
		}
		v.Take = &takeForm{Go: p.Texts.Label("web.download")}
		return v
	}
	p.asking(&v, l.Purpose)
	return v
}

// asking makes a page ask for a file.
func (p *pages) asking(v *view, of housing.WebPurpose) {
	v.Title = p.Texts.Label("web.upload_title", "What", p.what(of))
	v.Text = []string{p.Texts.Label("web.upload_text")}
	v.Form = &uploadForm{
		File: p.Texts.Label("web.file", "Most", p.Limit>>20), Partial: p.Texts.Label("web.partial"),
		Go: p.Texts.Label("web.upload"), Accept: ".xlsx",
	}
	if takesTables(of) {
		v.Form.Accept = ".xlsx,.csv"
		v.Form.File = p.Texts.Label("web.table_file", "Most", p.Limit>>20, "CSV", maxTable>>20)
	}
	switch of {
	case housing.WebOutages:
		v.Text = append(v.Text, p.Texts.Label("web.outages_text"))
	case housing.WebPrevention:
		v.Text = append(v.Text, p.Texts.Label("web.prevention_text"))
	case housing.WebHouses:
		v.Text = append(v.Text, p.Texts.Label("web.houses_text"))
	case housing.WebReports:
		v.Text = append(v.Text, p.Texts.Label("web.reports_text"))
		v.Form.File, v.Form.Accept, v.Form.Partial = p.Texts.Label("web.reports_file"), ".xml", ""
	default:
	}
}

// what names what is loaded, in the words of the button in the chat.
func (p *pages) what(of housing.WebPurpose) string {
	switch of {
	case housing.WebAccounts:
		return p.Texts.Label("operator.accounts")
	case housing.WebMeters:
		return p.Texts.Label("operator.meters")
	case housing.WebCharges:
		return p.Texts.Label("operator.charges")
	case housing.WebVerdicts:
		return p.Texts.Label("operator.verdicts")
	case housing.WebReports:
		return p.Texts.Label("operator.reports")
	case housing.WebOutages:
		return p.Texts.Label("operator.load_outages")
	case housing.WebPrevention:
		return p.Texts.Label("operator.load_prevention")
	case housing.WebHouses:
		return p.Texts.Label("operator.houses")
	case housing.WebReadings, housing.WebPayments, housing.WebResult, housing.WebMine,
		housing.WebAppeals:
	}
	return ""
}

func (p *pages) show(w http.ResponseWriter, status int, v view) {
	v.Style = p.face.style
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = p.face.page.Execute(w, v) // the reader may have gone
}

// fail says why a page does nothing, and logs what nobody may read.
func (p *pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	p.failBy(w, r, err, func(*view) {})
}

// failBy is fail with what else the page shows.
func (p *pages) failBy(w http.ResponseWriter, r *http.Request, err error, more func(*view)) {
	v := view{Title: p.Texts.Label("web.failed"), Next: p.Texts.Label("web.nothing_changed")}
	status, reason := p.reason(err)
	if reason == "" {
		b := make([]byte, 2)
		_, _ = rand.Read(b) // never fails
		code := hex.EncodeToString(b)
		p.Log.ErrorContext(r.Context(), "page failed", slog.String("code", code), slog.Any("err", err))
		reason = p.Texts.Label("web.internal", "Code", code)
	}
	if _, refused := errors.AsType[*Refusal](err); refused {
		v.Next = p.Texts.Label("web.other_link")
	}
	v.Text = []string{reason}
	more(&v)
	p.show(w, status, v)
}

// wrongFiles are the refusals of what came that leave the link as it was.
func wrongFiles() []string {
	return []string{"web.cut_off", "web.no_file", "web.not_excel", "web.not_table", "web.not_xml"}
}

// reason returns the status and the sentence for an error; none for an internal one.
func (p *pages) reason(err error) (status int, sentence string) {
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		return http.StatusUnprocessableEntity, refusal.Reason
	}
	known, ok := errors.AsType[*housing.Error](err)
	if !ok {
		return http.StatusInternalServerError, ""
	}
	sentence = p.Texts.Label(known.Text)
	switch {
	case known.Text == "web.too_large":
		return http.StatusRequestEntityTooLarge, sentence
	case slices.Contains(wrongFiles(), known.Text):
		return http.StatusBadRequest, sentence
	case known.Kind == housing.NotFound:
		return http.StatusNotFound, sentence
	}
	return http.StatusGone, sentence
}
