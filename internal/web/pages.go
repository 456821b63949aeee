package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"dombot/internal/housing"
)

// The folders of the pages; the token of a one-time link follows.
const (
	UploadPath   = "/up/"
	DownloadPath = "/down/"
)

// Links knows the one-time links.
type Links interface {
	// Peek returns what a link is for and leaves it as it is; Use takes it, for one alone.
	Peek(
		ctx context.Context, kind housing.WebKind, hash housing.TokenHash, now time.Time,
	) (housing.WebLink, error)
	Use(
		ctx context.Context, kind housing.WebKind, hash housing.TokenHash, now time.Time,
	) (housing.WebLink, error)
}

// Desk does what a page is for. A [*Refusal] and a [*housing.Error] are read by the person.
type Desk interface {
	Import(ctx context.Context, l housing.WebLink, b Book) (Report, error)
	Export(ctx context.Context, l housing.WebLink) (housing.WebFile, error)
}

// Book is a workbook that was received whole.
type Book struct {
	Name    string // as the person called it, without folders
	Data    io.ReaderAt
	Size    int64
	Partial bool // load the good rows even where others have faults
}

// Report is what a person reads about a workbook.
type Report struct {
	Saved  bool
	Lines  []string
	Result string // token of the link to the result workbook; empty: there is none
}

// Refusal is a reason for which a workbook was not taken.
type Refusal struct{ Reason string } //nolint:errname // it is read by people before it is an error

// Error returns the reason.
func (r *Refusal) Error() string { return r.Reason }

// Texter finds sentences; *texts.Catalogue does.
type Texter interface {
	Label(key string, args ...any) string
}

// Options is what the pages need.
type Options struct {
	Links Links
	Desk  Desk
	Texts Texter
	Now   func() time.Time
	Log   *slog.Logger
	Limit int64  // bytes of a workbook; 64 MB if zero
	Dir   string // where workbooks lie while they are read; empty: the system's
}

// pages serves what one-time links open.
type pages struct {
	Options
	face face
}

// Pages serves the pages of one-time links, below [UploadPath] and [DownloadPath].
func Pages(o Options) http.Handler {
	if o.Limit == 0 {
		o.Limit = 64 << 20
	}
	p := &pages{Options: o, face: newFace()}
	mux := http.NewServeMux()
	for _, route := range []struct {
		path string
		kind housing.WebKind
		take func(http.ResponseWriter, *http.Request, housing.TokenHash)
	}{
		{UploadPath, housing.WebUpload, p.upload}, {DownloadPath, housing.WebDownload, p.download},
	} {
		mux.HandleFunc("GET "+route.path+"{token}", p.known(func(
			w http.ResponseWriter, r *http.Request, hash housing.TokenHash,
		) {
			p.look(w, r, route.kind, hash)
		}))
		mux.HandleFunc("POST "+route.path+"{token}", p.known(route.take))
	}
	return p.face.guarded(mux)
}

// look shows what a link is for. Previews of messengers come here as well, so nothing is used up.
func (p *pages) look(w http.ResponseWriter, r *http.Request, kind housing.WebKind, hash housing.TokenHash) {
	l, err := p.Links.Peek(r.Context(), kind, hash, p.Now())
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.show(w, http.StatusOK, p.form(l))
}

// written is how a token is written: nothing else is looked up.
const written = `^[a-z2-7]{32}$`

// known lets requests through whose token could be one.
func (p *pages) known(
	next func(http.ResponseWriter, *http.Request, housing.TokenHash),
) http.HandlerFunc {
	likely := regexp.MustCompile(written)
	return func(w http.ResponseWriter, r *http.Request) {
		token := r.PathValue("token")
		if !likely.MatchString(token) {
			p.fail(w, r, &housing.Error{Kind: housing.NotFound, Text: "web.link_unknown"})
			return
		}
		next(w, r, housing.HashToken(token))
	}
}
