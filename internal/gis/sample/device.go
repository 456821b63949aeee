package sample

import (
	"fmt"
	"strconv"
	"time"
)

// The resources as the template spells them.
const (
	coldWater   = "Холодная вода"
	hotWater    = "Горячая вода"
	electricity = "Электрическая энергия"
	gas         = "Газ"
	heating     = "Тепловая энергия"
)

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// known are the meters of the flats that the documentation speaks of.
func known() map[string][]device {
	return map[string][]device{
		KnownAccount: {
			{
				serial: KnownSerial, resource: coldWater, unit: "м³", place: "кухня", tariffs: 1,
				last: [3]string{"123.456"}, checked: day(2023, time.April, 12), years: 6,
			},
			{ // its verification ends on 22 January 2027
				serial: "18-345673", resource: hotWater, unit: "м³", place: "кухня", tariffs: 1,
				last: [3]string{"88.010"}, checked: day(2023, time.January, 23), years: 4,
			},
			{
				serial: "09114411", resource: electricity, unit: "кВт·ч", place: "площадка", tariffs: 2,
				last: [3]string{"3456", "1204"}, checked: day(2018, time.June, 5), years: 16,
			},
			{
				serial: "Т-450012", resource: heating, unit: "Гкал", place: "коридор", tariffs: 1,
				last: [3]string{"14.207"}, checked: day(2024, time.September, 3), years: 4, automatic: true,
			},
		},
		OtherAccount: {
			{
				serial: OtherSerial, resource: coldWater, unit: "м³", place: "кухня", tariffs: 1,
				last: [3]string{"241.9"}, checked: day(2021, time.March, 16), years: 6,
			},
			{ // its verification ended on 1 November 2026
				serial: "21-700702", resource: hotWater, unit: "м³", place: "кухня", tariffs: 1,
				last: [3]string{"176.355"}, checked: day(2022, time.November, 2), years: 4,
			},
			{
				serial: "03207007", resource: electricity, unit: "кВт·ч", place: "площадка", tariffs: 1,
				last: [3]string{"28114"}, checked: day(2016, time.May, 20), years: 16,
			},
			{
				serial: "Г-0707007", resource: gas, unit: "м³", place: "кухня", tariffs: 1,
				last: [3]string{"1530.2"}, checked: day(2019, time.August, 8), years: 10,
			},
		},
	}
}

// devices draws two to five meters of a flat.
func (g *generator) devices(h house) []device {
	cold := g.device(coldWater, "кухня", 6)
	hot := g.device(hotWater, "кухня", 4)
	power := g.power()
	switch draw := g.random.IntN(10); {
	case draw == 0: // no hot water meter: charged by the norm
		return []device{cold, power}
	case draw < 4:
		return []device{
			cold, hot, g.device(coldWater, "ванная", 6), g.device(hotWater, "ванная", 4), power,
		}
	case h.gas:
		return []device{cold, hot, power, g.device(gas, "кухня", 10)}
	case h.heating:
		heat := g.device(heating, "коридор", 4)
		heat.automatic = true
		return []device{cold, hot, power, heat}
	}
	return []device{cold, hot, power}
}

// power draws a meter of electricity with one to three tariffs.
func (g *generator) power() device {
	d := g.device(electricity, "площадка", 16)
	switch draw := g.random.IntN(10); {
	case draw < 5:
		d.last = [3]string{strconv.Itoa(4000 + g.random.IntN(40000))}
	case draw < 9:
		d.tariffs = 2
		d.last = [3]string{
			strconv.Itoa(3000 + g.random.IntN(20000)), strconv.Itoa(1000 + g.random.IntN(9000)),
		}
	default:
		d.tariffs = 3
		d.last = [3]string{
			strconv.Itoa(2000 + g.random.IntN(9000)), strconv.Itoa(1000 + g.random.IntN(7000)),
			strconv.Itoa(3000 + g.random.IntN(12000)),
		}
	}
	return d
}

func (g *generator) device(resource, place string, years int) device {
	d := device{
		resource: resource, place: place, tariffs: 1, years: years, unit: "м³",
		serial: g.draw(resource), checked: g.checked(years),
	}
	switch resource {
	case electricity:
		d.unit = "кВт·ч"
	case heating:
		d.unit = "Гкал"
		d.last[0] = fmt.Sprintf("%d.%03d", 2+g.random.IntN(40), g.random.IntN(1000))
	case gas:
		d.last[0] = fmt.Sprintf("%d.%d", 200+g.random.IntN(4000), g.random.IntN(10))
	default:
		d.last[0] = fmt.Sprintf("%d.%03d", 20+g.random.IntN(400), g.random.IntN(1000))
	}
	return d
}

// draw returns a serial number that no other meter has.
func (g *generator) draw(resource string) string {
	for {
		serial := fmt.Sprintf("%02d-%06d", 16+g.random.IntN(10), g.random.IntN(1_000_000))
		switch resource {
		case electricity:
			serial = fmt.Sprintf("%08d", g.random.IntN(100_000_000))
		case gas:
			serial = fmt.Sprintf("Г-%07d", g.random.IntN(10_000_000))
		case heating:
			serial = fmt.Sprintf("Т-%06d", g.random.IntN(1_000_000))
		}
		if !g.serial[serial] {
			g.serial[serial] = true
			return serial
		}
	}
}

// checked draws the day of the last verification: of ten meters one has run
// out by November 2026 and one runs out within two months.
func (g *generator) checked(years int) time.Time {
	until := day(2027, time.February, 1).AddDate(0, g.random.IntN(12*years-4), g.random.IntN(28))
	switch g.random.IntN(10) {
	case 0:
		until = day(2026, time.January, 10).AddDate(0, 0, g.random.IntN(290))
	case 1:
		until = day(2026, time.November, 28).AddDate(0, 0, g.random.IntN(55))
	}
	return until.AddDate(-years, 0, 1)
}
