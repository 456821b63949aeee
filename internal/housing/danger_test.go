package housing_test

import (
	"testing"

	"dombot/internal/housing"
)

func TestWordsOfDangerAreHeard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Пахнет ГАЗОМ на площадке":          true,
		"затопило подвал":                   true,
		"щиток искрит":                      true,
		"был пожар":                         true,
		"на газоне стоят машины":            false,
		"просим газету и газонокосилку":     false,
		"третий день нет горячей воды":      false,
		"горит свет, а счётчик не крутится": true,
		"": false,
	} {
		if got := housing.Dangerous(text); got != want {
			t.Errorf("%q is dangerous: %v, want %v", text, got, want)
		}
	}
}
