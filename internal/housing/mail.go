package housing

import (
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"math/big"
	"time"

	"github.com/shopspring/decimal"
)

// MailKind is the kind of a letter; its text is made when it is sent.
type MailKind string

// The kinds of letters.
const (
	MailCode MailKind = "code" // confirms an address
	MailPaid MailKind = "paid" // извещение о совершении операции
	// MailNotice is what Telegram has not accepted in time.
	MailNotice MailKind = "notice"
)

// CodeHolds is how long the code of a letter confirms an address.
const CodeHolds = 30 * time.Minute

// CodeTries is how often a code may be typed.
const CodeTries = 5

// Patience is how long sending a letter is tried. A code that is void when it
// arrives helps nobody.
func (k MailKind) Patience() time.Duration {
	if k == MailCode {
		return CodeHolds
	}
	return 48 * time.Hour
}

// Mail is a letter to one address.
type Mail struct {
	ID       int64
	Kind     MailKind
	Address  string // an international domain is in letters, not in Punycode
	Args     map[string]string
	Attempts int
	At       time.Time // when it was written
	// Recipient is the row of the notice that a MailNotice tells, Notice what that
	// is at the moment Now.
	Recipient string
	Notice    *Notice
	Now       time.Time
}

// NewMailCode draws the six digits that confirm an address, each code as likely
// as any other.
func NewMailCode(random io.Reader) (string, error) {
	n, err := rand.Int(random, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("draw code of letter: %w", err)
	}
	return fmt.Sprintf("%06d", n), nil
}

// AddressNamed is an address that a person named, with the code that is sent there.
type AddressNamed struct {
	Person  PersonID
	Address string
	Code    string
}

// CodeAsked is what became of asking for a letter with a code.
type CodeAsked struct {
	Known bool      // the address is confirmed already: nothing is sent
	Again time.Time // too many letters: from when on one may be asked for; zero: it is on its way
}

// CodeOutcome is what became of a typed code.
type CodeOutcome string

// The outcomes of a typed code.
const (
	CodeRight CodeOutcome = "right"
	CodeWrong CodeOutcome = "wrong" // tries are left
	CodeSpent CodeOutcome = "spent" // no tries are left
	CodeLate  CodeOutcome = "late"  // no code holds any more
)

// CodeChecked is the outcome of a typed code, and how many tries are left after
// a wrong one.
type CodeChecked struct {
	Outcome CodeOutcome
	Left    int
}

// PaidNotice is what the notice of a payment tells. It names no person and no flat.
type PaidNotice struct {
	Organisation string // who gets the money
	Account      string // the number
	Sum, Fee     decimal.Decimal
	Operation    string    // the number
	At           time.Time // in the zone of the house
	Way          PayWay
	Arrives      Date // by when the organisation has the money; zero: not known
	Receipt      CashReceipt
}

// Args returns the notice as a letter keeps it.
func (p PaidNotice) Args() map[string]string {
	args := map[string]string{
		"organisation": p.Organisation, "account": p.Account, "sum": p.Sum.String(), "fee": p.Fee.String(),
		"operation": p.Operation, "at": p.At.UTC().Format(time.RFC3339), "zone": p.At.Location().String(),
		"way": string(p.Way),
	}
	if !p.Arrives.IsZero() {
		args["arrives"] = p.Arrives.String()
	}
	if p.Receipt.State == ReceiptRegistered {
		maps.Copy(args, p.Receipt.Args())
	}
	return args
}

// ReadPaidNotice reads what [PaidNotice.Args] wrote.
func ReadPaidNotice(args map[string]string) (p PaidNotice, err error) {
	p = PaidNotice{
		Organisation: args["organisation"], Account: args["account"], Operation: args["operation"],
		Way: PayWay(args["way"]), Receipt: ReadCashReceipt(args),
	}
	if p.Sum, err = decimal.NewFromString(args["sum"]); err != nil {
		return p, fmt.Errorf("read sum of notice: %w", err)
	}
	if p.Fee, err = decimal.NewFromString(args["fee"]); err != nil {
		return p, fmt.Errorf("read commission of notice: %w", err)
	}
	at, err := time.Parse(time.RFC3339, args["at"])
	if err != nil {
		return p, fmt.Errorf("read moment of notice: %w", err)
	}
	zone, err := time.LoadLocation(args["zone"])
	if err != nil {
		return p, fmt.Errorf("read zone of notice: %w", err)
	}
	p.At = at.In(zone)
	if day := args["arrives"]; day != "" {
		if err := p.Arrives.UnmarshalText([]byte(day)); err != nil {
			return p, fmt.Errorf("read day of notice: %w", err)
		}
	}
	return p, nil
}
