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

// excerpt is how many signs of a message a page shows, so that ten fit into one screen of the messenger.
const excerpt = 240

// quoted is how many signs of what is quoted stand above the answer.
const quoted = 60

func (p Ports) topic() dialogs.Step[draft, forum.Sheet] {
	return dialogs.Step[draft, forum.Sheet]{
		ID: "topic", Next: []string{"home", "post", "write", "me", "mirror"},
		Load: func(ctx context.Context, s scene) (forum.Sheet, error) {
			return p.Reading.Sheet(ctx, s.Person.ID, s.Draft.Topic, s.Draft.Page, s.Now)
		},
		Show:   p.showTopic,
		Decide: p.inTopic,
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			if intent.Do == "unmirror" {
				return p.unmirror(ctx, s)
			}
			if intent.Do == "rule" {
				return dialogs.Stay(s.Draft), p.Guarding.Rule(ctx, s.Once, forum.Ruling{
					Person: s.Person.ID, Topic: s.Draft.Topic, Rule: forum.Rule(intent.Arg),
				}, s.Now)
			}
			return dialogs.Stay(s.Draft), p.Own.Attend(ctx, s.Person.ID, s.Draft.Topic,
				forum.Attention(intent.Arg), s.Now)
		},
	}
}

func (p Ports) showTopic(s scene, v forum.Sheet) dialogs.Screen {
	text := p.Texts.T("forum.topic", "Title", v.Topic.Title,
		"House", texts.ShortHouse(v.Place.House.Address), "Category", p.category1(v.Topic.Category),
		"Pinned", v.Topic.Pinned, "Closed", v.Topic.Closed, "Hidden", v.Topic.Hidden, "Chat", v.Topic.Chat)
	if v.Topic.Posts == 0 {
		text = texts.Join("\n\n", text, p.Texts.T("forum.topic_empty"))
	}
	var open []dialogs.Button
	for _, post := range v.Posts {
		text = texts.Join("\n\n", text, p.message(s, v.Place.House, post, excerpt))
		label := p.Texts.Label("forum.open", "Number", post.Number)
		open = append(open, dialogs.OnArg(label, "post", pick.Key(post.ID))...)
	}
	screen := dialogs.Screen{Text: text}
	for len(open) > 0 {
		n := min(5, len(open))
		screen.Rows, open = append(screen.Rows, open[:n]), open[n:]
	}
	if v.Pages > 1 {
		screen.Rows = append(screen.Rows, pick.Turns(v.Page, v.Pages, p.Texts))
	}
	if !v.Topic.Closed && v.Place.Lives {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.reply"), "reply"))
	}
	follow, mute := p.attentions(v.Topic.Attention)
	screen.Rows = append(screen.Rows, dialogs.Row(follow, mute))
	if v.Place.Guards {
		screen.Rows = append(screen.Rows, p.rulings(v.Topic))
		if !v.Topic.Hidden {
			screen.Rows = append(screen.Rows, p.mirrored(v.Topic))
		}
	}
	screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.topics"), "list"))
	return screen
}

// rulings are the keys of a moderator.
func (p Ports) rulings(t forum.Topic) []dialogs.Button {
	key := func(set bool, undo, do forum.Rule) []dialogs.Button {
		r := do
		if set {
			r = undo
		}
		return dialogs.OnArg(p.Texts.Label(ruleKey(r)), "rule", string(r))
	}
	return dialogs.Row(key(t.Pinned, forum.Unpin, forum.Pin), key(t.Closed, forum.Reopen, forum.Close),
		key(t.Hidden, forum.Reveal, forum.Conceal))
}

func ruleKey(r forum.Rule) string {
	return map[forum.Rule]string{
		forum.Pin: "forum.rule_pin", forum.Unpin: "forum.rule_unpin", forum.Close: "forum.rule_close",
		forum.Reopen: "forum.rule_reopen", forum.Conceal: "forum.rule_conceal",
		forum.Reveal: "forum.rule_reveal",
	}[r]
}

// attentions are the keys that follow a topic, or let it be.
func (p Ports) attentions(now forum.Attention) (follow, mute []dialogs.Button) {
	key := func(on, off string, how forum.Attention) []dialogs.Button {
		if now == how {
			return dialogs.OnArg(p.Texts.Label(off), "attend", "")
		}
		return dialogs.OnArg(p.Texts.Label(on), "attend", string(how))
	}
	follow = key("forum.follow", "forum.unfollow", forum.Follows)
	return follow, key("forum.mute", "forum.unmute", forum.Ignores)
}

func (p Ports) category1(c forum.Category) string { return p.Texts.Label(categoryKey(c)) }

// message is one message, cut to so many signs.
func (p Ports) message(s scene, h housing.House, m forum.Post, most int) texts.Text {
	at := m.At.In(h.Location())
	today := housing.DateOf(s.Now.In(h.Location()))
	head := p.Texts.T("forum.message", "Number", m.Number, "By", p.author(m.By), "Mine", m.Mine,
		"On", texts.Date(housing.DateOf(at), today), "At", texts.Clock(at), "Edited", m.Edited)
	if !m.Seen() {
		return texts.Join("\n", head, p.unseen(m))
	}
	if m.Quote != nil && m.Quote.Text != "" {
		head = texts.Join("\n", head, p.Texts.T("forum.quote", "Number", m.Quote.Number,
			"By", p.author(m.Quote.By), "Text", oneLine(m.Quote.Text, quoted)))
	}
	if m.State == forum.Held {
		head = texts.Join("\n", head, p.Texts.T("forum.is_held", "Mine", m.Mine))
	}
	body := texts.Escape(cut(m.Text, most))
	if m.Photo {
		body = texts.Join("\n", body, p.Texts.T("forum.has_photo"))
	}
	return texts.Join("\n", head, body)
}

// unseen says why a message is not there.
func (p Ports) unseen(m forum.Post) texts.Text {
	if m.State == forum.Hidden {
		return p.Texts.T("forum.is_hidden", "Reason", p.Texts.Label(texts.ForumReasonKey(m.Reason)))
	}
	return p.Texts.T("forum.is_deleted")
}

func (p Ports) inTopic(s scene, v forum.Sheet, in dialogs.Input) move {
	s.Draft.House, s.Draft.Page = v.Place.House.ID, v.Page
	if page, ok := pick.Turned(in, v.Page); ok {
		s.Draft.Page = page
		return dialogs.Stay(s.Draft)
	}
	switch in.Act.Do {
	case "post":
		s.Draft.Post = pick.OfKey[forum.PostID](in.Act.Arg)
		return dialogs.To(s.Draft, "post")
	case "reply":
		return p.toWrite(s, v.Place, replying)
	case "attend", "rule", "unmirror":
		return dialogs.Do(s.Draft, in.Act)
	case "mirror":
		return dialogs.To(s.Draft, "mirror")
	case "list":
		return dialogs.To(s.Draft, "home")
	}
	if number, err := strconv.Atoi(in.Text); err == nil && !in.Pressed() {
		for _, post := range v.Posts {
			if post.Number == number {
				s.Draft.Post = post.ID
				return dialogs.To(s.Draft, "post")
			}
		}
	}
	return dialogs.Unknown(s.Draft)
}

// toWrite leads to the question for a message; who did not say how to be shown says that first.
func (p Ports) toWrite(s scene, place forum.Place, k kind) move {
	d := begun(s.Draft, k)
	if place.As == (forum.Author{}) {
		d.Then = "write"
		return dialogs.To(d, "me")
	}
	return dialogs.To(d, "write")
}
