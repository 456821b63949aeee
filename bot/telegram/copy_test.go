package telegram //nolint:testpackage // what goes over the wire is not exported

import (
	"encoding/json"
	"testing"
)

func TestAButtonThatCopiesDoesNothingElse(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(inline([][]Button{{
		{Label: "БИК", Copy: "045099099"}, {Label: "Сайт", URL: "https://x.example"}, {Label: "Да", Data: "y"},
	}}))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"inline_keyboard":[[{"text":"БИК","copy_text":{"text":"045099099"}},` +
		`{"text":"Сайт","url":"https://x.example"},{"text":"Да","callback_data":"y"}]]}`
	if string(data) != want {
		t.Errorf("the keyboard is\n%s, want\n%s", data, want)
	}
}
