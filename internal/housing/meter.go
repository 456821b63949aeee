package housing

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Resource is what a meter measures. The words are those of the ГИС ЖКХ template.
type Resource string

// The resources that a meter of a flat can measure.
const (
	ColdWater   Resource = "cold_water"
	HotWater    Resource = "hot_water"
	Electricity Resource = "electricity"
	Gas         Resource = "gas"
	Heating     Resource = "heating"
	Sewage      Resource = "sewage"
)

// Resources returns every resource in the order in which meters are shown.
func Resources() []Resource {
	return []Resource{ColdWater, HotWater, Electricity, Gas, Heating, Sewage}
}

// GIS returns the name of r in the ГИС ЖКХ templates.
func (r Resource) GIS() string {
	switch r {
	case ColdWater:
		return "Холодная вода"
	case HotWater:
		return "Горячая вода"
	case Electricity:
		return "Электрическая энергия"
	case Gas:
		return "Газ"
	case Heating:
		return "Тепловая энергия"
	case Sewage:
		return "Сточные бытовые воды"
	}
	return ""
}

// ParseResource reads the name of a resource as the templates spell it.
func ParseResource(s string) (Resource, bool) {
	folded := FoldAddress(s)
	for _, r := range Resources() {
		if strings.ToLower(r.GIS()) == folded {
			return r, true
		}
	}
	return "", false
}

// Units returns the codes of ОКЕИ in which r may be measured, the usual one
// first (HCS XSD 16.3, importMeteringDeviceValuesRequest).
func (r Resource) Units() []string {
	switch r {
	case Electricity:
		return []string{"245"}
	case Gas:
		return []string{"113"}
	case Heating:
		return []string{"233", "245", "246", "271", "A056", "A058"}
	default:
		return []string{"113", "112"}
	}
}

// Provable reports whether the serial of a meter of r proves that its reader
// can enter the flat: meters of electricity often hang on the landing.
func (r Resource) Provable() bool { return r == ColdWater || r == HotWater || r == Gas }

// ceiling returns how much of r a flat can hardly use in a month; above it a
// reading without history is asked again. Habit, not law.
func (r Resource) ceiling() decimal.Decimal {
	switch r {
	case Electricity:
		return decimal.NewFromInt(3000)
	case Gas:
		return decimal.NewFromInt(1000)
	case Heating:
		return decimal.NewFromInt(10)
	default:
		return decimal.NewFromInt(30)
	}
}

// dial returns the largest number that the dial of a flat's meter of r shows
// before the point: five digits, six of electricity.
func (r Resource) dial() decimal.Decimal {
	if r == Electricity {
		return decimal.NewFromInt(999_999)
	}
	return decimal.NewFromInt(99_999)
}

// floor returns the use that is never asked about, however little is usual.
func (r Resource) floor() decimal.Decimal {
	switch r {
	case Electricity:
		return decimal.NewFromInt(100)
	case Gas:
		return decimal.NewFromInt(10)
	case Heating:
		return decimal.NewFromInt(1)
	default:
		return decimal.NewFromInt(3)
	}
}

// Meter is a metering device of a flat.
type Meter struct {
	ID        MeterID
	Account   AccountID
	Resource  Resource
	Serial    string
	GISNumber string // «Номер ПУ в ГИС ЖКХ»; empty until the state system gave one
	Place     string // «кухня», as the organisation wrote it
	Tariffs   int    // 1 to 3
	Unit      string // ОКЕИ code
	Verified  Date   // day up to which the verification holds; zero if unknown
	Automatic bool   // the organisation reads it itself; nobody is asked
}

// unitsPerNorm is how many units of m make one of the unit in which ceilings
// are written: м³, кВт·ч, Гкал.
func (m Meter) unitsPerNorm() decimal.Decimal {
	switch {
	case m.Unit == "112": // litres in м³
		return decimal.NewFromInt(1000)
	case m.Resource != Heating:
		return decimal.NewFromInt(1)
	}
	switch m.Unit { // in a Гкал
	case "245": // кВт·ч
		return decimal.NewFromInt(1163)
	case "246": // МВт·ч
		return decimal.RequireFromString("1.163")
	case "271": // Дж
		return decimal.RequireFromString("4186800000")
	case "A056": // ГДж
		return decimal.RequireFromString("4.1868")
	case "A058": // МДж
		return decimal.RequireFromString("4186.8")
	}
	return decimal.NewFromInt(1)
}

// Expired reports whether the verification of m has run out on day: the charge
// is then counted by the average and later by the norm (ПП РФ 354, пп. 59–60).
func (m Meter) Expired(day Date) bool {
	return !m.Verified.IsZero() && m.Verified.Before(day)
}
