package settings

import (
	"context"
	"io"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// DataFlow is the id of ‹Мои данные›.
const DataFlow = "mydata"

// Stored tells who saw what is stored about a person, and deletes it.
type Stored interface {
	Looks(ctx context.Context, p housing.PersonID, limit int) ([]housing.Look, error)
	// Erase deletes what is stored, but for what the law keeps; the person is then unknown.
	Erase(ctx context.Context, once housing.Once, p housing.PersonID, now time.Time) error
}

// Links issues the one-time link to the file.
type Links interface {
	IssueMine(ctx context.Context, p housing.PersonID, hash housing.TokenHash, now time.Time) error
}

// DataPorts is what ‹Мои данные› needs.
type DataPorts struct {
	Stored Stored
	Links  Links
	Texts  dialogs.Texter
	// Page is the address of the page that a link's token is appended to; empty where nobody knows it.
	Page   string
	Random io.Reader
}

// shownLooks is how many times that somebody looked are shown; all are in the file.
const shownLooks = 10

// Data returns the flow of what is stored about a person.
func Data(p DataPorts) dialogs.Flow {
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: DataFlow, Version: 1, Title: "stored.flow", First: "main",
		Steps: []dialogs.Stepper[struct{}]{p.main(), p.looks(), p.erase()},
	}.Flow()
}

func (p DataPorts) main() dialogs.Step[struct{}, struct{}] {
	return dialogs.Step[struct{}, struct{}]{
		ID: "main", Next: []string{"looks", "erase"},
		Show: func(scene, struct{}) dialogs.Screen {
			text := p.Texts.T("stored.intro")
			rows := [][]dialogs.Button{
				dialogs.On(p.Texts.Label("stored.looks"), "looks"),
				dialogs.On(p.Texts.Label("stored.erase"), "erase"),
			}
			if p.Page == "" {
				return dialogs.Screen{Text: texts.Join("\n", text, p.Texts.T("stored.no_page")), Rows: rows}
			}
			take := dialogs.On(p.Texts.Label("stored.take"), "take")
			return dialogs.Screen{Text: text, Rows: append([][]dialogs.Button{take}, rows...)}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			switch in.Act.Do {
			case "take":
				return dialogs.Do(s.Draft, in.Act)
			case "looks", "erase":
				return dialogs.To(s.Draft, in.Act.Do)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
			message, err := p.link(ctx, s)
			m := dialogs.Stay(s.Draft)
			m.Asides = []dialogs.Screen{message}
			return m, err
		},
	}
}

// link issues a link and returns the message that carries it: its token is nowhere else. Should the
// confirmation be repeated, another link is issued, and the first one is void.
func (p DataPorts) link(ctx context.Context, s scene) (dialogs.Screen, error) {
	token, err := housing.NewToken(p.Random)
	if err != nil {
		return dialogs.Screen{}, err
	}
	return dialogs.Screen{
		Text: p.Texts.T("stored.link"),
		Rows: [][]dialogs.Button{{{Label: p.Texts.Label("stored.open"), URL: p.Page + token}}},
	}, p.Links.IssueMine(ctx, s.Person.ID, housing.HashToken(token), s.Now)
}

// erase asks once more, and names what must stay.
func (p DataPorts) erase() dialogs.Step[struct{}, struct{}] {
	return pick.Sure[struct{}, struct{}]{
		ID:  "erase",
		Yes: p.Texts.Label("stored.erase_yes"), No: p.Texts.Label("stored.erase_no"),
		Ask: func(s scene, _ struct{}) texts.Text { return p.askErase(housing.DateOf(s.Now)) },
		Commit: func(ctx context.Context, s scene) (move, error) {
			m := dialogs.Goto(s.Draft, dialogs.Home())
			m.Final, m.Parted, m.Notice = true, true, p.Texts.T("stored.erased")
			return m, p.Stored.Erase(ctx, s.Once, s.Person.ID, s.Now)
		},
	}.Step()
}

// askErase names what is deleted, and what stays and for how long by the rules of a day.
func (p DataPorts) askErase(today housing.Date) texts.Text {
	kept := func(key string, kind housing.KeepingKind) texts.Text {
		k := housing.KeepingOn(kind, today)
		term := p.Texts.Label("stored.kept_days", "N", k.Days)
		if k.Years > 0 {
			term = p.Texts.Label("stored.kept_years", "N", k.Years)
		}
		return p.Texts.T(key, "Term", term, "Act", k.Act)
	}
	return texts.Join("\n", p.Texts.T("stored.erase_ask"),
		kept("stored.kept_payments", housing.KeptPayments), kept("stored.kept_appeals", housing.KeptAppeals),
		kept("stored.kept_journal", housing.KeptJournal), p.Texts.T("stored.kept_readings"),
		p.Texts.T("stored.kept_votes"), kept("stored.kept_copies", housing.KeptCopies))
}

// looks shows who else saw what is the person's.
func (p DataPorts) looks() dialogs.Step[struct{}, []housing.Look] {
	return dialogs.Step[struct{}, []housing.Look]{
		ID: "looks",
		Load: func(ctx context.Context, s scene) ([]housing.Look, error) {
			return p.Stored.Looks(ctx, s.Person.ID, shownLooks)
		},
		Show: func(s scene, looks []housing.Look) dialogs.Screen {
			if len(looks) == 0 {
				return dialogs.Screen{Text: p.Texts.T("stored.looks_none")}
			}
			text := p.Texts.T("stored.looks_heading")
			for _, l := range looks {
				text = texts.Join("\n", text, p.look(s, l))
			}
			return dialogs.Screen{Text: text}
		},
		Decide: func(s scene, _ []housing.Look, _ dialogs.Input) move { return dialogs.Unknown(s.Draft) },
	}
}

func (p DataPorts) look(s scene, l housing.Look) texts.Text {
	who := l.Office
	switch l.By {
	case housing.LookOfHousehold:
		who = p.Texts.Label("stored.word_household")
	case housing.LookOfStaff:
		who = p.Texts.Label("stored.by_staff", "Organisation", l.Office)
	case housing.LookOfOffice:
	}
	day := housing.DateOf(l.At.In(s.Now.Location()))
	return p.Texts.T("stored.look", "Date", texts.Date(day, housing.DateOf(s.Now)),
		"What", p.Texts.Label(texts.DeedKey(l.What)), "Account", l.Account, "Who", who)
}
