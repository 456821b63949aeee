package housing

// Keeping is for how long something is kept after its person was erased, or after it was last added to, since
// a day.
type Keeping struct {
	Kind  KeepingKind
	From  Date
	Years int // 0: Days count
	Days  int
	Act   string
}

// KeepingKind is what is kept.
type KeepingKind string

// What is kept.
const (
	KeptPayments KeepingKind = "payments" // with their receipts, after the year of the payment
	KeptAppeals  KeepingKind = "appeals"  // that were sent, with their answers
	KeptJournal  KeepingKind = "journal"  // with consents that were withdrawn
	KeptCopies   KeepingKind = "copies"   // made in case the database is lost
	KeptTopics   KeepingKind = "topics"   // of forums, after the last message; erased with their person
	KeptLetters  KeepingKind = "letters"  // between neighbours, after the last one; erased with their person
)

// keepings are the terms, for each kind the newest last. Primary documents: ст. 29 of 402-ФЗ, in
// force since 2013-01-01. Appeals: раздел VIII of the Rules approved by постановление № 416, since
// 2019-03-01. The journal and consents prove what 152-ФЗ asks for (ст. 9, 19) through the limitation
// of ст. 196 ГК РФ, in the edition of 100-ФЗ, since 2013-09-01. Copies: ч. 5 ст. 21 of 152-ФЗ, in the
// edition of 261-ФЗ, since 2011-07-27. Topics and letters: our own terms, as nothing personal is kept
// longer than it serves (ч. 7 ст. 5 of 152-ФЗ, in the same edition).
func keepings() []Keeping {
	return []Keeping{
		{Kind: KeptPayments, From: Date{2013, 1, 1}, Years: 5, Act: "402-ФЗ, ст. 29"},
		{Kind: KeptAppeals, From: Date{2019, 3, 1}, Years: 3, Act: "ПП РФ № 416"},
		{Kind: KeptJournal, From: Date{2013, 9, 1}, Years: 3, Act: "152-ФЗ, ст. 9 и 19; ГК РФ, ст. 196"},
		{Kind: KeptTopics, From: Date{2011, 7, 27}, Years: 3, Act: "152-ФЗ, ст. 5"},
		{Kind: KeptLetters, From: Date{2011, 7, 27}, Years: 1, Act: "152-ФЗ, ст. 5"},
		{Kind: KeptCopies, From: Date{2011, 7, 27}, Days: 30, Act: "152-ФЗ, ст. 21"},
	}
}

// KeepingOn returns the term of a kind that is in force on a day; before the first one, that one.
func KeepingOn(kind KeepingKind, day Date) Keeping {
	var found Keeping
	for _, k := range keepings() {
		if k.Kind == kind && (found.Act == "" || !day.Before(k.From)) {
			found = k
		}
	}
	return found
}
