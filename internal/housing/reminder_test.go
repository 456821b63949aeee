package housing

import (
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func aMeter() []Meter { return []Meter{{ID: 1, Resource: ColdWater}} }

// lacking is an account without a reading in the window of a day.
func lacking(id AccountID, w Window, day Date) ReminderItem {
	i := ReadingsItem(w.On(day), aMeter(), day)
	i.Account.ID = id
	return i
}

// stagesOf returns on which days of a year an item comes to a stage.
func stagesOf(year int, item func(Date) ReminderItem) map[ReminderStage][]Date {
	days := map[ReminderStage][]Date{}
	for d := (Date{year, time.January, 1}); d.Year == year; d = d.Add(1) {
		days[item(d).Stage] = append(days[item(d).Stage], d)
	}
	return days
}

func TestTheLastDayComesInEveryMonth(t *testing.T) {
	t.Parallel()
	for _, last := range []int{28, 29, 30, 31} {
		got := stagesOf(2026, func(d Date) ReminderItem { return lacking(1, Window{From: 20, To: last}, d) })[StageFinal]

		if len(got) != 12 {
			t.Errorf("a window up to the %d. has %d last days in a year: %v", last, len(got), got)
		}
		for _, d := range got {
			if d.Day != min(last, d.Period().Last().Day) {
				t.Errorf("the last day of a window up to the %d. is %v", last, d)
			}
		}
	}
}

func TestReadingsAreUrgentByTheirWindow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		window string
		day    Date
		want   ReminderStage
	}{
		{"20-25", Date{2026, 11, 19}, StageNone},
		{"20-25", Date{2026, 11, 20}, StageEarly},
		{"20-25", Date{2026, 11, 22}, StageEarly},
		{"20-25", Date{2026, 11, 23}, StageClosing},
		{"20-25", Date{2026, 11, 24}, StageClosing},
		{"20-25", Date{2026, 11, 25}, StageFinal},
		{"20-25", Date{2026, 11, 26}, StageNone},
		{"29-31", Date{2026, 2, 28}, StageFinal}, // both days are the 28th
		{"29-31", Date{2028, 2, 29}, StageFinal},
		{"25-3", Date{2026, 12, 1}, StageClosing},
		{"25-3", Date{2027, 1, 3}, StageFinal},
		{"28-31", Date{2026, 4, 28}, StageClosing},
	} {
		w, err := ParseWindow(tt.window)
		if err != nil {
			t.Fatal(err)
		}
		if got := lacking(1, w, tt.day).Stage; got != tt.want {
			t.Errorf("%s on %v: stage %d, want %d", tt.window, tt.day, got, tt.want)
		}
	}
}

func TestPaymentAndMetersAreUrgentByTheirDay(t *testing.T) {
	t.Parallel()
	october := Period{2026, time.October} // due on Monday 16 November
	pay := func(d Date) ReminderItem { return PaymentItem(october, decimal.NewFromInt(100), d, nil) }
	paid := func(d Date) ReminderItem { return PaymentItem(october, decimal.Zero, d, nil) }
	meter := func(d Date) ReminderItem { return MeterItem(Meter{Verified: Date{2027, 1, 22}}, d) }
	for name, tt := range map[string]struct {
		item func(Date) ReminderItem
		day  Date
		want ReminderStage
	}{
		"four days before":              {pay, Date{2026, 11, 12}, StageNone},
		"three days before":             {pay, Date{2026, 11, 13}, StageEarly},
		"the due day":                   {pay, Date{2026, 11, 16}, StageEarly},
		"the money may be on its way":   {pay, Date{2026, 11, 19}, StageNone},
		"overdue":                       {pay, Date{2026, 11, 20}, StageClosing},
		"the next document is there":    {pay, Date{2026, 12, 20}, StageNone},
		"verified for 61 days more":     {meter, Date{2026, 11, 22}, StageNone},
		"verified for 60 days more":     {meter, Date{2026, 11, 23}, StageEarly},
		"verified for 30 days more":     {meter, Date{2026, 12, 23}, StageClosing},
		"the last day of verification":  {meter, Date{2027, 1, 22}, StageClosing},
		"no longer verified":            {meter, Date{2027, 1, 23}, StageFinal},
		"verified long ago":             {meter, Date{2027, 2, 22}, StageNone},
		"verified up to an unknown day": {func(d Date) ReminderItem { return MeterItem(Meter{}, d) }, Date{2026, 11, 23}, StageNone},
	} {
		if got := tt.item(tt.day).Stage; got != tt.want {
			t.Errorf("%s: stage %d, want %d", name, got, tt.want)
		}
	}
	if paid(Date{2026, 11, 13}).Pending {
		t.Error("what is paid is asked for")
	}
}

