package forum

import (
	"context"
	"fmt"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/forum"
	"dombot/internal/texts"
)

// opened is one message.
type opened struct {
	place forum.Place
	post  forum.Post
}

func (p Ports) loadPost(ctx context.Context, s scene) (v opened, err error) {
	if v.post, err = p.Reading.Post(ctx, s.Person.ID, s.Draft.Post, s.Now); err != nil {
		return v, err
	}
	v.place, err = p.Reading.Place(ctx, s.Person.ID, s.Draft.House, s.Now)
	return v, err
}

func (p Ports) post() dialogs.Step[draft, opened] {
	return dialogs.Step[draft, opened]{
		ID: "post", Next: []string{"topic", "write", "remove", "me", "complain", "judge"},
		Load:   p.loadPost,
		Show:   p.showPost,
		Decide: p.inPost,
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
			return p.showPhoto(ctx, s)
		},
	}
}

// showPhoto sends the photo of a message.
func (p Ports) showPhoto(ctx context.Context, s scene) (move, error) {
	data, err := p.Reading.Photo(ctx, s.Person.ID, s.Draft.Post, s.Now)
	if err != nil {
		return move{}, err
	}
	m := dialogs.Stay(s.Draft)
	key := pick.Key(s.Draft.Post)
	m.Asides = []dialogs.Screen{dialogs.Attach(dialogs.Attachment{
		Name: fmt.Sprintf("photo-%s.jpg", key), Data: data, Picture: true, Key: "forum/" + key,
	}, p.Texts.T("forum.photo_of"))}
	return m, nil
}

// whole is a message as a moderator reads it: also one that others do not.
func (p Ports) whole(s scene, v opened) texts.Text {
	text := p.message(s, v.place.House, v.post, forum.MaxText)
	if v.post.State == forum.Hidden && v.post.Text != "" {
		text = texts.Join("\n", text, texts.Escape(v.post.Text))
	}
	return text
}

func (p Ports) showPost(s scene, v opened) dialogs.Screen {
	screen := dialogs.Screen{Text: p.message(s, v.place.House, v.post, forum.MaxText)}
	if v.post.Photo {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.photo"), "photo"))
	}
	if v.post.State == forum.Shown && v.place.Lives {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.quote_reply"), "quote"))
	}
	if v.post.Mine && v.post.Seen() {
		age := s.Now.Sub(v.post.At)
		if age <= forum.EditTime {
			screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.edit"), "edit"))
		}
		if age <= forum.DeleteTime {
			screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.delete"), "delete"))
		}
	}
	if v.post.State == forum.Shown && !v.post.Mine {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.complain"), "complain"))
	}
	if v.place.Guards && v.post.State != forum.Deleted {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.moderate"), "judge"))
	}
	screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.to_topic"), "topic"))
	return screen
}

func (p Ports) inPost(s scene, v opened, in dialogs.Input) move {
	switch in.Act.Do {
	case "photo":
		return dialogs.Do(s.Draft, in.Act)
	case "quote":
		return p.toWrite(s, v.place, quoting)
	case "edit":
		return p.toWrite(s, v.place, editing)
	case "delete":
		return dialogs.To(s.Draft, "remove")
	case "topic", "complain", "judge":
		return dialogs.To(s.Draft, in.Act.Do)
	}
	return dialogs.Unknown(s.Draft)
}

// remove asks before a message is deleted.
func (p Ports) remove() dialogs.Step[draft, struct{}] {
	return pick.Sure[draft, struct{}]{
		ID: "remove", Next: []string{"topic"},
		Yes: p.Texts.Label("forum.delete_yes"), No: p.Texts.Label("forum.delete_no"),
		Ask: func(scene, struct{}) texts.Text { return p.Texts.T("forum.delete_ask") },
		Commit: func(ctx context.Context, s scene) (move, error) {
			m := dialogs.To(s.Draft, "topic")
			m.Final, m.Notice = true, p.Texts.T("forum.deleted")
			gone := forum.Editing{Person: s.Person.ID, Post: s.Draft.Post}
			return m, p.Writing.Delete(ctx, s.Once, gone, s.Now)
		},
	}.Step()
}
