package settings

import (
	"context"
	"strconv"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// NoticesFlow is the id of the flow of what a person is told by itself, and when.
const NoticesFlow = "notices"

// Wishes keeps what people want to hear of.
type Wishes interface {
	Of(ctx context.Context, p housing.PersonID) (housing.Wishes, error)
	Wish(ctx context.Context, once housing.Once, p housing.PersonID, w housing.Wishes, now time.Time) error
}

// NoticePorts is what the flow of notices needs.
type NoticePorts struct {
	Wishes Wishes
	Texts  dialogs.Texter
}

// wishDraft is what is shown at once.
type wishDraft struct {
	Zone bool `json:"zone,omitempty"`
}

type (
	wishScene = dialogs.Scene[wishDraft]
	wishMove  = dialogs.Move[wishDraft]

	wishStep = dialogs.Step[wishDraft, housing.Wishes]
	wishing  func(w housing.Wishes, in dialogs.Input) (housing.Wishes, texts.Text)
)

// Notices returns the flow of what a person is told, and when.
func Notices(p NoticePorts) dialogs.Flow {
	return dialogs.Def[pick.NoticeArgs, wishDraft, struct{}]{
		ID: NoticesFlow, Version: 2, Title: "wish.title", First: "main",
		Open:  func(a pick.NoticeArgs) wishDraft { return wishDraft(a) },
		Steps: []dialogs.Stepper[wishDraft]{p.all(), p.planned(), p.quiet(), p.zone()},
	}.Flow()
}

func (p NoticePorts) load(ctx context.Context, s wishScene) (housing.Wishes, error) {
	return p.Wishes.Of(ctx, s.Person.ID)
}

// keep stores the wishes that an intent carries.
func (p NoticePorts) keep(ctx context.Context, s wishScene, intent dialogs.Act) (wishMove, error) {
	var w housing.Wishes
	if err := intent.Take(&w); err != nil {
		return wishMove{}, err
	}
	m := dialogs.To(wishDraft{}, "main")
	m.Final, m.Notice = true, p.Texts.T("wish.kept")
	return m, p.Wishes.Wish(ctx, s.Once, s.Person.ID, w, s.Now)
}

// all shows every wish; what is only on or off is switched here.
func (p NoticePorts) all() wishStep {
	return wishStep{
		ID: "main", Next: []string{"planned", "quiet", "zone", "main"}, Load: p.load, Commit: p.keep,
		Skip: func(s wishScene, _ housing.Wishes) (wishMove, bool) {
			return dialogs.To(wishDraft{}, "zone"), s.Draft.Zone
		},
		Show: func(_ wishScene, w housing.Wishes) dialogs.Screen {
			return dialogs.Screen{Text: p.told(w), Rows: [][]dialogs.Button{
				dialogs.On(p.Texts.Label("wish.planned_button"), "planned"),
				dialogs.Row(p.flag(w.Emergencies, "wish.emergencies"), p.flag(w.HotWater, "wish.hot_water")),
				dialogs.Row(p.flag(w.Charges, "wish.charges"), p.flag(w.Reminders, "wish.reminders")),
				dialogs.Row(dialogs.On(p.Texts.Label("wish.quiet_button"), "quiet"),
					dialogs.On(p.Texts.Label("wish.zone_button"), "zone")),
				p.flag(w.ChatEnough, "wish.chat_enough"),
			}}
		},
		Decide: func(s wishScene, w housing.Wishes, in dialogs.Input) wishMove {
			switch in.Act.Do {
			case "planned", "quiet", "zone":
				return dialogs.To(s.Draft, in.Act.Do)
			case "wish.emergencies":
				w.Emergencies = !w.Emergencies
			case "wish.hot_water":
				w.HotWater = !w.HotWater
			case "wish.charges":
				w.Charges = !w.Charges
			case "wish.reminders":
				w.Reminders = !w.Reminders
			case "wish.chat_enough":
				w.ChatEnough = !w.ChatEnough
			default:
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Do(s.Draft, dialogs.Intend("wish", w))
		},
	}
}

// flag is a button that switches what key names; it shows whether it is on.
func (p NoticePorts) flag(on bool, key string) []dialogs.Button {
	return dialogs.On(chosen(p.Texts.Label(key), on), key)
}

// chosen marks what holds.
func chosen(label string, holds bool) string {
	if holds {
		return label + " ✓"
	}
	return label
}

// told lists what the person is told and when.
func (p NoticePorts) told(w housing.Wishes) texts.Text {
	lines := []texts.Text{"*" + p.Texts.T("wish.heading") + "*", p.toldPlanned(w)}
	for _, l := range []struct {
		on       bool
		yes, not string
	}{
		{w.Emergencies, "wish.emergencies_on", "wish.emergencies_off"},
		{w.HotWater, "wish.hot_water_on", "wish.hot_water_off"},
		{w.Charges, "wish.charges_on", "wish.charges_off"},
		{w.Reminders, "wish.reminders_on", "wish.reminders_off"},
	} {
		key := l.not
		if l.on {
			key = l.yes
		}
		lines = append(lines, p.Texts.T(key))
	}
	lines = append(lines, toldClock(p.Texts, w))
	if w.ChatEnough {
		return texts.Join("\n", append(lines, p.Texts.T("wish.chat_alone"))...)
	}
	return texts.Join("\n", append(lines, p.Texts.T("wish.chat_copy"))...)
}

// toldClock says by which clock the person lives, and in which hours nothing sounds.
func toldClock(t dialogs.Texter, w housing.Wishes) texts.Text {
	zone := t.Label("wish.zone_house")
	if w.Zone != "" {
		zone = t.Label(texts.CityKey(w.Zone))
	}
	if w.Quiet.None() {
		return t.T("wish.quiet_none", "Zone", zone)
	}
	return t.T("wish.quiet", "From", hour(w.Quiet.From), "Until", hour(w.Quiet.Until), "Zone", zone)
}

func (p NoticePorts) toldPlanned(w housing.Wishes) texts.Text {
	switch w.Planned {
	case housing.WishDigest:
		return p.Texts.T("wish.planned_digest", "At", hour(w.Digest))
	case housing.WishAhead:
		return p.Texts.T("wish.planned_ahead", "N", w.Ahead)
	case housing.WishOff:
	}
	return p.Texts.T("wish.planned_off")
}

// hour is «18:00».
func hour(h int) string { return texts.Clock(time.Date(1, 1, 1, h, 0, 0, 0, time.UTC)) }

// choice is a step that asks for one wish.
func (p NoticePorts) choice(id string, show func(housing.Wishes) dialogs.Screen, wish wishing) wishStep {
	return wishStep{
		ID: id, Next: []string{"main"}, Load: p.load, Commit: p.keep,
		Show: func(_ wishScene, w housing.Wishes) dialogs.Screen { return show(w) },
		Decide: func(s wishScene, w housing.Wishes, in dialogs.Input) wishMove {
			if in.Act.Do == "" && in.Text == "" {
				return dialogs.Unknown(s.Draft)
			}
			w, why := wish(w, in)
			if why != "" {
				return dialogs.Refuse(s.Draft, why)
			}
			return dialogs.Do(s.Draft, dialogs.Intend("wish", w))
		},
	}
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}
