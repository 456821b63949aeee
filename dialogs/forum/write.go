package forum

import (
	"context"
	"strconv"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// half describes a message that is being written.
func (p Ports) half(d draft) (texts.Text, bool) {
	if d.Text == "" && d.Title == "" {
		return "", false
	}
	if d.Kind == lettering {
		return p.Texts.T("forum.half_letter"), true
	}
	return p.Texts.T("forum.half"), true
}

// category asks what a new topic is about.
func (p Ports) category() dialogs.Step[draft, forum.Place] {
	return dialogs.Step[draft, forum.Place]{
		ID: "category", Next: []string{"naming", "me"}, Load: p.place,
		Show: func(scene, forum.Place) dialogs.Screen {
			screen := dialogs.Screen{Text: p.Texts.T("forum.category_ask")}
			for _, c := range forum.Categories() {
				screen.Rows = append(screen.Rows, dialogs.OnArg(p.category1(c), pick.Choose, string(c)))
			}
			return screen
		},
		Decide: func(s scene, v forum.Place, in dialogs.Input) move {
			if in.Act.Do != pick.Choose {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Category = forum.Category(in.Act.Arg)
			if v.As == (forum.Author{}) {
				s.Draft.Then = "naming"
				return dialogs.To(s.Draft, "me")
			}
			return dialogs.To(s.Draft, "naming")
		},
	}
}

func (p Ports) place(ctx context.Context, s scene) (forum.Place, error) {
	return p.Reading.Place(ctx, s.Person.ID, s.Draft.House, s.Now)
}

// naming asks for the title of a new topic.
func (p Ports) naming() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "naming", Next: []string{"write"},
		Show: func(scene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("forum.title_ask", "Most", strconv.Itoa(forum.MaxTitle))}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			title, ok := forum.ParseTitle(in.Text)
			switch {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case !ok:
				return dialogs.Refuse(s.Draft, p.Texts.T("forum.title_wrong",
					"Least", strconv.Itoa(forum.MinTitle), "Most", strconv.Itoa(forum.MaxTitle)))
			}
			s.Draft.Title = title
			return dialogs.To(s.Draft, "write")
		},
	}
}

// writing is what the question for a message shows.
type writing struct {
	place forum.Place
	post  forum.Post // that is quoted or written anew
	chat  string     // in which the topic is shown, too; empty: none
}

func (p Ports) loadWriting(ctx context.Context, s scene) (v writing, err error) {
	if v.place, err = p.place(ctx, s); err != nil {
		return v, err
	}
	if s.Draft.Topic != 0 && s.Draft.Kind != opening {
		topic, err := p.Mirrors.Topic(ctx, s.Person.ID, s.Draft.Topic, s.Now)
		if err != nil {
			return v, err
		}
		v.chat = topic.Chat
	}
	if s.Draft.Kind == quoting || s.Draft.Kind == editing {
		v.post, err = p.Reading.Post(ctx, s.Person.ID, s.Draft.Post, s.Now)
	}
	return v, err
}

// write takes a message.
func (p Ports) write() dialogs.Step[draft, writing] {
	return dialogs.Step[draft, writing]{
		ID: "write", Next: []string{"sure", "topic", "home"}, Files: true,
		Load: p.loadWriting, Show: p.showWrite, Decide: p.typed,
		Commit: p.put,
	}
}

func (p Ports) showWrite(s scene, v writing) dialogs.Screen {
	var text texts.Text
	most := strconv.Itoa(forum.MaxText)
	switch s.Draft.Kind {
	case opening:
		text = p.Texts.T("forum.write_first", "Title", s.Draft.Title, "Most", most)
	case quoting:
		text = p.Texts.T("forum.write_quote", "Number", v.post.Number, "By", p.author(v.post.By),
			"Text", oneLine(v.post.Text, excerpt), "Most", most)
	case editing:
		text = p.Texts.T("forum.write_edit", "Most", most)
	case replying:
		text = p.Texts.T("forum.write_reply", "Most", most)
	case lettering: // is asked for elsewhere
	}
	text = texts.Join("\n", text, p.Texts.T("forum.write_as", "As", p.signed(v.place)))
	if v.chat != "" {
		text = texts.Join("\n", text, p.Texts.T("forum.write_mirrored", "Chat", v.chat))
	}
	screen := dialogs.Screen{Text: text}
	if s.Draft.Kind == editing && v.post.Text != "" {
		screen.Rows = append(screen.Rows, pastable(p.Texts.Label("forum.copy"), v.post.Text)...)
	}
	return screen
}

// pastable offers the text to be copied, where the messenger can carry it in a button.
func pastable(label, text string) [][]dialogs.Button {
	if len([]rune(text)) > maxCopied {
		return nil
	}
	return [][]dialogs.Button{dialogs.Copying(label, text)}
}

// maxCopied is how many signs a button puts on the clipboard at most.
const maxCopied = 256

