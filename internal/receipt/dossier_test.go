package receipt_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/internal/receipt"
)

// pictures returns the same picture as JPEG and as PNG that can be seen through.
func pictures(tb testing.TB) (jpg, see []byte) {
	tb.Helper()
	var a, b bytes.Buffer
	if err := jpeg.Encode(&a, image.NewGray(image.Rect(0, 0, 900, 1600)), nil); err != nil {
		tb.Fatal(err)
	}
	if err := png.Encode(&b, image.NewNRGBA64(image.Rect(5, 5, 305, 105))); err != nil {
		tb.Fatal(err)
	}
	return a.Bytes(), b.Bytes()
}

func TestADossierShowsPicturesAndNamesTheRest(t *testing.T) {
	t.Parallel()
	jpg, see := pictures(t)
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	d := housing.AppealDossier{
		AppealLetter: housing.AppealLetter{
			Appeal: housing.Appeal{
				Number: "О-1", Place: "двор", Topic: housing.AppealTopic{Name: "Яма"},
				To: housing.Addressee{Name: "УК"}, Parts: []string{"Ямы Ы 🔥"}, Rule: housing.AppealOfResident,
				Received: housing.Date{Year: 2026, Month: 11, Day: 23}, Due: housing.Date{Year: 2026, Month: 12, Day: 7},
				Joined: housing.AppealJoined{People: 2, Flats: 2, Late: 1},
				Files: []housing.AppealFile{
					{Name: "a.jpg", Kind: "jpg", Data: jpg},
					{Name: "b.png", Kind: "png", Data: see},
					{Name: "c.jpg", Kind: "jpg", Data: jpg[:200]},
					{Name: "акт.docx", Kind: "docx"},
				},
			},
			Written: housing.Date{Year: 2026, Month: 12, Day: 1},
		},
		Events: []housing.AppealEvent{
			{Kind: "sent", At: at}, {Kind: "extend", Text: "Ждём.", Due: housing.Date{Year: 2026, Month: 12, Day: 20}, At: at},
		},
		Answers: []housing.Answer{{
			Parts: []string{"Первое.", "Второе."}, SignedBy: "Директор", At: at,
			Files: []housing.AppealFile{{Name: "d.jpg", Kind: "jpg", Data: jpg}},
		}},
		Supplements: []housing.AppealSupplement{{Parts: []string{"Ещё."}, Sent: at}, {Parts: []string{"не отправлено"}}},
		Mark:        housing.AppealMark{Grade: housing.GradePartly, Words: "Не всё"},
	}
	data, err := receipt.Dossier(d)
	if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) {
		t.Fatalf("%.8q, %v", data, err)
	}
	if n := bytes.Count(data, []byte("/Subtype /Image")); n != 2 { // the same twice is kept once
		t.Errorf("%d pictures are shown, want 2", n)
	}
	if len(data) > 1<<20 {
		t.Errorf("%d bytes", len(data))
	}
}
