package simulator

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxPreview = 80 // characters of the last message in the list
	maxName    = 64
	maxPeople  = 10_000
)

type pagePerson struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`
	Role    string `json:"role"`
	Unread  int    `json:"unread"`
	Last    string `json:"last"`
	Blocked bool   `json:"blocked"`
}

type pageBot struct {
	Name        string `json:"name"`
	Username    string `json:"username"`
	Description string `json:"description"`
}

type pageChatView struct {
	Person   pagePerson    `json:"person"`
	Messages []pageMessage `json:"messages"`
	Keyboard *pageKeyboard `json:"keyboard"`
	Commands []Command     `json:"commands"`
	Bot      pageBot       `json:"bot"`
	Group    *pageGroup    `json:"group"` // null: the private chat with the bot
	Seq      int           `json:"seq"`
}

func (p *Person) page() pagePerson {
	return pagePerson{
		ID: p.ID, Name: p.Name, Role: p.role, Unread: p.unread, Blocked: p.blocked, Last: p.lastWords(),
	}
}

// lastWords is the beginning of the newest message.
func (r *room) lastWords() string {
	for _, m := range slices.Backward(r.messages) {
		if !m.Deleted {
			return preview(m.content())
		}
	}
	return ""
}

func preview(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= maxPreview {
		return text
	}
	return string([]rune(text)[:maxPreview]) + "…"
}

func (s *Server) pagePeople(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	list := make([]pagePerson, 0, len(s.people))
	for _, p := range s.people {
		if !p.offstage {
			list = append(list, p.page())
		}
	}
	s.mu.Unlock()
	write(w, http.StatusOK, list)
}

func (s *Server) pageAddPerson(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Name string `json:"name"`
	}
	if !readBody(w, r, &body) {
		return
	}
	name := oneLine(body.Name)
	if name == "" || utf8.RuneCountInString(name) > maxName {
		complain(w, http.StatusBadRequest, "Укажите имя, не длиннее 64 букв.")
		return
	}
	if len(s.People()) >= maxPeople {
		complain(w, http.StatusConflict, "Людей уже слишком много.")
		return
	}
	p := s.Person(name)
	s.mu.Lock()
	shown := p.page()
	s.mu.Unlock()
	write(w, http.StatusOK, shown)
}

func (s *Server) pageChat(w http.ResponseWriter, _ *http.Request, st *Seat) {
	s.mu.Lock()
	st.unread = 0
	view := pageChatView{
		Person: st.who.page(), Messages: st.pageMessages(), Keyboard: pageKeyboardOf(st.keyboard),
		Commands: append([]Command{}, s.bot.commandsFor(st.who.ID)...), Seq: s.feed.last,
		Bot: pageBot{
			Name: s.bot.name, Username: s.bot.username, Description: s.bot.said("description", "ru"),
		},
	}
	if st.group != nil {
		shown := st.group.page()
		view.Group = &shown
	}
	s.mu.Unlock()
	write(w, http.StatusOK, view)
}

// pageMessages leaves out what is deleted.
func (r *room) pageMessages() []pageMessage {
	list := make([]pageMessage, 0, len(r.messages))
	for _, m := range r.messages {
		if !m.Deleted {
			list = append(list, r.pageMessage(m))
		}
	}
	return list
}

const cannotWrite = "Бот заблокирован: сначала разблокируйте его."

func (s *Server) pageSend(w http.ResponseWriter, r *http.Request, st *Seat) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		s.pageUpload(w, r, st)
		return
	}
	var body struct {
		Text  string `json:"text"`
		Reply int    `json:"reply"` // the message that is answered; 0: none
	}
	if !readBody(w, r, &body) {
		return
	}
	text := strings.TrimSpace(body.Text)
	if text == "" || utf16Length(text) > 4096 {
		complain(w, http.StatusBadRequest, "Напишите от 1 до 4096 знаков.")
		return
	}
	sent(w, st.Reply(body.Reply, text))
}

// sent answers with the number of the message.
func sent(w http.ResponseWriter, id int) {
	if id == 0 {
		complain(w, http.StatusConflict, cannotWrite)
		return
	}
	write(w, http.StatusOK, map[string]int{"id": id})
}

func (s *Server) pageUpload(w http.ResponseWriter, r *http.Request, st *Seat) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	data, name, err := uploaded(r)
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		complain(w, http.StatusRequestEntityTooLarge, "Файл больше 50 МБ.")
		return
	}
	if err != nil || len(data) == 0 {
		complain(w, http.StatusBadRequest, "Выберите файл, в котором что-то есть.")
		return
	}
	caption := strings.TrimSpace(r.FormValue("caption"))
	if r.FormValue("as") == "photo" {
		sent(w, st.SendPhotoWith(data, caption))
		return
	}
	sent(w, st.SendDocumentWith(name, data, caption))
}

func uploaded(r *http.Request) (data []byte, name string, err error) {
	file, header, err := r.FormFile("file")
	if err != nil {
		return nil, "", err //nolint:wrapcheck // the caller only asks what kind it is
	}
	defer file.Close()
	data, err = io.ReadAll(file)
	return data, header.Filename, err //nolint:wrapcheck // the caller only asks what kind it is
}

func (s *Server) pageTap(w http.ResponseWriter, r *http.Request, st *Seat) {
	var body struct {
		Message int `json:"message"`
		Row     int `json:"row"`
		Col     int `json:"col"`
	}
	if !readBody(w, r, &body) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := st.find(body.Message)
	if m == nil || body.Row < 0 || body.Row >= len(m.Buttons) ||
		body.Col < 0 || body.Col >= len(m.Buttons[body.Row]) {
		complain(w, http.StatusNotFound, "Этой кнопки больше нет.")
		return
	}
	if st.group == nil && st.who.blocked {
		complain(w, http.StatusConflict, cannotWrite)
		return
	}
	if err := st.touch(m, m.Buttons[body.Row][body.Col]); err != nil {
		complain(w, http.StatusConflict, untouchable(err))
		return
	}
	write(w, http.StatusOK, struct{}{})
}

func (s *Server) pageSendContact(w http.ResponseWriter, _ *http.Request, st *Seat) {
	sent(w, st.SendContact())
}

func (s *Server) pageBlock(w http.ResponseWriter, r *http.Request, st *Seat) {
	var body struct {
		Blocked bool `json:"blocked"`
	}
	if !readBody(w, r, &body) {
		return
	}
	st.who.setBlocked(body.Blocked)
	write(w, http.StatusOK, struct{}{})
}
