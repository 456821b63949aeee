package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"time"

	"dombot/dialogs/registration"
	"dombot/internal/esia"
	"dombot/internal/web"
	"dombot/storage/postgres"
)

// providerTime is how long the provider may take for an answer.
const providerTime = 15 * time.Second

// signInClient is how Госуслуги are asked.
func signInClient(c Config, clock Clock) (*esia.Client, error) {
	o := esia.Options{
		Issuer: c.Door.Issuer, ID: c.Door.ID, Secret: string(c.Door.Secret), Return: c.Public + web.BackPath,
		Key: c.Door.Key, HTTP: &http.Client{Timeout: providerTime}, Now: clock.Now,
	}
	if c.Door.Signer != "" {
		signer, err := esia.NewSigner(c.Door.Signer, o.HTTP)
		if err != nil {
			return nil, fmt.Errorf("SIGNIN_SIGNER: %w", err)
		}
		o.Signer, o.Certificate, o.Trusted = signer, c.Door.Certificate, c.Door.Trusted.PublicKey
	}
	return esia.New(o), nil
}

// signInPages serves the pages of the sign-in; none where nobody signs in.
func (p *running) signInPages() (http.Handler, error) {
	c := p.config
	if c.SignIn != registration.ESIA {
		return http.NotFoundHandler(), nil
	}
	client, err := signInClient(c, p.clock)
	if err != nil {
		return nil, err
	}
	chat := c.Door.Chat
	if chat == nil {
		chat = func(_ int64, finish string) string { return botLink(p.bot.Address(), finish) }
	}
	return web.SignIn(web.Door{
		SignIns: &postgres.SignIns{DB: p.services.db}, Provider: client, Chat: chat, Texts: p.texts,
		Secure: strings.HasPrefix(c.Public, "https://"), Now: p.clock.Now, Random: rand.Reader, Log: p.Log,
	}), nil
}

// botLink leads to the bot, with what finishes a sign-in; empty where nobody knows its address.
func botLink(address, finish string) string {
	if address == "" || finish == "" {
		return address
	}
	return address + "?start=" + registration.FinishPrefix + finish
}
