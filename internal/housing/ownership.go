package housing

import "github.com/shopspring/decimal"

// OwnershipRecord tells who owns premises, or that nobody is known to.
type OwnershipRecord struct {
	TableRow

	Premises string // number
	Room     string // of a flat whose rooms have owners of their own; may be empty
	Purpose  string // residential, non-residential, parking
	Area     decimal.Decimal
	Cadastre string

	Owner      string // empty: the owner is not known
	OGRN       string // of an organisation; empty: a person
	SNILS      SNILSHash
	Num, Den   int64 // share
	Joint      bool
	Number     string // of the registration
	Registered Date
	From       Date // first day of the right
	Until      Date // first day on which it does not hold any more; zero: it holds
	Stated     Stated
}
