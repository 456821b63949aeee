package operator

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// JournalFlow is the id of the flow ‹Журнал›.
const JournalFlow = "operator-journal"

// Journal is what was done for an organisation.
type Journal interface {
	// Journal lists it, the newest first, to an administrator; Zone is the clock of the organisation.
	Journal(
		ctx context.Context, by housing.PersonID, org housing.OrganisationID, skip, limit int,
	) ([]housing.JournalEntry, error)
	Zone(ctx context.Context, org housing.OrganisationID) (*time.Location, error)
}

// journalPage is how many lines a page of the journal has.
const journalPage = 20

// leaf is a page of the journal.
type leaf struct {
	Organisation housing.OrganisationID `json:"organisation"`
	Page         int                    `json:"page,omitempty"`
}

type leafScene = dialogs.Scene[leaf]

// leafed is what a page shows.
type leafed struct {
	org   housing.Organisation
	zone  *time.Location
	lines []housing.JournalEntry
	older bool
}

// journal is ‹Журнал›.
func (p Ports) journal() dialogs.Flow {
	return dialogs.Def[Args, leaf, struct{}]{
		ID: JournalFlow, Version: 1, Title: "operator.journal_title", First: "page",
		Open: func(a Args) leaf { return leaf{Organisation: a.Organisation} },
		Steps: []dialogs.Stepper[leaf]{dialogs.Step[leaf, leafed]{
			ID: "page", Load: p.loadJournal, Show: p.showJournal,
			Decide: func(s leafScene, v leafed, in dialogs.Input) dialogs.Move[leaf] {
				switch {
				case in.Act.Do == "older" && v.older:
					s.Draft.Page++
				case in.Act.Do == "newer" && s.Draft.Page > 0:
					s.Draft.Page--
				default:
					return dialogs.Unknown(s.Draft)
				}
				return dialogs.Stay(s.Draft)
			},
		}},
	}.Flow()
}

func (p Ports) loadJournal(ctx context.Context, s leafScene) (v leafed, err error) {
	if v.org, err = p.works(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
		return v, err
	}
	skip := s.Draft.Page * journalPage
	if v.lines, err = p.Journal.Journal(ctx, s.Person.ID, v.org.ID, skip, journalPage+1); err != nil {
		return v, err
	}
	if len(v.lines) > journalPage {
		v.lines, v.older = v.lines[:journalPage], true
	}
	v.zone, err = p.Journal.Zone(ctx, v.org.ID)
	return v, err
}

func (p Ports) showJournal(s leafScene, v leafed) dialogs.Screen {
	screen := dialogs.Screen{Text: p.heading("operator.journal", v.org)}
	if len(v.lines) == 0 {
		screen.Text = texts.Join("\n", screen.Text, p.Texts.T("operator.journal_none"))
	}
	j := texts.Journal{T: p.Texts.T, Zone: v.zone}
	for _, e := range v.lines {
		screen.Text = texts.Join("\n", screen.Text, j.Line(e))
	}
	var row []dialogs.Button
	if v.older {
		row = dialogs.Row(row, dialogs.On(p.Texts.Label("operator.journal_older"), "older"))
	}
	if s.Draft.Page > 0 {
		row = dialogs.Row(row, dialogs.On(p.Texts.Label("operator.journal_newer"), "newer"))
	}
	if row != nil {
		screen.Rows = append(screen.Rows, row)
	}
	return screen
}
