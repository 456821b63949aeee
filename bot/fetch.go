package bot

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dombot/bot/telegram"
	"dombot/internal/housing"
)

// Bounds of fetching what people sent. The dialog of an update has less than
// the bot's Think, and must still carry out what the file is for.
const (
	fetchTime = 8 * time.Second
	fetches   = 4 // at once: a file may have 20 MB
)

// Fetcher hands out files; [telegram.Client] is one.
type Fetcher interface {
	GetFile(ctx context.Context, id string) (tgbotapi.File, error)
	Download(ctx context.Context, f tgbotapi.File, w io.Writer) (int64, error)
}

// Files fetches from Telegram what people sent.
type Files struct {
	api   Fetcher
	log   *slog.Logger
	slots chan struct{}
}

// NewFiles returns a fetcher of files.
func NewFiles(api Fetcher, log *slog.Logger) *Files {
	return &Files{api: api, log: log, slots: make(chan struct{}, fetches)}
}

// Fetch implements [dialogs.Files]. Telegram hands out 20 MB at most.
func (f *Files) Fetch(ctx context.Context, id string) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	data, err := f.fetch(limited, id)
	switch {
	case err == nil:
		return data, nil
	case ctx.Err() != nil:
		return nil, err
	}
	f.log.WarnContext(ctx, "file was not fetched", slog.Any("err", err))
	if telegram.TooBig(err) {
		return nil, &housing.Error{Kind: housing.Refused, Text: "error.file_big"}
	}
	return nil, &housing.Error{Kind: housing.Refused, Text: "error.file_lost"}
}

func (f *Files) fetch(ctx context.Context, id string) ([]byte, error) {
	select {
	case f.slots <- struct{}{}:
		defer func() { <-f.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for other files: %w", ctx.Err())
	}
	file, err := f.api.GetFile(ctx, id)
	if err != nil {
		return nil, err
	}
	var data bytes.Buffer
	data.Grow(max(0, min(file.FileSize, telegram.MaxDownload)))
	_, err = f.api.Download(ctx, file, &data)
	return data.Bytes(), err
}
