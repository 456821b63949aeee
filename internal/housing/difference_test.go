package housing_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"dombot/internal/housing"
)

// drawCharges draws the lines of a document: products, fixed sums and sums
// that nothing explains.
func drawCharges(r *rapid.T, label string) []housing.Charge {
	services := []string{"Вода", "Отопление", "Домофон", "Газ"}
	kopecks := rapid.Int64Range(0, 500_000)
	var lines []housing.Charge
	for range rapid.IntRange(0, 6).Draw(r, label) {
		c := housing.Charge{
			Kind: housing.ServiceCharge, Service: rapid.SampledFrom(services).Draw(r, "service"),
			Charged:       decimal.New(kopecks.Draw(r, "charged"), -2),
			Recalculation: decimal.New(rapid.Int64Range(-90_000, 90_000).Draw(r, "recalculation"), -2),
			Benefit:       decimal.New(kopecks.Draw(r, "benefit"), -2),
			Penalty:       decimal.New(kopecks.Draw(r, "penalty"), -2),
		}
		if rapid.Bool().Draw(r, "metered") {
			c.Volume = decimal.NewNullDecimal(decimal.New(kopecks.Draw(r, "volume"), -3))
			c.Tariff = decimal.NewNullDecimal(decimal.New(kopecks.Draw(r, "tariff"), -4))
			if rapid.Bool().Draw(r, "product") {
				c.Charged = c.Volume.Decimal.Mul(c.Tariff.Decimal).Round(2)
			}
		}
		c.Total = c.Charged.Add(c.Recalculation).Sub(c.Benefit).Add(c.Penalty)
		lines = append(lines, c)
	}
	return lines
}

func total(d housing.Document) decimal.Decimal {
	sum := decimal.Decimal{}
	for _, c := range d.Charges {
		sum = sum.Add(c.Total)
	}
	return sum
}

func TestTheCausesOfAChangeAddUpExactly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		was := housing.Document{Charges: drawCharges(r, "lines before")}
		is := housing.Document{Charges: drawCharges(r, "lines now")}

		d := housing.Compare(was, is)

		parts := decimal.Sum(d.Tariff, d.Volume, d.Recalculation, d.Benefit, d.Penalty, d.Other)
		if !parts.Equal(d.Total) || !d.Total.Equal(total(is).Sub(total(was))) {
			r.Fatalf("%+v: the parts come to %v, the totals to %v", d, parts, total(is).Sub(total(was)))
		}
		services := decimal.Decimal{}
		for _, s := range d.Services {
			services = services.Add(s.Change())
		}
		if !services.Equal(d.Total) {
			r.Fatalf("the services come to %v of %v", services, d.Total)
		}
		for _, part := range []decimal.Decimal{d.Tariff, d.Volume, d.Other} {
			if !part.Equal(part.Round(2)) {
				r.Fatalf("a part is %v: kopecks have no fractions", part)
			}
		}
	})
}

func TestACauseIsNamedForWhatItIs(t *testing.T) {
	t.Parallel()
	d := decimal.RequireFromString
	line := func(volume, tariff, charged string) []housing.Charge {
		c := housing.Charge{Service: "Вода", Charged: d(charged), Total: d(charged)}
		if volume != "" {
			c.Volume, c.Tariff = decimal.NewNullDecimal(d(volume)), decimal.NewNullDecimal(d(tariff))
		}
		return []housing.Charge{c}
	}
	for name, tt := range map[string]struct {
		was, is               []housing.Charge
		tariff, volume, other string
	}{
		"a tariff":               {line("4", "40", "160"), line("4", "42", "168"), "8", "0", "0"},
		"a volume":               {line("4", "40", "160"), line("5", "40", "200"), "0", "40", "0"},
		"both":                   {line("4", "40", "160"), line("5", "42", "210"), "8", "42", "0"},
		"rounding goes along":    {line("1.111", "1.11", "1.23"), line("2.222", "1.11", "2.47"), "0", "1.24", "0"},
		"began":                  {nil, line("5", "40", "200"), "0", "200", "0"},
		"ended":                  {line("5", "40", "200"), nil, "0", "-200", "0"},
		"a fixed sum":            {line("", "", "40"), line("", "", "45"), "0", "0", "5"},
		"a fixed sum that began": {nil, line("", "", "45"), "0", "0", "45"},
		"an unexplained sum":     {line("4", "40", "160"), line("4", "40", "260"), "0", "0", "100"},
		"two lines of a service": {line("4", "40", "160"), append(line("2", "40", "80"), line("2", "42", "84")...), "0", "0", "4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			got := housing.Compare(housing.Document{Charges: tt.was}, housing.Document{Charges: tt.is})

			if !got.Tariff.Equal(d(tt.tariff)) || !got.Volume.Equal(d(tt.volume)) || !got.Other.Equal(d(tt.other)) {
				t.Errorf("tariff %v, volume %v, other %v; want %s, %s, %s",
					got.Tariff, got.Volume, got.Other, tt.tariff, tt.volume, tt.other)
			}
		})
	}
}
