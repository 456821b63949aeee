package housing_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

// at is an hour of a day of December 2026.
func at(day, hour int) time.Time { return time.Date(2026, 12, day, hour, 0, 0, 0, time.UTC) }

func works(kind housing.OutageKind, spans ...housing.Span) housing.Outage {
	return housing.Outage{
		Kind: kind, State: housing.OutageAnnounced, At: at(1, 9), Utilities: []housing.Utility{housing.UtilityColdWater},
	}.During(spans)
}

func TestWorksOfSeveralDaysAreOffInTheirHours(t *testing.T) {
	t.Parallel()
	o := works(housing.OutagePlanned,
		housing.Span{From: at(10, 8), To: at(10, 17)}, housing.Span{From: at(11, 8), To: at(11, 17)})
	for hour, want := range map[time.Time]bool{at(10, 7): false, at(10, 8): true, at(10, 20): false, at(11, 16): true, at(11, 17): false} {
		if o.UnderWay(hour) != want {
			t.Errorf("at %s it is off: %v", hour, !want)
		}
	}
	if got := o.Length(at(20, 0)); got != 18*time.Hour || o.Over(at(10, 20)) || !o.Over(at(11, 17)) {
		t.Errorf("it lasts %s", got)
	}
	longer, err := o.Changed(housing.OutageChange{Step: housing.OutageExtend, To: at(10, 19)}, at(10, 16))
	if err != nil || longer.Length(at(20, 0)) != 20*time.Hour || len(longer.Windows) != 2 {
		t.Errorf("extended: %+v, %v", longer, err)
	}
	joined, err := o.Changed(housing.OutageChange{Step: housing.OutageExtend, To: at(11, 9)}, at(10, 16))
	if err != nil || len(joined.Windows) != 0 || !joined.To.Equal(at(11, 17)) {
		t.Errorf("extended over the night: %+v, %v", joined, err)
	}
	ended, err := o.Changed(housing.OutageChange{Step: housing.OutageEnd}, at(10, 20))
	if err != nil || !ended.Finish().Equal(at(10, 17)) || ended.Length(at(20, 0)) != 9*time.Hour {
		t.Errorf("ended between: %s, %v", ended.Finish(), err)
	}
}

func TestACorrectionChangesWhatIsWrongAlone(t *testing.T) {
	t.Parallel()
	o := works(housing.OutagePlanned, housing.Span{From: at(10, 8), To: at(10, 17)})
	o.Cause, o.Note = "замена труб", "подвоз воды"
	none := ""
	got, err := o.Changed(housing.OutageChange{Step: housing.OutageCorrect, Correct: housing.OutageCorrection{
		Spans: []housing.Span{{From: at(11, 8), To: at(11, 17)}}, Note: &none,
	}}, at(9, 0))
	if err != nil || !got.From.Equal(at(11, 8)) || got.Cause != "замена труб" || got.Note != "" || !got.Has(housing.UtilityColdWater) {
		t.Errorf("corrected: %+v, %v", got, err)
	}
	_, err = o.Changed(housing.OutageChange{Step: housing.OutageCorrect, Correct: housing.OutageCorrection{
		Spans: []housing.Span{{From: at(8, 8), To: at(8, 17)}},
	}}, at(9, 0))
	if housing.KindOf(err) != housing.Refused {
		t.Errorf("a time that is over: %v", err)
	}
}

func TestWhatCountsCanBeMarkedAsForceMajeure(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kind  housing.OutageKind
		state housing.OutageState
		can   bool
	}{
		"it lasts":              {housing.OutageEmergency, housing.OutageAnnounced, true},
		"over":                  {housing.OutagePlanned, housing.OutageEnded, true},
		"it did not take place": {housing.OutagePlanned, housing.OutageCalledOff, false},
		"prevention":            {housing.OutagePrevention, housing.OutageAnnounced, false},
	} {
		o := works(tt.kind, housing.Span{From: at(10, 8), To: at(10, 17)})
		o.State = tt.state
		is, err := o.Changed(housing.OutageChange{Step: housing.OutageForce, Cause: "ураган"}, at(11, 0))
		if (err == nil) != tt.can || is.Force != tt.can || is.State != o.State {
			t.Errorf("%s: %+v, %v", name, is, err)
		}
		if !tt.can {
			continue
		}
		off, err := is.Changed(housing.OutageChange{Step: housing.OutageUnforce}, at(11, 0))
		if err != nil || !off.Counts() || off.ForceReason != "" || is.Counts() {
			t.Errorf("%s, unmarked: %+v, %v", name, off, err)
		}
	}
}

