package script

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// Files go both ways.
type Files interface {
	// Attach sends files as a person: several together, as one album.
	Attach(ctx context.Context, who string, all ...Parcel) error
	// Received returns the files that came since the person's last deed.
	Received(who string) []Parcel
	// Open reads a file that a script names but does not hold.
	Open(name string) ([]byte, error)
}

// Parcel is a file on its way.
type Parcel struct {
	Picture bool
	Name    string
	Caption string
	Data    []byte
}

// send does «sends voice», «sends photo NAME 'caption'», «sends file NAME 'caption'» and
// «sends album NAME NAME».
func (p *player) send(ctx context.Context, who, rest string) error {
	kind, rest, found := strings.Cut(rest, " ")
	if !found {
		return p.stage.Send(ctx, who, kind)
	}
	if kind == "album" {
		return p.sendAlbum(ctx, who, strings.Fields(rest))
	}
	if kind != "photo" && kind != "file" {
		return fmt.Errorf("cannot send a %q by name", kind)
	}
	name, caption, _ := strings.Cut(rest, " ")
	data, err := p.open(name)
	if err != nil {
		return err
	}
	return p.stage.Attach(ctx, who, Parcel{
		Picture: kind == "photo", Name: name, Caption: unquote(caption), Data: data,
	})
}

func (p *player) sendAlbum(ctx context.Context, who string, names []string) error {
	all := make([]Parcel, 0, len(names))
	for _, name := range names {
		data, err := p.open(name)
		if err != nil {
			return err
		}
		all = append(all, Parcel{Picture: true, Name: name, Data: data})
	}
	return p.stage.Attach(ctx, who, all...)
}

// open reads a file of the archive, else one of the stage.
func (p *player) open(name string) ([]byte, error) {
	i := slices.IndexFunc(p.files, func(f txtar.File) bool { return f.Name == name })
	if i >= 0 {
		return p.files[i].Data, nil
	}
	return p.stage.Open(name)
}

// gets looks for «picture 'caption'» or «file 'name'» among what came, and waits for «mail 'text'».
func (p *player) gets(ctx context.Context, who, rest string, want bool) error {
	kind, what, _ := strings.Cut(rest, " ")
	what = unquote(what)
	if kind == "mail" && want {
		return p.mail(ctx, who, what)
	}
	if what == "" || kind != "picture" && kind != "file" {
		return errors.New("want picture 'caption' or file 'name'")
	}
	came := p.stage.Received(who)
	i := slices.IndexFunc(came, func(c Parcel) bool {
		if kind == "picture" {
			return c.Picture && strings.Contains(Plain(c.Caption), Plain(what))
		}
		return !c.Picture && c.Name == what
	})
	if i >= 0 {
		p.parcel = came[i]
	}
	if (i >= 0) == want {
		return nil
	}
	var list strings.Builder
	for _, c := range came {
		fmt.Fprintf(&list, "\n%s (picture: %t): %s", c.Name, c.Picture, c.Caption)
	}
	return fmt.Errorf("want %s %q: %v; came:%s", kind, what, want, list.String())
}
