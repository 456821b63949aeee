package main

import (
	"context"
	"fmt"
	"net/http"

	"dombot/internal/mail/inbox"
	"dombot/internal/texts"
)

// The page of the demo's post box, and whom its letters are from.
const (
	mailPage = "/mail"
	demoFrom = "ДомБот <bot@dombot.example>"
)

// ownMail starts the post box that takes the demo's letters, unless the
// environment names a mail server; then it is nil.
func (a *App) ownMail(ctx context.Context, c *Config, clock Clock) (*inbox.Inbox, error) {
	if c.SMTP != "" {
		return nil, nil //nolint:nilnil // none is needed
	}
	box, err := inbox.Start(ctx, inbox.Options{Zone: clock.Now().Location()})
	if err != nil {
		return nil, err
	}
	a.onStop("post box", func(context.Context) error { return box.Close() })
	c.SMTP, c.MailFrom = Secret(box.URL()), demoFrom
	return box, nil
}

// withMail serves the page of a post box beside another handler.
func withMail(box *inbox.Inbox, rest http.Handler) (http.Handler, error) {
	if box == nil {
		return rest, nil
	}
	page, err := box.Page(mailPage)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(mailPage, page)
	mux.Handle(mailPage+"/", page)
	mux.Handle("/", rest)
	return mux, nil
}

// greetMail tells where letters are read.
func greetMail(w World, t *texts.Catalogue, box *inbox.Inbox, address string) error {
	if box == nil {
		return nil
	}
	_, err := fmt.Fprintln(w.Out, t.Label("demo.mail", "Address", address+mailPage))
	return err
}
