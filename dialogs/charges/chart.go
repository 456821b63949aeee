package charges

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// chartMonths is how many months a chart shows: what can be read on a phone.
const chartMonths = 12

// chart answers with a picture of the sums charged, and the same in words.
func (c charges) chart(ctx context.Context, s scene) (move, error) {
	today := housing.DateOf(s.Now)
	after := today.Period().Add(-chartMonths - 1)
	months, err := c.Documents.Months(ctx, s.Person.ID, s.Draft.Account, after)
	if err != nil {
		return move{}, err
	}
	months = months[max(0, len(months)-chartMonths):]
	m := dialogs.Stay(s.Draft)
	if len(months) == 0 {
		m.Notice = c.t.T("charges.chart_none")
		return m, nil
	}
	picture := housing.Chart{
		Title: c.t.Label("charges.chart_title"),
		Names: []string{c.t.Label("charges.chart_name")}, Guessed: []string{""},
	}
	caption := c.t.T("charges.chart_caption")
	for _, x := range months {
		name := texts.Period(x.Period, today)
		picture.Bars = append(picture.Bars, housing.ChartBar{
			MonthUse: housing.MonthUse{Period: x.Period, Use: housing.Values{x.Charged}, Months: 1},
			Name:     name, Text: texts.Rubles(x.Charged),
		})
		caption = texts.Join("\n", caption, c.t.T("charges.chart_line", "Month", name, "Sum",
			texts.Money(x.Charged)))
	}
	data, err := c.Chart(picture)
	if err != nil {
		return move{}, err
	}
	m.Asides = []dialogs.Screen{dialogs.Attach(dialogs.Attachment{
		Name: c.t.Label("charges.chart_file"), Data: data, Picture: true,
	}, caption)}
	return m, nil
}
