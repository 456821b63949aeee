package readings

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/dialogs/readings/said"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// photo is a photo of a dial that the draft has.
type photo struct {
	ID     housing.PictureID `json:"id"`
	Beside bool              `json:"beside,omitempty"` // it lies with a saved reading already
}

// The intents of photos.
const (
	takePhoto  = "photo"
	placePhoto = "place"
)

// shot is the intent of a photo that came.
type shot struct {
	File  string          `json:"file"`
	Meter housing.MeterID `json:"meter,omitempty"` // 0: to be asked
	Said  string          `json:"said,omitempty"`  // what was typed below it
}

// figures reports whether a number was typed below the photo: more than a name.
func (x shot) figures() bool { return strings.ContainsFunc(x.Said, unicode.IsDigit) }

// aim takes a file as a photo of a meter; 0: of which one is asked.
func (h handIn) aim(d draft, up *dialogs.Upload, id housing.MeterID) move {
	if why, no := pick.NoPicture(up, h.t); no {
		return dialogs.Refuse(d, why)
	}
	return dialogs.Do(d, dialogs.Intend(takePhoto, shot{File: up.ID, Meter: id, Said: up.Caption}))
}

// aimed is aim where any of meters may be meant: the caption may name it.
func (h handIn) aimed(d draft, p housing.Page, up *dialogs.Upload, meters []housing.MeterID) move {
	named := said.Meters(up.Caption, flatOf(p))
	if line := said.Read(up.Caption, flatOf(p)); len(line.Items) == 1 {
		named = line.Items[0].Meters
	}
	named = slices.DeleteFunc(slices.Clone(named), func(id housing.MeterID) bool {
		return !slices.Contains(meters, id)
	})
	switch {
	case len(meters) == 1:
		return h.aim(d, up, meters[0])
	case len(named) == 1:
		return h.aim(d, up, named[0])
	}
	return h.aim(d, up, 0)
}

// hearing is how a step takes a typed text.
type hearing func(s scene, p housing.Page, text string) move

// develop returns the Commit of a step that takes photos, and leaves other
// intents to next. What was typed below a photo is heard by the step.
func (h handIn) develop(next func(context.Context, scene, dialogs.Act) (move, error), hear hearing) func(
	context.Context, scene, dialogs.Act,
) (move, error) {
	return func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
		if intent.Do != takePhoto {
			return next(ctx, s, intent)
		}
		var x shot
		if err := intent.Take(&x); err != nil {
			return move{}, err
		}
		return h.keep(ctx, s, x, hear)
	}
}

// keep stores a photo and says what becomes of it.
func (h handIn) keep(ctx context.Context, s scene, x shot, hear hearing) (move, error) {
	placed, err := h.Photos.Keep(ctx, s.Once, x.File, housing.Picture{
		Person: s.Person.ID, Account: s.Draft.Account, Meter: x.Meter, Period: s.Draft.Period,
	}, s.Now)
	if err != nil {
		return move{}, err
	}
	if x.Meter == 0 {
		return h.whose(s.Draft, placed, x), nil
	}
	p, err := h.load(ctx, s)
	if err != nil {
		return move{}, err
	}
	m := h.pictured(s.Draft, p, x.Meter, placed)
	if hear == nil || !x.figures() {
		m.Notice = texts.Join("\n", m.Notice, h.unheard(x))
		return m, nil
	}
	s.Draft = m.Draft
	heard := hear(s, p, x.Said)
	if heard.Unknown {
		return m, nil
	}
	heard.Notice = texts.Join("\n", m.Notice, heard.Notice)
	return heard, nil
}

// unheard tells that readings which were typed below a photo are not taken.
func (h handIn) unheard(x shot) texts.Text {
	if !x.figures() {
		return ""
	}
	return h.t.T("readings.photo_unheard", "Said", pick.Echo(x.Said))
}

// whose leads to the question which meter a photo shows.
func (h handIn) whose(d draft, placed housing.Placed, x shot) move {
	again := d.Photo != 0
	d.Photo = placed.Picture
	m := dialogs.To(d, "photo")
	m.Notice = h.unheard(x)
	if again {
		m.Notice = texts.Join("\n", h.t.T("readings.photo_one"), m.Notice)
	}
	return m
}

// pictured takes a photo of a meter into the draft.
func (h handIn) pictured(d draft, p housing.Page, id housing.MeterID, placed housing.Placed) move {
	l, _ := lineOf(p, id)
	_, again := d.Photos[id]
	d.Photos = maps.Clone(d.Photos)
	if d.Photos == nil {
		d.Photos = map[housing.MeterID]photo{}
	}
	d.Photos[id], d.Photo = photo{ID: placed.Picture, Beside: placed.Beside != nil}, 0
	m := dialogs.Stay(d)
	name := meterShort(l.Meter, h.t)
	switch v, entered := d.entered()[id]; {
	case placed.Beside != nil:
		m.Draft = d.receipted(id)
		m.Notice = h.t.T("readings.photo_beside", "Meter", name,
			"Values", texts.Values(l.Meter, placed.Beside))
	case entered:
		m.Notice = h.t.T("readings.photo_entered", "Meter", name, "Values", texts.Values(l.Meter, v))
	default:
		m.Notice = h.t.T("readings.photo_waits", "Meter", name)
	}
	if again {
		m.Notice = texts.Join("\n", m.Notice, h.t.T("readings.photo_replaced"))
	}
	return m
}

