package housing

import (
	"time"

	"github.com/shopspring/decimal"
)

// Stated is where knowledge comes from, and of what day it is.
type Stated struct {
	Source string
	On     Date
}

// Passport is what is known of a house by itself.
type Passport struct {
	Year, Floors, Entrances, Flats int                 // 0: not known
	Area, Living                   decimal.NullDecimal // m²
	Series, Walls, Cadastre, OKTMO string
	Stated
}

// Office is how residents reach their organisation.
type Office struct {
	OGRN, Address, Phone, Hours, Mail, Site string
	Stated
}

// Supplier brings a resource to houses.
type Supplier struct {
	Resource, Name, INN, Phone string
	Own                        bool // named for the house; else for all of the organisation
	Stated
}

// HouseFacts are the passport of a house and whom its residents deal with.
type HouseFacts struct {
	Passport  Passport
	Office    Office
	Suppliers []Supplier
}

// Tariff is what a unit of something costs from a day on.
type Tariff struct {
	Resource string
	Kind     string // of several for one resource: «день», «ночь»; may be empty
	Supplier string
	INN      string
	Price    decimal.Decimal
	Unit     string
	From, To Date // To is the last day; zero: until another comes
	Act      string
	Own      bool // of the house; else of a territory or of all houses of the organisation
	Stated
}

// RepairState is how far a work of capital repair is.
type RepairState string

// The states of capital repair.
const (
	RepairPlanned RepairState = "planned"
	RepairRunning RepairState = "running"
	RepairDone    RepairState = "done"
	RepairMoved   RepairState = "moved"   // to other years
	RepairDropped RepairState = "dropped" // out of the programme
)

// RepairStates returns every state, in the order of work.
func RepairStates() []RepairState {
	return []RepairState{RepairPlanned, RepairRunning, RepairDone, RepairMoved, RepairDropped}
}

// Repair is a kind of work of capital repair of a house.
type Repair struct {
	Short    bool // of the short-term plan; else of the regional programme
	Work     string
	From, To int // years
	Cost     decimal.NullDecimal
	State    RepairState
	Stated
}

// FundKind is how the fund of capital repair is gathered (НСИ 62).
type FundKind string

// The kinds of funds.
const (
	FundCommon  FundKind = "common"  // on the account of the regional operator
	FundSpecial FundKind = "special" // on a special account of the house
)

// Contribution is what owners pay for capital repair from a day on, and whose the account is.
type Contribution struct {
	Rate     decimal.Decimal // for a m² and month
	From, To Date
	Act      string
	Fund     FundKind
	Owner    string // of the account
	OwnerINN string
	Own      bool
	Stated
}

// RepairPlan is what is known of the capital repair of a house.
type RepairPlan struct {
	Works         []Repair
	Contributions []Contribution // the newest first
}

// WorkID is the key of a work in a house.
type WorkID int64

// Work is a work in a house in a month: as it was planned, and as it was done.
type Work struct {
	ID       WorkID
	Month    Period
	Name     string
	Unit     string
	Price    decimal.NullDecimal // of a unit
	Planned  Amount
	Done     Amount
	Finished Date // zero: not done yet
	Act      string
	Acted    Date
	Good     int // residents who reviewed it without remarks
	Bad      int // with remarks
	Photos   int
	Stated
}

// Amount is how much of a work there is, and what it costs.
type Amount struct{ Volume, Cost decimal.NullDecimal }

// Known reports whether there is anything of it.
func (a Amount) Known() bool { return a.Volume.Valid || a.Cost.Valid }

// IsDone reports whether a work was done.
func (w Work) IsDone() bool { return !w.Finished.IsZero() || w.Done.Known() }

// WorkTotals is what the works of a year come to.
type WorkTotals struct {
	Planned, Done decimal.Decimal
	Beyond        decimal.Decimal // done without a plan; part of Done
	Count, Ready  int
}

// TotalOf sums works.
func TotalOf(all []Work) (t WorkTotals) {
	for _, w := range all {
		t.Count++
		t.Planned = t.Planned.Add(w.Planned.Cost.Decimal)
		if !w.IsDone() {
			continue
		}
		t.Ready++
		t.Done = t.Done.Add(w.Done.Cost.Decimal)
		if !w.Planned.Known() {
			t.Beyond = t.Beyond.Add(w.Done.Cost.Decimal)
		}
	}
	return t
}

// Review is what a resident says of a work. It is no act of acceptance.
type Review struct {
	Work WorkID
	Good bool
	Text string
}

// MaxReview is how long the text of a review may be.
const MaxReview = 500

// WorkReview is a review as the organisation reads it: without a name.
type WorkReview struct {
	Review
	Name    string // of the work
	Month   Period
	Address Address
	At      time.Time
}
