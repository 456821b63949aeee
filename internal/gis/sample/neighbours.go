package sample

// Neighbour is a flat of the town, and the meter that proves its account.
type Neighbour struct {
	House   string // as somebody would type it
	Account string
	Serial  string
}

// Neighbours returns the flats of the town but those of [KnownAccount] and [OtherAccount].
func Neighbours() (all []Neighbour) {
	for _, f := range town() {
		if _, known := known()[f.account]; !known {
			all = append(all, Neighbour{
				House: f.house.address, Account: f.account,
				Serial: f.meters[0].serial,
			})
		}
	}
	return all
}
