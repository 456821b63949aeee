package housing

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPhonesAreReadInEverySpelling(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"+7 000 000-00-01":         "+70000000001",
		"8 (000) 000-00-01":        "+70000000001",
		"8(000)000 00 01":          "+70000000001",
		"7 000 0000001":            "+70000000001",
		"000 000‑00‑01":            "+70000000001",
		"+7\u00a0000\u200b0000001": "+70000000001",
		"112":                      "112",
		"04":                       "04",
		"":                         "",
		"+112":                     "",
		"+8 000 000-00-01":         "",
		"+1 212 555 0123":          "",
		"000-00-01":                "",
		"телефон":                  "",
		"+7 000 000-00-0a":         "",
		"+7 000 000-00-01 доб. 5":  "",
		"9 000 000-00-01":          "",
		"+7 000 000-00-01 2":       "",
		"1":                        "",
	} {
		got, ok := ParsePhone(typed)
		if ok != (want != "") || ok && got != want {
			t.Errorf("ParsePhone(%q) = %q, %v; want %q", typed, got, ok, want)
		}
	}
}

func TestDispatchersHaveHours(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]Dispatcher{
		"+7 000 000-00-01": {Phone: "+70000000001"},
		"+7 000 000-00-01, Круглосуточно":     {Phone: "+70000000001"},
		"8 000 000 00 01,  будни  8:00–17:00": {Phone: "+70000000001", Hours: "будни 8:00–17:00"},
		"005, ночью, с 22:00":                 {Phone: "005", Hours: "ночью, с 22:00"},
		"Иванов, +7 000 000-00-01":            {},
		"+7 000 000-00-01 круглосуточно":      {},
		"005, " + strings.Repeat("ж", 61):     {},
		"005, \u0007звонок":                   {},
	} {
		got, ok := ParseDispatcher(typed)
		if ok != (want != Dispatcher{}) || ok && got != want {
			t.Errorf("ParseDispatcher(%q) = %+v, %v; want %+v", typed, got, ok, want)
		}
	}
}

func TestAReadPhoneReadsAsItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringMatching(`\+?[78]?[ (]{0,2}[0-9]{3}[) -]{0,2}[0-9]{3}-?[0-9]{2}-?[0-9]{2}`).Draw(t, "typed")
		phone, ok := ParsePhone(typed)
		if !ok {
			return
		}
		if again, ok := ParsePhone(phone); !ok || again != phone {
			t.Fatalf("%q is %q, and that is %q, %v", typed, phone, again, ok)
		}
	})
}
