package console

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// desk answers every event with the next prepared reply.
type desk struct {
	replies []dialogs.Reply
	events  []dialogs.Event
	shown   []int64
	toast   string
	fail    error
	forget  error
}

func (d *desk) Handle(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
	d.events = append(d.events, ev)
	if ev.Ack != nil {
		ev.Ack(ctx, d.toast)
	}
	if d.fail != nil || len(d.replies) == 0 {
		return dialogs.Reply{}, d.fail
	}
	r := d.replies[0]
	d.replies = d.replies[1:]
	return r, nil
}

func (d *desk) Shown(_ context.Context, _ dialogs.Key, _ dialogs.Reply, message int64) error {
	d.shown = append(d.shown, message)
	return d.forget
}

func screen(text texts.Text, rows ...[]dialogs.Button) dialogs.Screen {
	return dialogs.Screen{Text: text, Rows: rows}
}

func talk(d *desk) *Talk {
	n := int64(0)
	return New(d, dialogs.Key{Bot: 1, Chat: 2, User: 3}, func() int64 { n++; return n })
}

func TestAConversationIsWrittenDownAsItIsSeen(t *testing.T) {
	t.Parallel()
	d := &desk{toast: "Устарела", replies: []dialogs.Reply{
		{
			Asides: []dialogs.Screen{screen("Здравствуйте")},
			Screen: screen("*Дом*", dialogs.Row(dialogs.On("Да", "y"), dialogs.On("Нет", "n")), dialogs.On("Назад", "b")),
		},
		{Screen: screen("Готово"), Edit: 2},
		{Asides: []dialogs.Screen{screen("112")}, Quiet: true},
		{Screen: screen("Текстом, пожалуйста")},
	}}
	v := talk(d)
	for _, deed := range []func() error{
		func() error { return v.Say(t.Context(), "/start") },
		func() error { return v.Press(t.Context(), "Да") },
		func() error { return v.Say(t.Context(), "авария") },
		func() error { return v.Send(t.Context(), dialogs.Voice) },
	} {
		if err := deed(); err != nil {
			t.Fatal(err)
		}
	}

	want := "> /start\nЗдравствуйте\nДом\n[Да] [Нет]\n[Назад]\n> [Да]\n(Устарела)\nГотово\n> авария\n112\n" +
		"> (voice)\nТекстом, пожалуйста\n"
	if diff := cmp.Diff(want, v.Transcript()); diff != "" {
		t.Errorf("transcript (-want +got):\n%s", diff)
	}
	if got := v.Seen(); got != "Текстом, пожалуйста\n" {
		t.Errorf("seen since the last deed: %q", got)
	}
	if diff := cmp.Diff([]int64{2, 2, 6}, d.shown); diff != "" {
		t.Errorf("remembered windows (-want +got):\n%s", diff)
	}
	if ev := d.events[1]; ev.Window != 2 || ev.Data == "" || ev.Data != (dialogs.Reply{}).Data(0) {
		t.Errorf("the press carried %+v", ev)
	}
}

func TestFilesGoBothWays(t *testing.T) {
	t.Parallel()
	var folder Folder
	up := dialogs.Upload{ID: folder.Put([]byte("jpeg")), Name: "a.jpg", Picture: true, Caption: "т1"}
	chart := dialogs.Attach(dialogs.Attachment{Name: "вода.png", Data: []byte("png"), Picture: true}, "Вода")
	table := dialogs.Attach(dialogs.Attachment{Name: "a.csv"}, "")
	d := &desk{replies: []dialogs.Reply{
		{Asides: []dialogs.Screen{chart, screen("112"), table}, Screen: screen("Дом")}, {Screen: screen("Готово")},
	}}
	v := talk(d)
	if err := v.SendFile(t.Context(), up); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]dialogs.Screen{chart, table}, v.Received(), cmpopts.IgnoreUnexported(dialogs.Screen{})); diff != "" {
		t.Errorf("received (-want +got):\n%s", diff)
	}
	if ev := d.events[0]; ev.Other != dialogs.Picture || !cmp.Equal(ev.File, &up) {
		t.Errorf("sent %+v", ev)
	}
	want := "> (picture a.jpg) т1\n(picture вода.png) Вода\n112\n(file a.csv) \nДом\n"
	if diff := cmp.Diff(want, v.Transcript()); diff != "" {
		t.Errorf("transcript (-want +got):\n%s", diff)
	}
	if err := v.SendFile(t.Context(), dialogs.Upload{}); err != nil || len(v.Received()) != 0 || d.events[1].Other != dialogs.File {
		t.Errorf("then received %v, sent %+v, %v", v.Received(), d.events[1], err)
	}
}

