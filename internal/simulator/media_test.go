package simulator

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEveryKindOfFileIsSentShownAndSentAgain(t *testing.T) {
	t.Parallel()
	for method, tt := range map[string]struct{ field, name, shown string }{
		"sendVideo":     {field: "video", name: "двор.mp4", shown: "(видео) подпись"},
		"sendAudio":     {field: "audio", name: "гимн.mp3", shown: "(аудио гимн.mp3) подпись"},
		"sendVoice":     {field: "voice", name: "голос.ogg", shown: "(голосовое сообщение) подпись"},
		"sendAnimation": {field: "animation", name: "кот.mp4", shown: "(анимация) подпись"},
		"sendVideoNote": {field: "video_note", name: "круг.mp4", shown: "(видеосообщение)"},
		"sendSticker":   {field: "sticker", name: "дом.webp", shown: "(стикер 🏠)"},
	} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			pairs := []string{"caption", "подпись"}
			switch tt.field {
			case "sticker":
				pairs = []string{"emoji", "🏠"}
			case "video_note":
				pairs = nil
			}
			var first, second map[string]any
			b.read(b.must(b.upload(method, map[string]upload{tt.field: {tt.name, []byte("content")}}, pairs...)), &first)
			file, _ := first[tt.field].(map[string]any)
			id, _ := file["file_id"].(string)
			b.read(b.must(b.tell(method, append(pairs, tt.field, id)...)), &second)

			if diff := cmp.Diff(first[tt.field], second[tt.field]); diff != "" {
				t.Errorf("sent again (-first +second):\n%s", diff)
			}
			line := "бот: " + tt.shown + "\n"
			if got := b.anna.Transcript(); got != line+line {
				t.Errorf("transcript %q", got)
			}
			if tt.field != "voice" {
				b.refused(b.tell("sendVoice", "voice", id), 400,
					"Bad Request: can't use file of type "+formal(tt.field)+" as VoiceNote")
			}
			b.refused(b.tell(method), 400, "Bad Request: there is no "+spaced(tt.field)+" in the request")
		})
	}
}

func TestDetailsOfAFilmAreKept(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	var film, note wireMessage

	b.read(b.must(b.upload("sendVideo", map[string]upload{"video": {"a.mp4", []byte("a")}},
		"width", "1280", "height", "720", "duration", "42")), &film)
	b.read(b.must(b.upload("sendVideoNote", map[string]upload{"video_note": {"a.mp4", []byte("a")}},
		"length", "240")), &note)

	if v := film.Video; v.Width != 1280 || v.Height != 720 || v.Duration != 42 || v.Name != "a.mp4" {
		t.Errorf("video %+v", v)
	}
	if v := note.VideoNote; v.Length != 240 || v.Width != 0 {
		t.Errorf("video note %+v", v)
	}
}

func TestAFileOfAnyKindCanTakeThePlaceOfAnother(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.must(b.upload("sendPhoto", map[string]upload{"photo": {"a.png", picture(t, 9, 9)}}, "caption", "было"))

	b.must(b.upload("editMessageMedia", map[string]upload{"film": {"a.mp4", []byte("a")}}, "message_id", "1",
		"media", `{"type":"video","media":"attach://film","caption":"стало"}`))

	if last, _ := b.anna.Chat().Last(); last.Photo != nil || last.Video == nil || last.Text != "стало" {
		t.Errorf("chat has %+v", last)
	}
}

func TestPeopleSendWhatIsNoText(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.anna.SendContact()
	b.anna.SendContactOf("+70000000000", "Дядя Ваня")
	b.anna.SendLocation(55.7558, 37.6173)
	b.anna.SendVideo("Протечка")
	b.anna.SendVideoNote()
	b.anna.SendVoice()
	b.anna.SendAudio("Гимн двора")
	b.anna.SendAnimation()
	b.anna.SendSticker("👍")

	list := b.poll()

	if m := list[0].Message.Contact; m.UserID != b.anna.ID {
		t.Errorf("own contact %+v", m)
	}
	if m := list[1].Message.Contact; m.UserID != 0 || m.Name != "Дядя Ваня" {
		t.Errorf("contact of somebody else %+v", m)
	}
	if m := list[2].Message.Location; m.Latitude != 55.7558 || m.Longitude != 37.6173 {
		t.Errorf("location %+v", m)
	}
	if m := list[3].Message; m.Video == nil || m.Caption != "Протечка" || m.Text != "" {
		t.Errorf("video %+v", m)
	}
	if m := list[7].Message; m.Animation == nil || m.Document == nil || m.Document.FileID != m.Animation.FileID {
		t.Errorf("an animation is a document too, for old clients: %+v", m)
	}
	if m := list[8].Message.Sticker; m == nil || m.Emoji != "👍" || *m.Animated || m.Type != "regular" {
		t.Errorf("sticker %+v", m)
	}
	golden(t, "kinds", b.anna.Transcript())
}

