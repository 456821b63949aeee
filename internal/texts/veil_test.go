package texts_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"dombot/internal/texts"
)

func TestSumsAreVeiledAndNothingElse(t *testing.T) {
	t.Parallel()
	text := texts.Text("*К оплате 3\u00a0120,45\u00a0₽* до 16 ноября, кв. 45, пени −0,29\u00a0₽")
	var hidden []string
	var whole strings.Builder
	for _, s := range texts.Veil(text.Spans()) {
		whole.WriteString(s.Text)
		if s.Veiled {
			hidden = append(hidden, s.Text)
		}
	}
	if diff := cmp.Diff([]string{"3\u00a0120,45\u00a0₽", "−0,29\u00a0₽"}, hidden); diff != "" {
		t.Errorf("hidden (-want +got):\n%s", diff)
	}
	if whole.String() != text.Plain() {
		t.Errorf("the text became %q", whole.String())
	}
}

func TestEverySumIsVeiled(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sum := texts.Money(decimal.New(rapid.Int64Range(-1_000_000_000, 1_000_000_000).Draw(t, "sum"), -2))
		for _, s := range texts.Veil(texts.Text("Сумма " + sum + ".").Spans()) {
			if !s.Veiled && strings.ContainsAny(s.Text, "0123456789") {
				t.Fatalf("of %q is seen: %q", sum, s.Text)
			}
		}
		if label := texts.VeilLabel("Всё: " + sum); strings.ContainsAny(label, "0123456789") {
			t.Fatalf("a label shows %q", label)
		}
	})
}
