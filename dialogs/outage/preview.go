package outage

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// previewed is what would be sent, and to how many.
type previewed struct {
	outage   housing.Outage
	audience housing.Audience
}

func (p Ports) loadPreview(ctx context.Context, s tellScene) (v previewed, err error) {
	org, err := p.works(ctx, s.Person.ID, s.Draft.Organisation)
	if err != nil {
		return v, err
	}
	v.outage = s.Draft.outage(org, s.Now)
	v.audience, err = p.Book.Audience(ctx, s.Person.ID, v.outage, s.Now)
	v.outage.Phone = v.audience.Phone
	return v, err
}

// preview shows the announcement as residents will read it.
func (p Ports) preview() dialogs.Step[report, previewed] {
	return dialogs.Step[report, previewed]{
		ID: "preview", Next: []string{"loud", "what"}, Calls: []string{CardFlow}, Load: p.loadPreview,
		Show: func(s tellScene, v previewed) dialogs.Screen {
			screen := dialogs.Screen{
				Text: texts.Join("\n\n", p.announcer(s.Now).Announced(v.outage), p.counted(v.audience)),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("outage.send"), "send")},
			}
			if s.Draft.Danger {
				screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("outage.quiet"), "quiet"))
			} else {
				screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("outage.loud"), "loud"))
			}
			screen.Rows = append(screen.Rows, append(dialogs.On(p.Texts.Label("outage.anew"), "anew"),
				dialogs.On(p.Texts.Label("outage.leave"), "leave")...))
			return screen
		},
		Decide: func(s tellScene, _ previewed, in dialogs.Input) tellMove {
			switch in.Act.Do {
			case "send":
				return dialogs.Do(s.Draft, in.Act)
			case "loud":
				return dialogs.To(s.Draft, "loud")
			case "quiet":
				s.Draft.Danger = false
				return dialogs.Stay(s.Draft)
			case "anew":
				return dialogs.To(report{Organisation: s.Draft.Organisation}, "what")
			case "leave":
				m := dialogs.Done(s.Draft, housing.OutageID(0))
				m.Notice = p.Texts.T("outage.left")
				return m
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s tellScene, _ dialogs.Act) (tellMove, error) {
			return p.send(ctx, s)
		},
	}
}

// send announces, and goes on with the card of what was announced.
func (p Ports) send(ctx context.Context, s tellScene) (tellMove, error) {
	org, err := p.works(ctx, s.Person.ID, s.Draft.Organisation)
	if err != nil {
		return tellMove{}, err
	}
	id, number, err := p.Book.Announce(ctx, s.Once, s.Person.ID, s.Draft.outage(org, s.Now), s.Now)
	if err != nil {
		return tellMove{}, err
	}
	m := dialogs.Goto(s.Draft, dialogs.Begin(CardFlow, CardArgs{ID: id}))
	m.Notice, m.Final = p.Texts.T("outage.sent", "Number", number), true
	return m, nil
}

func (p Ports) counted(a housing.Audience) texts.Text {
	text := p.Texts.T("outage.nobody")
	if a.People > 0 {
		text = p.Texts.T("outage.audience", "N", a.People, "Loud", a.Loud, "Silent", a.People-a.Loud)
	}
	if a.Chats > 0 {
		text = texts.Join(" ", text, p.Texts.T("outage.audience_chats", "Chats", a.Chats))
	}
	return text
}

// loud asks once more before everybody is woken.
func (p Ports) loud() dialogs.Step[report, previewed] {
	return pick.Sure[report, previewed]{
		ID: "loud", Next: []string{"preview"}, Load: p.loadPreview,
		Yes: p.Texts.Label("outage.loud_yes"), No: p.Texts.Label("outage.loud_no"),
		Ask: func(_ tellScene, v previewed) texts.Text {
			return p.Texts.T("outage.loud_ask", "N", v.audience.People)
		},
		Commit: func(_ context.Context, s tellScene) (tellMove, error) {
			s.Draft.Danger = true
			return dialogs.To(s.Draft, "preview"), nil
		},
	}.Step()
}
