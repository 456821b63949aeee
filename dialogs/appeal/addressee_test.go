package appeal

import (
	"testing"

	"dombot/internal/housing"
)

func TestASupplierThatWorksHereIsKnownByItsNumberElseByItsName(t *testing.T) {
	t.Parallel()
	here := housing.Organisation{ID: 7, INN: "5499003001", Name: "АО «Светлоречьетепло»"}
	for _, tt := range []struct {
		name, inn string
		want      bool
	}{
		{"ТГК", "5499003001", true},
		{"АО «Светлоречьетепло»", "5499004005", false}, // a namesake
		{`ао "светлоречьетепло"`, "", true},
		{"Светлоречьетепло", "", false},
		{"", "", false},
	} {
		if got := same(housing.Supplier{Name: tt.name, INN: tt.inn}, here); got != tt.want {
			t.Errorf("%q, %q: %v", tt.name, tt.inn, got)
		}
	}
	if same(housing.Supplier{Name: "«»"}, housing.Organisation{}) {
		t.Error("who has no name is somebody without a name")
	}
}
