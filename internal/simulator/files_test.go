package simulator

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestADocumentIsUploadedOnceAndSentAgainByItsID(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	data := []byte("%PDF-1.7 receipt")
	var first, second wireMessage

	b.read(b.must(b.upload("sendDocument", map[string]upload{"document": {"Квитанция.pdf", data}},
		"caption", "<i>Ноябрь</i>", "parse_mode", "HTML")), &first)
	b.read(b.must(b.tell("sendDocument", "document", first.Document.FileID)), &second)

	if first.Document.Name != "Квитанция.pdf" || first.Document.MIME != "application/pdf" ||
		first.Document.Size != len(data) || first.Caption != "Ноябрь" || len(first.CaptionEntities) != 1 {
		t.Errorf("first: %+v %+v", first, first.Document)
	}
	if *second.Document != *first.Document {
		t.Errorf("second: %+v", second.Document)
	}
	if got := b.download(first.Document.FileID); !bytes.Equal(got, data) {
		t.Errorf("downloaded %q", got)
	}
	b.refused(b.tell("sendPhoto", "photo", first.Document.FileID), 400,
		"Bad Request: can't use file of type Document as Photo")
}

func TestAPhotoMustBeAPicture(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	tooBig := "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"Text":   {data: []byte("hello"), want: "IMAGE_PROCESS_FAILED"},
		"Empty":  {data: nil, want: "file must be non-empty"},
		"Long":   {data: picture(t, 210, 10), want: "PHOTO_INVALID_DIMENSIONS"},
		"Large":  {data: picture(t, 9000, 1001), want: "PHOTO_INVALID_DIMENSIONS"},
		"Heavy":  {data: make([]byte, maxPhoto+1), want: tooBig},
		"Square": {data: picture(t, 640, 320)},
	} {
		r := b.upload("sendPhoto", map[string]upload{"photo": {"a.png", tt.data}})
		if tt.want == "" {
			var m wireMessage
			b.read(b.must(r), &m)
			if n := len(m.Photo); n != 2 || m.Photo[1].Width != 640 || m.Photo[0].Height != 160 {
				t.Errorf("%s: sizes %+v", name, m.Photo)
			}
			continue
		}
		b.refused(r, 400, "Bad Request: "+tt.want)
	}
}

func TestABodyAboveTheLimitIsRefused(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	req := b.newRequest(b.t.Context(), "sendMessage", "application/json", []byte("{}"))
	req.ContentLength = maxBody + 1

	r, err := b.send(req)
	if err != nil {
		t.Fatal(err)
	}

	b.refused(r, 413, "Request Entity Too Large")
}

func TestABodyMayBeAsLongAsTheLimit(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body    string
		says    int64 // how long it is
		refused bool
	}{
		"Fits":            {body: `{"text":"ab"}`, says: 13},
		"Longer":          {body: `{"text":"abc"}`, says: 14, refused: true},
		"LongerUnawares":  {body: `{"text":"abc"}`, says: -1, refused: true},
		"FitsWithoutSize": {body: `{"text":"ab"}`, says: -1},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(tt.body))
		r.Header.Set("Content-Type", "application/json")
		r.ContentLength = tt.says

		c, err := decodeWithin(httptest.NewRecorder(), r, 13)

		if tt.refused {
			if err == nil || err.Error() != errTooLarge().Error() {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || c.text("text") != "ab" {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
}

func TestMediaIsReplacedByAnEdit(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.must(b.upload("sendPhoto", map[string]upload{"photo": {"a.png", picture(t, 9, 9)}}))

	b.must(b.upload("editMessageMedia", map[string]upload{"new": {"b.txt", []byte("text")}}, "message_id", "1",
		"media", `{"type":"document","media":"attach://new","caption":"<b>c</b>","parse_mode":"HTML"}`))

	m := b.anna.Chat().Messages[0]
	if m.Photo != nil || m.Document == nil || m.Document.Name != "b.txt" || m.HTML() != "<b>c</b>" {
		t.Errorf("got %+v", m)
	}
}

func TestPeopleSendFiles(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.SendPhotoWith(picture(t, 20, 10), "счётчик")
	b.anna.SendDocument("a.xlsx", []byte("sheet"))
	b.anna.SendVoice()
	b.anna.SendPhoto([]byte("no picture"))

	list := b.poll()

	if len(list) != 4 || len(list[0].Message.Photo) != 1 || list[0].Message.Caption != "счётчик" ||
		list[1].Message.Document.Name != "a.xlsx" || list[2].Message.Voice.Duration == 0 ||
		list[3].Message.Document == nil {
		t.Fatalf("got %+v", list)
	}
	if got := b.download(list[1].Message.Document.FileID); string(got) != "sheet" {
		t.Errorf("downloaded %q", got)
	}
}

func TestTwentyMegabytesCanBeDownloaded(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.SendDocument("a.bin", make([]byte, maxDownload+1))
	id := b.poll()[0].Message.Document.FileID

	b.refused(b.do("getFile", "file_id", id), 400, "Bad Request: file is too big")
	b.refused(b.do("getFile", "file_id", "other"), 400, "Bad Request: invalid file_id")
}

func TestTheCabinetForgetsTheOldestFiles(t *testing.T) {
	t.Parallel()
	var c cabinet
	first := c.put(File{Name: "a", kind: "document"}, make([]byte, maxCabinet/2))
	second := c.put(File{Name: "b", kind: "document"}, make([]byte, maxCabinet/2))

	c.put(File{Name: "c", kind: "document"}, []byte("x"))

	if c.byID[first.ID] != nil || c.byID[second.ID] == nil || c.size > maxCabinet {
		t.Errorf("%d bytes kept", c.size)
	}
}

func (b *box) get(url string) *http.Response {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		b.t.Fatalf("make request: %v", err)
	}
	resp, err := b.Client().Do(req)
	if err != nil {
		b.t.Fatalf("get %s: %v", url, err)
	}
	return resp
}

func (b *box) download(id string) []byte {
	b.t.Helper()
	var f wireFile
	b.read(b.must(b.do("getFile", "file_id", id)), &f)
	resp := b.get(fmt.Sprintf(FileEndpoint(InProcessURL), b.Token(), f.Path))
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 200 {
		b.t.Fatalf("download: %d, %v", resp.StatusCode, err)
	}
	return data
}
