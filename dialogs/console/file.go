package console

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"dombot/dialogs"
	"dombot/internal/housing"
)

// Folder keeps what people sent; it implements [dialogs.Files]. The zero value is empty.
type Folder struct {
	mu    sync.Mutex
	files [][]byte
}

// Put keeps data and returns the ID under which it is fetched.
func (f *Folder) Put(data []byte) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.files = append(f.files, slices.Clone(data))
	return strconv.Itoa(len(f.files))
}

// Fetch implements [dialogs.Files].
func (f *Folder) Fetch(_ context.Context, id string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n, err := strconv.Atoi(id)
	if err != nil || n < 1 || n > len(f.files) {
		return nil, &housing.Error{Kind: housing.Refused, Text: "error.file_lost"}
	}
	return slices.Clone(f.files[n-1]), nil
}

// SendFile sends a picture or a document.
func (t *Talk) SendFile(ctx context.Context, up dialogs.Upload) error {
	kind := dialogs.File
	if up.Picture {
		kind = dialogs.Picture
	}
	t.begin(fmt.Sprintf("> (%s %s) %s", kind, up.Name, up.Caption))
	return t.handle(ctx, dialogs.Event{Key: t.key, Update: t.next(), Other: kind, File: &up})
}

// Received returns the screens with files that were shown since the person last did something.
func (t *Talk) Received() []dialogs.Screen { return slices.Clone(t.received) }

// file is how the file of a screen is told in a text: «(picture вода.png)».
func file(a *dialogs.Attachment) string {
	switch {
	case a == nil:
		return ""
	case a.Picture:
		return "(picture " + a.Name + ") "
	}
	return "(file " + a.Name + ") "
}
