package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/google/go-cmp/cmp"

	"dombot/bot"
	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/simulator"
	"dombot/internal/texts"
)

func drawing(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFilesComeWithWhatIsKnownOfThem(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		anna := w.Person("Анна")
		r := w.start()
		anna.SendPhotoWith(drawing(t, 800, 400), "т1 100")
		w.idle()
		photo := w.dialog.last()
		anna.SendDocumentWith("Счёт.pdf", []byte("%PDF"), "квитанция")
		w.idle()
		document := w.dialog.last()
		r.end()

		sent := w.view(anna).Messages
		want := &dialogs.Upload{
			ID: sent[0].Photo.ID, MIME: "image/jpeg", Size: int64(sent[0].Photo.Size), Picture: true, Caption: "т1 100",
		}
		if diff := cmp.Diff(want, photo.File); diff != "" || photo.Other != dialogs.Picture {
			t.Errorf("photo (-want +got):\n%s", diff)
		}
		want = &dialogs.Upload{
			ID: sent[1].Document.ID, Name: "Счёт.pdf", MIME: "application/pdf", Size: 4, Caption: "квитанция",
		}
		if diff := cmp.Diff(want, document.File); diff != "" || document.Other != dialogs.File {
			t.Errorf("document (-want +got):\n%s", diff)
		}
		if document.Text != "" || photo.Text != "" {
			t.Error("a caption counts as a text")
		}
	})
}

func TestPartsOfAnAlbumCarryItsName(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		body := `{"update_id":%d,"message":{"message_id":%d,"date":1,"media_group_id":"g7","from":{"id":8,"first_name":"Б"},` +
			`"chat":{"id":8,"type":"private"},"photo":[{"file_id":"big","width":90,"height":90},{"file_id":"small","width":9,"height":9}]}}`
		batch := []json.RawMessage{json.RawMessage(fmt.Sprintf(body, 1, 1)), json.RawMessage(fmt.Sprintf(body, 2, 2))}
		w.api = outside{Client: w.client(), updates: func(p telegram.Poll) ([]json.RawMessage, error) {
			if p.Offset > 0 {
				return nil, nil
			}
			return batch, nil
		}}
		r := w.start()
		time.Sleep(time.Minute) // in a bubble
		r.end()
		if len(w.dialog.events) != 2 || w.dialog.last().File.Album != "g7" || w.dialog.last().File.ID != "big" {
			w.t.Errorf("events %+v", w.dialog.events)
		}
	})
}

// giving answers every text with a file beside the window.
func giving(a dialogs.Attachment, caption texts.Text) func(context.Context, dialogs.Event) (dialogs.Reply, error) {
	return func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
		reply, err := window(ctx, ev)
		reply.Asides = []dialogs.Screen{dialogs.Attach(a, caption)}
		return reply, err
	}
}

func TestAFileStandsAboveTheWindow(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		anna := w.Person("Анна")
		r := w.start()
		w.dialog.answer = giving(dialogs.Attachment{Name: "график.png", Data: drawing(t, 90, 60), Picture: true}, "*Вода*, м³ <1>")
		anna.Send("график")
		w.idle()
		w.dialog.answer = giving(dialogs.Attachment{Name: "показания.csv", Data: []byte("a;b")}, "")
		anna.Send("таблица")
		w.idle()
		r.end()
		want := "анна: график\nбот: (фото) Вода, м³ <1>\nбот: на «график»\n  [Дальше]\n" +
			"анна: таблица\nбот: (файл показания.csv)\nбот: на «таблица»\n  [Дальше]\n"
		if diff := cmp.Diff(want, anna.Transcript()); diff != "" {
			t.Errorf("transcript (-want +got):\n%s", diff)
		}
		if data, _ := w.FileData(w.view(anna).Messages[4].Document.ID); string(data) != "a;b" {
			t.Errorf("Анна gets %q", data)
		}
	})
}

