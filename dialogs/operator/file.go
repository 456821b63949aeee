package operator

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// loaded is what waits to be sent.
type loaded struct {
	org       housing.Organisation
	draft     housing.OutageDraft
	audiences []housing.Audience // of those that are shown
}

// waitingOutages are those that are not announced yet.
func waitingOutages(d housing.OutageDraft) (all []housing.Outage) {
	for _, o := range d.Outages {
		if len(o.Places) > 0 {
			all = append(all, o)
		}
	}
	return all
}

// shownOutages is how many of a file's outages are shown as residents read them.
const shownOutages = 3

// file is ‹Отключения из файла: отправить›.
func (p Ports) file() dialogs.Flow {
	return dialogs.Def[Args, draft, struct{}]{
		ID: FileFlow, Version: 1, Title: "operator.file_title", First: "file", Open: open,
		Steps: []dialogs.Stepper[draft]{dialogs.Step[draft, loaded]{
			ID: "file", Load: p.loadFile, Show: p.showFile,
			Decide: func(s scene, v loaded, in dialogs.Input) move {
				switch in.Act.Do {
				case "send", "leave":
					return dialogs.Do(s.Draft, dialogs.Intend(in.Act.Do, v.draft.ID))
				}
				return dialogs.Unknown(s.Draft)
			},
			Commit: p.finishFile,
		}},
	}.Flow()
}

func (p Ports) loadFile(ctx context.Context, s scene) (v loaded, err error) {
	if v.org, err = p.works(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
		return v, err
	}
	if v.draft, err = p.Files.Draft(ctx, s.Person.ID, v.org.ID, s.Now); err != nil {
		return v, err
	}
	waiting := waitingOutages(v.draft)
	for _, o := range waiting[:min(shownOutages, len(waiting))] {
		a, err := p.Files.Audience(ctx, s.Person.ID, o, s.Now)
		if err != nil {
			return v, err
		}
		v.audiences = append(v.audiences, a)
	}
	return v, nil
}

func (p Ports) showFile(s scene, v loaded) dialogs.Screen {
	heading := p.heading("operator.file", v.org)
	waiting := waitingOutages(v.draft)
	if len(waiting) == 0 {
		return dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("operator.file_none"))}
	}
	text := texts.Join("\n", heading, p.Texts.T("operator.file_what", "Name", v.draft.Name))
	announcer := texts.Announcer{T: p.Texts.T, Now: s.Now}
	for i, a := range v.audiences {
		told := p.Texts.T("outage.nobody")
		if a.People > 0 {
			told = p.Texts.T("outage.audience", "N", a.People, "Loud", a.Loud, "Silent", a.People-a.Loud)
		}
		waiting[i].Phone = a.Phone
		text = texts.Join("\n\n", text,
			texts.Join("\n", announcer.Announced(waiting[i]), told, announcer.Warned(waiting[i])))
	}
	if more := len(waiting) - len(v.audiences); more > 0 {
		text = texts.Join("\n\n", text, p.Texts.T("operator.file_more", "More", more))
	}
	return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{
		dialogs.On(p.Texts.Label("operator.file_send"), "send"),
		dialogs.On(p.Texts.Label("operator.file_leave"), "leave"),
	}}
}

// finishFile announces the outages that were shown, or drops them.
func (p Ports) finishFile(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	var id int64
	if err := intent.Take(&id); err != nil {
		return move{}, err
	}
	m := dialogs.Done(s.Draft, struct{}{})
	m.Final = true
	if intent.Do == "leave" {
		m.Notice = p.Texts.T("operator.file_left")
		return m, p.Files.DropDraft(ctx, s.Person.ID, s.Draft.Organisation, s.Now)
	}
	told, err := p.Files.SendDraft(ctx, s.Once, housing.OutageDraft{
		ID: id, Organisation: s.Draft.Organisation, Person: s.Person.ID,
	}, s.Now)
	m.Notice = p.Texts.T("operator.file_sent", "N", len(told))
	return m, err
}