func TestTheBotSendsPlacesContactsAndDice(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	var dice wireMessage

	b.must(b.tell("sendLocation", "latitude", "55.75", "longitude", "37.61"))
	b.must(b.tell("sendVenue", "latitude", "55.75", "longitude", "37.61", "title", "Контора", "address", "ул. Мира, 1"))
	b.must(b.tell("sendContact", "phone_number", "112", "first_name", "Единый", "last_name", "номер"))
	b.read(b.must(b.tell("sendDice", "emoji", "🎰")), &dice)

	if d := dice.Dice; d.Emoji != "🎰" || d.Value < 1 || d.Value > 64 {
		t.Errorf("dice %+v", d)
	}
	golden(t, "places", b.anna.Transcript())
	b.refused(b.tell("sendDice", "emoji", "🏠"), 400, "Bad Request: DICE_EMOJI_INVALID")
	b.refused(b.tell("sendLocation", "longitude", "37.61"), 400, "Bad Request: latitude is empty")
	b.refused(b.tell("sendLocation", "latitude", "91", "longitude", "1"), 400,
		"Bad Request: wrong location specified")
	b.refused(b.tell("sendContact", "first_name", "Анна"), 400, `Bad Request: parameter "phone_number" is required`)
}

func TestWhatHasNoWordsCannotBeGivenSome(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.must(b.tell("sendLocation", "latitude", "55.75", "longitude", "37.61"))
	b.must(b.upload("sendSticker", map[string]upload{"sticker": {"a.tgs", []byte("a")}}))

	for _, id := range []string{"1", "2"} {
		b.refused(b.tell("editMessageText", "message_id", id, "text", "a"), 400,
			"Bad Request: there is no text in the message to edit")
		b.refused(b.tell("editMessageCaption", "message_id", id, "caption", "a"), 400,
			"Bad Request: there is no caption in the message to edit")
	}
}

func TestAForwardedMessageNamesItsAuthor(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.sent("text", "Акт готов", "reply_markup", twoButtons)
	own := b.anna.Send("Спасибо")
	for _, id := range []int{1, own} {
		if _, err := b.anna.Forward(id); err != nil {
			t.Fatal(err)
		}
	}
	b.anna.ForwardFrom("Сосед", "Вода пошла")
	if _, err := b.anna.Forward(99); err == nil {
		t.Error("a message that is not there was forwarded")
	}

	list := b.poll()[1:]

	if m := list[0].Message; m.Origin.Type != "user" || !m.Origin.User.IsBot || m.Text != "Акт готов" ||
		m.ReplyMarkup != nil || m.From.ID != b.anna.ID {
		t.Errorf("the bot's message: %+v %+v", m, m.Origin)
	}
	if m := list[1].Message; m.Origin.User.ID != b.anna.ID {
		t.Errorf("her own message: %+v", m.Origin)
	}
	if m := list[2].Message; m.Origin.Type != "hidden_user" || m.Origin.Name != "Сосед" || m.Origin.User != nil {
		t.Errorf("a stranger's message: %+v", m.Origin)
	}
	golden(t, "forwards", b.anna.Transcript())
}

func TestACaptionIsEditedByItsAuthor(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	id := b.anna.SendVideo("Протечка")

	if err := b.anna.Edit(id, "Протечка в подвале"); err != nil {
		t.Fatal(err)
	}

	if m := b.poll()[1].Edited; m == nil || m.Video == nil || m.Caption != "Протечка в подвале" || m.EditDate == 0 {
		t.Errorf("edited %+v", m)
	}
}