func TestAFolderHandsOutWhatWasPut(t *testing.T) {
	t.Parallel()
	var folder Folder
	data := []byte("first")
	first, second := folder.Put(data), folder.Put([]byte("second"))
	data[0] = 'F'
	for id, want := range map[string]string{first: "first", second: "second"} {
		if got, err := folder.Fetch(t.Context(), id); err != nil || string(got) != want {
			t.Errorf("fetched %q, %v, want %q", got, err, want)
		}
	}
	for _, id := range []string{"", "0", "3", "x"} {
		if _, err := folder.Fetch(t.Context(), id); housing.KindOf(err) != housing.Refused {
			t.Errorf("%q: error = %v", id, err)
		}
	}
}

func TestAButtonIsFoundByItsLabelOrItsBeginning(t *testing.T) {
	t.Parallel()
	rows := screen("?", dialogs.On("Дом и сад", "0"), dialogs.On("Дом", "1"), []dialogs.Button{{Label: "Сайт", URL: "https://x"}},
		dialogs.On("Далее", "2"))
	for label, want := range map[string]int{"Дом": 1, "Дом и": 0, "Дал": 2} {
		d := &desk{replies: []dialogs.Reply{{Screen: rows}, {Screen: rows}}}
		v := talk(d)
		if err := v.Say(t.Context(), "x"); err != nil {
			t.Fatal(err)
		}
		if err := v.Press(t.Context(), label); err != nil {
			t.Fatal(err)
		}
		if got := d.events[1].Data; got != (dialogs.Reply{}).Data(want) {
			t.Errorf("%q pressed %q, want button %d", label, got, want)
		}
	}
}

func TestAMissingButtonNamesThoseThatAreOffered(t *testing.T) {
	t.Parallel()
	v := talk(&desk{replies: []dialogs.Reply{{Screen: screen("?", dialogs.On("Да", "y"), dialogs.On("Нет", "n"))}}})
	if err := v.Say(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	err := v.Press(t.Context(), "Оплатить")
	if err == nil || err.Error() != `no button "Оплатить"; there are: Да | Нет` {
		t.Errorf("error = %v", err)
	}
	if got := v.Data("Оплатить"); got != "" {
		t.Errorf("a button that is not there carries %q", got)
	}
}

func TestAStrippedWindowHasNoButtons(t *testing.T) {
	t.Parallel()
	d := &desk{replies: []dialogs.Reply{
		{Screen: screen("1", dialogs.On("Старая", "a"))},
		{Screen: screen("2", dialogs.On("Вторая", "b"))},
		{Screen: screen("3", dialogs.On("Третья", "c")), Strip: []int64{2, 4}},
	}}
	v := talk(d)
	for range 2 {
		if err := v.Say(t.Context(), "x"); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"Старая", "Вторая"}, v.Offered()); diff != "" {
		t.Errorf("offered (-want +got):\n%s", diff)
	}
	if err := v.Say(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Третья"}, v.Offered()); diff != "" {
		t.Errorf("offered after stripping (-want +got):\n%s", diff)
	}
}

func TestAnOldButtonIsPressedAsItWas(t *testing.T) {
	t.Parallel()
	d := &desk{replies: []dialogs.Reply{{Screen: screen("1", dialogs.On("Да", "y"))}, {Screen: screen("2")}}}
	v := talk(d)
	if err := v.PressOld(t.Context(), "1.x.0.0"); err == nil || !strings.Contains(err.Error(), "no window") {
		t.Errorf("error = %v, want one about the window", err)
	}
	if err := v.Say(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	kept := v.Data("Да")
	if err := v.PressOld(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	if ev := d.events[1]; ev.Data != kept || ev.Window != 2 {
		t.Errorf("pressed %+v, want %q on message 2", ev, kept)
	}
}

func TestWhatTheEngineReportsEndsTheDeed(t *testing.T) {
	t.Parallel()
	errEngine := errors.New("disk full")
	if err := talk(&desk{fail: errEngine}).Say(t.Context(), "x"); !errors.Is(err, errEngine) {
		t.Errorf("error = %v", err)
	}
	if err := talk(&desk{forget: errEngine}).Say(t.Context(), "x"); !errors.Is(err, errEngine) {
		t.Errorf("error of remembering = %v", err)
	}
}
