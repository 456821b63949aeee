package payqr

import (
	"image"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestAReceiptIsReadOrRefusedInWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ST00012|Name=УК|PersAcc=77":                  "",
		"ST00012|Name=УК|PayerAddress=Ленина 12":      "",
		"ST00012|Name=УК":                             "code.empty",
		"ST00012|Name=Связь|PersAcc=7|TechCode=01":    "code.other_service",
		"https://qr.nspk.ru/AD10006M8KH234K782OQM":    "code.fast",
		"https://example.org/":                        "code.foreign",
		"t=20261110T1020&s=3120.45&fn=1&i=2&fp=3&n=1": "code.foreign",
	} {
		slip, err := Read(t.Context(), symbol(t, []byte(text), 4))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(want, got); diff != "" || want != "" && housing.KindOf(err) != housing.Refused {
			t.Errorf("%s: %+v (-want +got):\n%s", text, slip, diff)
		}
	}
	if _, err := Read(t.Context(), image.NewGray(image.Rect(0, 0, 100, 100))); housing.KindOf(err) != housing.Refused || err.Error() != "code.none" {
		t.Errorf("an empty picture: %v", err)
	}
}
