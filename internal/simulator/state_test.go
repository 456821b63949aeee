package simulator

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWaitSeesWhatTheBotDoes(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	seen := make(chan error, 1)
	go func() {
		seen <- b.Wait(t.Context(), func(st State) bool {
			last, ok := st.Chat(b.anna.ID).Last()
			return ok && last.Text == "b" && st.Count("sendMessage") == 2 && st.Now().Equal(b.Clock().Now())
		})
	}()

	b.sent("text", "a")
	b.sent("text", "b")

	if err := <-seen; err != nil {
		t.Errorf("Wait: %v", err)
	}
	if m, ok := b.anna.Chat().Message(2); !ok || m.Text != "b" {
		t.Errorf("message 2 is %+v", m)
	}
	if _, ok := b.anna.Chat().Message(3); ok {
		t.Error("there is no message 3")
	}
}

func TestProvokedFailuresCanBeForgotten(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.tell("sendMessage", "text", "<b>", "parse_mode", "HTML")
	b.anna.Start("два слова")
	before := len(b.Failures())

	b.ForgetFailures()

	if before != 2 || len(b.Failures()) != 0 {
		t.Errorf("%d failures, then %v", before, b.Failures())
	}
}

func TestAChatIsDescribed(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	vera := b.Person("Вера Котова", AlreadyStarted(), WithUsername("vera"))
	var got wireChat

	b.read(b.must(b.do("getChat", "chat_id", itoa(int(vera.ID)))), &got)

	want := wireChat{ID: vera.ID, Type: "private", FirstName: "Вера", LastName: "Котова", Username: "vera"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("chat (-want +got):\n%s", diff)
	}
	b.refused(b.do("getChat", "chat_id", "@nobody"), 400, "Bad Request: chat not found")
}

func TestEntitiesMayBeGivenInsteadOfMarkup(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	inside, outside := en("bold", 0, 1), en("italic", 0, 9)
	data, err := json.Marshal([]Entity{outside, inside})
	if err != nil {
		t.Fatalf("encode: %v", err)
	}

	b.sent("text", "abc", "entities", string(data))

	last, _ := b.anna.Chat().Last()
	if diff := cmp.Diff([]Entity{inside}, last.Entities); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestTheBotKeepsAHundredEntities(t *testing.T) {
	t.Parallel()
	b := newBox(t)

	b.sent("text", strings.Repeat("<b>a</b> ", 150), "parse_mode", "HTML")

	if last, _ := b.anna.Chat().Last(); len(last.Entities) != maxEntities {
		t.Errorf("%d entities", len(last.Entities))
	}
}

func TestFilesCanBeReadByTheTest(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.must(b.upload("sendDocument", map[string]upload{"document": {"a.txt", []byte("text")}}))
	last, _ := b.anna.Chat().Last()

	data, ok := b.FileData(last.Document.ID)
	_, other := b.FileData("other")

	if string(data) != "text" || !ok || other {
		t.Errorf("got %q, %v, %v", data, ok, other)
	}
}

func TestABrokenBodyIsRefused(t *testing.T) {
	t.Parallel()
	b := newBox(t)

	cut := b.post("sendDocument", "multipart/form-data; boundary=x",
		[]byte("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhalf"))
	list := b.post("getMe", "application/json", []byte("[]"))

	b.refused(cut, 400, "Bad Request: can't read the request")
	b.refused(list, 400, "Bad Request: object expected")
}

func TestLabelsComeInReadingOrder(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.sent("text", "a", "reply_markup", twoButtons)

	last, _ := b.anna.Chat().Last()

	if got := last.Labels(); !slices.Equal(got, []string{"Да", "Нет"}) {
		t.Errorf("Labels = %v", got)
	}
}

func TestMediaThatIsNotSimulatedIsReported(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.must(b.upload("sendPhoto", map[string]upload{"photo": {"a.png", picture(t, 9, 9)}}))

	r := b.tell("editMessageMedia", "message_id", "1", "media", `{"type":"live_photo","media":"x","photo":"y"}`)

	b.refused(r, 400, `Bad Request: media of type "live_photo" is not simulated`)
	if len(b.Failures()) != 1 {
		t.Errorf("Failures = %v", b.Failures())
	}
}
