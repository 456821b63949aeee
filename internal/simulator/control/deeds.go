package control

import (
	"errors"
	"io"
	"net/http"

	"dombot/internal/simulator"
)

// deedRoutes are what people do. With ?wait=5s the answer comes when the bot is idle again and holds the
// chat.
func (d desk) deedRoutes() []Route {
	const person = "/people/{person}"
	return []Route{
		post(person+"/start", `{"param":"house-12"}`, "presses Start, from a link if param is given",
			d.deed(start)),
		post(person+"/say", `{"text":"125,3"}`, "sends a text", d.deed(say)),
		post(person+"/press", `{"label":"Да"}`, "touches the newest button of that label, or a key; message "+
			"chooses a message, however old", d.deed(press)),
		post(person+"/press-again", "", "sends the last tap once more, as a new update", d.deed(pressAgain)),
		post(person+"/tap", `{"message":7,"data":"y"}`, "sends a tap that no button needs to have",
			d.deed(tap)),
		post(person+"/edit", `{"message":7,"text":"126"}`, "changes a text sent before", d.deed(edit)),
		post(person+"/photo", "a form with file and caption", "sends a picture", d.deed(photo)),
		post(person+"/document", "a form with file and caption", "sends a file", d.deed(document)),
		post(person+"/album", "a form with several files", "sends pictures and files together",
			d.deed(album)),
		post(person+"/voice", "", "sends a voice message", d.deed(voice)),
		post(person+"/contact", `{}`, "shares the own phone number, or that of phone and name",
			d.deed(contact)),
		post(person+"/location", `{"latitude":55.03,"longitude":82.92}`, "sends a point on the map",
			d.deed(location)),
		post(person+"/vote", `{"message":7,"answers":["За"]}`,
			"votes in a poll; no answers take the vote back", d.deed(vote)),
		post(person+"/pay", `{"message":7}`, "pays an invoice; tip adds one, declined has the bank refuse it",
			d.deed(pay)),
		post(person+"/choose", `{"label":"Выбрать дом","group":-5020000001}`,
			"presses a key that asks for a chat, or with people for people", d.choose()),
		post(person+"/pin", `{"message":7}`, "pins a message in a group", d.deed(pin)),
		post(person+"/block", `{"blocked":true}`, "blocks or unblocks the bot", d.with(d.block)),
		post(person+"/deactivate", "", "deletes the account", d.with(d.deactivate)),
	}
}

// deed carries out what a person does in a chat. The number of the message is 0 if there is none.
type deed func(st *simulator.Seat, r *http.Request) (id int, err error)

type deedDone struct {
	Message int   `json:"message_id,omitempty"`
	Chat    *chat `json:"chat,omitempty"`
}

func (d desk) deed(do deed) func(*http.Request) (any, error) {
	return d.at(func(st *simulator.Seat, r *http.Request) (any, error) {
		wait, err := duration(r.URL.Query().Get("wait"))
		if err != nil {
			return nil, err
		}
		id, err := do(st, r)
		if err != nil {
			return nil, err
		}
		if wait == 0 {
			return deedDone{Message: id}, nil
		}
		if err := d.rest(r.Context(), wait); err != nil {
			return nil, err
		}
		shown := chatOf(st.Chat())
		return deedDone{Message: id, Chat: &shown}, nil
	})
}

// sent turns the number of a message into an answer.
func sent(id int) (int, error) {
	if id == 0 {
		return 0, impossible("this person may not write here: " +
			"the bot is blocked, or the group does not let them")
	}
	return id, nil
}

// failed turns what a person cannot do into an answer.
func failed(err error) (int, error) {
	if err != nil {
		return 0, impossible(err.Error())
	}
	return 0, nil
}

func start(st *simulator.Seat, r *http.Request) (int, error) {
	var body struct {
		Param string `json:"param"`
	}
	if err := read(r, &body); err != nil {
		return 0, err
	}
	return sent(st.Person().Start(body.Param))
}

