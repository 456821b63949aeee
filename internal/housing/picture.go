package housing

import "time"

// PictureID is the key of a photo of a meter's dial.
type PictureID int64

// Picture is a photo of a dial on its way into the store.
type Picture struct {
	Person  PersonID
	Account AccountID
	Meter   MeterID // 0: not told yet
	Period  Period  // of the reading that it proves; zero: that of today
	Data    []byte
	Until   time.Time // when it is forgotten
}

// Placing says which meter a photo shows.
type Placing struct {
	Person  PersonID
	Picture PictureID
	Meter   MeterID
	Period  Period // of the reading that it proves; zero: that of today
}

// Placed is where a photo lies.
type Placed struct {
	Picture PictureID `json:"picture"`
	Beside  Values    `json:"beside,omitempty"` // the saved reading that it lies with; nil: it waits for one
}

// Pictured is a reading with the photo that proves it.
type Pictured struct {
	Meter   Meter
	Reading Reading
	Data    []byte
}