// What has a key is uploaded once; numbers that Telegram knows no more cost another upload, not the pictures.
func TestAnAlbumIsUploadedOnce(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		anna := w.Person("Анна")
		all := []dialogs.Attachment{
			{Name: "a.png", Data: drawing(t, 90, 60), Picture: true, Key: "a"},
			{Name: "b.png", Data: drawing(t, 60, 90), Picture: true, Key: "b"},
		}
		w.dialog.answer = func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			reply, err := window(ctx, ev)
			reply.Asides = []dialogs.Screen{dialogs.Album(all, "*Кровля*")}
			return reply, err
		}
		var uploaded []bool // of each call
		w.api = outside{Client: w.client(), album: func(all []telegram.Upload) error {
			uploaded = append(uploaded, all[0].ID == "" && all[1].ID == "")
			if len(uploaded) == 3 { // the number that was kept
				return &telegram.Error{Kind: telegram.Refused, Text: "wrong file identifier"}
			}
			return nil
		}}
		r := w.start()
		for _, say := range []string{"фото", "ещё", "снова"} {
			anna.Send(say)
			w.idle()
		}
		r.end()

		shown := func(said string) string {
			return "анна: " + said + "\nбот: (альбом) (фото) Кровля\nбот: (альбом) (фото)\nбот: на «" + said + "»\n  [Дальше]\n"
		}
		want := shown("фото") + shown("ещё") + shown("снова")
		if diff := cmp.Diff(want, anna.Transcript()); diff != "" {
			t.Errorf("transcript (-want +got):\n%s", diff)
		}
		if want := []bool{true, false, false, true}; !slices.Equal(uploaded, want) {
			t.Errorf("uploaded %v, want %v", uploaded, want)
		}
	})
}

// A number that Telegram knows no more costs one file another upload: it stays what it is.
func TestAFileWhoseNumberIsForgottenIsUploadedAgain(t *testing.T) {
	t.Parallel()
	for kind, a := range map[string]dialogs.Attachment{
		"фото":          {Name: "a.png", Data: drawing(t, 90, 60), Picture: true, Key: "a"},
		"файл план.csv": {Name: "план.csv", Data: []byte("a;b"), Key: "a"},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			inTown(t, func(w *town) {
				anna := w.Person("Анна")
				w.dialog.answer = giving(a, "")
				calls := 0
				w.api = outside{Client: w.client(), file: func(string) error {
					calls++
					if calls == 2 { // the number that was kept
						return &telegram.Error{Kind: telegram.Refused, Text: "wrong file identifier"}
					}
					return nil
				}}
				r := w.start()
				for _, say := range []string{"раз", "два"} {
					anna.Send(say)
					w.idle()
				}
				r.end()
				shown := func(said string) string {
					return "анна: " + said + "\nбот: (" + kind + ")\nбот: на «" + said + "»\n  [Дальше]\n"
				}
				if diff := cmp.Diff(shown("раз")+shown("два"), anna.Transcript()); diff != "" || calls != 3 {
					w.t.Errorf("%d calls, transcript (-want +got):\n%s", calls, diff)
				}
			})
		})
	}
}

func TestACaptionIsKeptWithinTheLimit(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		anna := w.Person("Анна")
		w.dialog.answer = giving(dialogs.Attachment{Name: "a.csv", Data: []byte("a")}, texts.Text(strings.Repeat("слово ", 400)))
		r := w.start()
		anna.Send("таблица")
		w.idle()
		r.end()
		said := w.view(anna).Messages[1]
		if n := len([]rune(said.Text)); n > 1024 || n < 900 || !strings.Contains(said.Text, "screen.cut") {
			w.t.Errorf("a caption of %d signs: %q", n, said.Text)
		}
	})
}

func TestAFileIsSentAgainWholeAfterAFault(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]simulator.FaultKind{
		"flood": simulator.TooManyRequests, "gateway": simulator.BadGateway, "cut": simulator.DropBefore,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inTown(t, func(w *town) {
				anna := w.Person("Анна")
				w.dialog.answer = giving(dialogs.Attachment{Name: "a.csv", Data: []byte("all of it")}, "")
				w.Inject(simulator.Fault{Kind: kind, Method: "sendDocument"})
				r := w.start()
				anna.Send("таблица")
				w.idle()
				r.end()
				sent := w.view(anna).Messages
				if len(sent) != 3 || sent[1].Document == nil || sent[1].Document.Size != len("all of it") {
					w.t.Errorf("Анна sees\n%s", anna.Transcript())
				}
			})
		})
	}
}

