package housing

// Sale says that the flat of an account was sold.
type Sale struct {
	Organisation OrganisationID
	By           PersonID // 0: the command line
	Number       Number
	Houses       []HouseID // where the number is looked for; nil: everywhere
}

// Selling is what a sale ends. Nobody is named.
type Selling struct {
	Account Account
	People  int // who proved the account
	Guests  int // whom they invited
}
