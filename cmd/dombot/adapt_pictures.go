package main

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/internal/gis/payqr"
	"dombot/internal/housing"
	"dombot/internal/picture"
)

// lookTime is how long one picture may be searched for a code.
const lookTime = 5 * time.Second

// pictures opens what people sent, one at a time: decoding takes memory.
type pictures struct {
	pictureStore

	files  dialogs.Files
	months int // for which a photo is kept
	turn   chan struct{}
}

func newPictures(p parts) pictures {
	return pictures{
		pictureStore: p.Stores.Pictures, files: p.Files, months: p.Kept, turn: make(chan struct{}, 1),
	}
}

// open fetches and opens a picture. Whoever got it calls done with the end of
// the work on it.
func (p pictures) open(ctx context.Context, id string) (photo picture.Photo, done func(), err error) {
	data, err := p.files.Fetch(ctx, id)
	if err != nil {
		return picture.Photo{}, nil, err
	}
	return p.opened(ctx, data)
}

// opened opens a picture that is there.
func (p pictures) opened(ctx context.Context, data []byte) (photo picture.Photo, done func(), err error) {
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return picture.Photo{}, nil, ctx.Err()
	}
	done = func() { <-p.turn }
	if photo, err = picture.Open(data); err != nil {
		done()
		return picture.Photo{}, nil, err
	}
	return photo, done, nil
}

// Slip implements account.Receipts.
func (p pictures) Slip(ctx context.Context, id string) (housing.Slip, error) {
	photo, done, err := p.open(ctx, id)
	if err != nil {
		return housing.Slip{}, err
	}
	defer done()
	limited, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	return payqr.Read(limited, photo.Image)
}

// Keep implements readings.Photos: of the file stays what can be seen, in a
// bounded size.
func (p pictures) Keep(
	ctx context.Context, o housing.Once, file string, pic housing.Picture, now time.Time,
) (housing.Placed, error) {
	photo, done, err := p.open(ctx, file)
	if err != nil {
		return housing.Placed{}, err
	}
	pic.Data, err = photo.Clean()
	done()
	if err != nil {
		return housing.Placed{}, err
	}
	pic.Until = now.AddDate(0, p.months, 0)
	return p.pictureStore.Keep(ctx, o, pic, now)
}
