package outage

import (
	"context"
	"slices"
	"strconv"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// planned is what would be sent, and to how many of the one on the screen.
type planned struct {
	all      []housing.Outage
	at       int
	audience housing.Audience
}

func (p Ports) loadPlan(ctx context.Context, s planScene) (v planned, err error) {
	org, err := p.works(ctx, s.Person.ID, s.Draft.Organisation)
	if err != nil {
		return v, err
	}
	v.all = s.Draft.outages(org, s.Now)
	v.at = min(max(s.Draft.At, 0), len(v.all)-1)
	v.audience, err = p.Book.Audience(ctx, s.Person.ID, v.all[v.at], s.Now)
	v.all[v.at].Phone = v.audience.Phone
	return v, err
}

// planPreview shows what residents will read, message by message, with what was
// not understood and what the law has to say.
func (p Ports) planPreview() dialogs.Step[plan, planned] {
	return dialogs.Step[plan, planned]{
		ID: "preview", Next: []string{"what", "where", "when", "cause", "read"},
		Calls: []string{CardFlow, DeskFlow},
		Load:  p.loadPlan, Show: p.showPlan, Decide: p.decidePlan,
		Commit: func(ctx context.Context, s planScene, _ dialogs.Act) (planMove, error) {
			return p.sendPlan(ctx, s)
		},
	}
}

func (p Ports) showPlan(s planScene, v planned) dialogs.Screen {
	o := v.all[v.at]
	text := texts.Join("\n\n", p.missing(s.Draft.missed()),
		p.announcer(s.Now).Announced(o), p.counted(v.audience), p.announcer(s.Now).Warned(o))
	send := p.Texts.Label("outage.send")
	if len(v.all) > 1 {
		send = p.Texts.Label("outage.send_all", "N", len(v.all))
	}
	rows := [][]dialogs.Button{dialogs.On(send, "send")}
	if n := len(v.all); n > 1 {
		rows = append(rows, dialogs.Row(
			dialogs.OnArg("‹", "turn", strconv.Itoa((v.at+n-1)%n)),
			dialogs.OnArg(p.Texts.Label("pick.page", "Page", v.at+1, "Pages", n), "turn", strconv.Itoa(v.at)),
			dialogs.OnArg("›", "turn", strconv.Itoa((v.at+1)%n))))
	}
	rows = append(rows,
		dialogs.Row(
			dialogs.On(p.Texts.Label("outage.fix_what"), "what"),
			dialogs.On(p.Texts.Label("outage.fix_where"), "where")),
		dialogs.Row(
			dialogs.On(p.Texts.Label("outage.fix_when"), "when"),
			dialogs.On(p.Texts.Label("outage.fix_cause"), "cause")))
	if len(v.all) > 1 {
		rows = append(rows, dialogs.On(p.Texts.Label("outage.drop"), "drop"))
	}
	return dialogs.Screen{Text: text, Rows: append(rows, dialogs.On(p.Texts.Label("outage.leave"), "leave"))}
}

func (p Ports) decidePlan(s planScene, v planned, in dialogs.Input) planMove {
	s.Draft.At = v.at
	switch {
	case in.Act.Do == "send":
		return dialogs.Do(s.Draft, in.Act)
	case in.Act.Do == "turn":
		s.Draft.At, _ = strconv.Atoi(in.Act.Arg) // written by the screen
		return dialogs.Stay(s.Draft)
	case slices.Contains([]string{"what", "where", "when", "cause"}, in.Act.Do):
		s.Draft.Items = merged(slices.Clone(s.Draft.Items))
		s.Draft.miss(looked{})
		return dialogs.To(s.Draft, in.Act.Do)
	case in.Act.Do == "drop" && len(v.all) > 1:
		s.Draft.Items = merged(slices.Clone(s.Draft.Items))
		s.Draft.Items = slices.Delete(s.Draft.Items, v.at, v.at+1)
		s.Draft.At = 0
		return dialogs.Stay(s.Draft)
	case in.Act.Do == "leave":
		m := dialogs.Done(s.Draft, struct{}{})
		m.Notice = p.Texts.T("outage.left")
		return m
	case in.Text != "": // more of the announcement
		s.Draft.Text = in.Text
		return dialogs.To(s.Draft, "read")
	}
	return dialogs.Unknown(s.Draft)
}

// sendPlan announces all, and goes on with the card of one or the list of several.
func (p Ports) sendPlan(ctx context.Context, s planScene) (planMove, error) {
	org, err := p.works(ctx, s.Person.ID, s.Draft.Organisation)
	if err != nil {
		return planMove{}, err
	}
	refs, err := p.Plans.AnnounceAll(ctx, s.Once, s.Person.ID, s.Draft.outages(org, s.Now), s.Now)
	if err != nil {
		return planMove{}, err
	}
	m := dialogs.Goto(s.Draft, dialogs.Begin(DeskFlow, Args{Organisation: s.Draft.Organisation}))
	m.Notice = p.Texts.T("outage.sent_all", "N", len(refs))
	if len(refs) == 1 {
		m = dialogs.Goto(s.Draft, dialogs.Begin(CardFlow, CardArgs{ID: refs[0].ID}))
		m.Notice = p.Texts.T("outage.sent", "Number", refs[0].Number)
	}
	m.Final = true
	return m, nil
}
