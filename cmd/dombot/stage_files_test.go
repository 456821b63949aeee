package main

import (
	"context"
	"mime"
	"os"
	"path/filepath"

	"dombot/dialogs"
	"dombot/dialogs/script"
	"dombot/internal/simulator"
)

// openFile reads a file that scripts name.
func openFile(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join("testdata", "files", name))
}

func (s *consoleStage) Open(name string) ([]byte, error) { return openFile(name) }

func (s *consoleStage) Attach(ctx context.Context, who string, p script.Parcel) error {
	return s.talk(who).SendFile(ctx, dialogs.Upload{
		ID: s.folder.Put(p.Data), Name: p.Name, MIME: mime.TypeByExtension(filepath.Ext(p.Name)),
		Size: int64(len(p.Data)), Picture: p.Picture, Caption: p.Caption,
	})
}

func (s *consoleStage) Received(who string) []script.Parcel {
	var came []script.Parcel
	for _, screen := range s.talk(who).Received() {
		came = append(came, script.Parcel{
			Picture: screen.File.Picture, Name: screen.File.Name, Caption: screen.Text.Plain(), Data: screen.File.Data,
		})
	}
	return came
}

func (s *telegramStage) Open(name string) ([]byte, error) { return openFile(name) }

func (s *telegramStage) Attach(ctx context.Context, who string, p script.Parcel) error {
	return s.deed(ctx, who, func(anna *simulator.Person) error {
		if p.Picture {
			anna.SendPhotoWith(p.Data, p.Caption)
			return nil
		}
		anna.SendDocumentWith(p.Name, p.Data, p.Caption)
		return nil
	})
}

func (s *telegramStage) Received(who string) []script.Parcel {
	var came []script.Parcel
	m := s.before[who]
	for _, msg := range s.person(who).Chat().Messages {
		if _, known := m.edits[msg.ID]; known || !msg.FromBot {
			continue
		}
		for _, f := range []*simulator.File{msg.Photo, msg.Document} {
			if f == nil {
				continue
			}
			data, _ := s.sim.FileData(f.ID)
			came = append(came, script.Parcel{Picture: f == msg.Photo, Name: f.Name, Caption: msg.Text, Data: data})
		}
	}
	return came
}
