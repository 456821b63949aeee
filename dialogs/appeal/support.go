package appeal

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// SupportFlow is the id of ‹Написать в поддержку›: a question to the organisation of the person, with
// the step in which the person is stuck. No law sets a term for it; whoever answers sees it beside appeals.
const SupportFlow = "support"

// Requests leaves notes for organisations.
type Requests interface {
	File(
		ctx context.Context, o housing.Once, r housing.Request, now time.Time,
	) (string, housing.Organisation, error)
}

// asking is a question to the support that is being written.
type asking struct {
	Stuck        dialogs.StuckArgs      `json:"stuck,omitzero"`
	Organisation housing.OrganisationID `json:"organisation,omitempty"`
	Query        string                 `json:"query,omitempty"`
	Page         int                    `json:"page,omitempty"`
	Text         string                 `json:"text,omitempty"`
}

type (
	askScene = dialogs.Scene[asking]
	askMove  = dialogs.Move[asking]
)

// helpers are the organisations that answer: those of the person, or all where none of them does.
type helpers struct {
	all []housing.Organisation
	own bool
}

func (h helpers) name(id housing.OrganisationID) string {
	for _, o := range h.all {
		if o.ID == id {
			return o.Name
		}
	}
	return ""
}

func (f flow) support() dialogs.Flow {
	return dialogs.Def[dialogs.StuckArgs, asking, struct{}]{
		ID: SupportFlow, Version: 1, Title: "support.title", First: "whom", Gated: true, Left: "support.left",
		Open: func(a dialogs.StuckArgs) asking { return asking{Stuck: a} },
		Half: func(d asking) (texts.Text, bool) { return f.t.T("support.half"), d.Text != "" },
		Steps: []dialogs.Stepper[asking]{
			f.whom(), f.trouble(), f.check(),
		},
	}.Flow()
}

func (f flow) loadHelpers(ctx context.Context, s askScene) (h helpers, err error) {
	takers, err := f.Appeals.Takers(ctx, 0, takersLooked)
	if err != nil {
		return h, err
	}
	links, err := f.Accounts.Connections(ctx, s.Person.ID)
	if err != nil {
		return h, err
	}
	mine := map[housing.OrganisationID]bool{}
	for _, l := range links {
		if !l.Suspended {
			mine[l.Account.House.Organisation.ID] = true
		}
	}
	for _, o := range takers {
		if mine[o.ID] {
			h.all = append(h.all, o)
		}
	}
	if h.own = len(h.all) > 0; !h.own {
		h.all = takers
	}
	return h, nil
}

// whom asks which organisation answers, where there are several.
func (f flow) whom() dialogs.Step[asking, helpers] {
	return dialogs.Step[asking, helpers]{
		ID: "whom", Next: []string{"trouble"}, Load: f.loadHelpers,
		Skip: func(s askScene, h helpers) (askMove, bool) {
			d := s.Draft
			if d.Organisation == 0 && len(h.all) == 1 {
				d.Organisation = h.all[0].ID
			}
			return dialogs.To(d, "trouble"), d.Organisation != 0
		},
		Show: f.showWhom,
		Decide: func(s askScene, h helpers, in dialogs.Input) askMove {
			d := s.Draft
			if page, ok := pick.Turned(in, d.Page); ok {
				d.Page = page
				return dialogs.Stay(d)
			}
			if in.Act.Do == pick.Choose {
				d.Organisation = pick.OfKey[housing.OrganisationID](in.Act.Arg)
				return dialogs.To(d, "trouble")
			}
			typed := housing.CleanText(in.Text)
			if in.Pressed() || len(h.all) == 0 || utf8.RuneCountInString(typed) > housing.AppealTopicMax {
				return dialogs.Unknown(d)
			}
			d.Query, d.Page = typed, 0
			return dialogs.Stay(d)
		},
	}
}

func (f flow) showWhom(s askScene, h helpers) dialogs.Screen {
	if len(h.all) == 0 {
		return dialogs.Screen{Text: f.t.T("support.nobody")}
	}
	var choices []pick.Choice
	for _, o := range h.all {
		if strings.Contains(housing.FoldAddress(o.Name), housing.FoldAddress(s.Draft.Query)) {
			choices = append(choices, pick.Choice{Label: o.Name, Arg: pick.Key(o.ID)})
		}
	}
	return dialogs.Screen{
		Text: f.t.T("support.whom", "Own", h.own, "None", len(choices) == 0,
			"Query", pick.Echo(s.Draft.Query)),
		Rows: pick.List(choices, s.Draft.Page, f.t),
	}
}

// trouble asks what does not work.
func (f flow) trouble() dialogs.Step[asking, helpers] {
	return dialogs.Step[asking, helpers]{
		ID: "trouble", Next: []string{"check"}, Load: f.loadHelpers,
		Show: func(s askScene, h helpers) dialogs.Screen {
			return dialogs.Screen{Text: f.t.T("support.ask", "Organisation", h.name(s.Draft.Organisation),
				"Where", s.Draft.Stuck.Flow)}
		},
		Decide: func(s askScene, _ helpers, in dialogs.Input) askMove {
			text := housing.CleanText(in.Text)
			switch {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case text == "":
				return dialogs.Refuse(s.Draft, f.t.T("appeal.text_empty"))
			}
			s.Draft.Text = text
			return dialogs.To(s.Draft, "check")
		},
	}
}

// check shows the question before it is sent.
func (f flow) check() dialogs.Step[asking, helpers] {
	return dialogs.Step[asking, helpers]{
		ID: "check", Next: []string{"trouble"}, Load: f.loadHelpers,
		Show: func(s askScene, h helpers) dialogs.Screen {
			return dialogs.Screen{
				Text: texts.Join("\n\n", f.t.T("support.check", "Organisation", h.name(s.Draft.Organisation)),
					texts.Escape(f.question(s.Draft)), f.t.T("support.follows")),
				Rows: [][]dialogs.Button{
					dialogs.On(f.t.Label("appeal.send"), "send"),
					dialogs.On(f.t.Label("appeal.fix_text"), "fix"),
				},
			}
		},
		Decide: func(s askScene, _ helpers, in dialogs.Input) askMove {
			switch in.Act.Do {
			case "send":
				return dialogs.Do(s.Draft, in.Act)
			case "fix":
				return dialogs.To(s.Draft, "trouble")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s askScene, _ dialogs.Act) (askMove, error) {
			number, org, err := f.Requests.File(ctx, s.Once, housing.Request{
				Kind: housing.Support, Person: s.Person.ID, Organisation: s.Draft.Organisation,
				Topic: f.t.Label("support.topic"), Text: f.question(s.Draft),
			}, s.Now)
			m := dialogs.Done(s.Draft, struct{}{})
			m.Notice = f.t.T("support.sent", "Number", number, "Organisation", org.Name)
			return m, err
		},
	}
}

// question is what is sent: where it does not work, and the words of the person.
func (f flow) question(d asking) string {
	if d.Stuck.Flow == "" {
		return d.Text
	}
	return f.t.Label("support.where", "Flow", d.Stuck.Flow, "Step", d.Stuck.Step) + "\n" + d.Text
}
