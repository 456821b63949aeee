package housing

import "testing"

// Every kind has a term on every day, with its act; those of today are the ones that a person is told.
func TestTermsOfKeeping(t *testing.T) {
	t.Parallel()
	want := map[KeepingKind]Keeping{
		KeptPayments: {Years: 5, Act: "402-ФЗ, ст. 29"},
		KeptAppeals:  {Years: 3, Act: "ПП РФ № 416"},
		KeptJournal:  {Years: 3, Act: "152-ФЗ, ст. 9 и 19; ГК РФ, ст. 196"},
		KeptTopics:   {Years: 3, Act: "152-ФЗ, ст. 5"},
		KeptLetters:  {Years: 1, Act: "152-ФЗ, ст. 5"},
		KeptCopies:   {Days: 30, Act: "152-ФЗ, ст. 21"},
	}
	for kind, w := range want {
		for _, day := range []Date{{2000, 1, 1}, {2026, 11, 28}} {
			if got := KeepingOn(kind, day); got.Years != w.Years || got.Days != w.Days || got.Act != w.Act {
				t.Errorf("%s on %v: %+v", kind, day, got)
			}
		}
	}
	for _, k := range keepings() {
		if _, known := want[k.Kind]; !known || (k.Years == 0) == (k.Days == 0) || k.From.IsZero() {
			t.Errorf("%+v is no term", k)
		}
	}
}
