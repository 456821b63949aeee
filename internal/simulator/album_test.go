package simulator

import (
	"strings"
	"testing"
)

func (b *box) album(files map[string]upload, items ...string) reply {
	b.t.Helper()
	return b.upload("sendMediaGroup", files, "media", "["+strings.Join(items, ",")+"]")
}

func item(kind, media string) string { return `{"type":"` + kind + `","media":"` + media + `"}` }

func TestAnAlbumIsSeveralMessagesWithOneID(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	files := map[string]upload{"one": {"a.png", picture(t, 9, 9)}, "two": {"b.mp4", []byte("b")}}
	var sent []wireMessage

	b.read(b.must(b.album(files,
		`{"type":"photo","media":"attach://one","caption":"<b>Подвал</b>","parse_mode":"HTML"}`,
		item("video", "attach://two"))), &sent)

	if len(sent) != 2 || sent[0].AlbumID == "" || sent[0].AlbumID != sent[1].AlbumID || sent[1].ID != sent[0].ID+1 {
		t.Fatalf("got %+v", sent)
	}
	if sent[0].Caption != "Подвал" || len(sent[0].CaptionEntities) != 1 || sent[1].Video == nil {
		t.Errorf("got %+v", sent)
	}
	var again []wireMessage
	b.read(b.must(b.album(nil, item("photo", sent[0].Photo[0].FileID), item("video", sent[1].Video.FileID))), &again)
	if again[0].AlbumID == sent[0].AlbumID {
		t.Error("two albums share an id")
	}
	b.refused(b.upload("editMessageMedia", nil, "message_id", "2",
		"media", item("photo", sent[0].Photo[0].FileID)), 400, "Bad Request: can't change media type in the album")
}

func TestAnAlbumIsRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	files := map[string]upload{
		"photo": {"a.png", picture(t, 9, 9)}, "text": {"a.txt", []byte("a")}, "mp3": {"a.mp3", []byte("a")},
	}
	photo, text, mp3 := item("photo", "attach://photo"), item("document", "attach://text"), item("audio", "attach://mp3")
	for want, items := range map[string][]string{
		"there are no messages to send":                                            {},
		"media must have 2-10 items":                                               {photo},
		"too many messages to send as an album":                                    strings.Split(strings.Repeat(photo+";", 11), ";")[:11],
		"document can't be mixed with other media types":                           {text, photo},
		"audio can't be mixed with other media types":                              {photo, mp3},
		`can't parse InputMedia: media not found`:                                  {photo, item("photo", "attach://nothing")},
		`can't parse InputMedia: type "sticker" is unsupported`:                    {photo, item("sticker", "x")},
		`can't parse InputMedia: type "animation" can't be used in sendMediaGroup`: {photo, item("animation", "x")},
		`failed to send message #2 with the error message "IMAGE_PROCESS_FAILED"`:  {photo, item("photo", "attach://text")},
		`wrong file identifier/HTTP URL specified`:                                 {photo, item("photo", "unknown")},
		"parameter show_caption_above_media must be the same for all messages":     {photo, strings.Replace(photo, "{", `{"show_caption_above_media":true,`, 1)},
		`message caption is too long`:                                              {photo, strings.Replace(photo, "{", `{"caption":"`+strings.Repeat("я", 1025)+`",`, 1)},
		`can't parse InputMedia: can't find field "media"`:                         {photo, `{"type":"photo"}`},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			b.refused(b.album(files, items...), 400, "Bad Request: "+want)
			if left := b.anna.Chat().Messages; len(left) != 0 {
				t.Errorf("sent all the same: %+v", left)
			}
		})
	}
}

func TestAnAlbumHasNoKeyboard(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	files := map[string]upload{"one": {"a.txt", []byte("a")}, "two": {"b.txt", []byte("b")}}

	b.must(b.upload("sendMediaGroup", files, "reply_markup", twoButtons,
		"media", "["+item("document", "attach://one")+","+item("document", "attach://two")+"]"))

	for _, m := range b.anna.Chat().Messages {
		if len(m.Buttons) > 0 {
			t.Errorf("message %d has buttons", m.ID)
		}
	}
	if calls := b.Calls(); len(calls[0].Unknown) != 1 || calls[0].Unknown[0] != "reply_markup" {
		t.Errorf("the parameter was not reported: %+v", calls[0])
	}
}

func TestPeopleSendAlbums(t *testing.T) {
	t.Parallel()
	b := newBox(t)

	numbers := b.anna.SendAlbum(
		AlbumPhoto(picture(t, 9, 9), "Потолок"), AlbumVideo(""), AlbumPhoto([]byte("no picture"), ""))

	list := b.poll()
	if len(list) != 3 || len(numbers) != 3 || list[0].Message.ID != numbers[0] {
		t.Fatalf("numbers %v, updates %+v", numbers, list)
	}
	first, second, third := list[0].Message, list[1].Message, list[2].Message
	if first.AlbumID == "" || first.AlbumID != second.AlbumID || second.AlbumID != third.AlbumID {
		t.Errorf("ids %q %q %q", first.AlbumID, second.AlbumID, third.AlbumID)
	}
	if first.Caption != "Потолок" || len(first.Photo) != 1 || second.Video == nil || third.Document == nil {
		t.Errorf("got %+v", list)
	}
	b.anna.Block()
	if got := b.anna.SendAlbum(AlbumVideo(""), AlbumVideo("")); got != nil {
		t.Errorf("sent to a blocked bot: %v", got)
	}
}

func TestTranscriptOfAnAlbum(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.Send("Пришлите акт")
	files := map[string]upload{"act": {"акт.pdf", []byte("a")}, "plan": {"план.pdf", []byte("b")}}
	b.must(b.album(files, `{"type":"document","media":"attach://act","caption":"Акт осмотра\nи план"}`,
		item("document", "attach://plan")))
	b.anna.SendAlbum(AlbumPhoto(picture(t, 9, 9), "А вот потолок"), AlbumVideo(""))

	golden(t, "album", b.anna.Transcript())
}
