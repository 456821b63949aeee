package receipt_test

import (
	"bytes"
	"strings"
	"testing"

	"dombot/internal/housing"
	"dombot/internal/receipt"
)

func TestAnAppealOfAnyLengthIsALetter(t *testing.T) {
	t.Parallel()
	a := housing.Appeal{
		Place: "двор", Topic: housing.AppealTopic{Name: "Яма 😀"}, To: housing.Addressee{Name: "Прокуратура"},
		Parts:  []string{strings.Repeat("Ы слово ", 1100), strings.Repeat("ж", 900), "🔥🔥", ""},
		Joined: housing.AppealJoined{People: 2, Flats: 1},
		Files:  []housing.AppealFile{{Name: "акт.pdf"}},
	}
	data, err := receipt.Appeal(housing.AppealLetter{
		Appeal: a, Written: housing.Date{Year: 2026, Month: 11, Day: 23},
		Signers: []housing.AppealSigner{{Name: "Белов Игорь", Premises: "3"}},
	})
	if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) {
		t.Fatalf("%.8q, %v", data, err)
	}
	if pages := bytes.Count(data, []byte("/Type /Page\n")); pages < 2 {
		t.Errorf("%d pages", pages)
	}
}
