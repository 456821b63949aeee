package control

import (
	"net/http"
	"regexp"
)

// exchange writes what the bot got and did.
func (d desk) exchange(r *http.Request) (any, error) {
	q := r.URL.Query()
	chat, err := number("chat", q.Get("chat"))
	if err != nil {
		return nil, err
	}
	if chat != 0 && d.srv.PersonByID(chat) == nil && d.groupByID(chat) == nil {
		return nil, missing("no such chat: " + q.Get("chat"))
	}
	var hide []*regexp.Regexp
	for _, text := range q["hide"] {
		secret, err := regexp.Compile(text)
		if err != nil {
			return nil, wrong("hide: %v", err)
		}
		hide = append(hide, secret)
	}
	return raw{"text/plain; charset=utf-8", []byte(d.srv.Exchange(chat, hide...))}, nil
}
