package readings

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// chartMonths is how many months a chart shows: what can be read on a phone.
const chartMonths = 12

// chartOf answers with a picture of the use of a meter, and the same in words.
func (h history) chartOf(ctx context.Context, s historyScene) (historyMove, error) {
	one, err := h.Readings.History(ctx, s.Person.ID, s.Draft.Meter, 0, wholeHistory)
	if err != nil {
		return historyMove{}, err
	}
	m := dialogs.Stay(s.Draft)
	today := housing.DateOf(s.Now)
	months := one.Monthly(today.Period().Add(-1), chartMonths)
	if len(months) == 0 {
		m.Notice = h.t.T("readings.chart_none")
		return m, nil
	}
	data, err := h.Chart(h.chart(one.Meter, months, today))
	if err != nil {
		return historyMove{}, err
	}
	m.Asides = []dialogs.Screen{dialogs.Attach(dialogs.Attachment{
		Name: h.t.Label("readings.chart_file"), Data: data, Picture: true,
	}, h.chartCaption(one.Meter, months, today))}
	return m, nil
}

// chart puts months into the words of the picture. The unit stands in its title.
func (h history) chart(m housing.Meter, months []housing.MonthUse, today housing.Date) housing.Chart {
	c := housing.Chart{
		Title: h.t.Label("readings.chart_title", "Meter", meterName(m, h.t), "Unit", texts.Unit(m.Unit)),
	}
	for i := range m.Tariffs {
		tariff := texts.Tariff(m.Tariffs, i)
		c.Guessed = append(c.Guessed, h.t.Label("readings.chart_guessed", "Tariff", tariff))
		if tariff == "" {
			tariff = h.t.Label("readings.chart_read")
		}
		c.Names = append(c.Names, tariff)
	}
	m.Unit = ""
	for _, x := range months {
		c.Bars = append(c.Bars, housing.ChartBar{
			MonthUse: x, Name: texts.Period(x.Period, today), Text: h.monthUse(m, x).Plain(),
		})
	}
	return c
}

func (h history) chartCaption(m housing.Meter, months []housing.MonthUse, today housing.Date) texts.Text {
	text := h.t.T("readings.chart_caption", "Meter", meterName(m, h.t))
	for _, x := range months {
		text = texts.Join("\n", text, h.t.T("readings.chart_line",
			"Month", texts.Period(x.Period, today), "Use", h.monthUse(m, x)))
	}
	return text
}

// monthUse says how much m counted, in how many months, and whether nobody read it.
func (h history) monthUse(m housing.Meter, x housing.MonthUse) texts.Text {
	if x.Use == nil {
		return h.t.T("readings.chart_unknown")
	}
	use := texts.Escape(texts.Values(m, x.Use))
	if x.Months > 1 {
		use = h.t.T("readings.chart_span", "Use", use, "N", x.Months)
	}
	if by := estimate(x.Source, h.t); by != "" {
		use = h.t.T("readings.chart_estimated", "Use", use, "By", by)
	}
	return use
}
