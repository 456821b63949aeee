package mydata

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

func TestArchiveIsReadByPeopleAndPrograms(t *testing.T) {
	t.Parallel()
	catalogue, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 23, 22, 30, 0, 0, time.UTC)
	all := housing.Stored{
		At: at, Left: []string{"stored.left_work"},
		Parts: []housing.StoredPart{
			{Name: "accounts", Fields: []string{"account", "role", "since", "suspended"}, Rows: [][]any{
				{"<b>1</b>", "tenant", at, nil},
			}},
			{Name: "deeds", Fields: []string{"deed"}, Rows: [][]any{{"readings.saved"}}},
			{Name: "payments", Fields: []string{"number"}},
		},
		Files: []housing.WebFile{{Name: "files/../../etc/act.pdf", Data: []byte("act")}},
	}
	var out bytes.Buffer
	if err := Archive(&out, all, time.FixedZone("", 7*3600), catalogue); err != nil {
		t.Fatal(err)
	}
	files := unpack(t, out.Bytes())
	page := files[PageName]
	for _, want := range []string{
		"&lt;b&gt;1&lt;/b&gt;", "арендатор", "24.11.2026 05:30", "переданы показания", "Лицевые счета и права",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on the page:\n%s", want, page)
		}
	}
	if strings.Contains(page, "Платежи") {
		t.Error("an empty part is on the page")
	}
	var data struct {
		At   time.Time
		Data map[string][]map[string]any
	}
	if err := json.Unmarshal([]byte(files[JSONName]), &data); err != nil {
		t.Fatal(err)
	}
	if !data.At.Equal(at) || data.Data["accounts"][0]["role"] != "tenant" || data.Data["payments"] == nil {
		t.Errorf("data %+v", data)
	}
	if files["etc/act.pdf"] != "act" {
		t.Errorf("files %v, want the act inside of the archive", files)
	}
}

func TestArchiveWithoutWordsIsRefused(t *testing.T) {
	t.Parallel()
	catalogue, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []housing.StoredPart{{Name: "secrets"}, {Name: "deeds", Fields: []string{"colour"}}} {
		if err := Archive(io.Discard, housing.Stored{Parts: []housing.StoredPart{p}}, time.UTC, catalogue); err == nil {
			t.Errorf("part %+v was written", p)
		}
	}
}

func unpack(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(b)
	}
	return files
}