func TestAPictureThatTelegramRefusesGoesAsADocument(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		anna := w.Person("Анна")
		w.api = outside{Client: w.client(), file: func(method string) error {
			if method == "sendDocument" {
				return nil
			}
			return &telegram.Error{Kind: telegram.Refused, Code: 400, Text: "Bad Request: PHOTO_INVALID_DIMENSIONS"}
		}}
		w.dialog.answer = giving(dialogs.Attachment{Name: "long.png", Data: drawing(w.t, 3000, 20), Picture: true}, "Узкая")
		r := w.start()
		anna.Send("график")
		w.idle()
		r.end()
		want := "анна: график\nбот: (файл long.png) Узкая\nбот: на «график»\n  [Дальше]\n"
		if diff := cmp.Diff(want, anna.Transcript()); diff != "" || strings.Contains(w.log.text(), "level=ERROR") {
			w.t.Errorf("log:\n%s\ntranscript (-want +got):\n%s", w.log.text(), diff)
		}
	})
}

func TestWithoutTheFileTheDialogGoesOn(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		anna := w.Person("Анна")
		w.api = outside{Client: w.client(), file: func(string) error {
			return &telegram.Error{Kind: telegram.Refused, Code: 400, Text: "Bad Request: file must be non-empty"}
		}}
		w.dialog.answer = giving(dialogs.Attachment{Name: "empty.csv"}, "")
		r := w.start()
		anna.Send("таблица")
		w.idle()
		r.end()
		want := "анна: таблица\nбот: error.file_unsent\nбот: на «таблица»\n  [Дальше]\n"
		if diff := cmp.Diff(want, anna.Transcript()); diff != "" || w.log.count("level=ERROR") != 1 {
			w.t.Errorf("log:\n%s\ntranscript (-want +got):\n%s", w.log.text(), diff)
		}
	})
}

func TestAFileForSomebodyWhoLeftMarksTheChat(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		anna := w.Person("Анна")
		w.dialog.answer = giving(dialogs.Attachment{Name: "a.csv", Data: []byte("a")}, "")
		w.Inject(simulator.Fault{Kind: simulator.Blocked, Method: "sendDocument"})
		r := w.start()
		anna.Send("таблица")
		w.idle()
		r.end()
		if diff := cmp.Diff([]string{fmt.Sprint(anna.ID, false)}, w.chats.all()); diff != "" {
			w.t.Errorf("notes (-want +got):\n%s", diff)
		}
	})
}

// shop hands out files as it is told.
type shop struct {
	find error
	send error
	data string
	wait bool // for the end of the call
}

func (s shop) GetFile(ctx context.Context, id string) (tgbotapi.File, error) {
	if s.wait {
		<-ctx.Done()
		return tgbotapi.File{}, ctx.Err()
	}
	return tgbotapi.File{FileID: id, FileSize: -5}, s.find
}

func (s shop) Download(_ context.Context, _ tgbotapi.File, w io.Writer) (int64, error) {
	n, _ := io.WriteString(w, s.data)
	return int64(n), s.send
}

func TestWhatIsFetchedIsWholeOrRefusedInWords(t *testing.T) {
	t.Parallel()
	big := &telegram.Error{Kind: telegram.Refused, Code: 400, Text: "Bad Request: file is too big"}
	for name, tt := range map[string]struct {
		shop shop
		text string
	}{
		"whole":    {shop: shop{data: "meter"}},
		"too big":  {shop: shop{find: big}, text: "error.file_big"},
		"grew":     {shop: shop{send: big}, text: "error.file_big"},
		"gone":     {shop: shop{find: &telegram.Error{Kind: telegram.Refused, Text: "invalid file_id"}}, text: "error.file_lost"},
		"cut":      {shop: shop{data: "met", send: &telegram.Error{Kind: telegram.Network}}, text: "error.file_lost"},
		"too slow": {shop: shop{wait: true}, text: "error.file_lost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inTown(t, func(w *town) {
				files := bot.NewFiles(tt.shop, slog.New(slog.DiscardHandler))

				data, err := files.Fetch(w.t.Context(), "id")

				switch {
				case tt.text == "" && (err != nil || string(data) != "meter"):
					w.t.Errorf("got %q, %v", data, err)
				case tt.text != "" && (housing.KindOf(err) != housing.Refused || err.Error() != tt.text || data != nil):
					w.t.Errorf("got %q, %v, want %s", data, err, tt.text)
				}
			})
		})
	}
}

func TestAnInterruptedFetchIsNoFaultOfTheFile(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := bot.NewFiles(shop{wait: true}, slog.New(slog.DiscardHandler)).Fetch(ctx, "id")
	if err == nil || housing.KindOf(err) != housing.Internal {
		t.Errorf("got %v", err)
	}
}
