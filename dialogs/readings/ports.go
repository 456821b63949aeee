package readings

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
)

// The ids of the flows of this package.
const (
	HandInFlow  = "readings"
	HistoryFlow = "history"
)

// Readings is the store of readings, as a person may use it.
type Readings interface {
	Page(ctx context.Context, p housing.PersonID, a housing.AccountID, now time.Time) (housing.Page, error)
	Pending(ctx context.Context, p housing.PersonID, now time.Time) (map[housing.AccountID]int, error)
	Save(ctx context.Context, once housing.Once, s housing.Submission, now time.Time) (housing.Receipt, error)
	Meters(ctx context.Context, p housing.PersonID, a housing.AccountID) ([]housing.Meter, error)
	History(
		ctx context.Context, p housing.PersonID, m housing.MeterID, skip, limit int,
	) (housing.History, error)
}

// Accounts lists what the person is connected to.
type Accounts interface {
	Connections(ctx context.Context, p housing.PersonID) ([]housing.Connection, error)
}

// Requests leaves notes for the organisation.
type Requests interface {
	File(
		ctx context.Context, once housing.Once, r housing.Request, now time.Time,
	) (string, housing.Organisation, error)
}

// Photos keeps photos of dials.
type Photos interface {
	// Keep fetches what a person sent and stores it; p says where it belongs.
	Keep(
		ctx context.Context, once housing.Once, file string, p housing.Picture, now time.Time,
	) (housing.Placed, error)
	Place(ctx context.Context, once housing.Once, p housing.Placing, now time.Time) (housing.Placed, error)
	Picture(
		ctx context.Context, p housing.PersonID, id housing.PictureID, now time.Time,
	) (housing.Pictured, error)
}

// Ports is what the flows need.
type Ports struct {
	Readings Readings
	Accounts Accounts
	Requests Requests
	Photos   Photos
	Chart    func(housing.Chart) ([]byte, error) // draws one as a PNG file
	Texts    dialogs.Texter
	Connect  string // the flow that connects an account and ends with its id
}

// Flows returns every flow of the package.
func Flows(p Ports) []dialogs.Flow {
	return []dialogs.Flow{handInFlow(p), historyFlow(p)}
}
