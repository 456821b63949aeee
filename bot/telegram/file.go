package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// MaxDownload is the largest file that Telegram hands out.
const MaxDownload = 20 << 20

// Upload is a file to send: either Data under a Name, or the ID of one sent before.
type Upload struct {
	Chat    int64
	Name    string
	Data    io.Reader
	ID      string
	Caption string // HTML, at most 1024 characters
	Plain   bool   // Caption is no HTML
	Buttons [][]Button
	Silent  bool
	Thread  int64 // the topic of a forum; 0: none
	Under   int64 // the message that it answers; 0: none
}

// Sent is a file that was sent.
type Sent struct {
	Message int64
	ID      string // sends the same file again without an upload
}

// SendDocument sends a file.
func (c *Client) SendDocument(ctx context.Context, u Upload) (Sent, error) {
	return c.sendFile(ctx, "sendDocument", "document", u)
}

// SendPhoto sends a picture.
func (c *Client) SendPhoto(ctx context.Context, u Upload) (Sent, error) {
	return c.sendFile(ctx, "sendPhoto", "photo", u)
}

// inputPhoto is a picture of an album.
type inputPhoto struct {
	Type    string `json:"type"`
	Media   string `json:"media"`
	Caption string `json:"caption,omitempty"`
	Mode    string `json:"parse_mode,omitempty"`
}

// SendPhotos sends 2 to 10 pictures together to the chat of the first one, whose caption is theirs.
func (c *Client) SendPhotos(ctx context.Context, all []Upload) ([]Sent, error) {
	p := tgbotapi.Params{}
	p.AddNonZero64("chat_id", all[0].Chat)
	media := make([]inputPhoto, len(all))
	var files []tgbotapi.RequestFile
	for i, u := range all {
		media[i] = inputPhoto{Type: "photo", Media: u.ID}
		if u.ID == "" {
			name := fmt.Sprintf("photo%d", i)
			media[i].Media = "attach://" + name
			files = append(files, tgbotapi.RequestFile{
				Name: name, Data: tgbotapi.FileReader{Name: u.Name, Reader: u.Data},
			})
		}
	}
	if media[0].Caption = all[0].Caption; media[0].Caption != "" && !all[0].Plain {
		media[0].Mode = tgbotapi.ModeHTML
	}
	if err := p.AddInterface("media", media); err != nil {
		return nil, fmt.Errorf("write album: %w", err)
	}
	const method = "sendMediaGroup"
	result, err := c.upload(ctx, method, p, files)
	if err != nil {
		return nil, err
	}
	messages, err := read[[]tgbotapi.Message](method, result)
	if err != nil || len(messages) != len(all) {
		return nil, errors.Join(err,
			fmt.Errorf("%s: %d messages for %d pictures", method, len(messages), len(all)))
	}
	sent := make([]Sent, len(messages))
	for i, m := range messages {
		sent[i] = Sent{Message: int64(m.MessageID), ID: fileID(m)}
	}
	return sent, nil
}

func (c *Client) sendFile(ctx context.Context, method, field string, u Upload) (Sent, error) {
	p := tgbotapi.Params{}
	p.AddNonZero64("chat_id", u.Chat)
	p.AddBool("disable_notification", u.Silent)
	place(p, u.Thread, u.Under)
	if u.Caption != "" {
		p["caption"] = u.Caption
		if !u.Plain {
			p["parse_mode"] = tgbotapi.ModeHTML
		}
	}
	if len(u.Buttons) > 0 {
		if err := p.AddInterface("reply_markup", inline(u.Buttons)); err != nil {
			return Sent{}, fmt.Errorf("write buttons: %w", err)
		}
	}
	var data tgbotapi.RequestFileData = tgbotapi.FileID(u.ID)
	if u.ID == "" {
		data = tgbotapi.FileReader{Name: u.Name, Reader: u.Data}
	}
	result, err := c.upload(ctx, method, p, []tgbotapi.RequestFile{{Name: field, Data: data}})
	if err != nil {
		return Sent{}, err
	}
	m, err := read[tgbotapi.Message](method, result)
	return Sent{Message: int64(m.MessageID), ID: fileID(m)}, err
}

func fileID(m tgbotapi.Message) string {
	switch {
	case m.Document != nil:
		return m.Document.FileID
	case len(m.Photo) > 0:
		return m.Photo[len(m.Photo)-1].FileID
	}
	return ""
}

// EditMessageCaption changes what stands below a file, and its buttons, to those of m.
func (c *Client) EditMessageCaption(ctx context.Context, message int64, m Message) error {
	p, err := m.params()
	if err != nil {
		return err
	}
	p["caption"] = p["text"]
	delete(p, "text")
	delete(p, "link_preview_options")
	p.AddNonZero64("message_id", message)
	_, err = c.call(ctx, "editMessageCaption", p)
	return err
}

// GetFile returns where a file lies, for [Client.Download].
func (c *Client) GetFile(ctx context.Context, id string) (tgbotapi.File, error) {
	result, err := c.call(ctx, "getFile", tgbotapi.Params{"file_id": id})
	if err != nil {
		return tgbotapi.File{}, err
	}
	return read[tgbotapi.File]("getFile", result)
}

// Download writes the file that GetFile found to w and returns its size. More
// than MaxDownload is refused after that much.
func (c *Client) Download(ctx context.Context, f tgbotapi.File, w io.Writer) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, uploadTime)
	defer cancel()
	path := (&url.URL{Path: strings.TrimPrefix(f.FilePath, "/")}).EscapedPath()
	address := c.base + "/file/bot" + c.token + "/" + path
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return 0, c.ours("download", err)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, c.ours("download", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		e := page(answer.StatusCode, answer.Header)
		e.Text = http.StatusText(answer.StatusCode)
		return 0, c.ours("download", e)
	}
	n, err := io.Copy(w, io.LimitReader(answer.Body, MaxDownload+1))
	if err != nil {
		return n, c.ours("download", err)
	}
	if n > MaxDownload {
		return n, &Error{Kind: Refused, Method: "download", Text: tooBig}
	}
	return n, nil
}
