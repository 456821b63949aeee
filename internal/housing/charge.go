package housing

import (
	"time"

	"github.com/shopspring/decimal"
)

// DocumentID is the key of a payment document.
type DocumentID int64

// DocumentState is what became of a payment document.
type DocumentState string

// The states of a payment document. One document of an account and period is
// published at a time; its earlier editions stay as history.
const (
	DocumentLoaded    DocumentState = "loaded"    // not published yet: only the organisation sees it
	DocumentPublished DocumentState = "published" // stands
	DocumentReplaced  DocumentState = "replaced"  // a later edition stands in its place
	DocumentWithdrawn DocumentState = "withdrawn" // the organisation took it back
)

// ChargeKind tells services from what is charged beside them.
type ChargeKind string

// The kinds of charges.
const (
	ServiceCharge ChargeKind = "service" // housing and municipal services
	CapitalRepair ChargeKind = "capital" // contribution to capital repair, ст. 169 ЖК РФ
	PenaltyCharge ChargeKind = "penalty" // penalties and court costs
)

// VolumeMethod is how a volume was found.
type VolumeMethod string

// The methods of the template «Разделы 3-6»; empty: not said.
const (
	ByMeter     VolumeMethod = "meter"
	ByNormative VolumeMethod = "norm"
	ByOther     VolumeMethod = "other"
)

// Charge is one line of a payment document. All sums are roubles with two
// digits; Total = Charged + Recalculation − Benefit + Penalty.
type Charge struct {
	Kind          ChargeKind          `json:"kind"`
	Service       string              `json:"service"` // as the organisation calls it
	Unit          string              `json:"unit,omitempty"`
	Method        VolumeMethod        `json:"method,omitempty"`
	Volume        decimal.NullDecimal `json:"volume"`        // the premises' own
	CommonVolume  decimal.NullDecimal `json:"common_volume"` // their share of the common property's
	Tariff        decimal.NullDecimal `json:"tariff"`        // roubles for a unit
	Own           decimal.Decimal     `json:"own"`           // of Charged, for Volume
	Common        decimal.Decimal     `json:"common"`        // of Charged, for CommonVolume
	Excess        decimal.Decimal     `json:"excess"`        // of Charged, by the raising coefficient
	Charged       decimal.Decimal     `json:"charged"`
	Recalculation decimal.Decimal     `json:"recalculation"` // may be negative
	Reason        string              `json:"reason,omitempty"`
	Benefit       decimal.Decimal     `json:"benefit"` // not negative: it lowers the total
	Penalty       decimal.Decimal     `json:"penalty"`
	Total         decimal.Decimal     `json:"total"`
	Requisite     int                 `json:"requisite"` // index into Document.Requisites
	Reference     Reference           `json:"reference,omitzero"`
}

// Reference is what a payment document tells of a service for reference (раздел 4
// of the form of Приказ Минстроя 43/пр).
type Reference struct {
	Norm         decimal.NullDecimal `json:"norm,omitzero"`          // of consumption, for the premises
	CommonNorm   decimal.NullDecimal `json:"common_norm,omitzero"`   // for the common property
	Reading      decimal.NullDecimal `json:"reading,omitzero"`       // of the premises' meter
	HouseReading decimal.NullDecimal `json:"house_reading,omitzero"` // of the meter of the house
	Premises     decimal.NullDecimal `json:"premises,omitzero"`      // volume in all premises of the house
	Property     decimal.NullDecimal `json:"property,omitzero"`      // volume for the common property
}

// Any reports whether anything is told.
func (r Reference) Any() bool {
	return r.Norm.Valid || r.CommonNorm.Valid || r.Reading.Valid || r.HouseReading.Valid ||
		r.Premises.Valid || r.Property.Valid
}

// Requisite is the bank account that receives money for a document. What the
// exchange format does not carry comes from the organisation's settings.
type Requisite struct {
	BIK     string          `json:"bik"`     // nine digits
	Account string          `json:"account"` // twenty digits
	Sum     decimal.Decimal `json:"sum"`     // of the period, for this account
}

