package appeal

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// previewed is how much of a text the preview shows.
const previewed = 2500

// preview shows everything before it is sent; every line can be put right.
func (f flow) preview() dialogs.Step[draft, writing] {
	return dialogs.Step[draft, writing]{
		ID: "preview", Next: []string{
			"where", "topic", "addressee", "text", "files", "twin", "sent", "prepared", "mine",
			"call", "release",
		},
		Load: f.loadWriting, Doc: []dialogs.Documented{{Step: "8", Labels: []string{"appeal.send"}}},
		Show: f.showPreview,
		Decide: func(s scene, v writing, in dialogs.Input) move {
			switch in.Act.Do {
			case "send":
				if !v.appeal.Complete() {
					return dialogs.To(draft{Appeal: s.Draft.Appeal}, next(&v.appeal))
				}
				return dialogs.Do(s.Draft, in.Act)
			case "call":
				return dialogs.To(draft{Appeal: s.Draft.Appeal}, "call")
			case "fix":
				if v.appeal.Joined.People > 0 {
					return dialogs.To(draft{Appeal: s.Draft.Appeal, Fix: in.Act.Arg}, "release")
				}
				return dialogs.To(draft{Appeal: s.Draft.Appeal}, in.Act.Arg)
			case "keep":
				m := dialogs.Done(s.Draft, struct{}{})
				m.Notice = f.t.T("appeal.kept")
				return m
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
			return f.send(ctx, s, false)
		},
	}
}

func (f flow) showPreview(_ scene, v writing) dialogs.Screen {
	a := &v.appeal
	text, whole := pick.Cut(a.Text(), previewed)
	end := texts.Text("")
	if !whole {
		end = f.t.T("appeal.preview_cut", "Count", texts.Count(housing.AppealLen(a.Parts)))
	}
	rows := append([][]dialogs.Button{dialogs.On(f.t.Label("appeal.send"), "send")}, f.calling(a)...)
	joined := texts.Text("")
	if a.Joined.All() > 0 {
		joined = f.joined(a.Joined)
	}
	return dialogs.Screen{
		Text: texts.Join("\n", f.warning(v), "*"+f.t.T("appeal.preview")+"*",
			f.t.T("appeal.preview_lines", "Address", place(a), "Topic", a.Topic.Name,
				"Addressee", f.marked(a.To)), f.origin(a),
			texts.Escape(text), end, pick.EnclosureNames(f.t, a.Files), joined,
			f.t.T("appeal.what_follows", "Here", a.To.Here())),
		Rows: append(rows,
			dialogs.Row(dialogs.OnArg(f.t.Label("appeal.fix_address"), "fix", "where"),
				dialogs.OnArg(f.t.Label("appeal.fix_topic"), "fix", "topic")),
			dialogs.OnArg(f.t.Label("appeal.fix_addressee"), "fix", "addressee"),
			dialogs.Row(dialogs.OnArg(f.t.Label("appeal.fix_text"), "fix", "text"),
				dialogs.OnArg(f.t.Label("appeal.fix_files"), "fix", "files")),
			dialogs.On(f.t.Label("appeal.keep"), "keep")),
	}
}

// send sends the draft, and says what prevents that.
func (f flow) send(ctx context.Context, s scene, again bool) (move, error) {
	out, err := f.Appeals.Send(ctx, s.Once, housing.AppealSending{
		Person: s.Person.ID, Appeal: s.Draft.Appeal, Again: again,
	}, s.Now)
	if err != nil {
		return move{}, err
	}
	d := draft{Appeal: s.Draft.Appeal}
	switch {
	case !out.Free.IsZero():
		a, err := f.Appeals.Appeal(ctx, s.Person.ID, s.Draft.Appeal)
		m := dialogs.Stay(draft{Appeal: s.Draft.Appeal})
		m.Notice = f.t.T("appeal.limited", "Most", housing.AppealHourly,
			"Time", clock(out.Free.In(a.Location())))
		return m, err
	case !out.Twin.IsZero():
		return dialogs.To(d, "twin"), nil
	}
	m := dialogs.To(d, "prepared")
	if out.State == housing.AppealSent {
		m = dialogs.To(d, "sent")
	}
	m.Final = true
	return m, nil
}

// clock is the minute by which a moment has come.
func clock(t time.Time) string { return texts.Clock(t.Add(time.Minute - time.Second)) }

// twin asks whether the same is really to be sent again.
func (f flow) twin() dialogs.Step[draft, housing.Appeal] {
	return pick.Sure[draft, housing.Appeal]{
		ID: "twin", Next: []string{"sent", "prepared", "twin"}, Load: f.load,
		Yes: f.t.Label("appeal.twin_yes"), No: f.t.Label("appeal.twin_no"),
		Ask:    func(scene, housing.Appeal) texts.Text { return f.t.T("appeal.twin_ask") },
		Commit: func(ctx context.Context, s scene) (move, error) { return f.send(ctx, s, true) },
	}.Step()
}

// sent tells that the addressee has it.
func (f flow) sent() dialogs.Step[draft, housing.Appeal] {
	return dialogs.Step[draft, housing.Appeal]{
		ID: "sent", Bare: true, Next: []string{"mine", "call"}, Load: f.load,
		Doc: []dialogs.Documented{{Step: "8", Labels: []string{"appeal.sent"}}},
		Show: func(s scene, a housing.Appeal) dialogs.Screen {
			day := housing.DateOf(a.Sent.In(a.Location()))
			return dialogs.Screen{
				Text: texts.Join("\n", f.t.T("appeal.sent_as", "Label", f.t.T("appeal.sent"),
					"Number", a.Number, "Date", texts.Date(day, a.Day(s.Now)), "Addressee", a.To.Name),
					f.until(s, &a)),
				Rows: append(f.calling(&a), dialogs.On(f.t.Label("appeal.mine"), "mine")),
			}
		},
		Decide: toMine,
	}
}

// toMine answers screens with the buttons ‹Мои обращения› and ‹Позвать соседей›.
func toMine(s scene, _ housing.Appeal, in dialogs.Input) move {
	switch in.Act.Do {
	case "mine":
		return dialogs.To(draft{}, "mine")
	case "call":
		return dialogs.To(draft{Appeal: s.Draft.Appeal}, "call")
	}
	return dialogs.Unknown(s.Draft)
}

// until says by when the answer is due, and by which rule.
func (f flow) until(s scene, a *housing.Appeal) texts.Text {
	if a.Due.IsZero() {
		return ""
	}
	rule := housing.AppealRuleOn(a.Rule, a.Received)
	said := []any{"Until", texts.Until(a.Due, a.Day(s.Now)), "Act", rule.Act}
	if a.State == housing.AppealExtended { // the days of the rule are not those of this term
		return f.t.T("appeal.until_extended", said...)
	}
	key := "appeal.until_days"
	if rule.Working {
		key = "appeal.until_workdays"
	}
	text := f.t.T(key, append(said, "N", rule.Answer)...)
	if term := rule.Term(a.Received); !term.Settled() {
		text = texts.Join("\n", text, f.t.T("appeal.unsettled", "Year", a.Due.Year))
	}
	return text
}