// receipted notes in the receipt that a photo came to it.
func (d draft) receipted(id housing.MeterID) draft {
	if d.Receipt == nil {
		return d
	}
	r := *d.Receipt
	r.Lines = slices.Clone(r.Lines)
	for i := range r.Lines {
		r.Lines[i].Pictured = r.Lines[i].Pictured || r.Lines[i].Meter == id
	}
	d.Receipt = &r
	return d
}

// lonely reports whether a photo waits for a reading that was not entered.
func (d draft) lonely() bool {
	entered := d.entered()
	for id, x := range d.Photos {
		if _, ok := entered[id]; !ok && !x.Beside {
			return true
		}
	}
	return false
}

// photoLine says that a meter has a photo.
func (h handIn) photoLine(d draft, id housing.MeterID) texts.Text {
	if _, ok := d.Photos[id]; !ok {
		return ""
	}
	return h.t.T("readings.photo_there")
}

// photographable returns the meters that a photo may be of: those that were
// saved, else all that people fill in.
func photographable(d draft, p housing.Page) []housing.MeterID {
	var ids []housing.MeterID
	for _, l := range p.Asked() {
		saved := func(row housing.ReceiptRow) bool { return row.Meter == l.Meter.ID }
		if d.Receipt == nil || slices.ContainsFunc(d.Receipt.Lines, saved) {
			ids = append(ids, l.Meter.ID)
		}
	}
	return ids
}

// photo asks which meter a photo shows.
func (h handIn) photo() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "photo", Next: []string{"photo", "page", "line", "receipt"}, Files: true,
		Load: h.load,
		Skip: func(s scene, p housing.Page) (move, bool) {
			return unphotographed(s.Draft), s.Draft.Photo == 0 || len(photographable(s.Draft, p)) == 0
		},
		Show: func(s scene, p housing.Page) dialogs.Screen {
			var rows [][]dialogs.Button
			for _, id := range photographable(s.Draft, p) {
				l, _ := lineOf(p, id)
				rows = append(rows, dialogs.OnArg(meterName(l.Meter, h.t), "meter", pick.Key(id)))
			}
			return dialogs.Screen{
				Text: h.t.T("readings.photo_which"),
				Rows: append(rows, dialogs.On(h.t.Label("readings.photo_drop"), "drop")),
			}
		},
		Decide: h.decidePhoto,
		Commit: h.develop(h.placePhoto, nil),
	}
}

func (h handIn) decidePhoto(s scene, p housing.Page, in dialogs.Input) move {
	meters := photographable(s.Draft, p)
	switch {
	case in.File != nil:
		return h.aim(s.Draft, in.File, 0)
	case in.Act.Do == "meter":
		return dialogs.Do(s.Draft, dialogs.Act{Do: placePhoto, Arg: in.Act.Arg})
	case in.Act.Do == "drop":
		return unphotographed(s.Draft)
	case in.Pressed():
		return dialogs.Unknown(s.Draft)
	}
	named := slices.DeleteFunc(said.Meters(in.Text, flatOf(p)), func(id housing.MeterID) bool {
		return !slices.Contains(meters, id)
	})
	if len(named) != 1 {
		return dialogs.Refuse(s.Draft, h.t.T("readings.which_unclear", "Text", pick.Echo(in.Text)))
	}
	return dialogs.Do(s.Draft, dialogs.Act{Do: placePhoto, Arg: pick.Key(named[0])})
}

// placePhoto carries out which meter was chosen.
func (h handIn) placePhoto(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	id := pick.OfKey[housing.MeterID](intent.Arg)
	placed, err := h.Photos.Place(ctx, s.Once, housing.Placing{
		Person: s.Person.ID, Picture: s.Draft.Photo, Meter: id, Period: s.Draft.Period,
	}, s.Now)
	if err != nil {
		return move{}, err
	}
	p, err := h.load(ctx, s)
	if err != nil {
		return move{}, err
	}
	m := h.pictured(s.Draft, p, id, placed)
	m.To = unphotographed(m.Draft).To
	return m, nil
}

// unphotographed leads back from the question about a photo, without it.
func unphotographed(d draft) move {
	d.Photo = 0
	if d.Receipt != nil {
		return dialogs.To(d, "receipt")
	}
	return home(d)
}
