package enclosure

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/image/tiff"

	"dombot/internal/housing"
)

func archive(tb testing.TB, names ...string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte("<a/>"))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// bomb is a small archive that grows a thousandfold.
func bomb(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(make([]byte, 45<<20))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func workbook(tb testing.TB) []byte {
	tb.Helper()
	b, err := excelize.NewFile().WriteToBuffer()
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func picture(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := tiff.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestTheContentDecidesTheKind(t *testing.T) {
	t.Parallel()
	ole := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...)
	for name, tt := range map[string]struct {
		file, want string
		data       []byte
	}{
		"a PDF":               {"Акт.pdf", "Акт.pdf", []byte("%PDF-1.7\n")},
		"a PDF by no name":    {"", "file.pdf", []byte("%PDF-1.7\n")},
		"a PDF named a photo": {"фото.JPG", "фото.pdf", []byte("%PDF-1.7\n")},
		"rich text":           {"a.rtf", "a.rtf", []byte(`{\rtf1\ansi text}`)},
		"an old letter":       {"a.doc", "a.doc", ole},
		"a workbook":          {"смета.xlsx", "смета.xlsx", workbook(t)},
		"an archive":          {"фото.zip", "фото.zip", archive(t, "1.jpg", "dir/2.jpg")},
		"a scan":              {"скан.tiff", "скан.tif", picture(t)},
		"a way up":            {`..\..\etc/pass:wd.pdf`, "pass_wd.pdf", []byte("%PDF-1.7\n")},
		"a turned name":       {"cчёт\u202efdp.exe", "cчётfdp.pdf", []byte("%PDF-1.7\n")},
	} {
		f, err := Judge(tt.file, tt.data)
		if err != nil || f.Name != tt.want || f.Size == 0 {
			t.Errorf("%s is kept as %q, %v; want %q", name, f.Name, err, tt.want)
		}
	}
}

func TestWhatMayHarmIsRefused(t *testing.T) {
	t.Parallel()
	locked := archive(t, "a.txt")
	for _, mark := range [][]byte{[]byte("PK\x03\x04"), []byte("PK\x01\x02")} {
		at := bytes.Index(locked, mark) + 6
		if mark[2] == 1 {
			at += 2
		}
		locked[at] |= encrypted
	}
	lying := bomb(t)
	for at := 0; ; { // says that nothing comes out of it
		i := bytes.Index(lying[at:], []byte("PK\x01\x02"))
		if i < 0 {
			break
		}
		at += i
		binary.LittleEndian.PutUint32(lying[at+24:], 10)
		at += 4
	}
	for name, tt := range map[string]struct {
		file, want string
		data       []byte
	}{
		"nothing":              {"a.pdf", "error.appeal_file_empty", nil},
		"a program":            {"a.exe", "error.appeal_file_kind", []byte("MZ\x90\x00\x03")},
		"a program as a photo": {"a.jpg", "error.appeal_file_kind", []byte("MZ\x90\x00\x03")},
		"a page":               {"a.pdf", "error.appeal_file_kind", []byte("<html><script>")},
		"a text":               {"a.txt", "error.appeal_file_kind", []byte("привет")},
		"a large file":         {"a.pdf", "error.appeal_file_large", make([]byte, housing.AppealFileSize+1)},
		"a program in it":      {"a.zip", "error.appeal_file_program", archive(t, "фото.jpg", "Счёт.pdf.EXE")},
		"macros":               {"a.zip", "error.appeal_file_program", archive(t, "a", "word/vbaProject.bin")},
		"a password":           {"a.zip", "error.appeal_file_locked", locked},
		"half an archive":      {"a.zip", "error.appeal_file_broken", archive(t, "a")[:20]},
		"a bomb":               {"a.zip", "error.appeal_file_bomb", bomb(t)},
		"many files":           {"a.zip", "error.appeal_file_bomb", archive(t, strings.Fields(strings.Repeat("a ", maxEntries+1))...)},
	} {
		_, err := Judge(tt.file, tt.data)
		if diff := cmp.Diff(tt.want, text(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, err := Judge("a.zip", lying); err == nil {
		t.Error("a bomb that lies about its size is kept")
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// geotagged is a TIFF file with a directory of GPS and a packet of XMP.
func geotagged(order binary.ByteOrder) []byte {
	mark := "II*\x00"
	if order == binary.BigEndian {
		mark = "MM\x00*"
	}
	data := append([]byte(mark), make([]byte, 120)...)
	put := func(at int, tag, kind uint16, n, value uint32) {
		order.PutUint16(data[at:], tag)
		order.PutUint16(data[at+2:], kind)
		order.PutUint32(data[at+4:], n)
		order.PutUint32(data[at+8:], value)
	}
	order.PutUint32(data[4:], 8)
	order.PutUint16(data[8:], 3)
	put(10, 0x0100, 4, 1, 77) // the width stays
	put(22, 0x8825, 4, 1, 60)
	put(34, 0x02BC, 1, 8, 110)
	order.PutUint32(data[46:], 8) // the next directory is this one: a circle
	order.PutUint16(data[60:], 1)
	put(62, 0x0002, 5, 2, 90)
	copy(data[90:], "55N5555N")
	copy(data[110:], "55,03 N.")
	return data
}

func TestAScanTellsNotWhereItWasTaken(t *testing.T) {
	t.Parallel()
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		kept := withoutPlace(geotagged(order))
		if bytes.Contains(kept, []byte("55")) || order.Uint32(kept[18:]) != 77 {
			t.Errorf("%s: kept %q", order, kept)
		}
	}
	whole := picture(t)
	if img, err := tiff.Decode(bytes.NewReader(withoutPlace(whole))); err != nil || img.Bounds().Dx() != 8 {
		t.Errorf("a scan without a place is broken: %v", err)
	}
}

func FuzzJudge(f *testing.F) {
	f.Add("a.tif", geotagged(binary.LittleEndian))
	f.Add("a.zip", archive(f, "a"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		kept, err := Judge(name, data)
		if err == nil && (strings.ContainsAny(kept.Name, "/\\\n") || !strings.HasSuffix(kept.Name, "."+kept.Kind)) {
			t.Errorf("%q is kept as %q", name, kept.Name)
		}
	})
}
