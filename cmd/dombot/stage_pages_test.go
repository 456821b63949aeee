package main

import (
	"bytes"
	"context"
	"errors"
	"html"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"dombot/dialogs/script"
	"dombot/internal/simulator"
	"dombot/internal/web"
	"dombot/storage/postgres"
)

// servePages serves the pages of one-time links and returns their address. The
// database is opened with the first of them: most scripts need none.
func servePages(tb testing.TB, dsn string, clock Clock) string {
	tb.Helper()
	ctx := tb.Context()
	var server *httptest.Server
	pages := sync.OnceValue(func() http.Handler {
		db, err := postgres.Open(ctx, dsn, postgres.Options{Conns: 4, Now: clock.Now})
		if err != nil {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				http.Error(w, err.Error(), http.StatusInternalServerError)
			})
		}
		tb.Cleanup(func() { _ = db.Close() })
		a := &App{Log: slog.New(slog.NewTextHandler(tb.Output(), nil))}
		c := Config{Zone: clock.Now().Location()}
		if err := readOutages(&c, townCodes); err != nil {
			panic(err)
		}
		c.Public = server.URL
		door := openDoor(tb, &running{App: a, config: c, services: services{db: db}, clock: clock, texts: catalogue(tb)})
		return beside(a.pages(c, db, clock, catalogue(tb)), door)
	})
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pages().ServeHTTP(w, r)
	}))
	tb.Cleanup(server.Close)
	return server.URL
}

// post sends a form to a page.
func post(ctx context.Context, address, kind string, body io.Reader) (http.Header, []byte, error) {
	if address == "" {
		return nil, nil, errors.New("no button leads to a page")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, body)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Content-Type", kind)
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	return answer.Header, data, err
}

// uploadTo fills the form of an upload page in and sends it, as a browser does.
func uploadTo(ctx context.Context, address string, p script.Parcel, partly bool) (string, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if partly {
		if err := form.WriteField("partial", "yes"); err != nil {
			return "", err
		}
	}
	file, err := form.CreateFormFile("file", p.Name)
	if err != nil {
		return "", err
	}
	if _, err := file.Write(p.Data); err != nil {
		return "", err
	}
	if err := form.Close(); err != nil {
		return "", err
	}
	_, page, err := post(ctx, address, form.FormDataContentType(), &body)
	return html.UnescapeString(string(page)), err
}

// downloadFrom presses the button of a download page: of the one that is open, or at address.
func downloadFrom(ctx context.Context, address, page string) (p script.Parcel, shown string, err error) {
	if m := regexp.MustCompile(web.DownloadPath + `[a-z2-7]+`).FindString(page); m != "" {
		base, _, _ := strings.Cut(address, "/up/")
		address = base + m
	}
	header, data, err := post(ctx, address, "application/x-www-form-urlencoded", nil)
	if err != nil {
		return p, "", err
	}
	disposition := header.Get("Content-Disposition")
	if disposition == "" { // a page, then
		return p, html.UnescapeString(string(data)), nil
	}
	_, params, err := mime.ParseMediaType(disposition)
	return script.Parcel{Name: params["filename"], Data: data}, params["filename"], err
}

func (s *consoleStage) Upload(ctx context.Context, who string, p script.Parcel, partly bool) (string, error) {
	return uploadTo(ctx, s.talk(who).Link(), p, partly)
}

func (s *consoleStage) Download(ctx context.Context, who, page string) (script.Parcel, string, error) {
	return downloadFrom(ctx, s.talk(who).Link(), page)
}

func (s *telegramStage) Upload(ctx context.Context, who string, p script.Parcel, partly bool) (string, error) {
	return uploadTo(ctx, lastLink(s.person(who).Chat()), p, partly)
}

func (s *telegramStage) Download(ctx context.Context, who, page string) (script.Parcel, string, error) {
	return downloadFrom(ctx, lastLink(s.person(who).Chat()), page)
}

// lastLink is the address of the newest button that opens one.
func lastLink(c simulator.Chat) string {
	for _, m := range slices.Backward(c.Messages) {
		for _, row := range m.Buttons {
			for _, b := range row {
				if b.URL != "" {
					return b.URL
				}
			}
		}
	}
	return ""
}
