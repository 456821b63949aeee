package pick

import (
	"dombot/dialogs"
	"dombot/internal/texts"
)

// maxPicture is the largest file that is fetched for a picture, in bytes.
const maxPicture = 15 << 20

// NoPicture says why a file is not worth fetching where a picture is asked for;
// false if it is.
func NoPicture(up *dialogs.Upload, t dialogs.Texter) (texts.Text, bool) {
	switch {
	case up.Size > maxPicture:
		return t.T("picture.large"), true
	case up.MIME == "application/pdf":
		return t.T("picture.pdf"), true
	}
	return "", false
}
