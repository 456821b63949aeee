package receipt_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/gabriel-vasile/mimetype"

	"dombot/internal/housing"
	"dombot/internal/receipt"
)

// opened reads every part of an OOXML file, whole and well formed, and returns their names
// and the text of all.
func opened(tb testing.TB, data []byte) (names []string, text string) {
	tb.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		tb.Fatal(err)
	}
	var said strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { _ = r.Close() })
		d := xml.NewDecoder(r)
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				tb.Fatalf("%s: %v", f.Name, err)
			}
			if chars, is := token.(xml.CharData); is {
				said.Write(chars)
				said.WriteByte('\n')
			}
		}
		names = append(names, f.Name)
	}
	return names, said.String()
}

func TestALetterIsADocumentOfWord(t *testing.T) {
	t.Parallel()
	data, err := receipt.AppealWord(housing.AppealLetter{
		Written: housing.Date{Year: 2026, Month: 11, Day: 23},
		Appeal: housing.Appeal{
			Place: "двор", Topic: housing.AppealTopic{Name: "Яма <b>"}, To: housing.Addressee{Name: "ГЖИ & Ко"},
			Parts: []string{"Первая\nвторая \x01 🔥", "Ещё"}, Files: []housing.AppealFile{{Name: "акт.pdf"}},
			Joined: housing.AppealJoined{People: 2, Flats: 2},
		},
		Signers: []housing.AppealSigner{{Name: "Белов Игорь", Premises: "3"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if is := mimetype.Detect(data); is.Extension() != ".docx" {
		t.Errorf("it is taken for %s", is)
	}
	names, text := opened(t, data)
	if want := []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml"}; !slices.Equal(names, want) {
		t.Errorf("parts %v, want %v", names, want)
	}
	for _, want := range []string{
		"Кому: ГЖИ & Ко\n", "Тема: Яма <b>\n", "Первая\n", "вторая", "🔥", "1. акт.pdf\n", "1. Белов Игорь, кв. 3\n", "Ещё без имени: 1.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in it:\n%s", want, text)
		}
	}
}
