package housing

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestAFirstReadingIsAskedAboutWhereTheDialDoesNotShowIt(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		meter   Meter
		value   string
		jump    bool
		suggest string
	}{
		"Usual":           {Meter{Resource: ColdWater, Unit: "113"}, "125.3", false, ""},
		"FullDial":        {Meter{Resource: ColdWater, Unit: "113"}, "99999", false, ""},
		"RedDigitsToo":    {Meter{Resource: ColdWater, Unit: "113"}, "125300", true, "125.3"},
		"Litres":          {Meter{Resource: ColdWater, Unit: "112"}, "125300", false, ""},
		"SixOfLight":      {Meter{Resource: Electricity, Unit: "245"}, "125300", false, ""},
		"BeyondAnyPoint":  {Meter{Resource: Gas, Unit: "113"}, "999999999", true, ""},
		"SeventhFraction": {Meter{Resource: Gas, Unit: "113"}, "100000.1234567", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := Case{Meter: tt.meter, Period: Period{2026, 11}}

			v := c.Judge(Values{decimal.RequireFromString(tt.value)})

			got := ""
			if v.Suggest != nil {
				got = v.Suggest[0].String()
			}
			if v.Jump != tt.jump || got != tt.suggest || v.Lower {
				t.Errorf("Judge(%s) = %+v, suggests %q; want jump %t, %q", tt.value, v, got, tt.jump, tt.suggest)
			}
		})
	}
}
