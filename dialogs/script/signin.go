package script

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Doors is a stage whose people sign in on pages.
type Doors interface {
	// SignIn goes by the last button that is a link, is whom the provider's page calls as, and returns
	// the page that this leads to.
	SignIn(ctx context.Context, who, as string) (page string, err error)
}

// signs does «signs in as 'Полина'» and «returns».
func (p *player) signs(ctx context.Context, who, rest string) (err error) {
	if rest == "" {
		m := regexp.MustCompile(`\?start=([\w-]+)`).FindStringSubmatch(p.page)
		if m == nil {
			return fmt.Errorf("no link leads back to the chat:\n%s", p.page)
		}
		return p.stage.Say(ctx, who, "/start "+m[1])
	}
	as, in := strings.CutPrefix(rest, "in as ")
	stage, ok := p.stage.(Doors)
	switch {
	case !in:
		return fmt.Errorf("cannot sign %q", rest)
	case !ok:
		return errors.New("nobody signs in on this stage")
	}
	p.page, err = stage.SignIn(ctx, who, unquote(as))
	return err
}