// month plays the days of a month at a person's flats, told on a day each, and
// returns the days with a message and what they name.
func playReminders(from, to Date, flats map[AccountID]Window) (messages map[Date][]ReminderItem) {
	messages = map[Date][]ReminderItem{}
	var told []Reminded
	for d := from; !to.Before(d); d = d.Add(1) {
		var items []ReminderItem
		for id, w := range flats {
			items = append(items, lacking(id, w, d))
		}
		nth, about := Remind(items, told, d.Period())
		for _, i := range about {
			told = append(told, i.Note(d.Period(), nth))
		}
		if nth > 0 {
			messages[d] = about
		}
	}
	return messages
}

func TestWhoHandsNothingInHearsOfTheOpenAndOfTheClosingWindow(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		from  Date
		flats map[AccountID]Window
		want  []int
	}{
		"one flat":                       {Date{2026, 11, 1}, map[AccountID]Window{1: {20, 25}}, []int{20, 23}},
		"two flats with the same window": {Date{2026, 11, 1}, map[AccountID]Window{1: {20, 25}, 2: {20, 25}}, []int{20, 23}},
		"two flats with two windows":     {Date{2026, 11, 1}, map[AccountID]Window{1: {10, 15}, 2: {20, 25}}, []int{10, 13}},
		"connected on the day before":    {Date{2026, 11, 24}, map[AccountID]Window{1: {20, 25}}, []int{24, 25}},
		"connected on the last day":      {Date{2026, 11, 25}, map[AccountID]Window{1: {20, 25}}, []int{25}},
		"a window of one day":            {Date{2026, 11, 1}, map[AccountID]Window{1: {15, 15}}, []int{15}},
	} {
		var days []int
		for d := range playReminders(tt.from, Date{2026, 11, 30}, tt.flats) {
			days = append(days, d.Day)
		}
		slices.Sort(days)
		if !slices.Equal(days, tt.want) {
			t.Errorf("%s: written to on %v, want %v", name, days, tt.want)
		}
	}
}

func TestNobodyIsRemindedOfWhatIsDone(t *testing.T) {
	t.Parallel()
	day := Date{2026, 11, 23}
	done := ReadingsItem(DefaultWindow().On(day), nil, day)
	if nth, about := Remind([]ReminderItem{done}, nil, day.Period()); nth != 0 || len(about) != 0 {
		t.Errorf("reminded %d times of %v", nth, about)
	}
}

func TestNobodyIsForgottenAndNobodyIsPestered(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		flats := map[AccountID]Window{}
		for id := range rapid.IntRange(1, 4).Draw(t, "flats") {
			flats[AccountID(id+1)] = someWindow(t)
		}
		from := Date{2026, time.January, 1}
		messages := playReminders(from, Date{2027, time.March, 31}, flats)

		perMonth := map[Period]int{}
		named := map[AccountID]map[string]bool{}
		for d, about := range messages {
			perMonth[d.Period()]++
			for _, i := range about {
				if named[i.Account.ID] == nil {
					named[i.Account.ID] = map[string]bool{}
				}
				named[i.Account.ID][i.Subject] = true
				if i.Last.Before(d) || !i.Pending {
					t.Fatalf("on %v a message names %+v", d, i)
				}
			}
		}
		for month, n := range perMonth {
			if n > remindedMost {
				t.Fatalf("%d messages in %v", n, month)
			}
		}
		for id := range flats {
			for p := (Period{2026, time.February}); p.Year == 2026; p = p.Add(1) {
				if !named[id][p.String()] {
					t.Fatalf("flat %d with window %v is never told of %v", id, flats[id], p)
				}
			}
		}
	})
}

func TestRemindersComeByDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(elevenZones()).Draw(t, "zone")
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "now"), 0)

		at := RemindAt(now, loc)

		if h := at.In(loc).Hour(); h < quietUntil || h >= quietFrom {
			t.Fatalf("at %v in %s", at.In(loc), zone)
		}
		if at.Before(now) || at.Sub(now) > 10*time.Hour {
			t.Fatalf("%v waits until %v", now, at)
		}
		if again := RemindAt(at, loc); !again.Equal(at) {
			t.Fatalf("%v waits again until %v", at, again)
		}
	})
}

// elevenZones are the time zones of ст. 5 of 107-ФЗ.
func elevenZones() []string {
	return []string{
		"Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk",
		"Asia/Novosibirsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka",
	}
}
