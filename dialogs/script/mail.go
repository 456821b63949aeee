package script

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Post is where letters arrive.
type Post interface {
	// Letter waits for the first letter to an address after a number, and returns
	// its number and what it says, the subject first.
	Letter(ctx context.Context, address string, after int) (number int, text string, err error)
}

// post is what a player knows of somebody's letters.
type post struct {
	address string // that was named last
	got     int    // the number of the letter that was got last
	text    string
}

// says does «says 'text'» and «says code from mail». Letters go to the address
// that was said last.
func (p *player) says(ctx context.Context, who, rest string) error {
	text := unquote(rest)
	if rest == "code from mail" {
		code := regexp.MustCompile(`\b\d{6}\b`).FindString(p.post[who].text)
		if code == "" {
			return errors.New("no letter with a code was got")
		}
		text = code
	}
	if name, domain, ok := strings.Cut(text, "@"); ok && name != "" && strings.Contains(domain, ".") {
		known := p.post[who]
		known.address = text
		p.post[who] = known
	}
	return p.stage.Say(ctx, who, text)
}

// mail waits for the next letter with a text; those before it are passed over.
func (p *player) mail(ctx context.Context, who, text string) error {
	known := p.post[who]
	switch {
	case text == "":
		return errors.New("no text to look for")
	case known.address == "":
		return errors.New("no address was said")
	}
	for {
		number, letter, err := p.stage.Letter(ctx, known.address, known.got)
		if err != nil {
			return fmt.Errorf("want a letter with %q: %w; the last one:\n%s", text, err, known.text)
		}
		known.got, known.text = number, letter
		if strings.Contains(Plain(letter), Plain(text)) {
			p.post[who] = known
			return nil
		}
	}
}
