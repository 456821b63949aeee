package voting

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/ballot"
	"dombot/internal/meeting"
)

const (
	photoKind = "jpg" // photos are kept so
	pagesMost = 10
	scanExtra = 64 << 10 // bytes that a document has beside its photos
)

// decidePage takes one more photo, where the first page is one; behind any other file it takes its place.
func (f flow) decidePage(d paper, file *dialogs.Upload) paperMove {
	switch {
	case d.Back:
		return dialogs.Unknown(d)
	case d.Kind != photoKind: // the file is another now, or there was none
		return dialogs.Do(d, dialogs.Intend("file", upload{file.ID, file.Name}))
	case len(d.Pages)+1 >= pagesMost:
		return dialogs.Refuse(d, f.t.T("papers.pages_many", "Most", pagesMost))
	}
	return dialogs.Do(d, dialogs.Intend("page", upload{file.ID, file.Name}))
}

// commitPage puts a photo behind the others, if all of them have room in one file.
func (f flow) commitPage(ctx context.Context, s paperScene, intent dialogs.Act) (paperMove, error) {
	var up upload
	if err := intent.Take(&up); err != nil {
		return paperMove{}, err
	}
	page, err := f.fetch(ctx, up)
	if err != nil {
		return paperMove{}, err
	}
	d := s.Draft
	switch d.Size += len(page.Data); {
	case page.Kind != photoKind: // whole, in place of the photos
		return dialogs.Stay(s.Draft.with(up, page)), nil
	case d.Size > meeting.FileSize-scanExtra:
		return dialogs.Refuse(s.Draft, f.t.T("papers.pages_large")), nil
	}
	d.Pages = append(d.Pages, up.File)
	return dialogs.Stay(d), nil
}

// bound is what was sent as one file; nothing where the earlier file stays.
func (f flow) bound(ctx context.Context, d paper) (ballot.File, error) {
	if d.File == "" {
		return ballot.File{}, nil
	}
	first, err := f.fetch(ctx, upload{d.File, d.Name})
	if err != nil || len(d.Pages) == 0 {
		return first, err
	}
	photos := [][]byte{first.Data}
	for _, id := range d.Pages {
		page, err := f.fetch(ctx, upload{File: id})
		if err != nil {
			return ballot.File{}, err
		}
		photos = append(photos, page.Data)
	}
	return f.Papers.Bind(photos)
}
