package house

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// WorkPhotos keeps the photos of works.
type WorkPhotos interface {
	// WorkPhotos returns those of a work, the oldest first; none to who may not see them.
	WorkPhotos(
		ctx context.Context, p housing.PersonID, w housing.WorkID, now time.Time,
	) ([]housing.WorkPhoto, error)
	// Take fetches a file and keeps it without what tells where it was taken. What is no picture is Refused.
	Take(ctx context.Context, o housing.Once, c housing.WorkPhotoChange, file string, now time.Time) error
	DropWorkPhoto(ctx context.Context, o housing.Once, c housing.WorkPhotoChange, now time.Time) error
}

// pictured is a work with its photos.
type pictured struct {
	one
	photos []housing.WorkPhoto
}

// photos is where whoever works for the organisation adds photos and deletes them.
func (p Ports) photos() dialogs.Step[draft, pictured] {
	return dialogs.Step[draft, pictured]{
		ID: "photos", Next: []string{"work"}, Files: true,
		Load: func(ctx context.Context, s scene) (v pictured, err error) {
			if v.one, err = p.loadWork(ctx, s); err != nil || !v.found {
				return v, err
			}
			v.photos, err = p.Photos.WorkPhotos(ctx, s.Person.ID, s.Draft.Work, s.Now)
			return v, err
		},
		Skip: func(s scene, v pictured) (move, bool) {
			return dialogs.To(s.Draft, "work"), !v.found || !v.is.Works
		},
		Show: p.showPhotos,
		Decide: func(s scene, v pictured, in dialogs.Input) move {
			switch {
			case in.File != nil:
				return p.takePhoto(s, v, in.File)
			case in.Act.Do == "look" && len(v.photos) > 0, in.Act.Do == "drop":
				return dialogs.Do(s.Draft, in.Act)
			case in.Act.Do == "ready":
				return dialogs.To(s.Draft, "work")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: p.changePhotos,
	}
}

func (p Ports) showPhotos(_ scene, v pictured) dialogs.Screen {
	screen := dialogs.Screen{Text: p.Texts.T("house.photos_ask", "Name", texts.Capital(v.work.Name),
		"House", texts.ShortHouse(v.house.Address), "Month", texts.PeriodOfYear(v.work.Month),
		"Count", len(v.photos), "Most", housing.WorkPhotos)}
	if len(v.photos) > 0 {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("house.photos_look"), "look"))
	}
	for i, f := range v.photos {
		screen.Rows = append(screen.Rows, dialogs.OnArg(
			p.Texts.Label("house.photo_drop", "Nth", i+1), "drop", pick.Key(f.ID)))
	}
	screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("house.photos_ready"), "ready"))
	return screen
}

// takePhoto takes a file; what its name and size say already is not fetched.
func (p Ports) takePhoto(s scene, v pictured, up *dialogs.Upload) move {
	if why, no := pick.NoPicture(up, p.Texts); no {
		return dialogs.Refuse(s.Draft, why)
	}
	if len(v.photos) >= housing.WorkPhotos {
		return dialogs.Refuse(s.Draft, p.Texts.T("house.photos_most"))
	}
	return dialogs.Do(s.Draft, dialogs.Act{Do: "add", Arg: up.ID})
}

func (p Ports) changePhotos(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	m := dialogs.Stay(s.Draft)
	c := housing.WorkPhotoChange{Work: s.Draft.Work, By: s.Person.ID}
	switch intent.Do {
	case "look":
		return p.album(ctx, s)
	case "drop":
		c.Photo = pick.OfKey[housing.WorkPhotoID](intent.Arg)
		m.Notice = p.Texts.T("house.photo_dropped")
		return m, p.Photos.DropWorkPhoto(ctx, s.Once, c, s.Now)
	}
	m.Notice = p.Texts.T("house.photo_added")
	return m, p.Photos.Take(ctx, s.Once, c, intent.Arg, s.Now)
}

// album shows the photos of a work together, under its name and day.
func (p Ports) album(ctx context.Context, s scene) (move, error) {
	m := dialogs.Stay(s.Draft)
	v, err := p.loadWork(ctx, s)
	if err != nil || !v.found {
		return m, err
	}
	photos, err := p.Photos.WorkPhotos(ctx, s.Person.ID, s.Draft.Work, s.Now)
	if err != nil || len(photos) == 0 {
		m.Notice = p.Texts.T("house.photos_gone")
		return m, err
	}
	all := make([]dialogs.Attachment, len(photos))
	for i, f := range photos {
		key := strconv.FormatInt(int64(f.ID), 10)
		all[i] = dialogs.Attachment{
			Name: fmt.Sprintf("photo-%s.jpg", key), Data: f.Data, Picture: true, Key: "work/" + key,
		}
	}
	caption := p.Texts.T("house.photos_caption", "Name", texts.Capital(v.work.Name),
		"House", texts.ShortHouse(v.house.Address), "Month", texts.PeriodOfYear(v.work.Month),
		"State", p.workState(v.work, todayAt(s, v.house)))
	m.Asides = []dialogs.Screen{dialogs.Album(all, caption)}
	return m, nil
}

// photoRows lead to the photos of a work, and to where they are changed.
func (p Ports) photoRows(v one) (rows [][]dialogs.Button) {
	if v.work.Photos > 0 && v.is.Sees {
		rows = append(rows, dialogs.On(p.Texts.Label("house.photos", "Value", v.work.Photos), "album"))
	}
	if v.is.Works {
		rows = append(rows, dialogs.On(p.Texts.Label("house.photos_change"), "photos"))
	}
	return rows
}
