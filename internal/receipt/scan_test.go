package receipt

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestPhotosOfAPaperAreBoundAPageEach(t *testing.T) {
	t.Parallel()
	var photos [][]byte
	for _, size := range []image.Rectangle{image.Rect(0, 0, 300, 400), image.Rect(0, 0, 400, 300)} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, image.NewRGBA(size), nil); err != nil {
			t.Fatal(err)
		}
		photos = append(photos, b.Bytes())
	}
	data, err := Scan("Решение", photos)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "scan.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	told, err := exec.CommandContext(t.Context(), "pdfinfo", "-l", "2", file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, told)
	}
	for _, want := range []string{"Page    1 size:  595.28 x 841.89", "Page    2 size:  841.89 x 595.28"} {
		if !strings.Contains(string(told), want) {
			t.Errorf("want %s in %s", want, told)
		}
	}
	shown, err := exec.CommandContext(t.Context(), "pdfimages", "-list", file).CombinedOutput()
	if err != nil || strings.Count(string(shown), "jpeg") != 2 {
		t.Errorf("%v: %s", err, shown)
	}
	if _, err := Scan("Решение", [][]byte{[]byte("no photo")}); err == nil {
		t.Error("what is no photo is bound")
	}
}
