package dialogs

import (
	"context"

	"dombot/internal/texts"
)

// Upload is a picture or a document that a person sent. Its bytes stay with the
// messenger until a step's Commit fetches them through [Files].
type Upload struct {
	ID      string
	Name    string // empty for a picture
	MIME    string
	Size    int64  // bytes; 0 if the messenger does not say
	Picture bool   // sent to be looked at: the messenger made it smaller
	Caption string // what was typed below it
	Album   string // the same for those sent together; empty: sent alone
}

// Files fetches what people sent, by the ID of an [Upload]. An error that a
// person may read is a *housing.Error.
type Files interface {
	Fetch(ctx context.Context, id string) ([]byte, error)
}

// Attachment is a picture or a document that a person is sent.
type Attachment struct {
	Name    string
	Data    []byte
	Picture bool // shown in the chat, not only offered to be saved
	// Key is the same for the same Data, which then need not be uploaded to a messenger twice; empty: none.
	Key string
	// Instead is read where a picture may not be shown; empty: it is not sent then.
	Instead texts.Text
}

// MaxAlbum is how many pictures stand together at most.
const MaxAlbum = 10

// Album returns an aside that carries 1 to [MaxAlbum] pictures under one caption.
func Album(all []Attachment, caption texts.Text) Screen {
	return Screen{Text: caption, File: &all[0], More: all[1:]}
}

// Attach returns an aside that carries a file with a caption.
func Attach(a Attachment, caption texts.Text) Screen { return Screen{Text: caption, File: &a} }

// wordless answers what is no text and no press: a step that takes files gets
// the file, anything else a sentence. Those who send several together read the
// sentence once.
func (t *turn) wordless(ctx context.Context) error {
	if t.ev.File != nil {
		t.more = t.ev.File.Album != "" && t.ev.File.Album == t.s.Album
		t.s.Album = t.ev.File.Album
		if t.takesFiles() {
			return t.answer(ctx, Input{File: t.ev.File})
		}
		switch paper, err := t.paper(ctx); {
		case err != nil:
			return err
		case paper && !t.more:
			t.notice = t.Texts.T("engine.paper")
			return t.again(ctx)
		case t.more:
			t.reply.Quiet = true
			return nil
		}
	}
	t.notice = t.Texts.T(t.ev.Other.key())
	return t.again(ctx)
}

// paper drops a document that must not stay in the chat.
func (t *turn) paper(ctx context.Context) (bool, error) {
	if t.ev.File.Picture || t.Papers == nil {
		return false, nil
	}
	is, err := t.Papers(ctx, t.s.Person)
	if is {
		t.reply.Drop = t.ev.Sent
	}
	return is, err
}

// takesFiles reports whether the running step has a use for a file.
func (t *turn) takesFiles() bool {
	fr := t.s.top()
	if fr == nil || t.s.Pending != nil {
		return false
	}
	flow, _ := t.Flows.Flow(fr.Flow)
	info, _ := flow.info(fr.Step)
	return info.Files
}