func (p Ports) typed(s scene, _ writing, in dialogs.Input) move {
	typed := in.Text
	if in.File != nil {
		if s.Draft.Kind == editing {
			return dialogs.Refuse(s.Draft, p.Texts.T("forum.edit_text"))
		}
		if why, no := pick.NoPicture(in.File, p.Texts); no {
			return dialogs.Refuse(s.Draft, why)
		}
		typed, s.Draft.File = in.File.Caption, in.File.ID
	}
	if in.Pressed() {
		return dialogs.Unknown(s.Draft)
	}
	text, ok := forum.ParseText(typed, s.Draft.File != "")
	if !ok {
		s.Draft.File = ""
		return dialogs.Refuse(s.Draft, p.Texts.T("forum.text_wrong", "Most", strconv.Itoa(forum.MaxText)))
	}
	s.Draft.Text, s.Draft.Waits = text, false
	if risky(s.Draft) {
		return dialogs.To(s.Draft, "sure")
	}
	return dialogs.Do(s.Draft, dialogs.Act{Do: "put"})
}

// risky reports whether something is to be said before a message goes.
func risky(d draft) bool {
	return d.Waits || housing.Dangerous(d.Title+" "+d.Text) || forum.Reveals(d.Title+" "+d.Text)
}

// sure says what speaks against sending, and asks.
func (p Ports) sure() dialogs.Step[draft, housing.Service] {
	return dialogs.Step[draft, housing.Service]{
		ID: "sure", Next: []string{"write", "topic", "home", "sure"},
		Load: func(ctx context.Context, s scene) (housing.Service, error) {
			return p.Services.ServiceOf(ctx, s.Draft.House)
		},
		Show: func(s scene, v housing.Service) dialogs.Screen {
			var text texts.Text
			if housing.Dangerous(s.Draft.Title + " " + s.Draft.Text) {
				text = p.Texts.T("forum.danger", "Phones", phones(v))
			}
			if forum.Reveals(s.Draft.Title + " " + s.Draft.Text) {
				text = texts.Join("\n\n", text, p.Texts.T("forum.reveals"))
			}
			text = texts.Join("\n\n", text, p.Texts.T("forum.sure", "Text", cut(s.Draft.Text, excerpt)))
			return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{
				dialogs.On(p.Texts.Label("forum.send"), "send"),
				dialogs.On(p.Texts.Label("forum.rewrite"), "rewrite"),
			}}
		},
		Decide: func(s scene, _ housing.Service, in dialogs.Input) move {
			switch in.Act.Do {
			case "send":
				return dialogs.Do(s.Draft, in.Act)
			case "rewrite":
				s.Draft.Text, s.Draft.File = "", ""
				return dialogs.To(s.Draft, "write")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: p.put,
	}
}

func phones(v housing.Service) string {
	all := ""
	for _, d := range v.Dispatchers {
		if all != "" {
			all += ", "
		}
		all += texts.Phone(d.Phone)
	}
	return all
}

// put sends what was written. What came too soon is kept, to be sent in a while.
func (p Ports) put(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
	done, err := p.sent(ctx, s)
	if housing.KindOf(err) == housing.Limited {
		s.Draft.Waits = true
		m := dialogs.To(s.Draft, "sure")
		m.Notice = p.Texts.T(limitKey(err))
		return m, nil
	}
	if err != nil {
		return move{}, err
	}
	kept := begun(s.Draft, replying)
	kept.Title, kept.Post, kept.Topic, kept.Words, kept.List = "", 0, done.Topic, "", 0
	m := dialogs.To(kept, "topic")
	m.Final, m.Notice = true, p.Texts.T("forum.sent")
	if done.Held {
		m.Notice = p.Texts.T("forum.held")
	}
	if done.Number > 0 {
		m.Draft.Page = (done.Number - 1) / forum.PerPage
	}
	return m, nil
}

// limitKey names the sentence of what came too often.
func limitKey(err error) string {
	if known := limitOf(err); known != "" {
		return known
	}
	return "forum.too_fast"
}

func (p Ports) sent(ctx context.Context, s scene) (forum.Written, error) {
	d := s.Draft
	if d.Kind == editing {
		held, err := p.Writing.Edit(ctx, s.Once, forum.Editing{
			Person: s.Person.ID, Post: d.Post, Text: d.Text,
		}, s.Now)
		return forum.Written{Topic: d.Topic, Held: held}, err
	}
	w := forum.Writing{
		Person: s.Person.ID, House: d.House, Topic: d.Topic, Category: d.Category, Title: d.Title,
		Text: d.Text,
	}
	if d.Kind == quoting {
		w.Quote = d.Post
	}
	if d.File != "" {
		var err error
		if w.Photo, err = p.Photos.Clean(ctx, d.File); err != nil {
			return forum.Written{}, err
		}
	}
	return p.Writing.Write(ctx, s.Once, w, s.Now)
}
