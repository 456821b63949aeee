package receipt

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

func readingColumns() []column {
	return []column{
		{"Прибор учёта", 250, false},
		{"Предыдущее показание", 165, true},
		{"Текущее показание", 165, true},
		{"Расход", 95, true},
		{"Снято", 110, true},
	}
}

// readings is section 2: what the meters of the flat showed. A flat without
// readings of the period says so, since its volumes are counted otherwise.
func (p *paper) readings(st housing.Statement) {
	p.section("Раздел 2. Показания индивидуальных приборов учёта")
	if len(st.Meters) == 0 {
		p.text(style{size: 8}, "За расчётный период показаний нет.", margin, innerWidth)
		return
	}
	rows := make([][]string, 0, len(st.Meters))
	for _, l := range st.Meters {
		before, use := "нет", ""
		if len(l.Before) == len(l.Now) {
			before = texts.Values(l.Meter, l.Before)
			used := l.Now.Sub(l.Before)
			// One that passed zero tells no volume.
			if !slices.ContainsFunc(used, decimal.Decimal.IsNegative) {
				use = strings.ReplaceAll(texts.Use(l.Meter, used), "+", "")
			}
		}
		rows = append(rows, []string{
			meterName(l.Meter), before, texts.Values(l.Meter, l.Now), use,
			texts.Date(l.Taken, housing.Date{}),
		})
	}
	p.table(readingColumns(), rows)
}

// meterName is «Холодная вода, кухня, № 18345672».
func meterName(m housing.Meter) string {
	name := m.Resource.GIS()
	if m.Place != "" {
		name += ", " + m.Place
	}
	return name + ", № " + m.Serial
}
