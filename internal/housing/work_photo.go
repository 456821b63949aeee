package housing

// WorkPhotos is how many photos a work may have: they stand together in one album.
const WorkPhotos = 6

// WorkPhotoID is the key of a photo of a work.
type WorkPhotoID int64

// WorkPhoto is a photo of a work as it is kept: a JPEG file without what a phone writes into it.
type WorkPhoto struct {
	ID   WorkPhotoID
	Data []byte
}

// WorkPhotoChange adds a photo to a work, or deletes the one that Photo names.
type WorkPhotoChange struct {
	Work  WorkID
	By    PersonID
	Photo WorkPhotoID
	Data  []byte
}

// WorkStanding is what a person is to the house of a work.
type WorkStanding struct {
	Resident bool // lives there
	Works    bool // acts for the organisation
	Sees     bool // may see photos
}