func TestPreventionIsToldAWeekAndADayAheadAndWhenItIsDueBack(t *testing.T) {
	t.Parallel()
	o := works(housing.OutagePrevention, housing.Span{From: at(15, 0), To: at(29, 0)})
	late := o
	late.At = at(12, 9)
	for _, tt := range []struct {
		now  time.Time
		of   housing.Outage
		want housing.OutageStep
	}{
		{at(7, 10), o, ""},
		{at(8, 10), o, housing.OutageWeekAhead},
		{at(11, 10), o, housing.OutageWeekAhead},
		{at(14, 10), o, housing.OutageDayAhead},
		{at(15, 10), o, ""},
		{at(28, 10), o, ""},
		{at(29, 10), o, housing.OutageBack},
		{at(31, 10), o, ""},
		{at(13, 10), late, ""},
		{at(14, 10), late, housing.OutageDayAhead},
		{at(8, 10), works(housing.OutagePlanned, o.Spans()...), ""},
	} {
		if got := tt.of.PreventionStage(tt.now); got != tt.want {
			t.Errorf("on %s it is %q, want %q", tt.now.Format(time.DateOnly), got, tt.want)
		}
	}
}

func TestWhoTellsLateOrOfTooLongIsWarned(t *testing.T) {
	t.Parallel()
	day := housing.Span{From: at(10, 8), To: at(10, 17)}
	late, is := works(housing.OutagePlanned, day).LateNotice(at(7, 9)) // Monday before Thursday
	if want := (housing.Late{Days: 3, Asked: 10, Known: true}); !is || late != want {
		t.Errorf("late %+v (%v), want %+v", late, is, want)
	}
	if late, is := works(housing.OutagePlanned, housing.Span{From: at(15, 8), To: at(15, 9)}).LateNotice(at(1, 9)); is {
		t.Errorf("ten working days before: %+v", late)
	}
	if _, is := works(housing.OutageEmergency, day).LateNotice(at(10, 8)); is {
		t.Error("an emergency is late")
	}
	short := housing.Span{From: at(11, 8), To: at(11, 11)}
	for name, tt := range map[string]struct {
		of   housing.Outage
		want []housing.Excess
	}{
		"nine hours at once": {works(housing.OutagePlanned, day), []housing.Excess{
			{Utility: housing.UtilityColdWater, Off: 9 * time.Hour, Norm: 4 * time.Hour},
		}},
		"three times three hours": {works(housing.OutagePlanned, short,
			housing.Span{From: at(12, 8), To: at(12, 11)}, housing.Span{From: at(13, 8), To: at(13, 11)}), []housing.Excess{
			{Utility: housing.UtilityColdWater, Off: 9 * time.Hour, Norm: 8 * time.Hour, OfAMonth: true},
		}},
		"three hours":             {works(housing.OutagePlanned, short), nil},
		"two weeks of prevention": {works(housing.OutagePrevention, housing.Span{From: at(1, 0), To: at(15, 0)}), nil},
		"three weeks of prevention": {works(housing.OutagePrevention, housing.Span{From: at(1, 0), To: at(22, 0)}), []housing.Excess{
			{Off: 21 * 24 * time.Hour, Norm: 14 * 24 * time.Hour, Prevention: true},
		}},
	} {
		if diff := cmp.Diff(tt.want, tt.of.OverNorm(time.UTC)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestRowsOfOneTimeAreOneOutage(t *testing.T) {
	t.Parallel()
	spans := []housing.Span{{From: at(10, 8), To: at(10, 17)}}
	other := []housing.Span{{From: at(11, 8), To: at(11, 17)}}
	water := []housing.Utility{housing.UtilityColdWater}
	got := housing.PlanOutages(housing.Outage{Kind: housing.OutagePlanned}, []housing.PlannedRow{
		{water, []housing.OutagePlace{{House: 1, Premises: []string{"5", "6"}}, {House: 2, Entrance: "1"}}, spans, ""},
		{water, []housing.OutagePlace{{House: 3}}, other, ""},
		{water, []housing.OutagePlace{{House: 1, Premises: []string{"6", "7"}}, {House: 2}}, spans, ""},
	})
	want := [][]housing.OutagePlace{{{House: 1, Premises: []string{"5", "6", "7"}}, {House: 2}}, {{House: 3}}}
	var places [][]housing.OutagePlace
	for _, o := range got {
		places = append(places, o.Places)
	}
	if diff := cmp.Diff(want, places); diff != "" || !got[1].From.Equal(at(11, 8)) {
		t.Errorf("outages (-want +got):\n%s", diff)
	}
}
