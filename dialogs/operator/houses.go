package operator

import (
	"context"
	"strconv"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// HousesFlow is the id of the flow ‹Дома: отзывы и лицензия›.
const HousesFlow = "operator-houses"

// HouseNews is what an organisation looks at and decides about its houses.
type HouseNews interface {
	// Reviews are the newest of residents about works, without their names.
	Reviews(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, limit int,
	) ([]housing.WorkReview, error)
	// Changes are those of the licence that residents were not told of; Decide tells them or does not.
	Changes(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, now time.Time,
	) ([]housing.LicenceChange, error)
	Decide(ctx context.Context, once housing.Once, n housing.LicenceNews, now time.Time) (int, error)
	// Leavings are the houses that left a licence and whose residents were not told; DecideLeaving tells them
	// or does not.
	Leavings(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, now time.Time,
	) ([]housing.LicenceLeaving, error)
	DecideLeaving(ctx context.Context, once housing.Once, n housing.LeavingNews, now time.Time) (int, error)
}

// housed is what the screen shows.
type housed struct {
	org     housing.Organisation
	reviews []housing.WorkReview
	changes []housing.LicenceChange
	left    []housing.LicenceLeaving
}

// shownReviews is how many reviews a screen lists.
const shownReviews = 10

// houses shows what residents say of works, and asks whether to tell them that the licence changed.
func (p Ports) houses() dialogs.Flow {
	return dialogs.Def[Args, draft, struct{}]{
		ID: HousesFlow, Version: 1, Title: "operator.houses_title", First: "news", Open: open,
		Steps: []dialogs.Stepper[draft]{dialogs.Step[draft, housed]{
			ID: "news", Calls: []string{p.Works.Flow},
			Load: func(ctx context.Context, s scene) (v housed, err error) {
				if v.org, err = p.works(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
					return v, err
				}
				if v.changes, err = p.Houses.Changes(ctx, s.Person.ID, v.org.ID, s.Now); err != nil {
					return v, err
				}
				if v.left, err = p.Houses.Leavings(ctx, s.Person.ID, v.org.ID, s.Now); err != nil {
					return v, err
				}
				v.reviews, err = p.Houses.Reviews(ctx, s.Person.ID, v.org.ID, shownReviews)
				return v, err
			},
			Show: p.showHouses,
			Decide: func(s scene, v housed, in dialogs.Input) move {
				if in.Act.Do == "photos" {
					return dialogs.Goto(s.Draft, p.Works)
				}
				for _, c := range v.changes {
					if in.Act.Arg == pick.Key(c.Licence.ID) && (in.Act.Do == "tell" || in.Act.Do == "keep") {
						return dialogs.Do(s.Draft, dialogs.Intend(in.Act.Do, housing.LicenceNews{
							Licence: c.Licence.ID, State: c.Licence.State, Stated: c.Licence.Stated,
							Tell: in.Act.Do == "tell",
						}))
					}
				}
				return decideLeft(s, v, in)
			},
			Commit: p.decideLicence,
		}},
	}.Flow()
}

func (p Ports) showHouses(s scene, v housed) dialogs.Screen {
	screen := dialogs.Screen{Text: p.heading("operator.houses_news", v.org)}
	today := housing.DateOf(s.Now)
	for _, c := range v.changes {
		l := c.Licence
		screen.Text = texts.Join("\n\n", screen.Text, p.Texts.T("operator.licence_changed",
			"Number", l.Number, "Was", p.Texts.Label(texts.LicenceStateKey(c.Was)),
			"State", p.Texts.Label(texts.LicenceStateKey(l.State)), "Source", l.Source,
			"On", texts.Date(l.On, housing.Date{}), "People", c.People))
		screen.Rows = append(screen.Rows,
			dialogs.OnArg(p.Texts.Label("operator.licence_tell"), "tell", pick.Key(l.ID)),
			dialogs.OnArg(p.Texts.Label("operator.licence_keep"), "keep", pick.Key(l.ID)))
	}
	p.showLeft(&screen, v)
	screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("operator.photos_of_works"), "photos"))
	if len(v.reviews) == 0 {
		screen.Text = texts.Join("\n\n", screen.Text, p.Texts.T("operator.reviews_none"))
		return screen
	}
	text := p.Texts.T("operator.reviews")
	for _, r := range v.reviews {
		key := "operator.review_bad"
		if r.Good {
			key = "operator.review_good"
		}
		text = texts.Join("\n", text, p.Texts.T("operator.review", "House", texts.ShortHouse(r.Address),
			"Work", texts.Capital(r.Name), "Month", texts.PeriodOfYear(r.Month),
			"What", p.Texts.Label(key), "Words", r.Text,
			"On", texts.Date(housing.DateOf(r.At.In(s.Now.Location())), today)))
	}
	screen.Text = texts.Join("\n\n", screen.Text, text)
	return screen
}

// showLeft asks about every house that left a licence.
func (p Ports) showLeft(screen *dialogs.Screen, v housed) {
	for _, l := range v.left {
		house := texts.ShortHouse(l.House)
		screen.Text = texts.Join("\n\n", screen.Text, p.Texts.T("operator.licence_left", "House", house,
			"Number", l.Number, "Organisation", l.Organisation, "On", texts.Date(l.On, housing.Date{}),
			"Source", l.Source, "Stated", texts.Date(l.Stated.On, housing.Date{}), "People", l.People))
		key := strconv.FormatInt(l.ID, 10)
		screen.Rows = append(screen.Rows,
			dialogs.OnArg(p.Texts.Label("operator.licence_left_tell", "House", house), "tell-left", key),
			dialogs.OnArg(p.Texts.Label("operator.licence_left_keep", "House", house), "keep-left", key))
	}
}

// decideLeft decides about a house as it is shown.
func decideLeft(s scene, v housed, in dialogs.Input) move {
	tell := in.Act.Do == "tell-left"
	for _, l := range v.left {
		if (tell || in.Act.Do == "keep-left") && in.Act.Arg == strconv.FormatInt(l.ID, 10) {
			return dialogs.Do(s.Draft, dialogs.Intend("left", housing.LeavingNews{
				Leaving: l.ID, On: l.On, Stated: l.Stated, Tell: tell,
			}))
		}
	}
	return dialogs.Unknown(s.Draft)
}

// told says how many residents a decision is told to.
func (p Ports) told(s scene, tell bool, people int) move {
	m := dialogs.Stay(s.Draft)
	m.Final, m.Notice = true, p.Texts.T("operator.licence_kept")
	if tell {
		m.Notice = p.Texts.T("operator.licence_told", "N", people)
	}
	return m
}

func (p Ports) decideLicence(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	if intent.Do == "left" {
		var left housing.LeavingNews
		if err := intent.Take(&left); err != nil {
			return move{}, err
		}
		left.Organisation, left.By = s.Draft.Organisation, s.Person.ID
		people, err := p.Houses.DecideLeaving(ctx, s.Once, left, s.Now)
		return p.told(s, left.Tell, people), err
	}
	var news housing.LicenceNews
	if err := intent.Take(&news); err != nil {
		return move{}, err
	}
	news.Organisation, news.By = s.Draft.Organisation, s.Person.ID
	people, err := p.Houses.Decide(ctx, s.Once, news, s.Now)
	return p.told(s, news.Tell, people), err
}
