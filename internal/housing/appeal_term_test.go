package housing

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTheTermOfAnAppealIsCountedByItsRule(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		kind       AppealKind
		received   Date
		registered Date
		due        Date
		settled    bool
	}{
		{"from a Monday", AppealOfResident, Date{2026, 11, 23}, Date{2026, 11, 23}, Date{2026, 12, 7}, true},
		{"from a Sunday", AppealOfResident, Date{2026, 11, 22}, Date{2026, 11, 22}, Date{2026, 12, 4}, true},
		{"over a working Saturday", AppealOfResident, Date{2025, 10, 27}, Date{2025, 10, 27}, Date{2025, 11, 11}, true},
		{"over the holidays of May", AppealOfResident, Date{2026, 4, 27}, Date{2026, 4, 27}, Date{2026, 5, 13}, true},
		{"over the days off of January", AppealOfResident, Date{2025, 12, 29}, Date{2025, 12, 29}, Date{2026, 1, 22}, true},
		{"into a year without a calendar", AppealOfResident, Date{2026, 12, 28}, Date{2026, 12, 28}, Date{2027, 1, 20}, false},
		{"of a stranger", AppealOfOther, Date{2026, 12, 28}, Date{2026, 12, 28}, Date{2027, 1, 27}, true},
		{"to an authority", AppealToState, Date{2026, 11, 23}, Date{2026, 11, 26}, Date{2026, 12, 26}, true},
		{"before there was a rule", AppealOfResident, Date{2018, 5, 7}, Date{2018, 5, 7}, Date{2018, 5, 22}, false},
	} {
		term := AppealRuleOn(tt.kind, tt.received).Term(tt.received)
		if term.Registered != tt.registered || term.Due != tt.due || term.Settled() != tt.settled {
			t.Errorf("%s: registered %s, due %s, settled %v; want %s, %s, %v",
				tt.name, term.Registered, term.Due, term.Settled(), tt.registered, tt.due, tt.settled)
		}
	}
	law := AppealRuleOn(AppealToState, Date{2026, 11, 23})
	if got := law.Extended(Date{2026, 12, 26}); got != (Date{2027, 1, 25}) || law.Redirect != 7 {
		t.Errorf("made longer to %s, handed on within %d days", got, law.Redirect)
	}
}

func TestWorkdaysAreCountedAsTheyAreAdded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := Date{2025, 1, 1}.Add(rapid.IntRange(0, 1000).Draw(t, "day"))
		n := rapid.IntRange(0, 40).Draw(t, "n")
		to := AddWorkdays(from, n)
		if got := WorkdaysUntil(from, to); got != n {
			t.Fatalf("%d working days from %s end on %s, and count as %d", n, from, to, got)
		}
		if n > 0 && !Workday(to) {
			t.Fatalf("%s is no working day", to)
		}
	})
	if got := WorkdaysUntil(Date{2026, 11, 23}, Date{2026, 11, 20}); got != 0 {
		t.Errorf("%d working days are left of what has passed", got)
	}
}

func TestATextIsCleanedOfWhatCannotBeSeen(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"  нет воды \r\nтретий день ": "нет воды \nтретий день",
		"счёт \u202eгпй.exe":          "счёт гпй.exe",
		"\u200fправо\u2066лево\u2069": "праволево",
		"a\x00b\x1b[31mc":             "ab[31mc",
		"\u200b\ufeff":                "",
		"👨\u200d👩\u200d👧 <b>*x*</b>":  "👨\u200d👩\u200d👧 <b>*x*</b>",
		"одна\u2028две":               "одна две",
	} {
		if got := CleanText(in); got != want {
			t.Errorf("%q is kept as %q, want %q", in, got, want)
		}
	}
}

func TestTheLengthOfATextIsThatOfItsParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := Appeal{Parts: rapid.SliceOfN(rapid.StringN(1, 20, -1), 0, 6).Draw(t, "parts")}
		if got, want := AppealLen(a.Parts), utf8.RuneCountInString(a.Text()); got != want {
			t.Fatalf("%q has %d signs, counted %d", a.Text(), want, got)
		}
	})
}

func TestADraftChangesAsItsAuthorSays(t *testing.T) {
	t.Parallel()
	house, elsewhere, nowhere, empty := HouseID(3), HouseID(0), "двор", ""
	a := Appeal{}
	change := a.Change
	for _, c := range []AppealChange{
		{House: &house, Place: &empty},
		{Topic: &AppealTopic{Name: "Протечка крыши"}},
		{To: &Addressee{Organisation: 1, Name: "УК"}},
		{Add: "раз"},
		{Add: "два"},
		{DropPart: true},
	} {
		if err := change(c); err != nil {
			t.Fatal(err)
		}
	}
	if !a.Complete() || a.Text() != "раз" || a.House.ID != 3 {
		t.Errorf("the draft is %+v", a)
	}
	if err := change(AppealChange{House: &house, Place: &empty}); err != nil || !a.To.Chosen() {
		t.Errorf("the same house loses the addressee: %+v, %v", a, err)
	}
	if err := change(AppealChange{House: &elsewhere, Place: &nowhere}); err != nil || a.To.Chosen() || a.House.ID != 0 {
		t.Errorf("another place keeps the addressee: %+v, %v", a, err)
	}
	for _, want := range []string{"photo.jpg", "photo-2.jpg", "photo-3.jpg"} {
		f := AppealFile{Name: "photo.jpg", Size: 1}
		if err := change(AppealChange{File: &f}); err != nil || f.Name != want {
			t.Errorf("a photo without a name is %q, %v, want %q", f.Name, err, want)
		}
	}
	if err := change(AppealChange{Add: strings.Repeat("ы", AppealLength)}); KindOf(err) != Refused {
		t.Errorf("a text that is too long: %v", err)
	}
	if a.Location().String() == "" || a.Location() == time.UTC {
		t.Errorf("a territory lies in zone %s", a.Location())
	}
}
