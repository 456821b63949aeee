package forum

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/forum"
	"dombot/internal/texts"
)

// complain asks what somebody has against a message.
func (p Ports) complain() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "complain", Next: []string{"topic"},
		Show: func(scene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("forum.complain_ask"), Rows: p.reasons()}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			if in.Act.Do != "reason" {
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Do(s.Draft, in.Act)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m := dialogs.To(s.Draft, "topic")
			m.Final, m.Notice = true, p.Texts.T("forum.complained")
			return m, p.Guarding.Complain(ctx, s.Once, forum.Complaint{
				Person: s.Person.ID, Post: s.Draft.Post, Reason: forum.Reason(intent.Arg),
			}, s.Now)
		},
	}
}

func (p Ports) reasons() (rows [][]dialogs.Button) {
	for _, r := range forum.Reasons() {
		label := texts.Capital(p.Texts.Label(texts.ForumReasonKey(r)))
		rows = append(rows, dialogs.OnArg(label, "reason", string(r)))
	}
	return rows
}

// waiting is what waits for a moderator.
type waiting struct {
	place   forum.Place
	cases   []forum.Case
	letters []forum.Letter
}

// desk lists what a moderator is to look at.
func (p Ports) desk() dialogs.Step[draft, waiting] {
	return dialogs.Step[draft, waiting]{
		ID: "desk", Next: []string{"judge", "judge_letter", "home"},
		Load: func(ctx context.Context, s scene) (v waiting, err error) {
			if v.place, err = p.place(ctx, s); err != nil {
				return v, err
			}
			if v.cases, err = p.Guarding.Queue(ctx, s.Person.ID, s.Draft.House, s.Now); err != nil {
				return v, err
			}
			v.letters, err = p.Guarding.Letters(ctx, s.Person.ID, s.Draft.House, s.Now)
			return v, err
		},
		Show: p.showDesk,
		Decide: func(s scene, v waiting, in dialogs.Input) move {
			switch in.Act.Do {
			case "case":
				s.Draft.Post = pick.OfKey[forum.PostID](in.Act.Arg)
				for _, c := range v.cases {
					if c.Post.ID == s.Draft.Post {
						s.Draft.Topic, s.Draft.Page = c.Post.Topic, (c.Post.Number-1)/forum.PerPage
					}
				}
				return dialogs.To(s.Draft, "judge")
			case "letter":
				s.Draft.Letter = pick.OfKey[forum.LetterID](in.Act.Arg)
				return dialogs.To(s.Draft, "judge_letter")
			case "list":
				return dialogs.To(s.Draft, "home")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) showDesk(_ scene, v waiting) dialogs.Screen {
	house := texts.ShortHouse(v.place.House.Address)
	screen := dialogs.Screen{Text: p.Texts.T("forum.desk", "House", house)}
	if len(v.cases)+len(v.letters) == 0 {
		screen.Text = texts.Join("\n", screen.Text, p.Texts.T("forum.desk_empty"))
	}
	for _, c := range v.cases[:min(listSize, len(v.cases))] {
		label := p.Texts.Label("forum.desk_line", "Title", c.Title, "Number", c.Post.Number,
			"Held", c.Post.State == forum.Held)
		screen.Rows = append(screen.Rows, dialogs.OnArg(label, "case", pick.Key(c.Post.ID)))
	}
	for _, l := range v.letters {
		label := p.Texts.Label("forum.desk_letter", "Text", oneLine(l.Text, quoted/2))
		screen.Rows = append(screen.Rows, dialogs.OnArg(label, "letter", pick.Key(l.ID)))
	}
	screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.topics"), "list"))
	return screen
}

// judged is a message before a moderator.
type judged struct {
	opened
	why map[forum.Reason]int
}

// judge is what a moderator decides about a message.
func (p Ports) judge() dialogs.Step[draft, judged] {
	return dialogs.Step[draft, judged]{
		ID: "judge", Next: []string{"verdict", "days", "topic", "desk"},
		Load: func(ctx context.Context, s scene) (v judged, err error) {
			if v.opened, err = p.loadPost(ctx, s); err != nil {
				return v, err
			}
			cases, err := p.Guarding.Queue(ctx, s.Person.ID, s.Draft.House, s.Now)
			for _, c := range cases {
				if c.Post.ID == v.post.ID {
					v.why = c.Why
				}
			}
			return v, err
		},
		Show: p.showJudge,
		Decide: func(s scene, _ judged, in dialogs.Input) move {
			switch in.Act.Do {
			case "hide", "warn":
				s.Draft.Verdict = forum.Verdict(in.Act.Do)
				return dialogs.To(s.Draft, "verdict")
			case "mute":
				return dialogs.To(s.Draft, "days")
			case "show", "keep", "unmute":
				return dialogs.Do(s.Draft, in.Act)
			case "photo":
				return dialogs.Do(s.Draft, in.Act)
			case "topic", "desk":
				return dialogs.To(s.Draft, in.Act.Do)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			if intent.Do == "photo" {
				return p.showPhoto(ctx, s)
			}
			return p.decree(ctx, s, forum.Judgement{Verdict: forum.Verdict(intent.Do)})
		},
	}
}

func (p Ports) showJudge(s scene, v judged) dialogs.Screen {
	text := texts.Join("\n\n", p.Texts.T("forum.judge", "Chat", v.post.By.Chat), p.whole(s, v.opened))
	for _, r := range forum.Reasons() {
		if n := v.why[r]; n > 0 {
			text = texts.Join("\n", text, p.Texts.T("forum.judge_why",
				"Reason", p.Texts.Label(texts.ForumReasonKey(r)), "Count", n))
		}
	}
	screen := dialogs.Screen{Text: text}
	add := func(key, do string) {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label(key), do))
	}
	if v.post.Photo {
		add("forum.photo", "photo")
	}
	switch v.post.State {
	case forum.Held:
		add("forum.judge_show", "show")
		add("forum.judge_hide", "hide")
	case forum.Hidden:
		add("forum.judge_back", "show")
	case forum.Deleted:
	case forum.Shown:
		if len(v.why) > 0 {
			add("forum.judge_keep", "keep")
		}
		add("forum.judge_hide", "hide")
	}
	if !v.post.By.Chat && !v.post.Mine {
		add("forum.judge_warn", "warn")
	}
	if !v.post.Mine {
		add("forum.judge_mute", "mute")
		add("forum.judge_unmute", "unmute")
	}
	add("forum.to_topic", "topic")
	add("forum.to_desk", "desk")
	return screen
}

// days asks for how long an author may not write.
func (p Ports) days() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "days", Next: []string{"verdict"},
		Show: func(scene, struct{}) dialogs.Screen {
			screen := dialogs.Screen{Text: p.Texts.T("forum.days_ask")}
			for _, n := range forum.Mutes() {
				screen.Rows = append(screen.Rows,
					dialogs.OnArg(p.Texts.Label("forum.days", "N", n), "days", pick.Key(int64(n))))
			}
			return screen
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			if in.Act.Do != "days" {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Verdict, s.Draft.Days = forum.Mute, int(pick.OfKey[int64](in.Act.Arg))
			return dialogs.To(s.Draft, "verdict")
		},
	}
}

// verdict asks for the reason, which the author reads.
func (p Ports) verdict() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "verdict", Next: []string{"desk"},
		Show: func(scene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("forum.verdict_ask"), Rows: p.reasons()}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			if in.Act.Do != "reason" {
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Do(s.Draft, in.Act)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			return p.decree(ctx, s, forum.Judgement{
				Verdict: s.Draft.Verdict, Reason: forum.Reason(intent.Arg), Days: s.Draft.Days,
			})
		},
	}
}

func (p Ports) decree(ctx context.Context, s scene, j forum.Judgement) (move, error) {
	j.Person, j.Post = s.Person.ID, s.Draft.Post
	s.Draft.Verdict, s.Draft.Days = "", 0
	m := dialogs.To(s.Draft, "desk")
	m.Final, m.Notice = true, p.Texts.T("forum.judged")
	return m, p.Guarding.Judge(ctx, s.Once, j, s.Now)
}
