package housing

// Manner is how a person is spoken to.
type Manner struct {
	// Restricted: an organisation of the person may send no documents, sums,
	// names, addresses, account numbers and requisites through a messenger.
	Restricted   bool
	Organisation string // that may not; its name
	Page         string // its own page; empty if it has none
	Veiled       bool   // sums are hidden until the person looks
}

// ChatContent is what an organisation may send through a messenger.
type ChatContent string

// What may be sent. Restricted are state and municipal unitary enterprises and
// companies with over half of state share (149-ФЗ, ст. 10 ч. 8).
const (
	FullContent       ChatContent = "full"
	RestrictedContent ChatContent = "restricted"
)