func say(st *simulator.Seat, r *http.Request) (int, error) {
	var body struct {
		Text string `json:"text"`
	}
	if err := read(r, &body); err != nil {
		return 0, err
	}
	if body.Text == "" {
		return 0, wrong("text: what is said?")
	}
	return sent(st.Send(body.Text))
}

func press(st *simulator.Seat, r *http.Request) (int, error) {
	var body struct {
		Label   string `json:"label"`
		Message int    `json:"message"`
	}
	if err := read(r, &body); err != nil {
		return 0, err
	}
	if body.Message != 0 {
		return failed(st.PressOn(body.Message, body.Label))
	}
	return failed(st.Press(body.Label))
}

func pressAgain(st *simulator.Seat, _ *http.Request) (int, error) { return failed(st.PressAgain()) }

func tap(st *simulator.Seat, r *http.Request) (int, error) {
	var body struct {
		Message int    `json:"message"`
		Data    string `json:"data"`
	}
	if err := read(r, &body); err != nil {
		return 0, err
	}
	st.Tap(body.Message, body.Data)
	return 0, nil
}

func edit(st *simulator.Seat, r *http.Request) (int, error) {
	var body struct {
		Message int    `json:"message"`
		Text    string `json:"text"`
	}
	if err := read(r, &body); err != nil {
		return 0, err
	}
	return failed(st.Edit(body.Message, body.Text))
}

const maxUpload = 51 << 20

// upload reads the file of a form.
func upload(r *http.Request) (name string, data []byte, err error) {
	r.Body = http.MaxBytesReader(nil, r.Body, maxUpload)
	f, header, err := r.FormFile("file")
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return "", nil, &problem{http.StatusRequestEntityTooLarge, "the file is above 50 MB"}
	}
	if err != nil {
		return "", nil, wrong("a form with the field file is expected: %v", err)
	}
	defer f.Close()
	if data, err = io.ReadAll(f); err != nil {
		return "", nil, wrong("the file cannot be read: %v", err)
	}
	return header.Filename, data, nil
}

func photo(st *simulator.Seat, r *http.Request) (int, error) {
	_, data, err := upload(r)
	if err != nil {
		return 0, err
	}
	return sent(st.SendPhotoWith(data, r.FormValue("caption")))
}

func document(st *simulator.Seat, r *http.Request) (int, error) {
	name, data, err := upload(r)
	if err != nil {
		return 0, err
	}
	return sent(st.SendDocumentWith(name, data, r.FormValue("caption")))
}

func voice(st *simulator.Seat, _ *http.Request) (int, error) { return sent(st.SendVoice()) }

func contact(st *simulator.Seat, r *http.Request) (int, error) {
	var body struct {
		Phone string `json:"phone"`
		Name  string `json:"name"`
	}
	if err := read(r, &body); err != nil {
		return 0, err
	}
	if body.Phone == "" {
		return sent(st.SendContact())
	}
	return sent(st.SendContactOf(body.Phone, body.Name))
}

func location(st *simulator.Seat, r *http.Request) (int, error) {
	var body simulator.Location
	if err := read(r, &body); err != nil {
		return 0, err
	}
	return sent(st.SendLocation(body.Latitude, body.Longitude))
}

func vote(st *simulator.Seat, r *http.Request) (int, error) {
	var body struct {
		Message int      `json:"message"`
		Answers []string `json:"answers"`
	}
	if err := read(r, &body); err != nil {
		return 0, err
	}
	if len(body.Answers) == 0 {
		return failed(st.RetractVote(body.Message))
	}
	return failed(st.Vote(body.Message, body.Answers...))
}

func (d desk) block(p *simulator.Person, r *http.Request) (any, error) {
	var body struct {
		Blocked bool `json:"blocked"`
	}
	if err := read(r, &body); err != nil {
		return nil, err
	}
	if body.Blocked {
		p.Block()
	} else {
		p.Unblock()
	}
	return p.Profile(), nil
}

func (d desk) deactivate(p *simulator.Person, _ *http.Request) (any, error) {
	p.Deactivate()
	return p.Profile(), nil
}
