package bot

import (
	"bytes"
	"context"
	"log/slog"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dombot/bot/telegram"
	"dombot/dialogs"
)

// fileOf describes the picture or the document of a message; nil where there is none.
func fileOf(m *tgbotapi.Message) *dialogs.Upload {
	up := dialogs.Upload{Caption: m.Caption, Album: m.MediaGroupID}
	switch {
	case len(m.Photo) > 0:
		p := largest(m.Photo)
		up.ID, up.Size, up.MIME, up.Picture = p.FileID, int64(p.FileSize), "image/jpeg", true
	case m.Document != nil:
		f := m.Document
		up.ID, up.Size, up.MIME, up.Name = f.FileID, int64(f.FileSize), f.MimeType, f.FileName
	default:
		return nil
	}
	return &up
}

func largest(sizes []tgbotapi.PhotoSize) tgbotapi.PhotoSize {
	best := sizes[0]
	for _, s := range sizes {
		if s.Width*s.Height > best.Width*best.Height {
			best = s
		}
	}
	return best
}

// attached is the letter that carries the file of a screen. The dialog goes on
// without a file that cannot be sent: a sentence stands for it.
func attached(chat int64, s dialogs.Screen) letter {
	sentence := letter{text: "file unsent", post: func(ctx context.Context, d *desk) error {
		_, err := d.send(
			ctx,
			telegram.Message{Chat: chat, Text: d.html(d.Texts.T("error.file_unsent"), false)},
		)
		return err
	}}
	size := len(s.File.Data)
	for _, a := range s.More {
		size += len(a.Data)
	}
	return letter{
		text: s.File.Name + " " + string(s.Text), size: size, instead: &sentence,
		post: func(ctx context.Context, d *desk) error {
			err := d.attach(ctx, chat, s)
			if err == nil || later(err) || hopeless(ctx, err) {
				return err
			}
			d.Log.ErrorContext(ctx, "file was not sent", slog.Int("size", size), slog.Any("err", err))
			return sentence.post(ctx, d)
		},
	}
}

// attach sends the file of a screen with the text as its caption. If one that was
// sent before is not known any more, it is uploaded. A picture that Telegram does not
// show goes as a document.
func (d *desk) attach(ctx context.Context, chat int64, s dialogs.Screen) error {
	m := telegram.Message{
		Chat: chat, Text: caption(s.Text, d.Texts.T("screen.cut"), s.Veiled), Buttons: buttons(s, nil),
	}
	if len(s.More) > 0 {
		return d.album(ctx, m, append([]dialogs.Attachment{*s.File}, s.More...))
	}
	send := d.API.SendDocument
	if s.File.Picture {
		send = d.API.SendPhoto
	}
	err := d.say(ctx, m, d.posting(*s.File, send))
	if telegram.KindOf(err) == telegram.Refused && d.sent.forget(*s.File) {
		err = d.say(ctx, m, d.posting(*s.File, send))
	}
	if s.File.Picture && telegram.KindOf(err) == telegram.Refused {
		d.Log.WarnContext(ctx, "picture was refused, sending a document", slog.Any("err", err))
		err = d.say(ctx, m, d.posting(*s.File, d.API.SendDocument))
	}
	return err
}

// album sends pictures together. If one that was sent before is not known any more, all are uploaded.
func (d *desk) album(ctx context.Context, m telegram.Message, all []dialogs.Attachment) error {
	post := func(ctx context.Context, m telegram.Message) error {
		uploads := make([]telegram.Upload, len(all))
		for i, a := range all {
			uploads[i] = d.upload(a)
		}
		uploads[0].Chat, uploads[0].Caption, uploads[0].Plain = m.Chat, m.Text, m.Plain
		sent, err := d.API.SendPhotos(ctx, uploads)
		if err == nil {
			for i, a := range all {
				d.sent.keep(a, sent[i].ID)
			}
		}
		return err
	}
	err := d.say(ctx, m, post)
	if telegram.KindOf(err) == telegram.Refused && d.sent.forget(all...) {
		err = d.say(ctx, m, post)
	}
	return err
}

// upload names a file that was sent before, or carries it from its beginning.
func (d *desk) upload(a dialogs.Attachment) telegram.Upload {
	return telegram.Upload{Name: a.Name, Data: bytes.NewReader(a.Data), ID: d.sent.id(a)}
}

// posting sends a as a file.
func (d *desk) posting(
	a dialogs.Attachment, send func(context.Context, telegram.Upload) (telegram.Sent, error),
) poster {
	return func(ctx context.Context, m telegram.Message) error {
		u := d.upload(a)
		u.Chat, u.Caption, u.Plain, u.Buttons = m.Chat, m.Text, m.Plain, m.Buttons
		sent, err := send(ctx, u)
		if err == nil {
			d.sent.keep(a, sent.ID)
		}
		return err
	}
}
