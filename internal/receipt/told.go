package receipt

import (
	"dombot/internal/housing"
)

func toldColumns() []column {
	return []column{
		{"Виды коммунальных услуг", 185, false},
		{"Единица", 50, false},
		{"Норматив, помещение", 90, true},
		{"Норматив, общее имущество", 90, true},
		{"Показание ИПУ", 85, true},
		{"Показание ОДПУ", 95, true},
		{"Объём в помещениях дома", 95, true},
		{"Объём на общее имущество", 95, true},
	}
}

// told is the part of section 4 that tells of norms, of the meters of the house
// and of its volumes. What the organisation did not give is said to be missing.
func (p *paper) told(d housing.Document) {
	var rows [][]string
	for i := range d.Charges {
		c := &d.Charges[i]
		if r := c.Reference; r.Any() {
			rows = append(rows, []string{
				c.Service, c.Unit, optional(r.Norm), optional(r.CommonNorm), optional(r.Reading),
				optional(r.HouseReading), optional(r.Premises), optional(r.Property),
			})
		}
	}
	p.y += 4
	if len(rows) == 0 {
		p.text(style{size: 8}, "Нормативы потребления, показания общедомовых приборов учёта (ОДПУ) "+
			"и объёмы по дому организация не передала.", margin, innerWidth)
		return
	}
	p.table(toldColumns(), rows)
}