// Document is a payment document: what an account is to pay for a period.
type Document struct {
	ID         DocumentID
	Account    AccountID
	Period     Period
	Edition    int // from 1; every re-issue counts
	State      DocumentState
	Number     string // at the organisation; empty if not given
	GISID      string // identifier in ГИС ЖКХ, 18 signs; empty if not given
	Loaded     time.Time
	Changed    time.Time // when State began
	Reason     string    // why it was withdrawn or re-issued; empty if not said
	Sums       DocumentSums
	Charges    []Charge
	Requisites []Requisite
	Info       string // what the organisation adds
}

// DocumentSums are the sums of a whole document, in roubles.
type DocumentSums struct {
	Charged  decimal.Decimal // of the period: the totals of all charges
	Debt     decimal.Decimal // of earlier periods
	Advance  decimal.Decimal // paid ahead, at the beginning of the period
	Paid     decimal.Decimal // in the period; Debt and Advance count it already
	Support  decimal.Decimal // subsidies and compensations, for information
	Due      decimal.Decimal // Charged + Debt − Advance, not below zero
	Counted  Date            // payments up to this day are counted; zero: not said
	LastPaid Date            // the last payment that came; zero: not said
}

// Penalty returns the penalties of the document.
func (d Document) Penalty() decimal.Decimal {
	sum := decimal.Decimal{}
	for i := range d.Charges {
		sum = sum.Add(d.Charges[i].Penalty)
	}
	return sum
}

// Payee is who gets the money that is paid on a bank account.
type Payee struct {
	BIK, Account  string // as in Requisite
	Name          string
	INN, KPP      string // КПП is empty for a person
	Bank          string
	Correspondent string // account of the bank; empty if it has none
}

// Statement is what a person sees of an account's charges in a period.
type Statement struct {
	Account  Account
	Name     string // the person's own name for the account
	Today    Date   // at the house
	Period   Period
	Periods  []Period        // that have a document, newest first
	Document *Document       // published, or withdrawn without a successor; nil: none
	Before   *Document       // published, of the nearest earlier period; nil: none
	Payees   []Payee         // by the requisites of Document; the zero Payee where nothing is known
	Meters   []MeterLine     // readings of the period that were not rejected
	Since    decimal.Decimal // paid through us and not counted in Document
	DueDays  DueDays
	Unpaying bool // its reader may see it and not pay
}

// Left is what is still to be paid of the document.
func (s Statement) Left() decimal.Decimal {
	return decimal.Max(s.Document.Sums.Due.Sub(s.Since), decimal.Zero)
}

// MeterLine is what a meter of the flat showed in a period, beside what it showed
// before; no Before: nothing earlier is known.
type MeterLine struct {
	Meter       Meter
	Before, Now Values
	Taken       Date
}

// MonthCharge is what one period came to.
type MonthCharge struct {
	Period  Period
	Charged decimal.Decimal
	Due     decimal.Decimal
}

// LoadReport is what an organisation looks at before it publishes a period.
type LoadReport struct {
	Period    Period
	Documents int             // loaded and not published yet
	Reissued  int             // of them for accounts whose document is published already
	Charged   decimal.Decimal // their sum
	Before    decimal.Decimal // what the same accounts were charged in the period before
	Jumped    int             // accounts whose charges changed more than twofold
	Jumps     []Jump          // the largest of these
	Lacking   int             // open accounts without a document of the period
	Missing   []string        // the first numbers of these
	// Mark is the same for reports of the same documents with the same content.
	Mark string
}

// Jump is an account whose charges changed more than twofold.
type Jump struct {
	Number  string
	Was, Is decimal.Decimal
}

// Published is what came of publishing.
type Published struct {
	Documents int
	Told      int // people
}

// Withdrawal names the document that an organisation takes back, and why.
type Withdrawal struct {
	Number string // of the account
	Period Period
	Reason string // may be empty
}
