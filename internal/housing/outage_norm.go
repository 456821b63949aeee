package housing

import "time"

// OutageNorm is how long a utility may be off (ПП 354, приложение 1).
type OutageNorm struct {
	Month time.Duration // in all within a month
	Once  time.Duration // at once; 0: no bound of its own
	// Accident is the bound at once where a main broke; 0: as Once.
	Accident time.Duration
}

type datedNorm struct {
	from Date
	norm map[Utility]OutageNorm
}

// outageNorms are the norms by the day from which they hold. Electricity is that
// of a house with one source of supply; heating that of rooms at 12 °C or more.
//
// Source: ПП РФ от 06.05.2011 № 354, приложение 1, in force since 01.09.2012
// (ПП РФ от 27.08.2012 № 857).
func outageNorms() []datedNorm {
	return []datedNorm{{
		from: Date{Year: 2012, Month: time.September, Day: 1},
		norm: map[Utility]OutageNorm{
			UtilityColdWater:   {Month: 8 * time.Hour, Once: 4 * time.Hour, Accident: 24 * time.Hour},
			UtilityHotWater:    {Month: 8 * time.Hour, Once: 4 * time.Hour, Accident: 24 * time.Hour},
			UtilitySewage:      {Month: 8 * time.Hour, Once: 4 * time.Hour},
			UtilityElectricity: {Month: 24 * time.Hour, Once: 24 * time.Hour},
			UtilityGas:         {Month: 4 * time.Hour},
			UtilityHeating:     {Month: 24 * time.Hour, Once: 16 * time.Hour},
		},
	}}
}

// OutageNormOf returns the norm of a utility on a day; false: there is none.
func OutageNormOf(u Utility, day Date) (norm OutageNorm, ok bool) {
	for _, d := range outageNorms() {
		if !day.Before(d.from) {
			norm, ok = d.norm[u], d.norm[u] != OutageNorm{}
		}
	}
	return norm, ok
}

// PreventionNorm is how long the yearly prevention of hot water may last, by the
// day on which it begins. The bound of the sanitary rules is under review, so a
// later one is added here.
//
// Source: СанПиН 2.1.4.2496-09, п. 3.1.11 (14 days), to which ПП 354, приложение 1,
// п. 4 points.
func PreventionNorm(day Date) (norm time.Duration, ok bool) {
	if day.Before(Date{Year: 2009, Month: time.September, Day: 1}) {
		return 0, false
	}
	return 14 * 24 * time.Hour, true
}
